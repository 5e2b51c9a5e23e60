"""Exact clean-up: the most similar row of a codebook, chosen by a matrix product and scored by `vecdot`.

A matrix product is several times as fast as `vecdot`, but the bits of its entries depend on how many rows
there are. So it only chooses: every row of the codebook whose product is within the rounding error of the
best is scored again, and the answer for a query is the same alone and among a million.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.search import margin
from sdol.lvm.sphere import Matrix, as_rows, clipped, same_dimension

Indices = npt.NDArray[np.int64]

_QUERIES = 1024  # rows of one product
_SCORES = 1 << 20  # entries of one product: 4 MB
_FEW = 4  # queries for which `vecdot` reads the codebook as fast as a product does


def cleanup(queries: npt.ArrayLike, codebook: npt.ArrayLike) -> tuple[Indices, Matrix]:
    """The nearest row of the codebook to each query: indices (n,) and cosines (n,); ties by lower index.

    Unit rows (n, d) and (m, d); exact, in O(n m d) by blocks of a matrix product.

    Raises:
        GeometryError: the codebook is empty, dimensions differ, or a row holds NaN or infinity.
    """
    rows, book = as_rows(queries), as_rows(codebook)
    same_dimension(rows, book)
    best, cosines = most_similar(rows, book)
    return best, clipped(cosines)


def most_similar(rows: Matrix, book: Matrix, lengths: Any = None) -> tuple[Indices, Matrix]:
    """For each row the index of the book's row with the largest inner product, and that product.

    Where the lengths of the rows (n,) and of the book's rows (m,) are given, products are divided by them.

    Raises:
        GeometryError: the book is empty, or a row on either side holds NaN or infinity.
    """
    if len(book) == 0:
        raise GeometryError("an empty codebook cannot clean up")
    down, across = (np.ones(len(side), np.float32) for side in (rows, book)) if lengths is None else lengths
    best = np.empty(len(rows), dtype=np.int64)
    scores = np.empty(len(rows), dtype=np.float32)
    find = _by_vecdot if len(rows) <= _FEW else _by_product
    with np.errstate(over="ignore", invalid="ignore"):
        find(rows, book, down, across, best, scores)
    if not np.isfinite(scores).all():
        raise GeometryError("a query or a row of the codebook holds NaN or infinity")
    return best, scores


def _by_vecdot(rows: Matrix, book: Matrix, down: Any, across: Any, best: Any, scores: Any) -> None:
    for at, row in enumerate(rows):
        cosines = np.vecdot(row, book) / (down[at] * across)
        best[at] = cosines.argmax()
        scores[at] = cosines[best[at]]


def _by_product(rows: Matrix, book: Matrix, down: Any, across: Any, best: Any, scores: Any) -> None:
    for start in range(0, len(rows), _QUERIES):
        part = slice(start, start + _QUERIES)
        query, item = _candidates(rows[part], book, across)
        exact = np.vecdot(rows[part][query], book[item]) / (down[part][query] * across[item])
        order = np.lexsort((item, -exact, query))
        first = order[np.flatnonzero(np.diff(query[order], prepend=-1))]
        best[part], scores[part] = item[first], exact[first]


def _candidates(rows: Matrix, book: Matrix, across: Any) -> Any:
    """Pairs of a row and of an item that may be the most similar to it, at least one for each row.

    Of each block of the book its best item is kept; the second best tells whether others come near it.
    """
    width = max(1, _SCORES // len(rows))
    starts = np.arange(0, len(book), width)
    first, second = (np.empty((len(rows), len(starts)), dtype=np.float32) for _ in range(2))
    place = np.empty((len(rows), len(starts)), dtype=np.int64)
    every = np.arange(len(rows))
    for number, start in enumerate(starts):
        scores = rows @ book[start : start + width].T
        scores /= across[start : start + width]
        at = scores.argmax(axis=1)
        first[:, number], place[:, number] = scores[every, at], at + start
        scores[every, at] = -np.inf
        scores.max(axis=1, out=second[:, number])
    slack = np.sqrt(np.vecdot(rows, rows)) * np.float32(2 * margin(rows.shape[1]))
    floor = (first.max(axis=1) - slack)[:, None]
    # Not "at least the floor": a row with NaN has to reach the scoring, which refuses it.
    query, block = np.nonzero(~(first < floor))
    crowded = np.flatnonzero(second[query, block] >= floor[query, 0])
    found = [(query, place[query, block])]
    for at in crowded:
        start = starts[block[at]]
        found.append(_best_of(rows, book, across, query[at], slice(start, start + width)))
    return tuple(np.concatenate(each) for each in zip(*found, strict=True))


def _best_of(rows: Matrix, book: Matrix, across: Any, query: Any, part: slice) -> Any:
    """The item of one block that is the most similar to a row, by `vecdot`."""
    cosines = np.vecdot(rows[query], book[part]) / across[part]
    return np.array([query]), np.array([part.start + cosines.argmax()])
