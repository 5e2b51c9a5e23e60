"""Drift: what an answer is beside the pairs of task and answer that a log holds, from their vectors alone.

Found are answers to something else, answers that say the task again, tasks of which nothing is known, and answers
that say the last ones again. Not found are invented answers: they repeat the words of the task and lie nearer to
it than right ones (on HaluEval-QA the length of the displacement finds them with an AUROC of .115). Only beside a
source can an answer be called ungrounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.drift.calibrated import Calibrated, calibrated
from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.drift.settings import DEFAULT, Settings
from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, Wide, normalise

FITTED = 40
"""Pairs from which on a log calibrates its own thresholds; below, those of `Settings` hold."""

DISTINCT = 5
"""Answers that have to differ for that: dealing equal ones to other tasks changes nothing."""

_RENEWED = 1.25  # a log that has grown by this factor is calibrated anew


@dataclass(frozen=True, eq=False, repr=False)
class DriftLog(Described):
    """Pairs of tasks and answers that were usual; it is never changed after it was made.

    Attributes:
        tasks, answers: (n, d) unit rows, in the order in which they came.
        settings: the thresholds that hold while there are too few pairs, and the rates that are asked for.
        basis: how many of the pairs, from the first, the thresholds are calibrated from.
    """

    tasks: Matrix
    answers: Matrix
    settings: Settings = DEFAULT
    basis: int = 0

    def __str__(self) -> str:
        kind = "calibrated" if self.basis else "too few to calibrate"
        return f"{len(self.tasks)} pairs, {kind}"

    @cached_property
    def calibration(self) -> Calibrated | None:
        """The learned scores and thresholds, or None where there are fewer pairs than `FITTED`."""
        if not self.basis:
            return None
        return calibrated(self.tasks[: self.basis], self.answers[: self.basis], self.settings)

    def thresholds(self) -> dict[str, float | None]:
        """The thresholds that hold: of `z` towards either side, of the echo's cosine, and of a neighbour's."""
        made, given = self.calibration, self.settings
        if made is None:
            return {
                "redshift": given.redshift,
                "blueshift": given.blueshift,
                "echo": given.echo,
                "reach": given.reach,
            }
        return {
            "redshift": _finite(made.off_topic.threshold),
            "blueshift": _finite(made.echo.threshold),
            "echo": made.echo_cosine,
            "reach": made.reach,
        }

    def alike(self, least: float) -> float:
        """The cosine from which on two answers say the same: higher where this log's own answers are alike."""
        made = self.calibration
        return least if made is None else max(least, made.alike)

    def repetition(self, cosine: float) -> float | None:
        """How unusual it is that two other answers are as alike as this, in deviations, or None where unknown."""
        made = self.calibration
        return None if made is None else (cosine - made.crowd_mean) / made.crowd_deviation

    def with_pairs(self, tasks: npt.ArrayLike, answers: npt.ArrayLike) -> DriftLog:
        """The log with pairs added; they are neighbours at once, and thresholds follow when it has grown by a
        quarter.

        Raises:
            GeometryError: the numbers of rows or the dimensions differ, or a row has no direction.
        """
        added = as_pairs(tasks, answers)
        if not len(self.tasks):
            return drift_log(*added, self.settings)
        if added[0].shape[1] != self.tasks.shape[1]:
            raise GeometryError(f"pairs of dimension {added[0].shape[1]} for a log of {self.tasks.shape[1]}")
        both = [np.concatenate(rows) for rows in zip((self.tasks, self.answers), added, strict=True)]
        grown = replace(self, tasks=both[0], answers=both[1], basis=_basis(both[1], self.basis))
        if grown.basis == self.basis:
            grown.__dict__["calibration"] = self.calibration
        return grown

    def judge(
        self, tasks: npt.ArrayLike, answers: npt.ArrayLike, source: Matrix | None = None
    ) -> list[Judgement]:
        """The judgement of each pair of rows (m, d), but for loops, which take a transcript (`loops`).

        Args:
            source: (k, d) what the answers should be grounded in, sentence by sentence.

        Raises:
            GeometryError: the numbers of rows or the dimensions differ, or a row has no direction.
        """
        from sdol.lvm.drift.rules import judged

        return judged(self, *as_pairs(tasks, answers), source)

    def near(self, tasks: Matrix) -> tuple[npt.NDArray[np.int64], Wide]:
        """(m, k) places of the most similar tasks of the log, the nearest first, and their cosines."""
        count = min(self.settings.neighbours, len(self.tasks))
        cosines = tasks @ self.tasks.T if len(self.tasks) else np.zeros((len(tasks), 0), np.float32)
        places = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
        return places, np.take_along_axis(cosines, places, axis=1).astype(np.float64)

    def to_dict(self) -> dict[str, Any]:
        """The rows, the settings and the basis: what thresholds are calibrated from, not they."""
        return {
            "tasks": self.tasks,
            "answers": self.answers,
            "settings": self.settings._asdict(),
            "basis": self.basis,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DriftLog:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a part is missing or is not what it should be.
        """
        try:
            settings, basis = Settings(**data["settings"]), int(data["basis"])
            tasks, answers = as_pairs(data["tasks"], data["answers"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise GeometryError(f"this is no drift log: {wrong}") from None
        if basis and not FITTED <= basis <= len(tasks):
            raise GeometryError(f"a drift log of {len(tasks)} pairs is not calibrated from {basis}")
        return cls(tasks, answers, settings.checked(), basis)


def drift_log(tasks: npt.ArrayLike, answers: npt.ArrayLike, settings: Settings = DEFAULT) -> DriftLog:
    """A log of n pairs that were usual, calibrated from them where there are at least `FITTED`.

    Args:
        tasks, answers: (n, d) rows; they are normalised here. n may be 0.

    Raises:
        GeometryError: the numbers of rows or the dimensions differ, a row has no direction, or a setting is out of
            its range.
    """
    rows = as_pairs(tasks, answers)
    return DriftLog(*rows, settings.checked(), _basis(rows[1], 0))


def _basis(answers: Matrix, before: int) -> int:
    """How many pairs to calibrate from: all, once there are enough and they differ, and again at each quarter more."""
    pairs = len(answers)
    if pairs < FITTED or pairs < _RENEWED * before:
        return before
    return pairs if len({answer.tobytes() for answer in answers}) >= DISTINCT else 0


def no_pairs() -> Matrix:
    """The rows of a log without pairs, (0, 0)."""
    return np.zeros((0, 0), dtype=np.float32)


def as_pairs(tasks: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """Unit rows of tasks and answers.

    Raises:
        GeometryError: their shapes differ, or a row has no direction.
    """
    left, right = (np.atleast_2d(np.asarray(rows, dtype=np.float32)) for rows in (tasks, answers))
    if left.shape != right.shape:
        raise GeometryError(f"tasks of shape {left.shape} have answers of shape {right.shape}")
    return (normalise(left), normalise(right)) if len(left) else (left, right)


def _finite(threshold: float) -> float | None:
    return threshold if np.isfinite(threshold) else None
