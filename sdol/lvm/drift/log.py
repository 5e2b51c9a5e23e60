"""Drift: what an answer is beside the pairs of task and answer that a log holds, from their vectors alone.

Found are answers to something else, answers that say the task again, tasks of which nothing is known, and answers
that say the last ones again. Not found are invented answers: they repeat the words of the task and lie nearer to
it than right ones (on HaluEval-QA the length of the displacement finds them with an AUROC of .115). Only beside a
source can an answer be called ungrounded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.drift.calibrated import Calibrated, calibrated
from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.drift.settings import DEFAULT, Settings
from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, Wide, angle, normalise

FITTED = 40
"""Pairs from which on a log calibrates its own thresholds; below, those of `Settings` hold."""

DISTINCT = 5
"""Answers that have to differ for that: dealing equal ones to other tasks changes nothing."""

VERSION = 1
"""Of what `to_dict` gives."""

_RENEWED = 1.25  # a log that has grown by this factor is calibrated anew
_SAME = 1.0 - 1e-6  # cosine from which on two rows are one
_FEW = 32  # of the highest, up to which looking for one after the other is faster than sorting


class Thresholds(NamedTuple):
    """The thresholds that hold beside a log; None for one that nothing reaches.

    Attributes:
        redshift, blueshift: in deviations of usual pairs.
        echo: cosine of task and answer from which on the answer is an echo.
        reach: cosine from which on a past task is a neighbour.
    """

    redshift: float | None
    blueshift: float | None
    echo: float
    reach: float


@dataclass(frozen=True, eq=False, repr=False)
class DriftLog(Described):
    """Pairs of tasks and answers that were usual; it is never changed after it was made.

    Attributes:
        tasks, answers: (n, d) unit rows, in the order in which they came.
        settings: the thresholds that hold while there are too few pairs, and the rates that are asked for.
        basis: how many of the pairs, from the first, the scores are learned from.
        other: tasks and answers, (m, d) each, that thresholds are calibrated from instead of held-out pairs of the
            basis; m may be 0.
        texts: what the tasks say, or "" where it is not known; as many as there are pairs, or none.
    """

    tasks: Matrix
    answers: Matrix
    settings: Settings = DEFAULT
    basis: int = 0
    other: tuple[Matrix, Matrix] | None = None
    texts: tuple[str, ...] = ()

    def __str__(self) -> str:
        kind = "calibrated" if self.basis else "too few to calibrate"
        return f"{len(self.tasks)} pairs, {kind}"

    def __len__(self) -> int:
        return len(self.tasks)

    @cached_property
    def calibration(self) -> Calibrated | None:
        """The learned scores and thresholds, or None where there are fewer pairs than `FITTED`."""
        if not self.basis:
            return None
        rows = self.tasks[: self.basis], self.answers[: self.basis]
        return calibrated(*rows, self.settings, self.other)

    @cached_property
    def kinds(self) -> Matrix:
        """(k, d) the first answers that differ, `DISTINCT` of them at most."""
        return _distinct(self.answers)

    @property
    def due(self) -> int:
        """How many pairs it calibrates itself from the next time, if as many as `DISTINCT` answers differ."""
        return max(FITTED, math.ceil(_RENEWED * self.basis))

    def room(self, answers: Matrix) -> int:
        """How many of the next turns, with answers (m, d), it can learn before it may be calibrated anew with the last.

        At least one, where there is one; what is judged beside it in between is judged by the same thresholds.
        """
        pairs = len(self)
        until = self.due - pairs
        if pairs >= FITTED and not self.basis:
            until = _first_to_differ(self.kinds, answers)
        return max(min(until, self.settings.most + 1 - pairs, len(answers)), min(len(answers), 1))

    @cached_property
    def lengths(self) -> Wide:
        """(n,) of the displacements from tasks to answers, in radians."""
        return _lengths(self.tasks, self.answers)

    @cached_property
    def thresholds(self) -> Thresholds:
        """The thresholds that hold."""
        made, given = self.calibration, self.settings
        if made is None:
            return Thresholds(given.redshift, given.blueshift, given.echo, given.reach)
        limits = _finite(made.off_topic.threshold), _finite(made.echo.threshold)
        return Thresholds(*limits, made.echo_cosine, made.reach)

    def alike(self, least: float) -> float:
        """The cosine from which on two answers say the same: higher where this log's own answers are alike."""
        made = self.calibration
        return least if made is None else max(least, made.alike)

    def repetition(self, cosine: float) -> float | None:
        """How unusual it is that two other answers are as alike as this, in deviations, or None where unknown."""
        made = self.calibration
        return None if made is None else (cosine - made.crowd_mean) / made.crowd_deviation

    def text(self, place: int) -> str:
        """What the task of a pair says, or "" where that is not known."""
        return self.texts[place] if self.texts else ""

    def with_pairs(self, tasks: npt.ArrayLike, answers: npt.ArrayLike, texts: Sequence[str] = ()) -> DriftLog:
        """The log with pairs added; they are neighbours at once, and what is learned follows at a quarter more.

        A log that would hold more than `settings.most` pairs goes on with the latest ones.

        Raises:
            GeometryError: the numbers of rows, texts or the dimensions differ, or a row has no direction.
        """
        added = as_pairs(tasks, answers)
        _same_count(added[0], texts)
        if not len(self):
            return drift_log(*added, self.settings, texts)
        if added[0].shape[1] != self.tasks.shape[1]:
            raise GeometryError(f"pairs of dimension {added[0].shape[1]} for a log of {self.tasks.shape[1]}")
        both = [np.concatenate(rows) for rows in zip((self.tasks, self.answers), added, strict=True)]
        said, pairs = self._texts_with(texts, len(added[0])), len(both[0])
        if pairs > self.settings.most:
            kept = slice(-self.settings.most * 4 // 5, None)
            return drift_log(both[0][kept], both[1][kept], self.settings, said[kept], self.other)
        kinds = _distinct(np.concatenate([self.kinds, added[1]])) if pairs >= self.due else None
        basis = self.basis if kinds is None else _calibrated_from(pairs, kinds)
        made = self._grown(both[0], both[1], basis, said)
        if kinds is not None:
            made.__dict__["kinds"] = kinds
        made.__dict__["lengths"] = np.concatenate([self.lengths, _lengths(*added)])
        return made

    def without(self, task: npt.ArrayLike, answer: npt.ArrayLike) -> DriftLog:
        """The log without all pairs of a task and an answer; what was learned from them is learned anew.

        Where the pair came after the last calibration, the log is as it was before.

        Raises:
            GeometryError: the dimensions differ, or a row has no direction.
        """
        one, other = as_pairs(task, answer)
        if not len(self) or one.shape[1] != self.tasks.shape[1]:
            return self
        same = (self.tasks @ one[0] > _SAME) & (self.answers @ other[0] > _SAME)
        kept = np.flatnonzero(~same)
        rows, texts = (
            (self.tasks[kept], self.answers[kept]),
            tuple(self.texts[at] for at in kept if self.texts),
        )
        if same[: self.basis].any() or not len(kept):
            return drift_log(*rows, self.settings, texts, self.other)
        return self._grown(*rows, self.basis, texts)

    def calibrate(self, tasks: npt.ArrayLike, answers: npt.ArrayLike, rate: float) -> DriftLog:
        """The log with thresholds from pairs that are usual and not its own, at a rate of false alarms.

        Of further pairs of their kind a share of at most `rate` is above each, on the mean: the guarantee of split
        conformal prediction (Vovk et al. 2005).

        Raises:
            GeometryError: the log is too small to have learned anything, the dimensions differ, or the rate is none.
        """
        other = as_pairs(tasks, answers)
        if not self.basis:
            raise GeometryError(f"{self}: {FITTED} pairs that differ are needed")
        if other[0].shape[1] != self.tasks.shape[1]:
            raise GeometryError(f"pairs of dimension {other[0].shape[1]} for a log of {self.tasks.shape[1]}")
        settings = self.settings._replace(rate=rate).checked()
        return replace(self, settings=settings, other=other)

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
        count = min(self.settings.neighbours, len(self))
        cosines = tasks @ self.tasks.T if len(self) else np.zeros((len(tasks), 0), np.float32)
        places = _highest(cosines, count)
        return places, np.take_along_axis(cosines, places, axis=1).astype(np.float64)

    def to_dict(self) -> dict[str, Any]:
        """The rows, the settings and the basis: what thresholds are calibrated from, not they."""
        none = no_pairs()
        other = self.other or (none, none)
        return {
            "version": VERSION,
            "tasks": self.tasks,
            "answers": self.answers,
            "settings": self.settings._asdict(),
            "basis": self.basis,
            "other_tasks": other[0],
            "other_answers": other[1],
            "texts": list(self.texts),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DriftLog:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a part is missing or is not what it should be.
        """
        try:
            if data["version"] != VERSION:
                raise ValueError(f"it is of version {data['version']}, not {VERSION}")
            settings, basis = Settings(**data["settings"]), int(data["basis"])
            pairs = as_pairs(data["tasks"], data["answers"])
            other = as_pairs(data["other_tasks"], data["other_answers"])
            texts = tuple(str(text) for text in data["texts"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise GeometryError(f"this is no drift log: {wrong}") from None
        if basis and not FITTED <= basis <= len(pairs[0]):
            raise GeometryError(f"a drift log of {len(pairs[0])} pairs is not calibrated from {basis}")
        if len(other[0]) and other[0].shape[1] != pairs[0].shape[1]:
            raise GeometryError("a drift log is not calibrated from pairs of another dimension")
        _same_count(pairs[0], texts)
        return cls(*pairs, settings.checked(), basis, other if len(other[0]) else None, texts)

    def _grown(self, tasks: Matrix, answers: Matrix, basis: int, texts: tuple[str, ...]) -> DriftLog:
        """The log with other pairs, and with what it learned where the basis is the same."""
        made = replace(self, tasks=tasks, answers=answers, basis=basis, texts=texts)
        if basis == self.basis:
            made.__dict__["calibration"] = self.calibration
        return made

    def _texts_with(self, texts: Sequence[str], count: int) -> tuple[str, ...]:
        if not texts and not self.texts:
            return ()
        return (*(self.texts or [""] * len(self)), *(texts or [""] * count))


def drift_log(
    tasks: npt.ArrayLike,
    answers: npt.ArrayLike,
    settings: Settings = DEFAULT,
    texts: Sequence[str] = (),
    other: tuple[Matrix, Matrix] | None = None,
) -> DriftLog:
    """A log of n pairs that were usual, calibrated from them where there are at least `FITTED`.

    Args:
        tasks, answers: (n, d) rows; they are normalised here. n may be 0.
        texts: what the tasks say; one for each, or none.
        other: pairs to take the thresholds from, as `DriftLog.calibrate` has them.

    Raises:
        GeometryError: the numbers of rows or the dimensions differ, a row has no direction, or a setting is out of
            its range.
    """
    rows = as_pairs(tasks, answers)
    _same_count(rows[0], texts)
    pairs = len(rows[1])
    basis = _calibrated_from(pairs, _distinct(rows[1])) if pairs >= FITTED else 0
    return DriftLog(*rows, settings.checked(), basis, other, tuple(texts))


def _calibrated_from(pairs: int, kinds: Matrix) -> int:
    """How many pairs a log that is due is calibrated from: all, if enough kinds of answers differ, or none."""
    return pairs if len(kinds) == DISTINCT else 0


def _distinct(rows: Matrix) -> Matrix:
    """The first rows (n, d) that differ, `DISTINCT` of them at most: (k, d)."""
    found = rows[:1]
    while len(rows) and len(found) < DISTINCT:
        rows = rows[(rows != found[-1]).any(axis=1)]
        found = np.concatenate([found, rows[:1]])
    return found


def _first_to_differ(kinds: Matrix, answers: Matrix) -> int:
    """The number, from 1, of the answer with which as many as `DISTINCT` differ; all of them where none does."""
    found = _distinct(np.concatenate([kinds, answers]))
    if len(found) < DISTINCT:
        return len(answers)
    return int((answers == found[-1]).all(axis=1).argmax()) + 1


def _highest(values: Matrix, count: int) -> npt.NDArray[np.int64]:
    """(m, count) places of the highest values of each row (m, n), of equal ones the first ones first."""
    if count > _FEW:
        return np.argsort(-values, axis=1, kind="stable")[:, :count]
    left, row = values.copy(), np.arange(len(values))
    found = np.empty((len(values), count), np.int64)
    for column in range(count):
        found[:, column] = left.argmax(axis=1)
        left[row, found[:, column]] = -np.inf
    return found


def no_pairs() -> Matrix:
    """The rows of a log without pairs, (0, 0)."""
    return np.zeros((0, 0), dtype=np.float32)


def as_pairs(tasks: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """Unit rows of tasks and answers.

    Raises:
        GeometryError: their shapes differ, or a row has no direction.
    """
    left, right = (np.atleast_2d(np.asarray(rows, dtype=np.float32)) for rows in (tasks, answers))
    if len(left) != len(right):
        raise GeometryError(f"{len(left)} tasks have {len(right)} answers")
    if left.shape != right.shape:
        raise GeometryError(f"tasks of shape {left.shape} have answers of shape {right.shape}")
    return (normalise(left), normalise(right)) if len(left) else (left, right)


def _lengths(tasks: Matrix, answers: Matrix) -> Wide:
    return angle(tasks, answers).astype(np.float64) if len(tasks) else np.zeros(0)


def _same_count(tasks: Matrix, texts: Sequence[str]) -> None:
    if texts and len(texts) != len(tasks):
        raise GeometryError(f"{len(tasks)} tasks have {len(texts)} texts")


def _finite(threshold: float) -> float | None:
    return threshold if np.isfinite(threshold) else None
