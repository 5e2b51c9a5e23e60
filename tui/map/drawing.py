"""The map as lines: outlines, points, the way of the queries, names where there is room, and what it all means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import EMPTY, FAINT, PLAIN, STRONG, Line, Page, Span, Style
from sdol.kernel.show import columns
from sdol.tui.map.canvas import Canvas
from sdol.tui.map.finding import under
from sdol.tui.map.outline import FEWEST

if TYPE_CHECKING:
    from sdol.tui.map.model import RegionMap
    from sdol.tui.map.scene import Query

LONGEST = 24
"""Columns of a name on the map."""

_ARROWS = {True: ("←", "→", "↑", "↓"), False: ("<", ">", "^", "v")}


def drawn(seen: RegionMap, page: Page, *, foot: bool) -> list[Line]:
    """The map on the screen of `seen`, and where wanted two lines below it: the last query, and what is drawn."""
    width, height = seen.size
    canvas = Canvas(page, width, height)
    if seen.scene is None or seen.plane is None:
        canvas.write(0, 0, page.label(EMPTY, width), FAINT)
        return [*canvas.lines(), *([[], [Span(page.label(NOTHING, width), FAINT)]] if foot else [])]
    _outlines(seen, canvas)
    _spots(seen, canvas)
    _track(seen, canvas)
    _query(seen, canvas)
    if seen.named:
        _names(seen, canvas)
    _cursor(seen, canvas)
    said = [_told(seen, page), [Span(page.label(caption(seen), page.width), FAINT)]] if foot else []
    return [*canvas.lines(), *said]


NOTHING = "a map needs regions or vectors: the program holds none yet"


def ink(number: int) -> Style:
    """The colour of the region of that number; -1 is none."""
    return Style(series(number)) if number >= 0 else FAINT


def letter(page: Page, number: int) -> str:
    """The sign of a region where there are no dots to draw with."""
    marks = page.signs.marks
    return marks[number % len(marks)]


def _outlines(seen: RegionMap, canvas: Canvas) -> None:
    borders = seen.borders()
    for area in seen.outlined():
        sign = letter(canvas.page, area.number)
        if borders is None:
            canvas.way(seen.cells(seen.way(area)), ink(area.number), sign)
        else:
            canvas.dots(borders[area.number], ink(area.number), sign)


def _spots(seen: RegionMap, canvas: Canvas) -> None:
    assert seen.scene is not None and seen.plane is not None
    if not seen.scene.spots:
        return
    cells = seen.cells(seen.plane.place(np.stack([spot.row for spot in seen.scene.spots])))
    for number in np.unique(seen.belongs).tolist():
        sign = "." if number < 0 else letter(canvas.page, number)
        canvas.dots(cells[seen.belongs == number], ink(number), sign)


def _track(seen: RegionMap, canvas: Canvas) -> None:
    """The way from query to query, every third dot, and a mark for each in the colour of what it came to."""
    assert seen.scene is not None and seen.plane is not None
    queries = list(seen.scene.queries)
    if len(queries) < 2 or not seen.tracked:
        return
    cells = seen.cells(seen.plane.place(np.stack([one.row for one in queries])))
    canvas.way(cells, FAINT, ".", sparse=3)
    for query, (column, line) in zip(queries[:-1], cells[:-1].tolist(), strict=True):
        sign = ("○" if canvas.page.signs.braille else "o") if query.chosen else "x"
        canvas.write(math.floor(column), math.floor(line), sign, _colour(seen, query))


def _query(seen: RegionMap, canvas: Canvas) -> None:
    """The last query; an arrow at the edge where it is not on the screen."""
    assert seen.scene is not None and seen.plane is not None
    if not seen.scene.queries:
        return
    query = seen.scene.queries[-1]
    column, line = seen.cells(seen.plane.place(query.row[None]))[0].tolist()
    left, right, up, down = _ARROWS[canvas.page.signs.braille]
    fine = canvas.page.signs.braille
    sign = ("●" if fine else "@") if query.chosen or math.isnan(query.distance) else ("×" if fine else "X")
    if not 0 <= column < canvas.width:
        sign = left if column < 0 else right
    elif not 0 <= line < canvas.height:
        sign = up if line < 0 else down
    at = min(max(math.floor(column), 0), canvas.width - 1), min(max(math.floor(line), 0), canvas.height - 1)
    canvas.write(*at, sign, _colour(seen, query)._replace(weight="bold"))
    if seen.named:
        _beside(canvas, *at, query.name, STRONG)


def _colour(seen: RegionMap, query: Query) -> Style:
    area = seen.scene.area(query.chosen) if seen.scene and query.chosen else None
    return ink(area.number) if area else PLAIN


def _names(seen: RegionMap, canvas: Canvas) -> None:
    """The regions' names amid them, and a mark where there is no room for one."""
    assert seen.scene is not None and seen.plane is not None
    outlined = {area.number for area in seen.outlined()}
    for area in sorted(seen.scene.areas, key=lambda one: one.number not in outlined):
        if area.seat is None:
            continue
        column, line = map(math.floor, seen.cells(seen.plane.place(area.seat[None]))[0].tolist())
        name = canvas.page.label(area.name, LONGEST)
        first = min(max(column - columns(name) // 2, 0), max(canvas.width - columns(name), 0))
        style = ink(area.number)._replace(weight="bold")
        inside = 0 <= column < canvas.width and 0 <= line < canvas.height
        if not inside:
            continue
        if area.number in outlined:
            free = next(
                (at for at in (line, line - 1, line + 1) if canvas.free(first, at, columns(name))), None
            )
            if free is not None:
                canvas.write(first, free, name, style)
                continue
        if canvas.free(column, line, 1):
            canvas.write(column, line, letter(canvas.page, area.number), style)


def _cursor(seen: RegionMap, canvas: Canvas) -> None:
    """Brackets round the cell that names are asked for."""
    if seen.cursor is not None:
        column, line = (math.floor(at) for at in seen.cursor)
        canvas.write(column - 1, line, "[", STRONG)
        canvas.write(column + 1, line, "]", STRONG)


def _beside(canvas: Canvas, column: int, line: int, text: str, style: Style) -> None:
    """Writes words beside a mark, to the right or to the left, where there is room."""
    name = canvas.page.label(text, LONGEST)
    wide = columns(name)
    for first in (column + 2, column - 1 - wide):
        if wide and canvas.free(first, line, wide):
            canvas.write(first, line, name, style)
            return


# --- in words -------------------------------------------------------------------------------------------------


def caption(seen: RegionMap) -> str:
    """What is drawn, and how much of the truth it is."""
    assert seen.scene is not None and seen.plane is not None
    kinds = {len(area.rows) >= FEWEST for area in seen.outlined()}
    if seen.borders() is not None:
        said = "borders exact in the last query's plane"
    elif kinds == {True}:
        said = "outlines hold 8 in 10 examples, are no borders"
    else:
        said = "outlines hold 8 in 10 examples, or cut a shape through its middle"
    hidden = len(seen.scene.areas) - len(seen.outlined())
    shown = f"{seen.plane.told:.0%} of the differences"
    return "; ".join([shown, *([said] if kinds else []), *([f"{hidden} without outline"] if hidden else [])])


def _told(seen: RegionMap, page: Page) -> Line:
    """What is under the cursor, or what became of the last query."""
    if seen.cursor is not None:
        names = list(under(seen, *seen.cursor))
        return [Span(page.label(", ".join(names) or "nothing here", page.width), PLAIN)]
    assert seen.scene is not None
    return _outcome(seen, seen.scene.queries[-1], page) if seen.scene.queries else []


def _outcome(seen: RegionMap, query: Query, page: Page) -> Line:
    said = outcome(query, page)
    room = max(page.width - columns(said) - 2, 8)
    name = page.label(query.name, room)
    colour = _colour(seen, query)._replace(weight="bold")
    return [Span(f"{name}  "), Span(page.label(said, page.width), colour)] if name else [Span(said, colour)]


def outcome(query: Query, page: Page) -> str:
    """What became of a query, in words."""
    if math.isnan(query.distance):
        return "compared with another"
    angle = f"{abs(math.degrees(query.distance)):.1f}{'°' if page.signs.braille else ' deg'}"
    name = page.label(query.nearest, LONGEST)
    return f"in {name}, {angle} deep" if query.inside else f"in none: {angle} outside {name}"
