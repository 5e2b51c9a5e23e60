"""A field without a few of its examples, from where it stood.

What the examples that go had pulled at is let go, and nothing else moves. The loss of those that stay is tilted, so
that but for the others the weights would be at its minimum already, and is descended from there: the influence of an
example (Koh and Liang 2017, "Understanding black-box predictions via influence functions"), followed to its end
instead of to first order. Only labels that the examples had, or were taken for, have a part in it, and only examples
that could be of these. Weights of all other labels keep their bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sdol.lvm.routing.field import Field
from sdol.lvm.routing.heads import Heads, assembled
from sdol.lvm.routing.kernel import fit_kernel, no_kernel
from sdol.lvm.routing.logistic import STRENGTH, Loss, minimised, with_ones
from sdol.lvm.routing.prototypes import Prototypes, renewed
from sdol.lvm.routing.relative import fit_relative
from sdol.lvm.sphere import Matrix

_TAKEN = 0.01  # the probability from which an example is taken for a label
_TOLD = 1e-3  # the variance of a label's indicator below which an example says nothing of its weights
_ENOUGH = 0.02  # of all that was gained: a step that gains less is the last


def lessened(field: Field, rows: Matrix, codes: Any, kept: Any) -> Field:
    """The field without those of its examples (n, d) that are not `kept`, of each label some of which are.

    Metric, threshold, reach and all that was measured stay as they were.
    """
    before = field.heads
    linear = _linear(before, rows, codes, kept)
    some, own = rows[kept], codes[kept]
    changed = {code: some[own == code] for code in np.unique(codes[~kept]).tolist()}
    near = renewed(Prototypes(before.prototypes, before.counts, before.usual), changed)
    if not before.usual.any():
        near = near._replace(usual=np.zeros_like(near.usual))
    kernel = no_kernel(before.labels, rows.shape[1])
    if before.kernel.size:
        kernel = fit_kernel(some, own, before.labels, before.metric)
    heads = assembled(linear, near, fit_relative(some, own, before.labels), before.metric, kernel)
    return replace(field, **heads.counting(before.nearness)._asdict())


def _linear(before: Heads, rows: Matrix, codes: Any, kept: Any) -> tuple[Matrix, Matrix]:
    """Weights (k, d) and biases (k,) without some examples."""
    weights, biases = before.rows[: before.labels] * np.float32(before.scale), before.biases[0].copy()
    shares = _shares(rows @ weights.T + biases)
    metric = before.metric
    wide, penalty = with_ones(rows @ metric if len(metric) else rows)
    labels = np.union1d(np.flatnonzero(shares[~kept].max(axis=0) > _TAKEN), codes[~kept])
    own = np.ascontiguousarray(shares[:, labels])
    too_great = own[~kept] - (codes[~kept][:, None] == labels)
    pulled = np.float32(STRENGTH) * (too_great.astype(np.float32).T @ wide[~kept])
    variance = (own * (1.0 - own)).mean(axis=1)
    use = kept & (variance > _TOLD)
    loss = _Remaining(wide[use], penalty, own[use], pulled)
    moved = minimised(loss, np.zeros_like(pulled), _bound(loss.rows, variance[use], penalty), _ENOUGH)
    weights[labels] += moved[:, :-1] @ metric if len(metric) else moved[:, :-1]
    biases[labels] += moved[:, -1]
    return weights, biases


def _shares(logits: Matrix) -> Matrix:
    """The probability of each label, (n, k); the logits are overwritten."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def _bound(wide: Matrix, variance: Matrix, penalty: Matrix) -> Matrix:
    """The inverse of the mean curvature of some labels, (d + 1, d + 1)."""
    weighed = np.sqrt(variance)[:, None] * wide
    curvature = STRENGTH * (weighed.T @ weighed).astype(np.float64)
    bound: Matrix = np.linalg.inv(curvature + np.diag(penalty.astype(np.float64))).astype(np.float32)
    return bound


@dataclass(frozen=True)
class _Remaining(Loss):
    """The tilted loss of the examples that stay, less what it was, in the moves (j, d + 1) of some labels' weights.

    The tilt takes their own labels out of it: what is left of an example is the probabilities that it had.

    Attributes:
        shares: the probabilities that these labels had, (m, j).
        pulled: the slope (j, d + 1) by which the examples that go held the weights where they stood.
    """

    shares: Matrix
    pulled: Matrix

    def at(self, weights: Matrix) -> tuple[float, Matrix]:
        logits = self.rows @ weights.T
        odds = self.shares * np.exp(logits)
        sums = 1.0 + (odds - self.shares).sum(axis=1, keepdims=True)
        lost = np.log(sums).sum(dtype=np.float64) - float(np.vdot(self.shares, logits))
        held = weights * self.penalty
        value = STRENGTH * lost + 0.5 * float(np.vdot(weights, held)) - float(np.vdot(self.pulled, weights))
        slope = np.float32(STRENGTH) * ((odds / sums - self.shares).T @ self.rows) + held - self.pulled
        return value, slope
