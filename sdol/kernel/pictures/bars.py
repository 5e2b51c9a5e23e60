"""Bars: a length for each of some named numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import EMPTY, Line, Page, Span, Style, padded, to_right
from sdol.kernel.pictures.picture import Picture, need, numbers, texts
from sdol.kernel.show import columns, show

if TYPE_CHECKING:
    import numpy as np

MOST_BARS = 40
"""Bars that are drawn; how many more there are is said."""


@dataclass(frozen=True, eq=False)
class Bars(Picture):
    """A bar for each name.

    Attributes:
        names: of the bars.
        values: their lengths, (n,) float64.
        whole: whether the values are whole numbers, and shown so.
    """

    kind: ClassVar[str] = "bars"
    names: list[str]
    values: np.ndarray
    whole: bool

    def __post_init__(self) -> None:
        need(type(self.title) is str and type(self.whole) is bool, "a title is a text")
        need(numbers(self.values, 1), "the values are no doubles")
        need(texts(self.names, len(self.values)), "names and values differ in number")

    def lines(self, page: Page) -> list[Line]:
        widest = page.width // 3
        return drawn(page, self.title, self.names, self.values, whole=self.whole, widest=widest)


def drawn(
    page: Page, title: str, names: list[str], values: np.ndarray, *, whole: bool, widest: int
) -> list[Line]:
    """A line for each name, of at most so many columns, with its bar and number; negative ones go to the left."""
    head = page.heading(title)
    if not names:
        return [*head, [Span(EMPTY)]]
    names = [page.label(name, widest) for name in names[:MOST_BARS]]
    figures = [_figure(value, whole) for value in values[:MOST_BARS].tolist()]
    margin, beside = max(map(columns, names)), max(map(len, figures))
    room = _Room.of(values[:MOST_BARS], page, max(page.width - margin - beside - 4, 2))
    lines = [
        [Span(padded(name, margin) + "  "), *_bar(value, room), Span(f"  {to_right(figure, beside)}")]
        for name, value, figure in zip(names, values.tolist(), figures, strict=False)
    ]
    more = len(values) - len(names)
    return [*head, *lines, *page.note(f"and {more:,} more" if more else "")]


def _figure(value: float, whole: bool) -> str:
    return f"{value:.0f}" if whole and abs(value) < 1e15 else show(value)


class _Room(NamedTuple):
    """Where bars go: columns to the left of zero and to its right, and what a column stands for."""

    left: int
    right: int
    each: float
    page: Page

    @classmethod
    def of(cls, values: np.ndarray, page: Page, width: int) -> _Room:
        from sdol.kernel.pictures.scale import drawable, ends

        low, high = ends(drawable(values)) or (0.0, 0.0)
        low, high = min(low, 0.0), max(high, 0.0)
        if low == high:
            return cls(0, width, 0.0, page)
        left = round(width * (-low / (high - low)))
        left = min(max(left, 1 if low else 0), width - (1 if high else 0))
        each = max(-low / left if left else 0.0, high / (width - left) if width > left else 0.0)
        return cls(left, width - left, each, page)


def _bar(value: float, room: _Room) -> Line:
    from sdol.kernel.pictures.scale import LARGEST

    length = value / room.each if room.each and abs(value) <= LARGEST else 0.0  # NaN has none
    left = _leftward(-length, room.page) if length < 0 else ""
    right = _rightward(length, room.page) if length > 0 else ""
    bar = to_right(left, room.left) + right
    return [Span(bar, Style(series(1 if left else 0))), Span(" " * (room.left + room.right - len(bar)))]


def _rightward(length: float, page: Page) -> str:
    """A bar of so many columns, to an eighth where there are signs for it; never nothing."""
    parts = page.signs.eighths
    eighths = max(round(length * len(parts)), 1)
    return parts[-1] * (eighths // len(parts)) + (
        parts[eighths % len(parts) - 1] if eighths % len(parts) else ""
    )


def _leftward(length: float, page: Page) -> str:
    """The same to the left, where there are only halves."""
    fine = 2 if page.signs.half else 1
    halves = max(round(length * fine), 1)
    return (page.signs.half if halves % fine else "") + page.signs.eighths[-1] * (halves // fine)
