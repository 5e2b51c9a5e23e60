"""The region map without a face: what is shown, where one looks, and what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sdol.kernel.decided import Decision
from sdol.kernel.values import Vec, Vecs
from sdol.tui.map import outline, plane, scene, window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sdol.kernel.pictures.page import Line, Page
    from sdol.kernel.values import Region
    from sdol.tui.map.plane import Plane
    from sdol.tui.map.scene import Area, Scene
    from sdol.tui.map.window import Window
    from sdol.tui.models.reading import Decided, Reading

    Wide = NDArray[np.float64]

MOST_OUTLINED = 12
"""Regions that are outlined; of more those nearest to what was asked last, and of the others only the middle."""

FOOTS = ((14, 3), (6, 2))
"""From how many lines on there is room for so many below the map."""

_CHUNK = 64
"""Points at a time that are told apart by region."""


class RegionMap:
    """A map of one space at a time.

    Attributes:
        scene, plane: what is there, and how it is seen; None before there is anything.
        window: where one looks.
        sliced: whether the outlines are the true borders in the plane through the last query.
        apart: whether the plane is the one that tells the regions apart best, or that of what differs most.
        named, tracked: whether names are written, and the queries before the last are drawn.
        cursor: the cell that names are asked for, or None.
        texts: of the points that somebody pointed at, by their bytes, as far as they are known.
    """

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.plane: Plane | None = None
        self.window: Window | None = None
        self.size = (80, 24)
        self.sliced, self.named, self.tracked, self.apart = False, True, True, False
        self.cursor: tuple[float, float] | None = None
        self.texts: dict[bytes, str | None] = {}
        self._moved, self._pointed = False, 0
        self._scenes: dict[str, tuple[Scene, Plane | None]] = {}
        self._ways: dict[int, Wide] = {}
        self._slices: tuple[Any, dict[int, Wide]] | None = None
        self._held: list[Any] = []
        self.belongs: NDArray[np.int64] = np.empty(0, np.int64)

    # --- what is shown --------------------------------------------------------------------------------------

    def show(self, reading: Reading) -> None:
        """Takes in what a program holds and has decided by a moment of its run."""
        values = [(variable.name, variable.value) for variable in reading.variables]
        heard = [
            one for one in reading.decided if one.time <= reading.time and isinstance(one.made, Decision)
        ]
        wanted = scene.space_of(values, cast("Decision", heard[-1].made) if heard else None)
        if wanted is None:
            return
        self._turn_to(wanted)
        assert self.scene is not None
        regions = [(name, region) for name, region in scene.regions_in(values) if region.space == wanted]
        changed = self.scene.meet(_called([*regions, *_asked(heard)]), scene.routers_in(values, wanted))
        self._take_spots(values, wanted, changed)
        self.scene.ask(heard)
        if changed or self.plane is None:
            self._look_anew()

    def _turn_to(self, space: str) -> None:
        """Goes to the map of another space, which is as it was left."""
        if self.scene is not None and self.scene.space == space:
            return
        if self.scene is not None:
            self._scenes[self.scene.space] = (self.scene, self.plane)
        self.scene, self.plane = self._scenes.get(space, (scene.Scene(space), None))
        self.window, self._moved, self._held = None, False, []
        self._ways.clear()

    def _take_spots(self, values: Sequence[tuple[str, Any]], space: str, changed: bool) -> None:
        """The points of the program; which region each is in is found when they or the regions have changed."""
        assert self.scene is not None
        held = [value for _, value in values if isinstance(value, Vec | Vecs)]
        same = len(held) == len(self._held) and all(a is b for a, b in zip(held, self._held, strict=True))
        if same and not changed:
            return
        self._held = held
        self.scene.spots = scene.spots_in(values, space)
        self.belongs = _belonging(self.scene)

    def _look_anew(self) -> None:
        """Fits the plane again; nobody sees more of a turn than there must be."""
        assert self.scene is not None
        groups = self.scene.groups()
        if not groups:
            return
        self.plane = plane.fit(groups, self.plane, apart=self.apart)
        self._ways.clear()
        self._slices = None
        if not self._moved:
            self.window = None

    def turn(self) -> None:
        """Looks at the other plane."""
        self.apart = not self.apart
        if self.scene is not None:
            self._look_anew()

    def prepare(self) -> None:
        """Computes what takes long of what will be drawn."""
        if self.scene is not None and self.plane is not None:
            for area in self.outlined():
                self.way(area)

    # --- where one looks ------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Everything on the screen."""
        self.window, self._moved = None, False

    def pan(self, columns: float, lines: float) -> None:
        """So many columns to the right and lines down."""
        self.window, self._moved = self._seen().moved(columns, lines), True

    def zoom(self, factor: float, at: tuple[float, float] | None = None) -> None:
        """Nearer by a factor above 1, about a cell or the middle."""
        self.window, self._moved = self._seen().zoomed(factor, *self.size, at), True

    def _seen(self) -> Window:
        """The window; fitted where nobody has moved it."""
        if self.window is None:
            self.window = window.around(self._everything(), *self.size)
        return self.window

    def _everything(self) -> Wide:
        if self.scene is None or self.plane is None:
            return np.empty((0, 2))
        places = [self.way(area) for area in self.outlined()]
        seats = [area.seat for area in self.scene.areas if area.seat is not None]
        rows = [*seats, *(one.row for one in self.scene.spots), *(one.row for one in self.scene.queries)]
        if rows:
            places.append(self.plane.place(np.stack(rows)))
        return np.concatenate(places) if places else np.empty((0, 2))

    def point(self, by: int) -> None:
        """Puts the cursor on the next or the previous query or region, the last query first."""
        if self.scene is None or self.plane is None:
            return
        rows = [one.row for one in reversed(self.scene.queries)]
        rows += [area.seat for area in self.scene.areas if area.seat is not None]
        if not rows:
            return
        self._pointed = 0 if self.cursor is None else (self._pointed + by) % len(rows)
        column, line = np.floor(self.cells(self.plane.place(rows[self._pointed][None])))[0].tolist()
        self.cursor = column, line

    def resize(self, width: int, height: int) -> None:
        """The screen has so many columns and lines; the middle of what is seen stays."""
        size = (max(width, 1), max(height - _foot(height), 1))
        if size != self.size:
            if self.window is not None and self._moved:
                self.window = self.window._replace(scale=self.window.scale * self.size[0] / size[0])
            elif not self._moved:
                self.window = None
            self.size = size

    # --- what there is to draw ------------------------------------------------------------------------------

    def cells(self, places: Wide) -> Wide:
        """Where places of the plane (n, 2) are on the screen."""
        return self._seen().cells(places, *self.size)

    def outlined(self) -> list[Area]:
        """The regions that are outlined."""
        assert self.scene is not None
        areas = self.scene.areas
        if len(areas) <= MOST_OUTLINED:
            return areas
        if not self.scene.queries:
            return areas[:MOST_OUTLINED]
        row = self.scene.queries[-1].row
        near = [float(a.middle @ row) if a.middle is not None else -1.0 for a in areas]
        return [areas[at] for at in np.argsort(-np.array(near), kind="stable")[:MOST_OUTLINED].tolist()]

    def way(self, area: Area) -> Wide:
        """The outline of a region in the plane, (n, 2)."""
        assert self.plane is not None
        if area.number not in self._ways:
            self._ways[area.number] = outline.outline(area, self.plane)
        return self._ways[area.number]

    def borders(self) -> dict[int, Wide] | None:
        """For each outlined region, by number, the cells of its true border through the last query."""
        if not self.sliced or self.scene is None or not self.scene.queries or self.plane is None:
            return None
        row, areas = self.scene.queries[-1].row, self.outlined()
        key = (row.tobytes(), self._seen(), self.size, tuple(a.number for a in areas))
        if self._slices is None or self._slices[0] != key:
            found = outline.slices(areas, self.plane, row, self._seen(), *self.size)
            self._slices = key, dict(zip((a.number for a in areas), found, strict=True))
        return self._slices[1]

    def lines(self, width: int, height: int, page: Page) -> list[Line]:
        """The map on so many columns and lines."""
        from sdol.tui.map.drawing import drawn

        self.resize(width, height)
        return drawn(self, page, foot=_foot(height))


