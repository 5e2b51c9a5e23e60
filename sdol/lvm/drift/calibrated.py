"""The thresholds that a log of usual pairs calibrates for itself, or that other pairs calibrate for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdol.lvm.drift.features import Axes
from sdol.lvm.drift.scores import (
    Learned,
    Score,
    conformal,
    echoed,
    enough_to_whiten,
    held_out,
    learn,
    swapped,
)
from sdol.lvm.drift.settings import Settings
from sdol.lvm.sphere import Matrix, Wide

_MOST = 2000
"""Pairs that a log is calibrated from: the latest ones. All of them are neighbours."""

_LEAST = 0.1  # deviations above the mean: a threshold below it would tell rounding from rounding
_NEARER = 0.01  # by how much an echo is nearer than the median of usual pairs: rounding is no nearness

Pairs = tuple[Matrix, Matrix]


@dataclass(frozen=True)
class Rule:
    """A score with the threshold above which it fires.

    Attributes:
        threshold: in deviations of usual pairs.
        false_alarms: share of the usual pairs, held out, for which it fires; of echoes, or their cosine does.
        found: share of the unusual ones made of them, held out, for which it does.
    """

    score: Score
    threshold: float
    false_alarms: float
    found: float


@dataclass(frozen=True)
class Calibrated:
    """What a log says of itself.

    Attributes:
        off_topic, echo: the learned rules.
        echo_cosine: cosine from which on an answer is an echo whatever its score.
        least_cosine: that an echo reaches: it is nearer to its task than the median of usual pairs.
        reach: cosine from which on a past task is a neighbour: at most the asked rate of usual tasks have too few.
        alike: cosine that at most the asked rate of the log's answers reach with the two nearest others.
        crowd_mean, crowd_deviation: of the cosine of an answer with the second nearest other.
        held_out: pairs that thresholds were calibrated from.
    """

    axes: Axes
    off_topic: Rule
    echo: Rule
    echo_cosine: float
    least_cosine: float
    reach: float
    alike: float
    crowd_mean: float
    crowd_deviation: float
    held_out: int


def calibrated(tasks: Matrix, answers: Matrix, settings: Settings, other: Pairs | None = None) -> Calibrated:
    """The scores and thresholds of (n, d) pairs, of which there are enough.

    Args:
        other: (m, d) pairs that are usual too and not of the log, to take the thresholds from.
    """
    rate = settings.rate
    tasks, answers = tasks[-_MOST:], answers[-_MOST:]
    axes, folds = Axes.of(tasks, answers, enough_to_whiten(tasks)), held_out(tasks, answers)
    far, near = learn(folds, swapped), learn(folds, echoed)
    usual = (np.vstack([fold[1] for fold in folds]), np.vstack([fold[2] for fold in folds]))
    neighbours = _crowd(tasks, settings.least)
    if other is not None:
        usual = other
        far = far._replace(usual=far.score.z(axes.off_topic(*other)))
        near = near._replace(usual=near.score.z(axes.echo(*other)))
        neighbours = _nearest(other[0] @ tasks.T, settings.least)
    cosines = np.vecdot(*usual).astype(np.float64)
    echo_cosine = _echo_cosine(cosines, settings.echo, rate)
    least_cosine = float(np.median(cosines)) + _NEARER
    crowd = _crowd(answers, 2)
    return Calibrated(
        axes,
        _rule(far, rate),
        _rule(near._replace(usual=_both(near.usual, cosines, least_cosine, echo_cosine)), rate),
        echo_cosine,
        least_cosine,
        max(min(settings.reach, -conformal(-neighbours, rate)), -1.0),
        min(conformal(crowd, rate), 1.0 - 1e-6),
        float(crowd.mean()),
        max(float(crowd.std()), 1e-3),
        len(cosines),
    )


def _rule(learned: Learned, rate: float) -> Rule:
    threshold = max(conformal(learned.usual, rate), _LEAST)
    alarms, found = (float((z > threshold).mean()) for z in (learned.usual, learned.made))
    return Rule(learned.score, threshold, alarms, found)


def _echo_cosine(cosines: Wide, given: float, rate: float) -> float:
    """The cosine from which on an answer is an echo: higher than given where usual pairs reach that too often.

    Half of the rate is left to the score, for an answer that either calls an echo is one.
    """
    if (cosines > given).mean() <= rate / 2:
        return given
    return min(conformal(cosines, rate / 2), 1.0 - 1e-6)


def _both(z: Wide, cosines: Wide, least: float, echo: float) -> Wide:
    """The echo scores: above all others where the cosine alone tells an echo, below them where it forbids one."""
    return np.where(cosines > echo, np.inf, np.where(cosines < least, -np.inf, z))


def _crowd(rows: Matrix, place: int) -> Wide:
    """(n,) the cosine of each row with the `place`-th nearest of the others."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -1.0)
    return _nearest(cosines, place)


def _nearest(cosines: Matrix, place: int) -> Wide:
    return np.asarray(np.partition(cosines, -place, axis=1)[:, -place], dtype=np.float64)
