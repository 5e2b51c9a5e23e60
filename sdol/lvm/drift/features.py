"""What a pair of a task and an answer looks like beside the pairs of a log: the numbers that drift is judged by.

All come from cosines and linear maps, so that one call serves a whole matrix of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sdol.lvm.drift.expected import (
    CROWD,
    Expectation,
    Own,
    White,
    highest,
    shrunk,
    unit,
    without,
)
from sdol.lvm.sphere import Matrix, Wide

OFF_TOPIC = ("cosine", "local", "expected", "asked", "whitened")
"""Features of an answer to something else, in the order of the columns that `Axes.off_topic` gives."""

ECHO = ("cosine", "task", "turn", "nearer", "stands out")
"""Features of an echo, in the order of the columns that `Axes.echo` gives."""

_SHRINKAGE = 0.1  # of the covariance within tasks and answers towards a sphere
_SAME = 1.0 - 1e-6  # cosine from which on two rows are one


@dataclass(frozen=True)
class Axes:
    """A log of pairs with what follows from it alone.

    Attributes:
        tasks, answers: (n, d) unit rows.
        answer, task: what answer goes with a task, and what task with an answer.
        white: the log whitened.
        direction: (d,) the discriminant that tells tasks from answers; `middle` is its value between them.
        crowd: nearest rows that a cosine is compared with.
    """

    tasks: Matrix
    answers: Matrix
    answer: Expectation
    task: Expectation
    white: White
    direction: Wide
    middle: float
    crowd: int

    @classmethod
    def of(cls, tasks: Matrix, answers: Matrix, whitened: bool, share: float = 1.0) -> Axes:
        """The axes of n pairs; whitened if there are enough.

        Args:
            share: of the pairs of a log that these are. The nearest of all lie as far off as a share of them among
                the share does, so that what is calibrated beside a part holds beside the whole.
        """
        answer, task = Expectation.of(tasks, answers), Expectation.of(answers, tasks)
        asked, said = tasks - task.mean, answers - answer.mean
        scatter = asked.T @ asked + said.T @ said
        direction = _discriminant(scatter, 2 * len(tasks), task.mean - answer.mean)
        middle = float(direction @ (task.mean + answer.mean)) / 2.0
        white = White.of(scatter, answer, task, whitened)
        crowd = max(round(CROWD * share), 1)
        return cls(tasks, answers, answer, task, white, direction, middle, crowd)

    def off_topic(self, tasks: Matrix, answers: Matrix) -> Wide:
        """(m, 5): of an answer to something else.

        The cosine; the cosine beyond what both reach with the log; the cosine of the answer with what was
        expected, and of the task with what such an answer is expected to answer; and the second, whitened. The
        second is cross-domain similarity local scaling (Conneau et al. 2018): a text that is near to everything
        proves nothing by being near.
        """
        return self.dealt(tasks, answers, (0,))

    def dealt(self, tasks: Matrix, answers: Matrix, steps: Sequence[int]) -> Wide:
        """(s m, 5): `off_topic` of tasks with the answers moved by each of s numbers of places.

        What depends on a task or an answer alone is computed once.
        """
        if self._own(tasks, None) is None:
            asked, said = self._asked(tasks, None), self._said(answers, None)
            return np.vstack([_together(asked, said.moved(step)) for step in steps])
        moved = [np.roll(answers, step, axis=0) for step in steps]
        owns = [self._own(tasks, each) for each in moved]
        return np.vstack(
            [
                _together(self._asked(tasks, own), self._said(a, own))
                for a, own in zip(moved, owns, strict=True)
            ]
        )

    def _asked(self, tasks: Matrix, own: Own) -> Side:
        """What a pair is judged by that its task alone says, but for the pairs of the log that are the pair."""
        white = unit((tasks - self.white.task_mean) @ self.white.whitening)
        return Side(
            tasks,
            highest(without(tasks @ self.answers.T, own), self.crowd),
            unit(self.answer.beyond(tasks)),
            unit(tasks - self.task.mean),
            white,
            highest(without(white @ self.white.answers.T, own), self.crowd),
        )

    def _said(self, answers: Matrix, own: Own) -> Side:
        """The same of its answer."""
        white = unit((answers - self.white.answer_mean) @ self.white.whitening)
        return Side(
            answers,
            highest(without(answers @ self.tasks.T, own), self.crowd),
            unit(self.task.beyond(answers)),
            unit(answers - self.answer.mean),
            white,
            highest(without(white @ self.white.tasks.T, own), self.crowd),
        )

    def echo(self, tasks: Matrix, answers: Matrix) -> Wide:
        """(m, 5): of an answer that says the task again.

        The cosine; whether the answer lies on the side of the tasks; how far it left that side; how much nearer
        it is to the task than to what was expected; and how much nearer than the log's answers are.
        """
        cosine = _cosines(tasks, answers)
        side = answers @ self.direction - self.middle
        turn = (answers - tasks) @ self.direction
        to_task = np.square(answers - tasks).sum(axis=1, dtype=np.float64)
        expected = self.answer.mean + self.answer.beyond(tasks)
        to_expected = np.square(answers - expected).sum(axis=1)
        own, near = self._own(tasks, answers), max(self.crowd // 2, 1)
        crowd = highest(without(tasks @ self.answers.T, own), near)
        return np.column_stack([cosine, side, turn, to_expected - to_task, cosine - crowd])

    def _own(self, tasks: Matrix, answers: Matrix | None) -> Own:
        """(m, n) which pairs of the log are the very pairs that are looked at; None where none is.

        Without answers those that have the same task.
        """
        task: npt.NDArray[np.bool_] = tasks @ self.tasks.T > _SAME
        if not task.any():
            return None
        if answers is None:
            return task
        own: npt.NDArray[np.bool_] = task & (answers @ self.answers.T > _SAME)
        return own if own.any() else None


class Side(NamedTuple):
    """What is known of the tasks of pairs, or of their answers, m of them.

    Attributes:
        rows: (m, d)
        reached: (m,) what they reach with the other side of the log, at the mean of a crowd.
        expected: (m, d) the direction of what goes with them.
        apart: (m, d) their own direction from the mean of the log.
        white, white_reached: (m, d) and (m,), the rows whitened, and what these reach.
    """

    rows: Matrix
    reached: Wide
    expected: Wide
    apart: Wide
    white: Wide
    white_reached: Wide

    def moved(self, step: int) -> Side:
        """All of them moved by a number of places."""
        return Side._make(np.roll(each, step, axis=0) for each in self) if step else self


def _together(asked: Side, said: Side) -> Wide:
    """The features of an answer to something else, (m, 5)."""
    return np.column_stack(
        [
            _cosines(asked.rows, said.rows),
            _local(asked.rows, said.rows, asked.reached, said.reached),
            np.vecdot(asked.expected, said.apart),
            np.vecdot(said.expected, asked.apart),
            _local(asked.white, said.white, asked.white_reached, said.white_reached),
        ]
    )


def _local(asked: Matrix | Wide, said: Matrix | Wide, one: Wide, other: Wide) -> Wide:
    """(m,) twice the cosine of each pair less what both reach with a log: the task with answers, and the other way."""
    return np.asarray(2.0 * np.vecdot(asked, said) - (one + other), dtype=np.float64)


def made_echoes(tasks: Matrix, chance: np.random.Generator) -> Matrix:
    """Points that stand for echoes of tasks: most of the task, some of another task and some of nothing.

    No echo is ever seen in fitting. A wording that keeps the meaning keeps 55% to 95% of the vector, and stays
    on the side of the tasks.
    """
    loss = chance.uniform(0.05, 0.45, (len(tasks), 1))
    other = tasks[chance.integers(0, len(tasks), len(tasks))]
    noise = unit(chance.standard_normal(tasks.shape))
    return unit((1.0 - loss) * tasks + 0.5 * loss * (other + noise)).astype(np.float32)


def _discriminant(scatter: Wide, rows: int, difference: Wide) -> Wide:
    """Fisher's linear discriminant, shrunk, of unit deviation within the two classes."""
    pooled = shrunk(scatter / max(rows - 2, 1), _SHRINKAGE, rows)
    found = np.linalg.solve(pooled, difference)
    length = float(np.sqrt(found @ pooled @ found))
    return np.asarray(found / length if length > 1e-12 else np.zeros_like(found))


def _cosines(left: Matrix, right: Matrix) -> Wide:
    return np.asarray(np.vecdot(left, right), dtype=np.float64)
