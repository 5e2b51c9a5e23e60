"""Logistic regression by a preconditioned limited-memory BFGS (Nocedal and Wright 2006, ch. 7)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from sdol.lvm.sphere import Matrix

STRENGTH = 10.0
"""How much one example weighs against the penalty, half the squared length of the weights: scikit-learn's `C`."""

CLOSE, COARSE = 1e-6, 1e-4
"""The share of the loss below which a step is the last: for what decides, and for what is only measured."""

_STEPS = 100
_PAIRS = 8
_BIAS = 1e-3  # a penalty on biases, so small that it only fixes their sum
_SUFFICIENT = 1e-4  # Armijo's condition
_SHORTEST = 1e-4

Heads = tuple[Matrix, Matrix]
"""Weights (k, d) and biases (k,)."""


@dataclass(frozen=True)
class Loss:
    """The penalised negative log-likelihood of weights (k, d + 1), the last column the biases.

    Attributes:
        rows: (n, d + 1), a column of ones last.
        penalty: (d + 1,), what each column's squares cost.
    """

    rows: Matrix
    penalty: Matrix

    def at(self, weights: Matrix) -> tuple[float, Matrix]:
        """Loss and gradient."""
        loss, shares = self.left(self.rows @ weights.T)
        held = weights * self.penalty
        penalty = 0.5 * float(np.vdot(weights, held))
        slope = np.float32(STRENGTH) * (shares.T @ self.rows) + held
        return STRENGTH * loss + penalty, slope

    def left(self, logits: Matrix) -> tuple[float, Matrix]:
        """The negative log-likelihood, and what each probability is too great by, (n, k)."""
        raise NotImplementedError


@dataclass(frozen=True)
class OneOf(Loss):
    """Each row has one label; `codes` are n numbers below k."""

    codes: Any

    def left(self, logits: Matrix) -> tuple[float, Matrix]:
        own = np.arange(len(logits))
        logits -= logits.max(axis=1, keepdims=True)
        chosen = logits[own, self.codes].sum(dtype=np.float64)
        np.exp(logits, out=logits)
        sums = logits.sum(axis=1, keepdims=True)
        loss = np.log(sums).sum(dtype=np.float64) - chosen
        logits /= sums
        logits[own, self.codes] -= 1.0
        return float(loss), logits


@dataclass(frozen=True)
class EachAlone(Loss):
    """Each row has any of the labels, or none: `has` is (n, k), 1 where it has one."""

    has: Matrix

    def left(self, logits: Matrix) -> tuple[float, Matrix]:
        loss = np.logaddexp(0.0, logits).sum(dtype=np.float64) - np.vdot(logits, self.has)
        shares: Matrix = 0.5 * (1.0 + np.tanh(0.5 * logits)) - self.has
        return float(loss), shares


def fit_logistic(rows: Matrix, codes: Any, labels: int, enough: float = CLOSE) -> Heads:
    """Weights by which examples (n, d) are most likely to have their labels.

    Args:
        enough: the share of the loss below which a step is the last.
    """
    wide, penalty = with_ones(rows)
    return _fitted(OneOf(wide, penalty, codes), labels, enough)


def fit_each_alone(rows: Matrix, has: Matrix, enough: float = CLOSE) -> Heads:
    """Weights by which examples (n, d) are most likely to have each of k labels or not, `has` (n, k)."""
    wide, penalty = with_ones(rows)
    return _fitted(EachAlone(wide, penalty, has), has.shape[1], enough)


def with_ones(rows: Matrix) -> tuple[Matrix, Matrix]:
    """The rows and penalty of a `Loss`."""
    wide = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    penalty = np.ones(wide.shape[1], dtype=np.float32)
    penalty[-1] = _BIAS
    return wide, penalty


def _fitted(loss: Loss, labels: int, enough: float) -> Heads:
    """The curvature's upper bound, XᵀX / k for each label (Böhning 1992 has it for all together), is the
    preconditioner: the directions in which embeddings hardly vary are taken as fast as the others, which
    saves three in four steps.
    """
    gram = (loss.rows.T @ loss.rows).astype(np.float64) * (STRENGTH / labels)
    bound = np.linalg.inv(gram + np.diag(loss.penalty.astype(np.float64))).astype(np.float32)
    weights = minimised(loss, np.zeros((labels, len(gram)), np.float32), bound, enough)
    return np.ascontiguousarray(weights[:, :-1]), weights[:, -1].copy()


def minimised(loss: Loss, weights: Matrix, bound: Matrix, enough: float) -> Matrix:
    """The weights (k, d + 1) at which a loss is least, from where they are.

    Args:
        bound: (d + 1, d + 1), the inverse of what the curvature of each label is about: the preconditioner.
        enough: the share of the loss below which a step is the last.
    """
    memory: deque[tuple[Matrix, Matrix, float]] = deque(maxlen=_PAIRS)
    value, slope = loss.at(weights)
    for _ in range(_STEPS):
        step = -_direction(slope, memory, bound)
        found = _line_search(loss, weights, value, slope, step)
        if found is None:
            break
        moved, lower, steeper = found
        change, bend = moved - weights, steeper - slope
        curvature = float(np.vdot(change, bend))
        if curvature > 0.0:
            memory.append((change, bend, 1.0 / curvature))
        gained = value - lower
        weights, value, slope = moved, lower, steeper
        if gained < enough * abs(value):
            break
    return weights


def _direction(slope: Matrix, memory: deque[tuple[Matrix, Matrix, float]], bound: Matrix) -> Matrix:
    """The two-loop recursion: the inverse curvature, as far as it is known, times the slope."""
    rest = slope.copy()
    shares = []
    for change, bend, weight in reversed(memory):
        share = weight * float(np.vdot(change, rest))
        shares.append(share)
        rest -= np.float32(share) * bend
    rest = rest @ bound
    if memory:
        _, bend, weight = memory[-1]
        rest *= np.float32(1.0 / (weight * float(np.vdot(bend @ bound, bend))))
    for (change, bend, weight), share in zip(memory, reversed(shares), strict=True):
        rest += np.float32(share - weight * float(np.vdot(bend, rest))) * change
    return rest


def _line_search(
    loss: Loss, weights: Matrix, value: float, slope: Matrix, step: Matrix
) -> tuple[Matrix, float, Matrix] | None:
    """The first of a halving step's ends at which the loss is lower; None where rounding ends the descent."""
    falling, length = float(np.vdot(slope, step)), 1.0
    while length > _SHORTEST and falling < 0.0:
        moved = weights + np.float32(length) * step
        lower, steeper = loss.at(moved)
        if lower <= value + _SUFFICIENT * length * falling:
            return moved, lower, steeper
        length /= 2.0
    return None
