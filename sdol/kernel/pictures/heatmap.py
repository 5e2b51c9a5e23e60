"""Matrices: a shade for each number, and the number itself where there is room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sdol.kernel.pictures.colours import ramp
from sdol.kernel.pictures.fitting import Layout, layout_of
from sdol.kernel.pictures.page import EMPTY, FAINT, Line, Page, Span, Style, padded, plain
from sdol.kernel.pictures.picture import Picture, need, numbers, texts
from sdol.kernel.show import columns

if TYPE_CHECKING:
    import numpy as np

MOST_CELLS = 256
"""Rows and columns that are kept of a larger matrix, each the mean of several."""

UNKNOWN = "?"
"""In a cell of which no number can be drawn."""

MARKED = 5
"""Of narrow cells, one in so many has its place written above it."""


@dataclass(frozen=True, eq=False)
class Heatmap(Picture):
    """A matrix in shades.

    Attributes:
        cells: (n, m) float64, at most MOST_CELLS each; of a larger matrix the means of its cells.
        size: rows and columns of the whole matrix.
        rows, across: labels of rows and columns, as many as the whole matrix has, or none.
        low, high: where the scale of shades begins and ends; None for the least and greatest of what is drawn.
        left: numbers that are not finite.
        whole: whether the numbers are whole ones, and written so.
    """

    kind: ClassVar[str] = "heatmap"
    cells: np.ndarray
    size: list[int]
    rows: list[str]
    across: list[str]
    low: float | None
    high: float | None
    left: int
    whole: bool

    def __post_init__(self) -> None:
        need(type(self.title) is str, "a title is a text")
        need(numbers(self.cells, 2), "the cells are no matrix of doubles")
        need(
            type(self.size) is list and [type(n) for n in self.size] == [int, int], "the size is two numbers"
        )
        for labels, count in zip((self.rows, self.across), self.size, strict=True):
            need(texts(labels) and len(labels) in (0, count), "labels and cells differ in number")
        need(all(a <= b for a, b in zip(self.cells.shape, self.size, strict=True)), "more cells than numbers")
        need(type(self.left) is int and type(self.whole) is bool, "how many are left out is a number")
        need(all(end is None or math.isfinite(end) for end in (self.low, self.high)), "the scale has no end")

    def lines(self, page: Page) -> list[Line]:
        if not self.cells.size:
            return [*page.heading(self.title), [Span(EMPTY)]]
        layout = layout_of(self, page)
        body = [_row(self, page, layout, i) for i in range(len(layout.cells))]
        head = [*page.heading(self.title), *_head(self, page, layout)]
        return [*head, *body, [], _legend(layout, page), *_notes(self, page, layout)]


def heatmap(
    values: np.ndarray,
    rows: list[str],
    across: list[str],
    title: str,
    low: float | None = None,
    high: float | None = None,
    *,
    whole: bool = False,
) -> Heatmap:
    """The picture of a matrix, (n, m) float64; its scale is given, or from its least number to its greatest.

    Raises:
        ValueError: the scale does not begin below its end.
    """
    from sdol.kernel.pictures.reduce import cell_means
    from sdol.kernel.pictures.scale import LARGEST, ends

    cells, left = cell_means(values, MOST_CELLS, MOST_CELLS) if values.size else (values, 0)
    found = ends(cells) or (0.0, 0.0)
    bottom = found[0] if low is None else low
    top = found[1] if high is None else high
    if not (-LARGEST <= bottom < top <= LARGEST or bottom == top == found[0] == found[1]):
        raise ValueError(f"it would go from {bottom:g} to {top:g}")
    return Heatmap(title, cells, list(values.shape), rows, across, low, high, left, whole)


# --- what is drawn ------------------------------------------------------------------------------------------


def _row(picture: Heatmap, page: Page, layout: Layout, i: int) -> Line:
    spans = [Span(padded(layout.names[i], layout.margin) + " ")]
    for j, value in enumerate(layout.cells[i].tolist()):
        sign, style = _shade(layout, page, value)
        if layout.figures:
            spans += [Span(sign, style), Span(f"{layout.figures[i][j]:<{layout.each - 1}}")]
        else:
            spans.append(Span(sign * layout.each, style))
    if layout.figures:
        spans[-1] = Span(spans[-1].text.rstrip())
    return spans


def _shade(layout: Layout, page: Page, value: float) -> tuple[str, Style]:
    """The sign and style of a number."""
    if value != value:
        return UNKNOWN, FAINT
    if layout.low == layout.high:
        part = 0.5
    else:
        part = min(max((value - layout.low) / (layout.high - layout.low), 0.0), 1.0)
    return _sign(page, part), Style(ramp(part), solid=True)


def _sign(page: Page, part: float) -> str:
    shades = page.signs.shades
    return shades[min(int(part * len(shades)), len(shades) - 1)]


def _head(picture: Heatmap, page: Page, layout: Layout) -> list[Line]:
    """The labels of the columns, or their places where the cells are too narrow for labels."""
    text = " " * (layout.margin + 1)
    if layout.figures:
        labels = picture.across or [str(i) for i in layout.places]
        cells = [padded(page.label(label, layout.each - 1), layout.each) for label in labels]
        return [[Span((text + "".join(cells)).rstrip(), FAINT)]]
    marked = 1 if len(layout.places) <= 2 * MARKED and layout.each == 2 else 2 * MARKED // layout.each
    for at in range(0, len(layout.places), marked):
        text = f"{text:<{layout.margin + 1 + layout.each * at}}{layout.places[at]}"
    return [[Span(text, FAINT)]] if columns(text) <= page.width else []


def _legend(layout: Layout, page: Page) -> Line:
    """Which stretch of numbers each shade stands for."""
    if layout.low == layout.high:
        return [Span(f"all {layout.low:g} "), *_swatch(page, 2)]
    shades = len(page.signs.shades)
    bounds = _bounds(layout, shades)
    spans = [Span(bounds[0])]
    for k in range(shades):
        spans += [Span(" ["), *_swatch(page, k), Span(f"] {bounds[k + 1]}")]
    if columns(plain([spans])) <= page.width:
        return spans
    short = [span for k in range(shades) for span in _swatch(page, k)]
    return [Span(f"{layout.low:.3g} ["), *short, Span(f"] {layout.high:.3g}")]


def _bounds(layout: Layout, shades: int) -> list[str]:
    from sdol.kernel.pictures.scale import bounds

    step = (layout.high - layout.low) / shades
    return bounds([layout.low + k * step for k in range(shades)] + [layout.high])


def _swatch(page: Page, k: int) -> Line:
    shades = page.signs.shades
    return [Span(shades[k] * 2, Style(ramp((k + 0.5) / len(shades)), solid=True))]


def _notes(picture: Heatmap, page: Page, layout: Layout) -> list[Line]:
    """What the shades do not say: labels without room, numbers left out, what a cell stands for."""
    from sdol.kernel.pictures.scale import left_out

    (n, m), (rows, across) = picture.size, layout.cells.shape
    reduced = f"{n:,} x {m:,} numbers, drawn as the means of {rows} x {across} parts"
    unknown = left_out(picture.left)
    found = page.note(reduced if (n, m) != (rows, across) else "", f"{UNKNOWN} {unknown}" if unknown else "")
    if picture.across and picture.across != picture.rows and not layout.figures and m == across:
        found = [*_key(picture, page), *found]
    return found


def _key(picture: Heatmap, page: Page) -> list[Line]:
    """The labels of narrow columns by their places, in lines as long as the page."""
    lines, line = [], "columns:"
    for i, name in enumerate(picture.across):
        item = f" {i} {page.label(name, page.width // 3)}"
        if columns(line + item) + 1 > page.width:
            lines.append(line)
            line = " " * len("columns:")
        line += item + ("," if i + 1 < len(picture.across) else "")
    return [[Span(text, FAINT)] for text in [*lines, line]]
