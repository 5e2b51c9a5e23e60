"""What answer goes with a task and what task with an answer, learned from the pairs of a log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix, Wide

Own = npt.NDArray[np.bool_] | None

CROWD = 10
"""Nearest rows of a whole log that a cosine is compared with; fewer, by its share, of a part of one."""

_SHARP = 4.0  # of the kernel exp(_SHARP (cosine - 1))
_RIDGE = 0.3  # of the regression; between 0.1 and 1 the AUROC moves by less than .01
_WHITE = 0.3  # shrinkage towards a sphere of the covariance that is whitened


@dataclass(frozen=True)
class Expectation:
    """What kind of row goes with a row, by kernel ridge regression (Saunders, Gammerman and Vovk 1998).

    Attributes:
        rows: (n, d) unit rows that it was learned from.
        weights: (n, d) of each of them.
        mean: (d,) what is expected of a row that is like none.
    """

    rows: Matrix
    weights: Wide
    mean: Wide

    @classmethod
    def of(cls, rows: Matrix, others: Matrix) -> Expectation:
        """Learned from n pairs of rows."""
        mean = others.mean(axis=0, dtype=np.float64)
        kernel = _kernel(rows, rows)
        kernel[np.diag_indices_from(kernel)] += _RIDGE
        return cls(rows, np.linalg.solve(kernel, others - mean), mean)

    def beyond(self, rows: Matrix) -> Wide:
        """(m, d) what is expected with rows, beyond the mean."""
        return np.asarray(_kernel(rows, self.rows) @ self.weights)


@dataclass(frozen=True)
class White:
    """A log where no direction has more to say than another (Mahalanobis 1936).

    Attributes:
        whitening: (d, d) symmetric.
        task_mean, answer_mean: (d,) that are taken away before.
        tasks, answers: (n, d) unit rows, whitened.
    """

    whitening: Wide
    task_mean: Wide
    answer_mean: Wide
    tasks: Wide
    answers: Wide

    @classmethod
    def of(cls, scatter: Wide, answer: Expectation, task: Expectation, whitened: bool) -> White:
        """Of a log's scatter (d, d) about the means of its tasks and answers; without whitening, those are all."""
        count = 2 * len(answer.rows)
        whitening = _whitening(scatter / count) if whitened else np.eye(len(scatter))
        tasks = unit((answer.rows - task.mean) @ whitening)
        answers = unit((task.rows - answer.mean) @ whitening)
        return cls(whitening, task.mean, answer.mean, tasks, answers)


def _whitening(covariance: Wide) -> Wide:
    """(d, d) the inverse root of a covariance; of fewer rows than dimensions it would know no others."""
    values, vectors = np.linalg.eigh(shrunk(covariance, _WHITE, len(covariance)))
    return np.asarray((vectors / np.sqrt(values)) @ vectors.T)


def shrunk(covariance: Wide, share: float, rows: int) -> Wide:
    """A covariance of so many rows with a share of the mean variance that they have added in each direction."""
    even = share * max(float(np.trace(covariance)), 1e-9) / min(len(covariance), rows)
    return np.asarray(covariance + even * np.eye(len(covariance)), dtype=np.float64)


def _kernel(left: Matrix, right: Matrix) -> Wide:
    return np.asarray(np.exp(_SHARP * (left @ right.T - 1.0)), dtype=np.float64)


def without(cosines: Matrix | Wide, own: Own) -> Matrix | Wide:
    """Cosines (m, n) in which those with a pair itself are the lowest of their row."""
    if own is None:
        return cosines
    return np.where(own, cosines.min(axis=1, keepdims=True), cosines)


def highest(cosines: Matrix | Wide, count: int) -> Wide:
    """(m,) the mean of the highest values of each row."""
    count = min(count, cosines.shape[1])
    best = np.partition(cosines, -count, axis=1)[:, -count:]
    return np.asarray(best.mean(axis=1, dtype=np.float64))


def unit(rows: Wide) -> Wide:
    """Rows of length 1; a row of zeros stays one."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
