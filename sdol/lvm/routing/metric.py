"""Which directions count: learned from the examples of all labels together, so that few of each are enough.

How examples of one label differ says nothing of the label, and is alike for all of them: with 5 examples of each of
150 labels there are 600 such differences. Directions in which they are great count less: within-class covariance
normalisation (Hatch, Kajarekar and Stolcke 2006, "Within-class covariance normalization for SVM-based speaker
recognition"). Directions in which labels differ from each other count more, by the root of the matrix: with the
labels' means in the place of their weights, a step of convex multi-task feature learning (Argyriou, Evgeniou and
Pontil 2008), by which a penalty on the weights of all labels becomes one on the sum of their singular values.

Both matrices are drawn towards a multiple of the identity, the more the fewer examples and labels speak for them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sdol.lvm.sphere import Matrix, Wide

EXAMPLES, LABELS = 8, 100
"""How many differences for each dimension, and how many labels, would count as much as the identity does. Chosen on
parts of the training files of CLINC150, Banking77 and HWU64 in two spaces; half and twice as many do nearly as well."""

GREATEST = 2.0
"""By how much a direction is stretched at most, where the mean example keeps its length: products stay exact."""

_NOTHING = 1e-9


def fit_metric(rows: Matrix, codes: Any, labels: int) -> Matrix:
    """A symmetric matrix (d, d) by which points are multiplied before they are compared.

    Args:
        rows: unit rows (n, d), `codes` their labels as n numbers below `labels`, of which each has one at least.
    """
    count, dimension = rows.shape
    means = np.stack([rows[codes == code].mean(axis=0, dtype=np.float64) for code in range(labels)])
    apart = rows - means.astype(np.float32)[codes]
    within = (apart.T @ apart).astype(np.float64)
    loosened = _power(_drawn(within, count - labels, EXAMPLES * dimension), -0.5)
    counts = np.bincount(codes, minlength=labels)
    told = means[counts > 1] @ loosened  # one example says more of itself than of its label
    between = told - told.mean(axis=0) if len(told) else told
    products = loosened @ _power(_drawn(between.T @ between, len(told) - 1, LABELS), 0.5) @ loosened
    whole = within + (counts[:, None] * means).T @ means
    found: Matrix = _power(products * (count / np.vdot(products, whole)), 0.5, GREATEST).astype(np.float32)
    return found


def _drawn(scatter: Wide, said: int, believed: int) -> Wide:
    """A sum of squares over its mean eigenvalue, drawn to the identity: of `said` terms against `believed`."""
    even = float(np.trace(scatter)) / len(scatter)
    if said < 1 or even * len(scatter) < _NOTHING * said:
        return np.eye(len(scatter))
    found: Wide = (said * scatter / even + believed * np.eye(len(scatter))) / (said + believed)
    return found


def _power(matrix: Wide, exponent: float, most: float = np.inf) -> Wide:
    """Of a symmetric positive matrix, no eigenvalue of the power above `most`."""
    values, axes = np.linalg.eigh(matrix)
    found: Wide = (axes * np.minimum(values**exponent, most)) @ axes.T
    return found
