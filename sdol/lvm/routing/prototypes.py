"""Prototypes of labels: spherical k-means (Dhillon and Modha 2001) within each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.sphere import Matrix

MOST = 12
"""Prototypes of a label with at least 36 examples; one for each three examples below that."""

_ROUNDS = 8
_ZERO = 1e-6
_PRIOR = 3.0  # members that a prototype's usual cosine is drawn to the mean of all by


class Prototypes(NamedTuple):
    """A few points for each label, among which its examples lie.

    Attributes:
        points: (p, d), those of a label together, in the order of labels.
        counts: how many each label has, at least one.
        usual: (1, p), the mean cosine of a prototype's members to it.
    """

    points: Matrix
    counts: tuple[int, ...]
    usual: Matrix


def prototypes(groups: list[Matrix]) -> Prototypes:
    """The prototypes of labels by the examples (n, d) of each, at least one."""
    found = [_clustered(group) for group in groups]
    points, sums, sizes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    usual = (sums + _PRIOR * sums.sum() / sizes.sum()) / (sizes + _PRIOR)
    return Prototypes(points, tuple(len(each[0]) for each in found), usual[None].astype(np.float32))


def renewed(before: Prototypes, groups: dict[int, Matrix]) -> Prototypes:
    """Prototypes that some labels have by other examples, (n, d) of each; those of the others stay as they are."""
    last = np.cumsum(before.counts).tolist()
    parts = [
        (before.points[e - n : e], before.usual[0, e - n : e])
        for e, n in zip(last, before.counts, strict=True)
    ]
    mean = float(before.usual.mean())
    for label, group in groups.items():
        points, sums, sizes = _clustered(group)
        parts[label] = points, (sums + _PRIOR * mean) / (sizes + _PRIOR)
    points, usual = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Prototypes(points, tuple(len(each[0]) for each in parts), usual[None].astype(np.float32))


@lru_cache(maxsize=64)
def starts(counts: tuple[int, ...]) -> Any:
    """Where each label's prototypes begin among all, (k,)."""
    return np.cumsum([0, *counts[:-1]])


@lru_cache(maxsize=64)
def members(counts: tuple[int, ...]) -> Any:
    """The places of each label's prototypes among all, (k, the most of a label); the last again where it has fewer."""
    sizes = np.array(counts)[:, None]
    return starts(counts)[:, None] + np.minimum(np.arange(max(counts)), sizes - 1)


def mean_direction(rows: Matrix) -> Matrix:
    """The direction of the sum (1, d); where opposites cancel, the first row."""
    total = rows.sum(axis=0, dtype=np.float64)
    length = float(np.sqrt(np.vdot(total, total)))
    if length < _ZERO:
        return rows[:1]
    direction: Matrix = (total / length).astype(np.float32)
    return direction[None]


def _clustered(rows: Matrix) -> tuple[Matrix, Any, Any]:
    """Prototypes (p, d), the sum of the cosines of the members of each, and their number."""
    points = _spread(rows, min(MOST, max(1, len(rows) // 3)))
    for _ in range(_ROUNDS):
        nearest = (rows @ points.T).argmax(axis=1)
        groups = [rows[nearest == at] for at in range(len(points))]
        points = np.concatenate([mean_direction(group) for group in groups if len(group)])
    cosines = rows @ points.T
    nearest = cosines.argmax(axis=1)
    sums = np.bincount(nearest, cosines.max(axis=1).astype(np.float64), minlength=len(points))
    return points, sums, np.bincount(nearest, minlength=len(points)).astype(np.float64)


def _spread(rows: Matrix, count: int) -> Matrix:
    """Examples far from each other: the most central, then always the one least like those taken."""
    taken = [int((rows @ mean_direction(rows)[0]).argmax())]
    likest = rows @ rows[taken[0]]
    while len(taken) < count:
        taken.append(int(likest.argmin()))
        likest = np.maximum(likest, rows @ rows[taken[-1]])
    found: Matrix = rows[taken]
    return found
