"""The thresholds that a log of usual pairs calibrates for itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdol.lvm.drift.features import Axes, made_echoes
from sdol.lvm.drift.scores import Score, conformal, held_out, learn, swapped
from sdol.lvm.drift.settings import Settings
from sdol.lvm.sphere import Matrix, Wide

_MOST = 2000
"""Pairs that a log is calibrated from: the latest ones. All of them are neighbours."""


@dataclass(frozen=True)
class Calibrated:
    """What a log says of itself.

    Attributes:
        off_topic, echo: the learned scores with their thresholds.
        echo_cosine: cosine from which on an answer is an echo whatever its score.
        usual_cosine: the median of usual pairs'; an echo is nearer to its task than that.
        reach: cosine from which on a past task is a neighbour: at most the asked rate of the log's own tasks have
            too few of them.
        alike: cosine that at most the asked rate of the log's answers reach with the two nearest others.
        crowd_mean, crowd_deviation: of the cosine of an answer with the second nearest other.
    """

    axes: Axes
    off_topic: Score
    echo: Score
    echo_cosine: float
    usual_cosine: float
    reach: float
    alike: float
    crowd_mean: float
    crowd_deviation: float


def calibrated(tasks: Matrix, answers: Matrix, settings: Settings) -> Calibrated:
    """The scores and thresholds of (n, d) pairs, of which there are enough."""
    rate = settings.rate
    tasks, answers = tasks[-_MOST:], answers[-_MOST:]
    folds = held_out(tasks, answers)
    cosines = np.vecdot(tasks, answers).astype(np.float64)
    crowd = _crowd(answers, 2)
    return Calibrated(
        Axes.of(tasks, answers),
        learn(folds, Axes.off_topic, swapped, rate),
        learn(folds, Axes.echo, lambda asked, _, chance: (asked, made_echoes(asked, chance)), rate),
        max(settings.echo, min(conformal(cosines, rate), 1.0 - 1e-6)),
        float(np.median(cosines)),
        min(settings.reach, -conformal(-_crowd(tasks, settings.least), rate)),
        min(conformal(crowd, rate), 1.0 - 1e-6),
        float(crowd.mean()),
        max(float(crowd.std()), 1e-3),
    )


def _crowd(rows: Matrix, place: int) -> Wide:
    """(n,) the cosine of each row with the `place`-th nearest of the others."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -1.0)
    return np.partition(cosines, -place, axis=1)[:, -place].astype(np.float64)
