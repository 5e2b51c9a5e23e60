"""What there is to see of a space: its regions, the points that a program holds, and what it asked about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sdol.kernel.decided import Decision, goes_on, joined
from sdol.kernel.kinds import Made
from sdol.kernel.values import Region, Vec, Vecs
from sdol.lvm.routing import Labelled, Router, Several
from sdol.shell.cards.shapes import anchors, leaves, middle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sdol.lvm.region import Region as Shape
    from sdol.tui.models.reading import Decided

MOST_POINTS = 2000
"""Points of one space that are drawn; of a longer list the last."""

TRACK = 24
"""Queries whose way is drawn."""

MOST_QUERIES = 2000
"""Queries that are remembered; of more the last."""

_CHUNK = 256
"""Queries at a time whose distances are computed."""


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
        time: when it was asked; the same for all that one instruction asked.
    """

    row: NDArray[np.float32]
    name: str
    nearest: str
    inside: bool
    distance: float
    time: int = 0

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
        self._known: dict[tuple[int, ...], tuple[Decision, Query]] = {}

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
        asked = [one for one in _asked(heard) if one[0].query.space == self.space][-MOST_QUERIES:]
        keys = [_key(*one) for one in asked]
        new = [one for key, one in zip(keys, asked, strict=True) if key not in self._known]
        known = dict(self._known)
        for one, query in zip(new, queries_of(new), strict=True):
            known[_key(*one)] = one[0], query
        self._known = {key: known[key] for key in keys}
        self.queries = [self._known[key][1] for key in keys]

    def track(self) -> list[Query]:
        """The last queries that came one after the other, the last one last; of those asked at once only that."""
        found: list[Query] = []
        for one in reversed(self.queries):
            if len(found) == TRACK or (found and found[-1].time == one.time):
                break
            found.append(one)
        return found[::-1]


def _key(made: Decision, time: int, text: str) -> tuple[int, ...]:
    """Tells a decision from others, as long as it is kept."""
    return id(made.query), len(made.regions), made.chosen, time


def _asked(heard: Sequence[Decided]) -> list[tuple[Decision, int, str]]:
    """The decisions by meaning with their time and text; questions about regions one after the other are one."""
    found: list[tuple[Decision, int, str]] = []
    for one in heard:
        if not isinstance(one.made, Decision):
            continue
        if found and goes_on(found[-1][0], one.made):
            found[-1] = joined(found[-1][0], one.made), one.time, one.text
        else:
            found.append((one.made, one.time, one.text))
    return found


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
    centres = np.stack([shape.field.centre(label) for label in labels])  # type: ignore[attr-defined]
    own = router.rows[np.isin(router.codes, labels)] if router is not None else centres
    rows = (
        own if len(own) else centres
    )  # a label that was learned since the fit has no examples among the rows
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
        if isinstance(value, Made) and isinstance(value.body, Router | Several):
            yield from _labels(value.space, value.body)
            continue
        held = value if isinstance(value, list) else [value]
        for at, one in enumerate(held):
            if not isinstance(one, Region):
                break  # a list holds one type
            yield one.name or (name if value is one else f"{name}[{at}]"), one


def _labels(space: str, router: Router | Several) -> Iterator[tuple[str, Region]]:
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


def queries_of(asked: Sequence[tuple[Decision, int, str]]) -> list[Query]:
    """What decisions asked about, each with its time and text, and what came of it."""
    found: list[Query] = []
    first = 0
    while first < len(asked):
        regions, last = asked[first][0].regions, first
        while last < len(asked) and last - first < _CHUNK and asked[last][0].regions is regions:
            last += 1
        found += _queries(asked[first:last], regions)
        first = last
    return found


def _queries(asked: Sequence[tuple[Decision, int, str]], regions: Sequence[Region]) -> list[Query]:
    """The same of decisions between the same regions."""
    from sdol import lvm

    if not regions:
        return [Query(d.query.data, _name(d, text), "", False, float("nan"), time) for d, time, text in asked]
    rows = np.stack([made.query.data for made, _, _ in asked])
    distances = lvm.distances([region.shape for region in regions], rows)
    return [_query(*one, own) for one, own in zip(asked, distances, strict=True)]


def _query(made: Decision, time: int, text: str, distances: NDArray[np.floating]) -> Query:
    at = made.chosen if 0 <= made.chosen < len(distances) else int(np.argmin(distances))
    nearest = made.regions[at].name or f"region {at + 1}"
    return Query(made.query.data, _name(made, text), nearest, made.chosen >= 0, float(distances[at]), time)


def _name(made: Decision, text: str) -> str:
    return text or getattr(made.query, "name", None) or ""


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
