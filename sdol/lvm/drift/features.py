"""What a pair of a task and an answer looks like beside the pairs of a log: the numbers that drift is judged by.

All come from cosines and one linear map, so that one call serves a whole matrix of pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdol.lvm.sphere import Matrix, Wide

OFF_TOPIC = ("cosine", "local", "expected")
"""Features of an answer to something else, in the order of the columns that `Axes.off_topic` gives."""

ECHO = ("cosine", "task", "turn", "nearer", "stands out")
"""Features of an echo, in the order of the columns that `Axes.echo` gives."""

_RIDGE = 3.0  # of the map from tasks to answers; between 1 and 10 the AUROC moves by less than .01
_SHRINKAGE = 0.1  # of the pooled covariance towards a sphere
_CROWD = 10  # nearest rows that a cosine is compared with


@dataclass(frozen=True)
class Axes:
    """A log of pairs with what follows from it alone.

    Attributes:
        tasks, answers: (n, d) unit rows.
        task_mean, answer_mean: (d,).
        expectation: (d, d) the ridge regression from a centred task to its centred answer.
        direction: (d,) the discriminant that tells tasks from answers; `middle` is its value between them.
    """

    tasks: Matrix
    answers: Matrix
    task_mean: Wide
    answer_mean: Wide
    expectation: Wide
    direction: Wide
    middle: float

    @classmethod
    def of(cls, tasks: Matrix, answers: Matrix) -> Axes:
        """The axes of a log of n pairs."""
        task_mean, answer_mean = (rows.mean(axis=0, dtype=np.float64) for rows in (tasks, answers))
        asked, said = tasks - task_mean, answers - answer_mean
        gram = asked.T @ asked
        expectation = np.linalg.solve(gram + _RIDGE * np.eye(len(gram)), asked.T @ said)
        direction = _discriminant(gram + said.T @ said, 2 * len(tasks), task_mean - answer_mean)
        middle = float(direction @ (task_mean + answer_mean)) / 2.0
        return cls(tasks, answers, task_mean, answer_mean, expectation, direction, middle)

    def off_topic(self, tasks: Matrix, answers: Matrix) -> Wide:
        """(m, 3): the cosine, the cosine beyond what both reach with the log, the cosine with what was expected.

        The second is cross-domain similarity local scaling (Conneau et al. 2018): a text that is near to
        everything proves nothing by being near.
        """
        cosine = _cosines(tasks, answers)
        crowd = _highest(tasks @ self.answers.T, _CROWD) + _highest(answers @ self.tasks.T, _CROWD)
        expected = _unit(self._expected(tasks) - self.answer_mean)
        met = np.vecdot(expected, _unit(answers - self.answer_mean))
        return np.column_stack([cosine, 2.0 * cosine - crowd, met])

    def echo(self, tasks: Matrix, answers: Matrix) -> Wide:
        """(m, 5): of an answer that says the task again.

        The cosine; whether the answer lies on the side of the tasks; how far it left that side; how much nearer
        it is to the task than to what was expected; and how much nearer than the log's answers are.
        """
        cosine = _cosines(tasks, answers)
        side = answers @ self.direction - self.middle
        turn = (answers - tasks) @ self.direction
        to_task = np.square(answers - tasks).sum(axis=1, dtype=np.float64)
        to_expected = np.square(answers - self._expected(tasks)).sum(axis=1)
        crowd = _highest(tasks @ self.answers.T, _CROWD // 2)
        return np.column_stack([cosine, side, turn, to_expected - to_task, cosine - crowd])

    def _expected(self, tasks: Matrix) -> Wide:
        expected: Wide = self.answer_mean + (tasks - self.task_mean) @ self.expectation
        return expected


def made_echoes(tasks: Matrix, chance: np.random.Generator) -> Matrix:
    """Points that stand for echoes of tasks: most of the task, some of another task and some of nothing.

    No echo is ever seen in fitting. A wording that keeps the meaning keeps 55% to 95% of the vector, and stays
    on the side of the tasks.
    """
    loss = chance.uniform(0.05, 0.45, (len(tasks), 1))
    other = tasks[chance.integers(0, len(tasks), len(tasks))]
    noise = _unit(chance.standard_normal(tasks.shape))
    return _unit((1.0 - loss) * tasks + 0.5 * loss * (other + noise)).astype(np.float32)


def _discriminant(scatter: Wide, rows: int, difference: Wide) -> Wide:
    """Fisher's linear discriminant, shrunk, of unit deviation within the two classes."""
    pooled = scatter / max(rows - 2, 1)
    pooled += _SHRINKAGE * max(float(np.trace(pooled)), 1e-9) / len(pooled) * np.eye(len(pooled))
    found = np.linalg.solve(pooled, difference)
    length = float(np.sqrt(found @ pooled @ found))
    return np.asarray(found / length if length > 1e-12 else np.zeros_like(found))


def _cosines(left: Matrix, right: Matrix) -> Wide:
    return np.asarray(np.vecdot(left, right), dtype=np.float64)


def _highest(cosines: Matrix, count: int) -> Wide:
    """The mean of the highest values of each row."""
    count = min(count, cosines.shape[1])
    best = np.partition(cosines, -count, axis=1)[:, -count:]
    return np.asarray(best.mean(axis=1, dtype=np.float64))


def _unit(rows: Wide) -> Wide:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
