"""The program's text with line numbers, breakpoints and the line that it stands at."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, Style
from sdol.kernel.show import clip, columns
from sdol.tui.models.text import BAD, Rows, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.diagnostics import Source
    from sdol.kernel.pictures.page import Page
    from sdol.tui.models.reading import Reading

GUTTER = 7
"""Columns before the text: sign, breakpoint, number."""

_STYLES = {
    **dict.fromkeys(("keyword", "declaration", "word operator"), Style((204, 121, 167), weight="bold")),
    **dict.fromkeys(("function", "definition", "builtin"), Style((86, 180, 233))),
    **dict.fromkeys(("text", "symbol", "escape", "brace"), Style((0, 158, 115))),
    **dict.fromkeys(("number", "constant"), Style((230, 159, 0))),
    **dict.fromkeys(("type", "space", "module", "effect"), Style((230, 159, 0))),
    **dict.fromkeys(("comment", "doc"), FAINT),
}
"""How each kind of piece of a line is coloured (Okabe and Ito, 2008)."""


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """Its rows; that of number n is line n + 1."""
    source, there = reading.source, page(reading, width)
    stops = frozenset(line for name, line in reading.breakpoints if name == source.name)
    return Rows(lines(source), lambda at: _row(source, at + 1, reading.line, at + 1 in stops, there))


@lru_cache(maxsize=8)
def lines(source: Source) -> int:
    """How many lines a file has; one that is empty has one."""
    return source.text.removesuffix("\n").count("\n") + 1


def _row(source: Source, line: int, current: int, stops: bool, there: Page) -> Line:
    here = line == current
    head = Span(f"{'>' if here else ' '}", STRONG)
    stop = Span("*" if stops else " ", BAD)
    number = Span(f"{line:>4} ", STRONG if here else FAINT)
    return [head, stop, number, *_pieces(source, line, there)]


@lru_cache(maxsize=2000)
def _pieces(source: Source, line: int, there: Page) -> list[Span]:
    """The text of a line in colours, inert, cut to the page; measured once."""
    from sdol.lang.pieces import pieces

    text = source.line(line).expandtabs(4)[: 4 * there.width]
    left = there.width - GUTTER
    spans: list[Span] = []
    at = 0
    for piece in pieces(text):
        style = _STYLES.get(piece.kind, PLAIN)
        for part, kind in ((text[at : piece.start], PLAIN), (text[piece.start : piece.end], style)):
            shown = clip(there.label(part, 1 << 20), left) if part and left > 0 else ""
            left -= columns(shown)
            spans += [Span(shown, kind)] if shown else []
        at = piece.end
    return spans
