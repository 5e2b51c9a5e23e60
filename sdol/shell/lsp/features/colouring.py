"""What an editor draws beside the text and in it: colours by meaning, types that are not written, folds."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from sdol.lang.analysis.highlights import KINDS, MODIFIERS, Highlight, highlights
from sdol.lang.analysis.inlays import Inlay, inlays
from sdol.lang.analysis.outline import Fold, folds
from sdol.lang.ast import Span
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.text import Positions

LONGEST_INLAY = 40
"""Characters of a type that is shown in the text; the whole is beside the pointer."""

_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_MODIFIER_BITS = {modifier: 1 << number for number, modifier in enumerate(MODIFIERS)}
LEGEND = types.SemanticTokensLegend(list(KINDS), list(MODIFIERS))


async def _tokens(desk: Desk, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    analysed = await desk.analysed(params.text_document.uri)
    return await desk.draw(lambda: _encoded(analysed, highlights(analysed.document))) if analysed else None


async def _tokens_between(desk: Desk, params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    span = analysed.positions.span(params.range)
    return await desk.draw(lambda: _encoded(analysed, highlights(analysed.document, *span)))


def _encoded(analysed: Analysed, found: list[Highlight]) -> types.SemanticTokens:
    """Five numbers a token: lines and columns since the one before, length, kind, modifiers."""
    data: list[int] = []
    line = column = 0
    for one in found:
        modifiers = sum(_MODIFIER_BITS[name] for name in one.modifiers)
        for place, length in _rows(one.span, analysed.positions):
            same = place.line == line
            data += [place.line - line, place.character - (column if same else 0), length]
            data += [_KIND_NUMBERS[one.kind], modifiers]
            line, column = place.line, place.character
    return types.SemanticTokens(data)


def _rows(span: Span, positions: Positions) -> Iterator[tuple[types.Position, int]]:
    """The parts of a token on its lines, without the ends of these."""
    at = span.start
    for part in positions.text[span.start : span.end].split("\n"):
        plain = part.rstrip("\r")
        if plain:
            yield positions.position(at), positions.measure(plain)
        at += len(part) + 1


async def _inlays(desk: Desk, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    span = analysed.positions.span(params.range)
    found = await desk.draw(lambda: list(inlays(analysed.document, *span)))
    return [_hint(one, analysed.positions) for one in found]


def _hint(one: Inlay, positions: Positions) -> types.InlayHint:
    long = len(one.type) > LONGEST_INLAY
    shown = one.type[: LONGEST_INLAY - 1] + "…" if long else one.type
    return types.InlayHint(
        positions.position(one.offset),
        f": {shown}",
        types.InlayHintKind.Type,
        tooltip=one.type if long else None,
    )


async def _folds(desk: Desk, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    analysed = await desk.analysed(params.text_document.uri)
    return await desk.draw(lambda: [_fold(one) for one in folds(analysed.document)]) if analysed else None


def _fold(one: Fold) -> types.FoldingRange:
    return types.FoldingRange(one.first - 1, one.last - 1, kind=types.FoldingRangeKind(one.kind))


FEATURES = [
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _tokens, LEGEND),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, _tokens_between, LEGEND),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlays, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, _folds, None),
]
