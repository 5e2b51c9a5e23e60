"""From a name to where it is defined and used, and lists of what there is."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from sdol.lang.analysis import Document
from sdol.lang.analysis.mentions import Mention
from sdol.lang.analysis.outline import Entry, around, outline
from sdol.lang.analysis.project import Place, Project, Target
from sdol.lang.ast import Span
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.text import Positions

MOST_SYMBOLS = 500
"""Definitions of a workspace that are listed at once."""

_Kind = types.SymbolKind
_KINDS = {
    "function": _Kind.Function,
    "module": _Kind.Module,
    "region": _Kind.Object,
    "store": _Kind.Struct,
    "test": _Kind.Method,
}


class Asked:
    """A question about a place of an open file."""

    def __init__(self, desk: Desk, analysed: Analysed, position: types.Position) -> None:
        self.desk, self.analysed = desk, analysed
        self.project: Project = desk.project
        self.document: Document = analysed.document
        self.offset = analysed.positions.offset(position)
        self.mention: Mention | None = self.document.mention_at(self.offset)

    @property
    def target(self) -> Target | None:
        return self.project.target(self.document, self.mention) if self.mention else None

    def location(self, place: Place) -> types.Location:
        """Characters of a file as the protocol names them."""
        name = place.document.source.name
        if name == self.document.source.name:
            return types.Location(self.analysed.uri, self.analysed.positions.range(place.span))
        return types.Location(self.desk.uri(name), self.places(place.document).range(place.span))

    def places(self, document: Document) -> Positions:
        return Positions(document.source.text, self.analysed.positions.measure)


async def _definition(desk: Desk, params: types.DefinitionParams) -> list[types.Location] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    return await desk.answer(lambda: _defined(Asked(desk, analysed, params.position)))


def _defined(asked: Asked) -> list[types.Location] | None:
    target = asked.target
    if target is None:
        return None
    if target.binding.kind == "module":
        module = asked.project.module(target.document, target.binding)
        return [asked.location(Place(module, Span(0, 0)))] if module else None
    return [asked.location(Place(target.document, target.binding.span))]


async def _references(desk: Desk, params: types.ReferenceParams) -> list[types.Location] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    declared = params.context.include_declaration
    return await desk.answer(lambda: _used(Asked(desk, analysed, params.position), declared))


def _used(asked: Asked, declared: bool) -> list[types.Location] | None:
    target = asked.target
    if target is None:
        return None
    places = asked.project.references(target, asked.document)
    itself = (target.document.source.name, target.binding.span)
    kept = [place for place in places if declared or (place.document.source.name, place.span) != itself]
    return [asked.location(place) for place in kept]


async def _highlight(
    desk: Desk, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    return await desk.answer(lambda: _marked(Asked(desk, analysed, params.position)))


def _marked(asked: Asked) -> list[types.DocumentHighlight] | None:
    """The places of a name in this file."""
    mention = asked.mention
    if mention is None:
        return None
    kinds = types.DocumentHighlightKind
    if mention.binding is None:
        same = [one for one in asked.document.mentions if _alike(one, mention)]
        return [_highlighted(asked, one.span, kinds.Read) for one in same]
    written = {mention.binding.span, *mention.binding.writes}
    spans = [one.span for one in asked.document.mentions if one.binding is mention.binding]
    return [_highlighted(asked, span, kinds.Write if span in written else kinds.Read) for span in spans]


def _alike(one: Mention, other: Mention) -> bool:
    return one.name == other.name and one.binding is None and one.module is other.module


def _highlighted(asked: Asked, span: Span, kind: types.DocumentHighlightKind) -> types.DocumentHighlight:
    return types.DocumentHighlight(asked.analysed.positions.range(span), kind)


async def _selections(desk: Desk, params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    places = [analysed.positions.offset(position) for position in params.positions[:MOST_SYMBOLS]]
    return await desk.answer(lambda: [_selection(analysed, place) for place in places])


def _selection(analysed: Analysed, offset: int) -> types.SelectionRange:
    """The construct at a place, in the one around it, and so on."""
    found: types.SelectionRange | None = None
    for span in reversed(around(analysed.document, offset)):
        found = types.SelectionRange(analysed.positions.range(span), found)
    return found or types.SelectionRange(analysed.positions.range(Span(offset, offset)))


# --- lists --------------------------------------------------------------------------------------------------


async def _symbols(desk: Desk, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    return await desk.draw(lambda: [_symbol(one, analysed.positions) for one in outline(analysed.document)])


def _symbol(one: Entry, positions: Positions) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=one.name,
        kind=_kind(one),
        range=positions.range(one.span),
        selection_range=positions.range(one.name_span),
        detail=one.detail or None,
    )


def _kind(one: Entry) -> types.SymbolKind:
    return _KINDS.get(one.kind, _Kind.Variable)


async def _everywhere(desk: Desk, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    return await desk.answer(lambda: _found(desk, params.query.casefold()))


def _found(desk: Desk, query: str) -> list[types.WorkspaceSymbol]:
    """The definitions of all programs whose names have the letters of the query, in their order."""
    found: list[types.WorkspaceSymbol] = []
    for path in desk.files.programs():
        document = desk.files.document(path)
        if document is None or len(found) >= MOST_SYMBOLS:
            continue
        positions = Positions(document.source.text, desk.measure)
        found += [
            _located(one, desk.uri(document.source.name), positions, path)
            for one in outline(document, details=False)
            if one.kind != "module" and _has(one.name.casefold(), query)
        ]
    return found[:MOST_SYMBOLS]


def _has(name: str, query: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in query)


def _located(one: Entry, uri: str, positions: Positions, path: Path) -> types.WorkspaceSymbol:
    where = types.Location(uri, positions.range(one.name_span))
    return types.WorkspaceSymbol(where, one.name, _kind(one), container_name=path.name)


FEATURES = [
    (types.TEXT_DOCUMENT_DEFINITION, _definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, _references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _highlight, None),
    (types.TEXT_DOCUMENT_SELECTION_RANGE, _selections, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols, None),
    (types.WORKSPACE_SYMBOL, _everywhere, None),
]
