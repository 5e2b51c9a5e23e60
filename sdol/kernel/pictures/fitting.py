"""How a matrix fits on a page: with its numbers, in shades alone, or as the means of its parts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.page import Page
from sdol.kernel.show import columns

if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.pictures.heatmap import Heatmap

MOST_ROWS = 40
"""Lines of cells that are drawn."""

MOST_LABEL = 16
"""Columns to which a cell is widened for its label."""


class Layout(NamedTuple):
    """A heat map as it fits on a page.

    Attributes:
        cells: the shades to draw.
        names: of the rows that are drawn; `margin` is their width.
        each: columns of one cell.
        figures: the numbers in the cells, where they are written.
        places: for each column that is drawn, the first column of the matrix that it stands for.
        low, high: the ends of the scale.
    """

    cells: np.ndarray
    names: list[str]
    margin: int
    each: int
    figures: list[list[str]]
    places: list[int]
    low: float
    high: float


def layout_of(picture: Heatmap, page: Page) -> Layout:
    return _written(picture, page) or _shaded(picture, page)


def _written(picture: Heatmap, page: Page) -> Layout | None:
    """The layout with the numbers in the cells, where they have room: behind the last cell none is needed."""
    figures = _figures(picture)
    if not figures:
        return None
    names = [page.label(name, page.width // 3) for name in picture.rows or map(str, range(len(figures)))]
    margin = max(map(columns, names))
    room = (page.width - margin) // picture.size[1]
    each = len(figures[0][0]) + 3
    if each > room:
        return None
    labels = [columns(page.label(name, MOST_LABEL)) + 1 for name in picture.across]
    each = max(each, min(max(labels, default=0), room))
    return Layout(
        picture.cells,
        names,
        margin,
        each,
        figures,
        list(range(picture.size[1])),
        *_scale(picture, picture.cells),
    )


def _shaded(picture: Heatmap, page: Page) -> Layout:
    """The layout of shades alone, each of them of several numbers where there is no room for all."""
    cells, each = _fitted(picture, page.width - _widest(picture, page) - 1)
    names = _names(picture, page, cells.shape[0])
    places = _firsts(picture.size[1], picture.cells.shape[1], cells.shape[1])
    return Layout(cells, names, max(map(columns, names)), each, [], places[:-1], *_scale(picture, cells))


def _scale(picture: Heatmap, cells: np.ndarray) -> tuple[float, float]:
    """The ends of the scale: those given, else those of the cells."""
    from sdol.kernel.pictures.scale import ends

    found = ends(cells) or (0.0, 0.0)
    low = found[0] if picture.low is None else picture.low
    return low, max(found[1] if picture.high is None else picture.high, low)


def _widest(picture: Heatmap, page: Page) -> int:
    """Columns of the widest name, however many rows it will stand for."""
    names = _names(picture, page, picture.cells.shape[0])
    if picture.rows:
        return min(max(map(columns, names)) + 2, page.width // 3)
    return max(map(len, names)) if picture.size[0] <= MOST_ROWS else 2 * len(str(picture.size[0])) + 1


def _fitted(picture: Heatmap, room: int) -> tuple[np.ndarray, int]:
    """The cells in as many as there is room for, and their width, which is 2 where that may be; a square stays one."""
    from sdol.kernel.pictures.reduce import cell_means

    n, m = picture.cells.shape
    if n <= MOST_ROWS and m <= room:
        return picture.cells, 2 if 2 * m <= room else 1
    across = max(room // 2, 1)
    square = picture.size[0] == picture.size[1]
    rows = min(MOST_ROWS, across) if square else MOST_ROWS
    return cell_means(picture.cells, rows, rows if square else across)[0], 2


def _firsts(size: int, kept: int, drawn: int) -> list[int]:
    """The first number that each cell of a side stands for, and the end after them."""
    from sdol.kernel.pictures.reduce import starts

    found: list[int] = starts(size, max(kept, 1))[starts(kept, drawn)].tolist()
    return [*found, size]


def _names(picture: Heatmap, page: Page, drawn: int) -> list[str]:
    """The names of the rows that are drawn; one that stands for several says so."""
    numbered = bool(picture.rows) and picture.rows == picture.across
    found = []
    firsts = _firsts(picture.size[0], picture.cells.shape[0], drawn)
    digits = len(str(firsts[-2])) if numbered else 0
    for first, end in pairwise(firsts):
        if not picture.rows:
            found.append(str(first) if end - first == 1 else f"{first}-{end - 1}")
        else:
            name = picture.rows[first] if end - first == 1 else f"{picture.rows[first]} {page.signs.ellipsis}"
            found.append(page.label(f"{first:>{digits}} {name}" if numbered else name, page.width // 3))
    return found


def _figures(picture: Heatmap) -> list[list[str]]:
    """The numbers as they are written; none where cells stand for several."""
    if list(picture.cells.shape) != picture.size or picture.size[0] > MOST_ROWS:
        return []
    import numpy as np

    known = np.abs(picture.cells[~np.isnan(picture.cells)])
    form = _form(float(known.max(initial=0.0)), picture.whole)
    figures = [["" if x != x else f"{x + 0.0:{form}}" for x in row] for row in picture.cells.tolist()]
    widest = max((len(figure) for row in figures for figure in row), default=0)
    return [[figure.rjust(widest) for figure in row] for row in figures]


def _form(largest: float, whole: bool) -> str:
    """How numbers are written of which this is the largest."""
    if whole and largest < 1e6:
        return ".0f"
    if not 0.01 <= largest < 1e6:
        return ".1e"
    return f".{0 if largest >= 1000 else 1 if largest >= 10 else 2}f"
