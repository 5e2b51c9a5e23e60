"""What is under the cursor of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sdol.tui.map.model import RegionMap
    from sdol.tui.map.scene import Area

REACH, CELL = 1.6, 1.0
"""Columns, or half lines, within which a thing is under the cursor, and within which none is nearer than another."""

MOST = 4
"""Things that are named at once."""


class Thing(NamedTuple):
    """Something at a place of the map; `held` is whether it is a point that the program holds."""

    name: str
    row: NDArray[np.floating]
    held: bool = False


def things(seen: RegionMap, column: float, line: float) -> list[Thing]:
    """The queries, regions and points at a cell, the nearest first."""
    if seen.scene is None or seen.plane is None:
        return []
    found = [Thing(one.name or "a query", one.row) for one in reversed(seen.scene.queries)]
    found += [Thing(area.name, area.seat) for area in seen.scene.areas if area.seat is not None]
    found += [Thing(spot.name, spot.row, True) for spot in seen.scene.spots]
    if not found:
        return []
    cells = seen.cells(seen.plane.place(np.stack([one.row for one in found])))
    away = np.abs((cells - np.array([column, line]) - 0.5) * [1.0, 2.0]).max(axis=1)
    near = np.argsort(np.maximum(away, CELL), kind="stable")[:MOST].tolist()
    return [found[at] for at in near if away[at] <= REACH]


def under(seen: RegionMap, column: float, line: float) -> Iterator[str]:
    """The names of what is at a cell, and of the regions whose outline goes round it, each once."""
    if seen.scene is None or seen.plane is None:
        return
    named = [
        (one.held and seen.texts.get(one.row.tobytes())) or one.name for one in things(seen, column, line)
    ]
    cell = np.array([column, line]) + 0.5
    yield from dict.fromkeys([*named, *(area.name for area in seen.outlined() if _round(seen, area, cell))])


def unnamed(seen: RegionMap) -> NDArray[np.float32] | None:
    """A point (d,) under the cursor of which nobody has asked yet what text it is."""
    at = things(seen, *seen.cursor) if seen.cursor is not None else []
    rows = [np.asarray(one.row, np.float32) for one in at if one.held]
    return next((row for row in rows if row.tobytes() not in seen.texts), None)


def _round(seen: RegionMap, area: Area, cell: np.ndarray) -> bool:
    """Whether the outline of a region goes round a cell: an odd number of its sides is crossed on the way out."""
    way = seen.cells(seen.way(area))
    if len(way) < 2:
        return False
    (x, y), (x1, y1), (x2, y2) = cell, way[:-1].T, way[1:].T
    spans = (y1 > y) != (y2 > y)
    crossing = x1 + (y - y1) * (x2 - x1) / np.where(y1 == y2, 1.0, y2 - y1)
    return bool(np.count_nonzero(spans & (x < crossing)) % 2)
