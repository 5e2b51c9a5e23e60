"""Neighbours among many points: a matrix product finds candidates, `numpy.vecdot` decides.

A product in float32 is off by less than d times the rounding unit, so that within this margin nothing is
missed, and the answers are those of comparing pair by pair.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import as_rows, same_dimension, similarity, top

_SIDE = 512  # rows of one product


def nearest(queries: npt.ArrayLike, points: npt.ArrayLike, k: int) -> list[npt.NDArray[np.int64]]:
    """For each query the places of its k most similar points, best first, ties by lower place.

    (n, d), (m, d) -> n arrays of min(k, m).

    Raises:
        GeometryError: dimensions differ, or k is negative.
    """
    left, right = as_rows(queries), as_rows(points)
    same_dimension(left, right)
    if k < 0:
        raise GeometryError(f"the best {k} of {len(right)} points do not exist")
    count = min(k, len(right))
    if count == 0:
        return [np.empty(0, np.int64)] * len(left)
    found = []
    for start in range(0, len(left), _SIDE):
        product = left[start : start + _SIDE] @ right.T
        least = np.partition(product, len(right) - count, axis=1)[:, len(right) - count]
        likely = product >= (least - 2 * margin(right.shape[1]))[:, None]
        for row, mask in enumerate(likely, start):
            places = np.flatnonzero(mask)
            found.append(places[top(similarity(right[places], left[row]), count)])
    return found


def pairs_within(
    points: npt.ArrayLike, threshold: float
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]]:
    """Pairs of places, first < second, whose similarity is at least `threshold`, in order, block by block.

    Gives (first, second, similarity), three arrays of one length.
    """
    rows, threshold = as_rows(points), min(max(threshold, -2.0), 2.0)
    least = threshold - margin(rows.shape[1])
    for start in range(0, len(rows), _SIDE):
        product = rows[start : start + _SIDE] @ rows[start:].T
        first, second = np.nonzero(np.triu(product >= least, 1))
        first, second = first + start, second + start
        for begin in range(0, len(first), _SIDE * _SIDE):
            part = slice(begin, begin + _SIDE * _SIDE)
            scores = similarity(rows[first[part]], rows[second[part]])
            chosen = scores >= threshold
            yield first[part][chosen], second[part][chosen], scores[chosen]


def margin(dimension: int) -> float:
    """Twice the most by which a product of unit rows in float32 may be off, whatever its order of sums.

    d u / (1 - d u) for a rounding unit u (Higham 2002, 3.1).
    """
    return 2.0 * (dimension + 2) * 2.0**-24
