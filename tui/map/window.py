"""The part of the plane that is on the screen: where it lies, and how far it is zoomed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Wide = NDArray[np.float64]

TALL = 2.0
"""How much taller a character is than wide."""

MARGIN = 0.08
"""The part of the screen on each side that is left free when everything is fitted in."""

NEAREST, FARTHEST = 1e-4, 10.0
"""Least and greatest width of the window in the plane; the sphere is two wide."""


class Window(NamedTuple):
    """What is seen.

    Attributes:
        x, y: the middle, in the plane.
        scale: units of the plane to a column; a line is twice as many, so that circles are round.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 0.02

    def cells(self, places: Wide, width: int, height: int) -> Wide:
        """Where places (n, 2) are on a screen of so many columns and lines: columns and lines from the top left."""
        side = (places[:, 0] - self.x) / self.scale + width / 2
        down = (self.y - places[:, 1]) / (self.scale * TALL) + height / 2
        return np.stack([side, down], axis=1)

    def places(self, cells: Wide, width: int, height: int) -> Wide:
        """The inverse of `cells`."""
        x = (cells[:, 0] - width / 2) * self.scale + self.x
        y = self.y - (cells[:, 1] - height / 2) * self.scale * TALL
        return np.stack([x, y], axis=1)

    def moved(self, columns: float, lines: float) -> Window:
        """The window, so many columns to the right and lines down."""
        return self._replace(x=self.x + columns * self.scale, y=self.y - lines * self.scale * TALL)

    def zoomed(self, factor: float, width: int, height: int, at: tuple[float, float] | None = None) -> Window:
        """Nearer by a factor above 1; what is at a cell, or in the middle, stays where it is."""
        scale = float(np.clip(self.scale / factor, NEAREST / width, FARTHEST / width))
        if at is None:
            return self._replace(scale=scale)
        kept = self.places(np.array([at], float), width, height)[0]
        there = self._replace(scale=scale).places(np.array([at], float), width, height)[0]
        return Window(self.x + float(kept[0] - there[0]), self.y + float(kept[1] - there[1]), scale)


def around(places: Wide, width: int, height: int) -> Window:
    """The window in which all places (n, 2) are seen."""
    if not len(places):
        return Window()
    low, high = places.min(axis=0), places.max(axis=0)
    middle, spread = (low + high) / 2, np.maximum(high - low, 1e-3)
    room = 1 - 2 * MARGIN
    scale = max(spread[0] / (width * room), spread[1] / (height * room * TALL))
    return Window(float(middle[0]), float(middle[1]), float(scale))
