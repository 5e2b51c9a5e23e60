"""Turns in a row that one calibration judges: what does not depend on those before them is computed at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.drift.log import DriftLog
from sdol.lvm.drift.rules import Numbers, apart, learned_shifts, of_one_dimension, shifts_by, verdict
from sdol.lvm.sphere import Matrix, Wide

MOST = 256
"""Turns of one stretch."""


class Stretch:
    """Turns (m, d) beside a log that learns some of them before the next one is judged.

    Every judgement is that of `DriftLog.judge` beside the log with what was learned, but for the rounding of
    matrix products; the log is copied once.

    Raises:
        GeometryError: the dimensions differ.
    """

    def __init__(self, log: DriftLog, tasks: Matrix, answers: Matrix) -> None:
        of_one_dimension(log, tasks)
        self._log, self._tasks, self._answers = log, tasks, answers
        self._places, self._cosines = log.near(tasks)
        self._among = (tasks @ tasks.T).astype(np.float64)
        self._apart = apart(tasks, answers)
        self._shifts = learned_shifts(log, tasks, answers)
        self._learned = np.empty(len(tasks), np.int64)
        self._lengths = np.concatenate([log.lengths, np.empty(len(tasks))])
        self._count = 0

    def judge(self, turn: int) -> Judgement:
        """The judgement of a turn beside the log and what was learned so far."""
        lengths = self._lengths[: len(self._log) + self._count]
        close = self._close(turn)
        expected = float(lengths[close].mean()) if len(close) else None
        cosine, length = self._apart[turn]
        shifts = self._shifts[turn] if self._shifts else shifts_by(lengths, length, expected)
        return verdict(self._log, Numbers(cosine, length, *shifts, expected, tuple(close.tolist())))

    def learn(self, turn: int) -> None:
        """Adds a turn that was usual."""
        self._learned[self._count] = turn
        self._lengths[len(self._log) + self._count] = self._apart[turn][1]
        self._count += 1

    def after(self) -> DriftLog:
        """The log with all that was learned."""
        learned = self._learned[: self._count]
        if not len(learned):
            return self._log
        return self._log.with_pairs(self._tasks[learned], self._answers[learned])

    def _close(self, turn: int) -> npt.NDArray[np.int64]:
        """Places of the most similar tasks that are near enough, the nearest first, of equal ones the earlier."""
        settings, reach = self._log.settings, self._log.thresholds.reach
        cosines: Wide = self._among[turn, self._learned[: self._count]]
        cosines = np.concatenate([self._cosines[turn], cosines])
        order = np.argsort(-cosines, kind="stable")[: settings.neighbours]
        near = order[cosines[order] >= reach]
        learned = np.arange(len(self._log), len(self._log) + self._count)
        places: npt.NDArray[np.int64] = np.concatenate([self._places[turn], learned])[near]
        return places
