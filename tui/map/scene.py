"""What there is to see of a space: its regions, the points that a program holds, and what it asked about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sdol.kernel.decisions import Decision, together
from sdol.kernel.kinds import Made
from sdol.kernel.values import Region, Vec, Vecs
from sdol.lvm.routing import Labelled, Router
from sdol.shell.cards.shapes import anchors, leaves, middle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sdol.lvm.region import Region as Shape
    from sdol.tui.models.reading import Decided

MOST_POINTS = 2000
"""Points of one space that are drawn; of a longer list the last."""

TRACK = 24
"""Queries whose way is remembered."""


class Spot(NamedTuple):
    """A point (d,) with what it is called, or ""."""

    row: NDArray[np.float32]
    name: str


class Query(NamedTuple):
    """A vector that was asked about.

    Attributes:
        nearest: the name of the region that was chosen, or of the nearest one.
        inside: whether it was chosen.
        distance: signed, to that region, in radians; NaN where none was asked of.
    """

    row: NDArray[np.float32]
    name: str
    nearest: str
    inside: bool
    distance: float

    @property
    def chosen(self) -> str:
        """The name of the region, or "" where it was in none."""
        return self.nearest if self.inside else ""


class Area:
    """A region with its colour's number; what it was made from is found once.

    Args:
        router: that it is a region of, if the program holds that: it has the examples.

    Attributes:
        rows: (n, d), that it was made from.
        middle: (d,), on the sphere, or None where it has none.
        seat: (d,), under which its name is written: among its examples, so a little inside the sphere.
    """

    def __init__(self, region: Region, name: str, number: int, router: Router | None = None) -> None:
        self.region, self.name, self.number = region, name, number
        self.rows, self.middle = _fitted(region.shape, router) or _made(region.shape)
        self.seat = self.rows.mean(axis=0) if len(self.rows) > 1 else self.middle


class Scene:
    """One space as it is seen.

    Attributes:
        space: its identity.
        areas: its regions, in the order in which they were met; that is also the order of their colours.
        spots: points that the program holds.
        queries: what was asked about, the last one last.
    """

    def __init__(self, space: str) -> None:
        self.space = space
        self.areas: list[Area] = []
        self.spots: list[Spot] = []
        self.queries: list[Query] = []
        self._known: dict[tuple[int, int, int], tuple[Decision, Query]] = {}

    def area(self, name: str) -> Area | None:
        return next((one for one in self.areas if one.name == name), None)

    def meet(self, regions: Iterable[tuple[str, Region]], routers: Sequence[Router] = ()) -> bool:
        """Takes in the regions that are new; whether there were any."""
        by_field = {id(one.field): one for one in routers}
        known = {one.name: one for one in self.areas}
        count = len(self.areas)
        changed = False
        for name, region in regions:
            old, router = known.get(name), by_field.get(id(getattr(region.shape, "field", None)))
            if old is None:
                known[name] = Area(region, name, count, router)
                self.areas.append(known[name])
                count += 1
            elif not _same(old.region, region):
                self.areas[old.number] = known[name] = Area(region, name, old.number, router)
            else:
                continue
            changed = True
        return changed

    def groups(self) -> list[NDArray[np.float32]]:
        """The points that decide the plane: of each region what it was made from, or else all points."""
        groups = [one.rows for one in self.areas if len(one.rows)]
        if groups:
            return groups
        rows = [*(one.row for one in self.spots), *(one.row for one in self.queries)]
        return [np.stack(rows)] if rows else []

    def ask(self, heard: Sequence[Decided]) -> None:
        """Takes in what was decided up to a moment, and forgets what was asked later."""
        made = [one.made for one in heard if isinstance(one.made, Decision)]
        texts = {id(one.made.query): one.text for one in heard if isinstance(one.made, Decision)}
        known, self._known = self._known, {}
        self.queries = []
        for one in [d for d in together(made) if d.query.space == self.space][-TRACK:]:
            key = (id(one.query), len(one.regions), one.chosen)
            old = known.get(key)
            kept = old if old is not None else (one, query_of(one, texts.get(id(one.query), "")))
            self._known[key] = kept
            self.queries.append(kept[1])


# --- what a region was made from ------------------------------------------------------------------------------


def _made(shape: Shape) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """The points (n, d) that a region was made from, and its middle (d,)."""
    found = [rows for leaf in leaves(shape) if (rows := anchors(leaf)) is not None]
    rows = np.concatenate(found) if found else np.empty((0, shape.dimension), np.float32)
    return rows, middle(shape)


def _fitted(
    shape: Shape, router: Router | None
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None] | None:
    """The same of a region of a router: the examples, or without them the centres, of its labels."""
    if not isinstance(shape, Labelled):
        return None
    labels = list(shape.labels)
    centres = shape.field.rows[shape.field.labels : 2 * shape.field.labels][labels]
    rows = centres if router is None else router.rows[np.isin(router.codes, labels)]
    total = centres.sum(axis=0, keepdims=True, dtype=np.float64)
    length = float(np.linalg.norm(total))
    return rows, (total[0] / length).astype(np.float32) if length > 0 else None


def _same(a: Region, b: Region) -> bool:
    """Whether two regions of one name are one; those of a router are compared by its field, which is large."""
    if a is b or a.shape is b.shape:
        return True
    if isinstance(a.shape, Labelled) and isinstance(b.shape, Labelled):
        return a.shape.field is b.shape.field and a.shape.labels == b.shape.labels
    return bool(a.shape == b.shape)


# --- from the values of a program -----------------------------------------------------------------------------


def routers_in(values: Iterable[tuple[str, Any]], space: str) -> list[Router]:
    """The routers of a space among named values."""
    bodies = (value.body for _, value in values if isinstance(value, Made) and value.space == space)
    return [body for body in bodies if isinstance(body, Router)]


def regions_in(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Region]]:
    """The regions among named values, also those in lists and routers; one without a name goes by the variable's."""
    for name, value in values:
        if isinstance(value, Made) and isinstance(value.body, Router):
            yield from _labels(value.space, value.body)
            continue
        held = value if isinstance(value, list) else [value]
        for at, one in enumerate(held):
            if not isinstance(one, Region):
                break  # a list holds one type
            yield one.name or (name if value is one else f"{name}[{at}]"), one


