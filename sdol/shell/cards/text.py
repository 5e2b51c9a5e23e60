"""Blocks as lines of text, none wider than the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, STRONG, Line, Span, fitted, padded, to_right
from sdol.kernel.show import columns
from sdol.shell.cards.blocks import Curve, Drawing, Facts, Grid, Heading, Note
from sdol.shell.cards.curves import as_signs
from sdol.shell.cards.setting import BETWEEN

if TYPE_CHECKING:
    from sdol.kernel.pictures.page import Page
    from sdol.shell.cards.blocks import Block

NARROWEST = 6
"""Columns that a cut column of a table keeps."""


def lines(blocks: list[Block], page: Page) -> list[Line]:
    """The lines of a card; what is wider than the page is cut."""
    return fitted([line for block in blocks for line in _block(block, page)], page)


def _block(block: Block, page: Page) -> list[Line]:
    match block:
        case Heading(what, rest):
            return _heading(what, rest, page)
        case Facts(rows):
            return _facts(rows, page)
        case Grid():
            return _grid(block, page)
        case Curve(values):
            return as_signs(values, page)
        case Drawing(draw):
            return draw(page)
        case Note(text):
            return [[Span(page.label(line, page.width), FAINT)] for line in _wrapped(text, page.width)]


def _wrapped(text: str, width: int) -> list[str]:
    from sdol.shell.terminal import wrapped

    return wrapped(text, width)


def _heading(what: str, rest: str, page: Page) -> list[Line]:
    head = [Span(page.label(what, page.width), STRONG)]
    if not rest:
        return [head]
    rest = page.label(rest, 1 << 20)
    if columns(head[0].text) + BETWEEN + columns(rest) <= page.width:
        return [[*head, Span(" " * BETWEEN + rest)]]
    return [head, *([Span(line)] for line in _wrapped(rest, page.width))]


def _facts(rows: list[tuple[str, list[Line]]], page: Page) -> list[Line]:
    margin = max((columns(name) for name, _ in rows), default=0) + BETWEEN
    found: list[Line] = []
    for name, beside in rows:
        label = page.label(name, page.width // 2)
        for line in [part for whole in beside for part in _broken(whole, page.width - margin)]:
            found.append([Span(padded(label, margin), FAINT), *line])
            label = ""
    return found


def _broken(line: Line, width: int) -> list[Line]:
    """Words that have no room on one line on several."""
    if len(line) != 1 or columns(line[0].text) <= width or width < NARROWEST:
        return [line]
    return [[Span(part, line[0].style)] for part in _wrapped(line[0].text, width)]


def _grid(grid: Grid, page: Page) -> list[Line]:
    """Cells below their names; columns without room are left out, and named."""
    if not grid.names:
        return []
    names = [page.label(name, page.width) for name in grid.names]
    body = [[page.label(cell, page.width) for cell in row] for row in grid.rows]
    widths = [max(map(columns, column)) for column in zip(names, *body, strict=True)]
    shown = _shrunk(widths, grid, page.width)
    head = _row(names, widths[:shown], grid.right, page, head=True)
    found = [head] if any(names) else []
    found += [_row(row, widths[:shown], grid.right, page) for row in body]
    if shown < len(names):
        left = f"no room for {', '.join(names[shown:])}"
        found.append([Span(page.label(left, page.width), FAINT)])
    return found


def _shrunk(widths: list[int], grid: Grid, width: int) -> int:
    """Narrows the widest columns of words until all fit, the main one to twice the others' width.

    Gives how many of the first columns have room then.
    """
    over = sum(widths) + BETWEEN * (len(widths) - 1) - width
    words = [at for at, number in enumerate(grid.right) if not number]
    for _ in range(over):
        cut = [at for at in words if widths[at] > NARROWEST]
        if not cut:
            break
        widths[max(cut, key=lambda at: widths[at] / (2 if at == grid.main else 1))] -= 1
    room = width + BETWEEN
    for shown, w in enumerate(widths):
        room -= w + BETWEEN
        if room < 0:
            return max(shown, 1)
    return len(widths)


def _row(cells: list[str], widths: list[int], right: list[bool], page: Page, *, head: bool = False) -> Line:
    style = FAINT if head else Span("").style
    spans: Line = []
    for cell, width, number in zip(cells, widths, right, strict=False):
        shown = page.label(cell, width)
        spans.append(Span(to_right(shown, width) if number else padded(shown, width), style))
    between: Line = [spans[0]]
    for _, span in pairwise(spans):
        between += [Span(" " * BETWEEN), span]
    return between
