"""A canvas of characters with eight dots each, every character in one colour; without dots, a sign a character."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sdol.kernel.pictures.page import PLAIN, Line, Page, Span, Style
from sdol.kernel.show import columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Wide = NDArray[np.float64]

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bits of the dots of a braille sign (Unicode 15, chapter 21): four rows of two."""

_BRAILLE = 0x2800

_MANY = 16
"""Dots to a column between two corners of a way, at most: more would not be seen."""


class Canvas:
    """So many columns and lines of a page; places are in columns and lines from the top left, and may lie outside."""

    def __init__(self, page: Page, width: int, height: int) -> None:
        self.page, self.width, self.height = page, width, height
        down, side = (4, 2) if page.signs.braille else (1, 1)
        self._fine = np.array([side, down], float)
        self._dots = np.zeros((height * down, width * side), bool)
        self._ink = np.zeros((height, width), np.int64)
        self._styles: list[tuple[Style, str]] = [(PLAIN, " ")]
        self._signs: dict[tuple[int, int], tuple[str, Style]] = {}

    def dots(self, cells: Wide, style: Style, sign: str) -> None:
        """Sets a dot at each place (n, 2); a `sign` where there are no dots. What is set later has the colour."""
        at = np.floor(cells * self._fine).astype(np.int64)
        rows, across = self._dots.shape
        inside = (at[:, 0] >= 0) & (at[:, 0] < across) & (at[:, 1] >= 0) & (at[:, 1] < rows)
        side, down = at[inside].T
        self._dots[down, side] = True
        self._ink[down // int(self._fine[1]), side // int(self._fine[0])] = len(self._styles)
        self._styles.append((style, sign))

    def way(self, cells: Wide, style: Style, sign: str, *, sparse: int = 1) -> None:
        """Draws the straight lines from place to place; `sparse` leaves only every so many dots."""
        if len(cells) < 2:
            return
        longest = np.abs(np.diff(cells, axis=0) * self._fine).max(axis=1)
        counts = np.clip(np.ceil(longest), 1, _MANY * max(self.width, self.height)).astype(np.int64)
        starts = np.repeat(cells[:-1], counts, axis=0)
        steps = np.repeat(np.diff(cells, axis=0), counts, axis=0)
        parts = np.arange(len(starts)) - np.repeat(np.cumsum(counts) - counts, counts)
        at = starts + steps * (parts / np.repeat(counts, counts))[:, None]
        self.dots(at[::sparse], style, sign)

    def free(self, column: int, line: int, width: int) -> bool:
        """Whether words of so many columns can be written there: on the canvas, over no other words."""
        if not (0 <= line < self.height and column >= 0 and column + width <= self.width):
            return False
        return not any((line, at) in self._signs for at in range(column, column + width))

    def write(self, column: int, line: int, text: str, style: Style) -> None:
        """Writes words that are known to be free of control characters, over whatever dots there are."""
        at = column
        for c in text:
            wide = columns(c)
            if wide and 0 <= line < self.height and at >= 0 and at + wide <= self.width:
                self._signs[line, at] = (c, style)
                if wide == 2:
                    self._signs[line, at + 1] = ("", style)
            at += wide

    def lines(self) -> list[Line]:
        signs = self._drawn()
        return [self._line(line, row) for line, row in enumerate(signs)]

    def _drawn(self) -> list[list[str]]:
        """The signs of the dots alone, by line."""
        if not self.page.signs.braille:
            own = [sign for _, sign in self._styles]
            return [[own[ink] for ink in row] for row in self._ink.tolist()]
        parts = self._dots.reshape(self.height, 4, self.width, 2)
        bits = np.einsum("hawb,ab->hw", parts, _BITS)
        return [[chr(_BRAILLE + b) if b else " " for b in row] for row in bits.tolist()]

    def _line(self, line: int, row: list[str]) -> Line:
        """A line, neighbours of one style together."""
        found: Line = []
        text, style = "", PLAIN
        for at, ink in enumerate(self._ink[line].tolist()):
            sign, own = self._signs.get((line, at)) or (row[at], self._styles[ink][0])
            if own is not style and own != style and sign != " ":
                if text:
                    found.append(Span(text, style))
                text, style = "", own
            text += sign
        return [*found, Span(text, style)] if text else found
