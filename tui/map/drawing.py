"""The map as lines: outlines, points, queries, names where there is room, and what it all means."""

from __future__ import annotations

import math
from collections import Counter
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
    from sdol.tui.map.scene import Area, Query

LONGEST = 24
"""Columns of a name on the map."""

_ARROWS = {True: ("←", "→", "↑", "↓"), False: ("<", ">", "^", "v")}


def drawn(seen: RegionMap, page: Page, *, foot: int) -> list[Line]:
    """The map on the screen of `seen`, and so many lines below it: the last query, the signs, what is drawn."""
    width, height = seen.size
    canvas = Canvas(page, width, height)
    if seen.scene is None or seen.plane is None:
        canvas.write(0, 0, page.label(EMPTY, width), FAINT)
        said: list[Line] = [[], [Span(page.label(NOTHING, width), FAINT)], []]
        return [*canvas.lines(), *said[:foot]]
    _outlines(seen, canvas)
    _spots(seen, canvas)
    _track(seen, canvas)
    if seen.named:
        _names(seen, canvas)
    _queries(seen, canvas)
    _last(seen, canvas)
    _cursor(seen, canvas)
    said = [_told(seen, page), [Span(page.label(caption(seen), page.width), FAINT)], legend(seen, page)]
    return [*canvas.lines(), *said[:foot]]


NOTHING = "a map needs regions or vectors: the program holds none yet"


def ink(number: int) -> Style:
    """The colour of the region of that number; -1 is none."""
    return Style(series(number)) if number >= 0 else FAINT


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWYZ"
"""The signs of regions in ASCII; X is what is in none."""


def letter(page: Page, number: int) -> str:
    """The sign of a region."""
    signs = page.signs.marks if page.signs.braille else LETTERS
    return signs[number % len(signs)]


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
    """The way from query to query, every third dot."""
    assert seen.scene is not None and seen.plane is not None
    queries = seen.scene.track()
    if len(queries) > 1 and seen.tracked:
        rows = np.stack([one.row for one in queries])
        canvas.way(seen.cells(seen.plane.place(rows)), FAINT, ".", sparse=3)


def _queries(seen: RegionMap, canvas: Canvas) -> None:
    """A mark for each query but the last, that of the region that it came to; one in no region is crossed out.

    Names are left as they are; of marks in one place that of the way goes first, then that of a void, then the latest.
    """
    assert seen.scene is not None and seen.plane is not None
    queries = seen.scene.queries[:-1]
    if not queries or not seen.tracked:
        return
    cells = seen.cells(seen.plane.place(np.stack([one.row for one in queries])))
    on_way = len(queries) - len(seen.scene.track()) + 1
    order = sorted(range(len(queries)), key=lambda at: (at < on_way, bool(queries[at].chosen), -at))
    for at in order:
        column, line = map(math.floor, cells[at].tolist())
        if canvas.free(column, line, 1):
            canvas.write(column, line, mark(seen, canvas.page, queries[at]), _colour(seen, queries[at]))


def mark(seen: RegionMap, page: Page, query: Query) -> str:
    """The sign of a query: of its region, or that it is in none."""
    area = seen.scene.area(query.chosen) if seen.scene and query.chosen else None
    if area is not None:
        return letter(page, area.number)
    return OUTSIDE[page.signs.braille] if math.isfinite(query.distance) else "?"


OUTSIDE = {True: "×", False: "x"}
"""The sign of what is in no region."""

CROSSES = {True: ("╋", "╳"), False: ("+", "X")}
"""The sign of the last query: in a region, and in none."""


def _last(seen: RegionMap, canvas: Canvas) -> None:
    """The last query, a cross; an arrow at the edge where it is not on the screen."""
    assert seen.scene is not None and seen.plane is not None
    if not seen.scene.queries:
        return
    query = seen.scene.queries[-1]
    column, line = seen.cells(seen.plane.place(query.row[None]))[0].tolist()
    left, right, up, down = _ARROWS[canvas.page.signs.braille]
    inside, outside = CROSSES[canvas.page.signs.braille]
    sign = inside if query.chosen or math.isnan(query.distance) else outside
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
    """The names of the outlined regions amid them, and a mark where there is no room for one."""
    assert seen.scene is not None and seen.plane is not None
    for area in seen.outlined():
        if area.seat is None:
            continue
        column, line = map(math.floor, seen.cells(seen.plane.place(area.seat[None]))[0].tolist())
        if 0 <= column < canvas.width and 0 <= line < canvas.height:
            _name(canvas, area, column, line)


def _name(canvas: Canvas, area: Area, column: int, line: int) -> None:
    """Writes a name about a cell: there, a line above or below, else only its mark."""
    name = canvas.page.label(area.name, LONGEST)
    first = min(max(column - columns(name) // 2, 0), max(canvas.width - columns(name), 0))
    style = ink(area.number)._replace(weight="bold")
    before = max(first - 1, 0)  # a blank on both sides: two names are not one
    after = min(first + columns(name) + 1, canvas.width)
    for at in (line, line - 1, line + 1, line - 2, line + 2):
        if canvas.free(before, at, after - before):
            canvas.write(first, at, name, style)
            return
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
    shown = f"{seen.plane.told:.0%} of the differences" + (" between regions" if seen.apart else "")
    return "; ".join([shown, *([said] if kinds else []), *([f"{hidden} without outline"] if hidden else [])])


def legend(seen: RegionMap, page: Page) -> Line:
    """The signs: of regions, with the queries that came to each, of those in none, and of points; those that fit."""
    assert seen.scene is not None
    counts = Counter(one.chosen for one in seen.scene.queries if math.isfinite(one.distance))
    lost = counts.pop("", 0)
    areas = sorted(seen.outlined(), key=lambda one: -counts[one.name])
    said = [
        (_counted(letter(page, a.number), page.label(a.name, LONGEST), counts[a.name]), ink(a.number))
        for a in areas
    ]
    first = [(f"{OUTSIDE[page.signs.braille]} in none {lost:,}", PLAIN)] if lost else []
    found: Line = []
    room = page.width
    for text, style in [*first, *said]:
        if columns(text) + 2 <= room:
            found.append(Span(text + "  ", style))
            room -= columns(text) + 2
    return found


def _counted(sign: str, name: str, count: int) -> str:
    return f"{sign} {name} {count:,}" if count else f"{sign} {name}"


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
