"""Centres and prototypes of labels: spherical k-means (Dhillon and Modha 2001) within each."""

from __future__ import annotations

from typing import Any

import numpy as np

from sdol.lvm.sphere import Matrix

MOST = 3
"""Prototypes of a label with at least nine examples; one for each three examples below that."""

_ROUNDS = 8
_ZERO = 1e-6


def centres(rows: Matrix, codes: Any, labels: int) -> Matrix:
    """The mean direction of each label's examples: (n, d) -> (labels, d)."""
    return np.concatenate([_mean(rows[codes == code]) for code in range(labels)])


def prototypes(rows: Matrix, codes: Any, labels: int) -> tuple[Matrix, Any]:
    """A few points for each label among which its examples lie, (p, d), and the labels of these points."""
    found = [_prototypes(rows[codes == code]) for code in range(labels)]
    return np.concatenate(found), np.repeat(np.arange(labels), [len(each) for each in found])


def _prototypes(rows: Matrix) -> Matrix:
    points = _spread(rows, min(MOST, max(1, len(rows) // 3)))
    for _ in range(_ROUNDS):
        nearest = (rows @ points.T).argmax(axis=1)
        groups = [rows[nearest == at] for at in range(len(points))]
        points = np.concatenate([_mean(group) for group in groups if len(group)])
    return points


def _spread(rows: Matrix, count: int) -> Matrix:
    """Examples far from each other: the most central, then always the one least like those taken."""
    taken = [int((rows @ _mean(rows)[0]).argmax())]
    likest = rows @ rows[taken[0]]
    while len(taken) < count:
        taken.append(int(likest.argmin()))
        likest = np.maximum(likest, rows @ rows[taken[-1]])
    found: Matrix = rows[taken]
    return found


def _mean(rows: Matrix) -> Matrix:
    """The direction of the sum (1, d); where opposites cancel, the first row."""
    total = rows.sum(axis=0, dtype=np.float64)
    length = float(np.sqrt(np.vdot(total, total)))
    if length < _ZERO:
        return rows[:1]
    direction: Matrix = (total / length).astype(np.float32)
    return direction[None]
