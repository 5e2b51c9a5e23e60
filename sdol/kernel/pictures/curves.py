"""Curves: how something went, one line or several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import EMPTY, Line, Page, Span, Style, plain
from sdol.kernel.pictures.picture import Picture, need, numbers, texts
from sdol.kernel.pictures.plot import STEPS, Plot
from sdol.kernel.pictures.reduce import extremes
from sdol.kernel.pictures.scale import Scale, covering, drawable, ends, left_out, powers, within
from sdol.kernel.show import columns

MOST_POINTS = 4096
"""Points that are kept of a longer curve, each the least and the greatest of a stretch."""

MOST_CURVES = 8
"""Curves of one picture: there are as many marks."""


@dataclass(frozen=True, eq=False)
class Curves(Picture):
    """Curves over one axis.

    Attributes:
        names: of the curves.
        at: for each curve, where its points lie across, ascending (n,) float64.
        low, high: the least and the greatest at each of these places, (n,) float64; the same unless reduced.
        counts: points of each whole curve.
        log: whether the scale to the left is logarithmic.
        left: points that are not drawn.
    """

    kind: ClassVar[str] = "curves"
    names: list[str]
    at: list[np.ndarray]
    low: list[np.ndarray]
    high: list[np.ndarray]
    counts: list[int]
    log: bool
    left: int

    def __post_init__(self) -> None:
        need(type(self.title) is str and type(self.log) is bool, "a title is a text")
        need(type(self.left) is int, "how many are left out is a number")
        need(
            texts(self.names) and len(self.names) <= MOST_CURVES, "too many curves, or names of another kind"
        )
        for arrays in zip(self.at, self.low, self.high, self.counts, strict=True):
            need(all(numbers(a, 1) and len(a) == len(arrays[0]) for a in arrays[:3]), "a curve has gaps")
        need(len(self.at) == len(self.names), "curves and names differ in number")

    def lines(self, page: Page) -> list[Line]:
        head, notes = page.heading(self.title), page.note(left_out(self.left), self._reduced())
        scales = self._scales(page)
        if scales is None:
            return [*head, [Span(EMPTY)], *notes]
        plot = Plot(page, *scales)
        for i in range(len(self.names)):
            self._draw(plot, i)
        return [*head, *self._key(page), *plot.lines(), *notes]

    def _scales(self, page: Page) -> tuple[Scale, Scale] | None:
        """The scale across and the scale upwards; None where there is nothing to draw."""
        across = np.concatenate([np.zeros(0), *self.at])
        stretch, height = ends(across), ends(np.concatenate([np.zeros(0), *self.low, *self.high]))
        if stretch is None or height is None:
            return None
        whole = bool((across == np.rint(across)).all())
        low, high = np.log10(height).tolist() if self.log else height
        up = powers(low, high, STEPS) if self.log else covering(low, high, STEPS)
        return within(*stretch, max(page.width // 12, 2), whole=whole), up

    def _draw(self, plot: Plot, i: int) -> None:
        alone = len(self.names) == 1
        shape = plot.shape(fine=alone)
        tops, bottoms = (np.log10(y) if self.log else y for y in (self.high[i], self.low[i]))
        (x, top), (_, bottom) = (plot.placed(self.at[i], y, shape) for y in (tops, bottoms))
        plot.fill(traced(x, top, bottom, shape, joined=alone), Style(series(i)), plot.page.signs.marks[i])

    def _key(self, page: Page) -> list[Line]:
        """Which mark is whose, where there are several curves."""
        if len(self.names) < 2:
            return []
        found: list[Line] = [[]]
        for i, name in enumerate(self.names):
            item = [
                Span(f"{page.signs.marks[i]} ", Style(series(i))),
                Span(f"{page.label(name, page.width // 3)}  "),
            ]
            if columns(plain([[*found[-1], *item]])) > page.width:
                found.append([])
            found[-1] += item
        return found

    def _reduced(self) -> str:
        most = max(self.counts, default=0)
        kept = max(map(len, self.at), default=0)
        return f"{most:,} points, drawn as the extremes of {kept:,} stretches" if most > MOST_POINTS else ""


def curves(
    names: list[str], ys: list[np.ndarray], title: str, *, xs: np.ndarray | None = None, log: bool = False
) -> Curves:
    """The picture of curves, (n,) float64 each, over their places or over `xs`, of which a number stands for each y."""
    points = [_points(np.arange(len(y), dtype=np.float64) if xs is None else xs, y, log) for y in ys]
    left = sum(missing for _, _, missing in points)
    kept = [_kept(x, y) for x, y, _ in points]
    at, low, high = ([curve[k] for curve in kept] for k in range(3))
    return Curves(title, names, at, low, high, [len(y) for y in ys], log, left)


def _points(x: np.ndarray, y: np.ndarray, log: bool) -> tuple[np.ndarray, np.ndarray, int]:
    """The points from left to right, NaN for a y that cannot be drawn, and how many cannot."""
    places = np.isfinite(drawable(x))
    x, y = x[places], drawable(y)[places]
    if log:
        y = np.where(y > 0, y, np.nan)
    order = np.argsort(x, kind="stable")
    return x[order], y[order], int((~places).sum() + np.isnan(y).sum())


def _kept(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The points, or of too many the places and the extremes of stretches."""
    low, high = extremes(y, MOST_POINTS)
    return extremes(x, MOST_POINTS)[0], low, high


# --- tracing ------------------------------------------------------------------------------------------------


def traced(
    x: np.ndarray, top: np.ndarray, bottom: np.ndarray, shape: tuple[int, int], *, joined: bool
) -> np.ndarray:
    """The dots of a curve, a matrix of booleans.

    Args:
        x: (n,) columns, ascending, from 0 to shape[1] - 1.
        top, bottom: (n,) rows between which each point lies, from 0 to shape[0] - 1; NaN for a gap.
        joined: whether dots between the rows of two neighbouring columns are filled in.
    """
    dots = np.zeros(shape, bool)
    known = np.concatenate([[False], ~np.isnan(top), [False]])
    turns = np.flatnonzero(known[1:] != known[:-1]).tolist()
    for first, end in zip(turns[::2], turns[1::2], strict=True):
        _trace(dots, x[first:end], top[first:end], bottom[first:end], joined)
    return dots


def _trace(dots: np.ndarray, x: np.ndarray, top: np.ndarray, bottom: np.ndarray, joined: bool) -> None:
    """Adds a curve without gaps."""
    at = np.rint(x).astype(np.int64)
    upper, lower = np.full(dots.shape[1], np.inf), np.full(dots.shape[1], -np.inf)
    np.minimum.at(upper, at, top)
    np.maximum.at(lower, at, bottom)
    passed = np.arange(at[0], at[-1] + 1)
    bare = passed[np.isinf(upper[passed])]  # columns between two points
    upper[bare], lower[bare] = np.interp(bare, x, top), np.interp(bare, x, bottom)
    first, last = np.rint(upper[passed]), np.rint(lower[passed])
    if joined:
        before = first[:-1].copy(), last[:-1].copy()
        first[1:] = np.minimum(first[1:], before[1] + 1)
        last[1:] = np.maximum(last[1:], before[0] - 1)
    rows = np.arange(dots.shape[0])[:, None]
    dots[:, passed] |= (first <= rows) & (rows <= last)
