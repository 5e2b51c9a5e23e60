"""The plane that curves and points are drawn in: dots or marks, a scale to the left and one below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.page import FAINT, PLAIN, Line, Page, Span, Style, to_right
from sdol.kernel.show import columns

if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.pictures.scale import Scale

HEIGHT = 12
"""Lines of a plot, without its scale."""

STEPS = 6
"""Marks of the scale to the left, about."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the dots of a braille sign (Unicode 15, chapter 21): four rows of two."""

_BRAILLE = 0x2800


class Cell(NamedTuple):
    """One character of a plot."""

    sign: str = " "
    style: Style = PLAIN


class Plot:
    """A plot of some lines on a page, to be filled and then framed.

    Attributes:
        cells: line by line, from the top.
        width: columns of the plot itself, without the scale to its left.
    """

    def __init__(self, page: Page, across: Scale, up: Scale, height: int = HEIGHT) -> None:
        self.page, self.across, self.up, self.height = page, across, up, height
        self.margin = max(columns(label) for _, label in up.marks)
        self.width = max(page.width - self.margin - 2, 1)
        self.cells = [[Cell() for _ in range(self.width)] for _ in range(height)]

    def shape(self, *, fine: bool) -> tuple[int, int]:
        """Rows and columns of dots: those of braille, where they are wanted and there, else of characters."""
        down, side = (4, 2) if fine and self.page.signs.braille else (1, 1)
        return self.height * down, self.width * side

    def placed(self, x: np.ndarray, y: np.ndarray, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Where points lie among so many rows and columns of dots: columns from the left, rows from the top."""
        rows, across = shape
        return self.across.part(x) * (across - 1), (1 - self.up.part(y)) * (rows - 1)

    def scatter(
        self, x: np.ndarray, y: np.ndarray, style: Style, *, fine: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draws points, and gives their columns and rows of dots: (n,) int64 each."""
        import numpy as np

        dots = np.zeros(shape := self.shape(fine=fine), bool)
        side, down = (np.rint(place).astype(np.int64) for place in self.placed(x, y, shape))
        dots[down, side] = True
        self.fill(dots, style, self.page.signs.marks[0])
        return side, down

    def fill(self, dots: np.ndarray, style: Style, mark: str) -> None:
        """Fills dots in, a matrix of one of the two shapes; a `mark` for each where they are characters."""
        fine = len(dots) != self.height
        signs = _braille(dots, self.height, self.width) if fine else _marks(dots, mark)
        for line, row in zip(self.cells, signs, strict=True):
            for at, sign in enumerate(row):
                if sign != " ":
                    line[at] = Cell(sign, style)

    def lines(self) -> list[Line]:
        """The plot with its two scales."""
        signs, ticks = self.page.signs, self._ticks()
        framed = []
        for i, cells in enumerate(self.cells):
            edge = signs.tick if i in ticks else signs.upright
            framed.append([Span(f"{to_right(ticks.get(i, ''), self.margin)} {edge}", FAINT), *_spans(cells)])
        return [*framed, *self._foot()]

    def _ticks(self) -> dict[int, str]:
        """The labels of the scale to the left, by line."""
        found = {}
        for x, label in self.up.marks:
            found[round((1 - self.up.part(x)) * (self.height - 1))] = label
        return found

    def _foot(self) -> list[Line]:
        signs = self.page.signs
        rule, below, free = list(signs.level * self.width), "", 0
        for x, label in self.across.marks:
            at = round(self.across.part(x) * (self.width - 1))
            begin = min(max(at - columns(label) // 2, 0), self.width - columns(label))
            if begin >= 0 and (free == 0 or begin > free):
                rule[at] = signs.foot
                below = f"{below:<{begin}}{label}"
                free = begin + columns(label)
        blank = " " * (self.margin + 1)
        return [[Span(blank + signs.corner + "".join(rule), FAINT)], [Span(f"{blank} {below}", FAINT)]]


def _braille(dots: np.ndarray, height: int, width: int) -> list[list[str]]:
    import numpy as np

    parts = dots.reshape(height, 4, width, 2).astype(np.int64)
    bits = np.einsum("hawb,ab->hw", parts, np.array(_DOTS))
    return [[chr(_BRAILLE + b) if b else " " for b in row] for row in bits.tolist()]


def _marks(dots: np.ndarray, mark: str) -> list[list[str]]:
    return [[mark if dot else " " for dot in row] for row in dots.tolist()]


def _spans(cells: list[Cell]) -> Line:
    """The cells of a line, neighbours of one style together."""
    found: Line = []
    for sign, style in cells:
        if found and found[-1].style == style:
            found[-1] = Span(found[-1].text + sign, style)
        else:
            found.append(Span(sign, style))
    return found
