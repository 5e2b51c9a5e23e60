"""What is known of each label: its weights, its centre and its prototypes, in one matrix on a grid.

Points and weights are rounded to multiples of 2^-11. A product of two such numbers is a multiple of 2^-22, and
rows are no longer than 1 but for rounding, so every partial sum of a product fits the 24 bits of a
float32: a matrix product is exact whatever the order of its sums, and a row has the same bits alone as among a
million. It takes a fifth of the time of `numpy.vecdot`, which promises the same.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.logistic import fit_logistic
from sdol.lvm.routing.prototypes import centres, prototypes
from sdol.lvm.sphere import Matrix, Wide, combine

PARTS = 3
"""Of familiarity: free energy, cosine to the nearest centre, cosine to the nearest prototype."""

_GRID = np.float32(2.0**11)


class Heads(NamedTuple):
    """Rows to multiply with, and what belongs to them.

    Attributes:
        rows: (2 k + p, d) on the grid: k weights over `scale`, k centres, p prototypes.
        biases: (1, k).
        scale: a power of two.
    """

    rows: Matrix
    biases: Matrix
    scale: float

    @property
    def labels(self) -> int:
        return int(self.biases.shape[1])

    def seen(self, rows: Matrix) -> tuple[Wide, Matrix]:
        """Of unit rows (n, d) the logits (n, k), and the cosines to all centres and prototypes (n, k + p)."""
        products = on_grid(rows) @ self.rows.T
        logits = products[:, : self.labels].astype(np.float64) * self.scale + self.biases
        return logits, products[:, self.labels :]

    def parts(self, logits: Wide, cosines: Matrix) -> Wide:
        """What familiarity is made of, (n, 3): free energy, and the two greatest cosines."""
        known = self.labels
        centre, prototype = cosines[:, :known].max(axis=1), cosines[:, known:].max(axis=1)
        return np.stack([free_energy(logits), centre, prototype], axis=1, dtype=np.float64)

    def pull(self, logits: Wide, cosines: Matrix, weights: Wide) -> Wide:
        """The gradient of the parts' sum, each with its weight: (n, d)."""
        known = self.labels
        shares = np.exp(logits - free_energy(logits)[:, None]) * (self.scale * float(weights[0]))
        wide = self.rows.astype(np.float64)
        centre, prototype = cosines[:, :known].argmax(axis=1), cosines[:, known:].argmax(axis=1)
        by_label = combine(shares, wide[:known])
        found: Wide = by_label + weights[1] * wide[known + centre] + weights[2] * wide[2 * known + prototype]
        return found


def fit_heads(rows: Matrix, codes: Any, labels: int) -> Heads:
    """The heads of examples (n, d), of which each label has at least one."""
    weights, biases = fit_logistic(rows, codes, labels)
    longest = float(np.sqrt(np.vecdot(weights, weights).max()))
    scale = 2.0 ** max(0, math.ceil(math.log2(max(longest, 1.0))))
    points = [weights / np.float32(scale), centres(rows, codes, labels), prototypes(rows, codes, labels)[0]]
    return Heads(on_grid(np.concatenate(points)), biases[None], scale)


def free_energy(logits: Wide) -> Wide:
    """The logarithm of the sum of exponentials of each row (n, k) -> (n,)."""
    top = logits.max(axis=1)
    found: Wide = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return found


def on_grid(rows: Matrix) -> Matrix:
    """The rows rounded to the grid."""
    rounded: Matrix = np.rint(rows * _GRID) / _GRID
    return rounded
