"""Completion and the signature of the call that is being written: both work in the middle of a word."""

from __future__ import annotations

from lsprotocol import types

from sdol.lang.analysis.signatures import Calling, calling
from sdol.lang.ast import Span
from sdol.shell.completion import Everywhere, Item, Offer, Scope, complete
from sdol.shell.describing import describe
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.scope import first_sentences, of_document
from sdol.shell.lsp.text import Positions, moved

PATIENCE = 0.05
"""Seconds that completion waits for the newest analysis; then one from before the last keys has to do."""

MOST = 200

_Kind = types.CompletionItemKind
_KINDS = {
    "keyword": _Kind.Keyword,
    "variable": _Kind.Variable,
    "function": _Kind.Function,
    "instruction": _Kind.Function,
    "method": _Kind.Method,
    "module": _Kind.Module,
    "field": _Kind.Field,
    "parameter": _Kind.Property,
    "type": _Kind.TypeParameter,
    "space": _Kind.Unit,
    "effect": _Kind.Event,
    "partition": _Kind.Struct,
    "symbol": _Kind.Constant,
    "text": _Kind.Text,
    "path": _Kind.File,
}


def warm() -> None:
    """Loads what the first answer needs, which takes half a second, before somebody waits for it."""
    describe("upper")
    complete("print u", 7, Everywhere())


async def _complete(desk: Desk, params: types.CompletionParams) -> types.CompletionList | None:
    def answer(analysed: Analysed | None, positions: Positions) -> types.CompletionList:
        at = positions.offset(params.position)
        return _listed(complete(positions.text, at, _scope(desk, analysed, positions.text, at)), positions)

    return await desk.glance(params.text_document.uri, PATIENCE, answer)


def _scope(desk: Desk, analysed: Analysed | None, text: str, at: int) -> Scope:
    """What is visible at a place of a text, from the analysis of an older one."""
    if analysed is None:
        return Everywhere()
    before = analysed.document.source.text
    return of_document(desk.project, analysed.document, moved(at, text, before))


def _listed(offer: Offer, positions: Positions) -> types.CompletionList:
    where = positions.range(Span(offer.start, offer.end))
    items = [_item(one, where, at) for at, one in enumerate(offer.items[:MOST])]
    return types.CompletionList(is_incomplete=len(offer.items) > MOST, items=items)


def _item(one: Item, where: types.Range, at: int) -> types.CompletionItem:
    return types.CompletionItem(
        label=one.text,
        kind=_KINDS.get(one.kind, _Kind.Text),
        detail=one.type or None,
        documentation=one.doc or None,
        sort_text=f"{at:04}",
        text_edit=types.TextEdit(where, one.text),
    )


async def _signature(desk: Desk, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    at = analysed.positions.offset(params.position)
    found = await desk.answer(lambda: calling(desk.project, analysed.document, at))
    return _help(found) if found else None


def _help(found: Calling) -> types.SignatureHelp:
    signatures = [
        types.SignatureInformation(
            label=one.head,
            documentation=first_sentences(one.doc) or None,
            parameters=[types.ParameterInformation(one.head[slice(*span)]) for span in one.parameters],
        )
        for one in found.signatures
    ]
    return types.SignatureHelp(signatures, found.active, found.argument)


FEATURES = [
    (
        types.TEXT_DOCUMENT_COMPLETION,
        _complete,
        types.CompletionOptions(trigger_characters=[".", "@", "'", '"']),
    ),
    (
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        _signature,
        types.SignatureHelpOptions(trigger_characters=["(", ","], retrigger_characters=[")"]),
    ),
]