def _foot(height: int) -> int:
    """Lines below the map, of so many."""
    return next((foot for least, foot in FOOTS if height >= least), 0)


def _asked(heard: Sequence[Decided]) -> Iterator[tuple[str, Region]]:
    """The regions that the last decision was between."""
    made = heard[-1].made if heard else None
    if isinstance(made, Decision):
        yield from ((region.name or f"region {at + 1}", region) for at, region in enumerate(made.regions))


def _called(regions: list[tuple[str, Region]]) -> Iterator[tuple[str, Region]]:
    """Each region once, by the first name that it goes by, and under each name the first."""
    seen: set[int | str] = set()
    for name, region in regions:
        if id(region) not in seen and name not in seen:
            yield name, region
        seen |= {id(region), name}


def _belonging(seen: Scene) -> NDArray[np.int64]:
    """The number of the region that each spot is in, -1 for none: (n,)."""
    from sdol import lvm

    if not seen.areas or not seen.spots:
        return np.full(len(seen.spots), -1)
    shapes = [area.region.shape for area in seen.areas]
    rows = np.stack([spot.row for spot in seen.spots])
    found = []
    for first in range(0, len(rows), _CHUNK):
        distances = lvm.distances(shapes, rows[first : first + _CHUNK])
        nearest = distances.argmin(axis=1)
        found.append(np.where(distances.min(axis=1) <= 0, nearest, -1))
    return np.concatenate(found)
