"""Histograms: how many numbers fall into each of some intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from sdol.kernel.pictures.bars import drawn
from sdol.kernel.pictures.page import EMPTY, Line, Page, Span
from sdol.kernel.pictures.picture import Picture, need, numbers
from sdol.kernel.pictures.scale import bounds, covering, drawable, ends, left_out, widened
from sdol.kernel.show import show

MOST_INTERVALS = 40
"""Intervals of one histogram: a line each."""

FEWEST, USUAL = 5, 20
"""Intervals where nobody says how many, at least and at most."""

EXACT = 1e15
"""Whole numbers below it are followed by another whole number."""


@dataclass(frozen=True, eq=False)
class Histogram(Picture):
    """Counts by interval.

    Attributes:
        edges: (n + 1,) float64, ascending; an interval holds its lower edge, the last one both.
        counts: (n,) int64.
        whole: whether each interval is one whole number, its lower edge.
        left: numbers that fall into none because they are not finite.
    """

    kind: ClassVar[str] = "histogram"
    edges: np.ndarray
    counts: np.ndarray
    whole: bool
    left: int

    def __post_init__(self) -> None:
        need(type(self.title) is str and type(self.whole) is bool, "a title is a text")
        need(type(self.left) is int, "how many are left out is a number")
        need(numbers(self.edges, 1) and getattr(self.counts, "dtype", None) == "int64", "edges are doubles")
        need(len(self.edges) == (len(self.counts) + 1 if len(self.counts) else 0), "too few edges")

    def lines(self, page: Page) -> list[Line]:
        notes = page.note(left_out(self.left))
        if not len(self.counts):
            return [*page.heading(self.title), [Span(EMPTY)], *notes]
        counts = self.counts.astype(np.float64)
        return [*drawn(page, self.title, self._names(), counts, whole=True, widest=page.width // 2), *notes]

    def _names(self) -> list[str]:
        edges = self.edges.tolist()
        if edges[0] == edges[-1]:
            return [show(edges[0])]
        if self.whole:
            return [f"{edge:.0f}" for edge in edges[:-1]]
        found = bounds(edges)
        widest = max(map(len, found))
        return [f"{a:>{widest}} to {b:>{widest}}" for a, b in pairwise(found)]


def histogram(xs: np.ndarray, intervals: int | None, title: str) -> Histogram:
    """The histogram of numbers, (n,) float64.

    In so many intervals of one width from the least to the greatest, or else by Sturges' rule (1926) at round edges;
    few different whole numbers have an interval each.
    """
    known = drawable(xs)
    known = known[~np.isnan(known)]
    left = len(xs) - len(known)
    found = ends(known)
    if found is None:
        return Histogram(title, np.zeros(0), np.zeros(0, np.int64), False, left)
    few = intervals is None and found[1] - found[0] < USUAL and max(map(abs, found)) < EXACT
    whole = few and bool((known == np.rint(known)).all())
    edges = np.arange(found[0], found[1] + 2) if whole else _edges(*found, len(known), intervals)
    if edges[0] == edges[-1]:
        return Histogram(title, edges, np.array([len(known)]), False, left)
    inside = np.clip(known, edges[0], edges[-1])  # a round edge may fall short of a number by a rounding
    return Histogram(title, edges, np.histogram(inside, edges)[0].astype(np.int64), whole, left)


def _edges(low: float, high: float, count: int, intervals: int | None) -> np.ndarray:
    if widened(low, high) != (low, high):
        return np.array([low, low])  # a single number has an interval of its own
    if intervals is not None:
        return np.linspace(low, high, intervals + 1)
    scale = covering(low, high, min(max(math.ceil(math.log2(count)) + 1, FEWEST), USUAL))
    return np.array([x for x, _ in scale.marks])
