"""One score of several features, learned from the log alone.

Nothing is labelled: the pairs of the log are what is usual, and what is not is made of them (answers swapped
between tasks, echoes). The weights are those of a logistic regression. A threshold is conformal (Vovk et al. 2005)
on scores of pairs that were held out, so a usual pair passes it with at most the rate that was asked for, as far as
it is exchangeable with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sdol.lvm.drift.features import Axes, made_echoes
from sdol.lvm.sphere import Matrix, Wide

FOLDS = 5
SWAPS = 4
"""Times that the answers of a fold are dealt to other tasks of it."""

_PENALTY = 1.0
_EVEN = 0.01  # deviation: usual pairs that differ less are not told apart by a trifle
_STEPS = 30

Features = Callable[[Axes, Matrix, Matrix, np.random.Generator], tuple[Wide, Wide]]
Held = tuple[Axes, Matrix, Matrix]


@dataclass(frozen=True)
class Score:
    """A learned score: high for what is unusual.

    Attributes:
        middle, spread: (k,) of the features of usual pairs.
        weights: (k,) of the features in units of `spread`.
        mean, deviation: of the score of usual pairs that were held out.
    """

    middle: Wide
    spread: Wide
    weights: Wide
    mean: float
    deviation: float

    def parts(self, features: Wide) -> Wide:
        """(m, k) what each of (m, k) features adds to `z`."""
        share = self.weights / self.deviation
        return np.asarray(
            (features - self.middle) / self.spread * share - self.mean / self.deviation / len(share)
        )

    def z(self, features: Wide) -> Wide:
        """(m,) the score of (m, k) features, in deviations of usual pairs."""
        raw = (features - self.middle) / self.spread @ self.weights
        return np.asarray((raw - self.mean) / self.deviation)


class Learned(NamedTuple):
    """A score, and what it says of pairs that were held out: usual ones, and ones made of them."""

    score: Score
    usual: Wide
    made: Wide


def enough_to_whiten(tasks: Matrix) -> bool:
    """Whether the tasks and answers of a log are more than its dimensions even with a fold held out."""
    return bool(2 * len(tasks) * (FOLDS - 1) >= FOLDS * tasks.shape[1])


def held_out(tasks: Matrix, answers: Matrix) -> list[Held]:
    """Each fold of a log with the axes of the rest."""
    whitened, share = enough_to_whiten(tasks), 1.0 - 1.0 / FOLDS
    found = []
    for fold in np.array_split(np.random.default_rng(0).permutation(len(tasks)), FOLDS):
        rest = np.ones(len(tasks), dtype=bool)
        rest[fold] = False
        found.append((Axes.of(tasks[rest], answers[rest], whitened, share), tasks[fold], answers[fold]))
    return found


def learn(folds: list[Held], features: Features) -> Learned:
    """A score by cross-fitting; what it says of usual pairs is in the order of the folds.

    Args:
        folds: of `held_out`, of a log of at least three pairs for each.
        features: of pairs beside the axes of other pairs, and of pairs of the kind to be found, made of them.
    """
    chance = np.random.default_rng(0)
    found = [features(*fold, chance) for fold in folds]
    usual, made = (np.vstack(part) for part in zip(*found, strict=True))
    score = _fitted(usual, made)
    return Learned(score, score.z(usual), score.z(made))


def swapped(axes: Axes, tasks: Matrix, answers: Matrix, chance: np.random.Generator) -> tuple[Wide, Wide]:
    """Off-topic features of pairs, and of the tasks with answers of others, moved by random numbers of places."""
    steps = chance.integers(1, len(tasks), SWAPS).tolist()
    found = axes.dealt(tasks, answers, (0, *steps))
    return found[: len(tasks)], found[len(tasks) :]


def echoed(axes: Axes, tasks: Matrix, answers: Matrix, chance: np.random.Generator) -> tuple[Wide, Wide]:
    """Echo features of pairs, and of the tasks with what stands for their echoes."""
    return axes.echo(tasks, answers), axes.echo(tasks, made_echoes(tasks, chance))


def conformal(scores: Wide, rate: float) -> float:
    """The value that a new score of the same kind is above with at most this chance; infinite for too few."""
    place = math.ceil((len(scores) + 1) * (1.0 - rate))
    return math.inf if place > len(scores) else float(np.sort(scores)[place - 1])


def _fitted(usual: Wide, made: Wide) -> Score:
    middle, spread = usual.mean(axis=0), np.maximum(usual.std(axis=0), _EVEN)
    weights = _logistic((usual - middle) / spread, (made - middle) / spread)
    raw = (usual - middle) / spread @ weights
    return Score(middle, spread, weights, float(raw.mean()), max(float(raw.std()), _EVEN))


def _logistic(usual: Wide, other: Wide) -> Wide:
    """Weights of a penalised logistic regression by Newton's method, both classes weighing the same."""
    rows = np.column_stack([np.vstack([usual, other]), np.ones(len(usual) + len(other))])
    target = np.repeat([0.0, 1.0], [len(usual), len(other)])
    weight = np.repeat([1.0, len(usual) / len(other)], [len(usual), len(other)])
    penalty = np.full(rows.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -30.0, 30.0)))
        slope = rows.T @ (weight * (chance - target)) + penalty * found
        bend = (rows.T * (weight * chance * (1.0 - chance))) @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found[:-1]
