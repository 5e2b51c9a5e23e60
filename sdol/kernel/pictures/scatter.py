"""Points in a plane, with a name beside each where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import EMPTY, Line, Page, Span, Style
from sdol.kernel.pictures.picture import Picture, need, numbers, texts
from sdol.kernel.pictures.plot import STEPS, Cell, Plot
from sdol.kernel.pictures.scale import covering, drawable, ends, left_out, within
from sdol.kernel.show import columns

HEIGHT = 20
"""Lines of the plane."""

MOST_MARKED = 100
"""Points that are drawn as marks; more are dots, which are finer."""

MOST_NAMED = 200
"""Points of which names are tried to be written."""

LONGEST = 20
"""Columns of a name."""


@dataclass(frozen=True, eq=False)
class Scatter(Picture):
    """Points.

    Attributes:
        points: (n, 2) float64, across and up.
        names: as many, or none; one that is blank is not written.
        caption: what the two axes are, or "".
    """

    kind: ClassVar[str] = "scatter"
    points: np.ndarray
    names: list[str]
    caption: str

    def __post_init__(self) -> None:
        need(type(self.title) is str and type(self.caption) is str, "a title is a text")
        need(numbers(self.points, 2) and self.points.shape[1] == 2, "the points are no pairs of doubles")
        need(
            texts(self.names) and len(self.names) in (0, len(self.points)),
            "names and points differ in number",
        )

    def lines(self, page: Page) -> list[Line]:
        shown = ~np.isnan(drawable(self.points)).any(axis=1)
        points, head = self.points[shown], page.heading(self.title)
        unknown = left_out(int((~shown).sum()))
        stretch, height = ends(points[:, 0]), ends(points[:, 1])
        if stretch is None or height is None:
            return [*head, [Span(EMPTY)], *page.note(unknown)]
        plot = Plot(page, within(*stretch, max(page.width // 12, 2)), covering(*height, STEPS), HEIGHT)
        names = [name for name, there in zip(self.names, shown.tolist(), strict=False) if there]
        unnamed = _fill(plot, points, names)
        untold = f"{unnamed:,} of {len(names):,} names have no room" if unnamed else ""
        return [*head, *plot.lines(), *page.note(self.caption, untold, unknown)]


def _fill(plot: Plot, points: np.ndarray, names: list[str]) -> int:
    """Draws the points and their names; gives how many names had no room."""
    fine = not names and len(points) > MOST_MARKED
    side, down = plot.scatter(points[:, 0], points[:, 1], Style(series(0)), fine=fine)
    named = [one for one in zip(down.tolist(), side.tolist(), names, strict=False) if one[2].strip()]
    return len(named) - sum(_name(plot, *one) for one in named[:MOST_NAMED])


def _name(plot: Plot, row: int, at: int, name: str) -> bool:
    """Writes a name to the right of its point or to the left, where no other sign stands; whether it could."""
    text = plot.page.label(name, LONGEST)
    wide = columns(text)
    for first in (at + 2, at - 1 - wide):
        inside = first >= 0 and first + wide <= plot.width
        if inside and not _taken(plot, row, first - 1, first + wide + 1, at):
            _write(plot, row, first, text)
            return True
    return False


def _taken(plot: Plot, row: int, first: int, end: int, own: int) -> bool:
    return any(plot.cells[row][i].sign != " " for i in range(max(first, 0), min(end, plot.width)) if i != own)


def _write(plot: Plot, row: int, first: int, text: str) -> None:
    """A text into the cells of a line; a wide character fills two, the second with nothing."""
    at = first
    for c in text:
        wide = columns(c)
        if not wide:
            before = plot.cells[row][at - 1]
            plot.cells[row][at - 1] = before._replace(sign=before.sign + c)
            continue
        plot.cells[row][at] = Cell(c)
        if wide == 2:
            plot.cells[row][at + 1] = Cell("")
        at += wide