def _labels(space: str, router: Router) -> Iterator[tuple[str, Region]]:
    for name, shape in zip(router.names, router.regions, strict=True):
        yield name, Region(space, shape, name)


def spots_in(values: Iterable[tuple[str, Any]], space: str) -> list[Spot]:
    """The points of a space among named values, also those in lists of them."""
    found: list[Spot] = []
    for name, value in values:
        if isinstance(value, Vec) and value.space == space:
            found.append(Spot(value.data, getattr(value, "name", None) or name))
        elif type(value) is Vecs and value.space == space:
            first = max(len(value) - MOST_POINTS, 0)
            names = value.names or [None] * len(value)
            rows = zip(value.rows[first:], names[first:], strict=True)
            found += [Spot(row, called or f"{name}[{first + at}]") for at, (row, called) in enumerate(rows)]
    return found[-MOST_POINTS:]


def query_of(decision: Decision, text: str) -> Query:
    """What a decision asked about, and what came of it."""
    name = text or getattr(decision.query, "name", None) or ""
    if not decision.regions:
        return Query(decision.query.data, name, "", False, float("nan"))
    distances = decision.distances
    at = decision.chosen if 0 <= decision.chosen < len(distances) else int(np.argmin(distances))
    nearest = decision.regions[at].name or f"region {at + 1}"
    return Query(decision.query.data, name, nearest, decision.chosen >= 0, distances[at])


def space_of(values: list[tuple[str, Any]], decision: Decision | None) -> str | None:
    """The space to look at: that of the last decision, or the one with the most regions, or with the most points."""
    if decision is not None:
        return decision.query.space
    regions = Counter(region.space for _, region in regions_in(values))
    points = Counter(value.space for _, value in values if isinstance(value, Vec | Vecs))
    for counted in (regions, points):
        if counted:
            return counted.most_common(1)[0][0]
    return None
