"""Relative Mahalanobis distance (Ren et al. 2021, "A simple fix to Mahalanobis distance"), as a quadratic form."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.grid import on_grid
from sdol.lvm.sphere import Matrix, Wide

SHRINKAGE = 0.1
"""The share by which a covariance is drawn towards a multiple of the identity."""

_NOTHING = 1e-9


class Relative(NamedTuple):
    """How much better a label's Gaussian explains a point than one Gaussian for all examples does.

    Of a point x and a label k the squared distance from the middle of all examples less that from the mean of k:
    curvatures . (axes x)^2 + pulls_k . x + constants_k.

    Attributes:
        axes: (m, d) orthonormal rows on the grid; none where examples of one label are all the same.
        curvatures: (1, m).
        pulls: (k, d).
        constants: (1, k).
    """

    axes: Matrix
    curvatures: Matrix
    pulls: Matrix
    constants: Matrix


def fit_relative(rows: Matrix, codes: Any, labels: int) -> Relative:
    """The distances of examples (n, d), of which each label has at least one."""
    means = np.stack([rows[codes == code].mean(axis=0, dtype=np.float64) for code in range(labels)])
    within = rows - means.astype(np.float32)[codes]
    if float(np.vecdot(within, within).mean()) < _NOTHING:
        return _nothing(labels, rows.shape[1])
    shares = np.bincount(codes, minlength=labels)[:, None] / len(rows)
    middle = (shares * means).sum(axis=0)
    apart = np.sqrt(shares) * (means - middle)
    covariance = (within.T @ within).astype(np.float64) / len(rows)
    own, whole = _inverse(covariance), _inverse(covariance + apart.T @ apart)
    curvatures, axes = np.linalg.eigh(whole - own)
    pulls = 2.0 * (means @ own - middle @ whole)
    constants = middle @ whole @ middle - np.vecdot(means @ own, means)
    narrow = (part.astype(np.float32) for part in (curvatures[None], pulls, constants[None]))
    return Relative(on_grid(np.ascontiguousarray(axes.T, dtype=np.float32)), *narrow)


def _nothing(labels: int, dimension: int) -> Relative:
    shapes = (0, dimension), (1, 0), (labels, dimension), (1, labels)
    return Relative(*(np.zeros(shape, np.float32) for shape in shapes))


def _inverse(covariance: Wide) -> Wide:
    """Of a covariance drawn towards a multiple of the identity."""
    even = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    found: Wide = np.linalg.inv((1.0 - SHRINKAGE) * covariance + SHRINKAGE * even)
    return found
