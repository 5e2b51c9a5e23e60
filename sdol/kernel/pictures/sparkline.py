"""Sparklines: a curve as one line of signs, to stand among words (Tufte, "Beautiful Evidence", 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import Line, Page, Span, Style
from sdol.kernel.pictures.picture import Picture, need, numbers
from sdol.kernel.pictures.reduce import cell_means
from sdol.kernel.pictures.scale import ends

WIDEST = 120
"""Signs of one sparkline; it is never cut to a page, because other words stand beside it."""


@dataclass(frozen=True, eq=False)
class Sparkline(Picture):
    """A sign for each number, or for the mean of neighbours.

    Attributes:
        values: (n,) float64, NaN for what cannot be drawn, which is left blank.
    """

    kind: ClassVar[str] = "sparkline"
    values: np.ndarray

    def __post_init__(self) -> None:
        need(type(self.title) is str, "a title is a text")
        need(numbers(self.values, 1) and len(self.values) <= WIDEST, "the values are not so many doubles")

    def lines(self, page: Page) -> list[Line]:
        found = ends(self.values)
        if found is None:
            return [[Span(" " * len(self.values))]]
        signs = "".join(_sign(x, *found, page.signs.levels) for x in self.values.tolist())
        return [[Span(signs, Style(series(0)))]]


def sparkline(ys: np.ndarray, width: int) -> Sparkline:
    """The sparkline of numbers, (n,) float64, in at most so many signs."""
    return Sparkline("", cell_means(ys[None, :], 1, width)[0][0] if len(ys) else ys)


def _sign(x: float, low: float, high: float, levels: str) -> str:
    """The sign of a number; of one that never changes the middle one."""
    if x != x:
        return " "
    part = (x - low) / (high - low) if high > low else 0.5
    return levels[min(int(part * len(levels)), len(levels) - 1)]
