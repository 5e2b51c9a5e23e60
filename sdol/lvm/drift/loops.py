"""Loops: answers that say the last ones again although something else was asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix


class LoopSettings(NamedTuple):
    """When answers are a loop.

    Attributes:
        window: how many answers in a row are compared with each other.
        alike: cosine that each two of them reach.
        asked_again: mean cosine of the tasks where the same was asked again, which may be answered alike.
        fits: mean cosine of the answers with their own tasks from which on they are answers to them.
        patient: cosine with an answer that may be repeated (of waiting, "yes") from which on it is one of them.
    """

    window: int = 3
    alike: float = 0.75
    asked_again: float = 0.3
    fits: float = 0.4
    patient: float = 0.6


def loops(
    answers: Matrix,
    tasks: Matrix | None = None,
    patient: Matrix | None = None,
    settings: LoopSettings | None = None,
) -> npt.NDArray[np.float64]:
    """(n,) for each answer of a transcript the lowest cosine within the window that it ends, where that is a loop.

    Elsewhere 0. A window is a loop where each two of its answers are alike, unless the same was asked again, they
    answer what was asked, or the last is one that may be repeated. A loop within one topic is so taken for honest.

    Args:
        answers: (n, d) unit rows in the order in which they were given.
        tasks: (n, d) what they answer; None for steps of one task.
        patient: (k, d) answers that may be repeated.
    """
    settings = settings or LoopSettings()
    alike = _lowest(answers, settings.window)
    found = alike >= settings.alike
    if tasks is not None:
        found &= _mean(tasks, settings.window) < settings.asked_again
        found &= _fit(tasks, answers, settings.window) < settings.fits
    if patient is not None and len(patient):
        found &= (answers @ patient.T).max(axis=1) < settings.patient
    return np.where(found, alike, 0.0)


def _lowest(rows: Matrix, window: int) -> npt.NDArray[np.float64]:
    """(n,) the lowest cosine of two of the `window` rows that end with this one; -1 where there are fewer."""
    lowest = np.full(len(rows), -1.0)
    for end, cosines in _windows(rows, window):
        lowest[end] = cosines.min()
    return lowest


def _mean(rows: Matrix, window: int) -> npt.NDArray[np.float64]:
    """(n,) the mean cosine of two of the `window` rows that end with this one; -1 where there are fewer."""
    mean = np.full(len(rows), -1.0)
    for end, cosines in _windows(rows, window):
        mean[end] = cosines.mean()
    return mean


def _fit(tasks: Matrix, answers: Matrix, window: int) -> npt.NDArray[np.float64]:
    """(n,) the mean cosine of task and answer over the `window` turns that end with this one."""
    total = np.concatenate([[0.0], np.cumsum(np.vecdot(tasks, answers), dtype=np.float64)])
    start = np.maximum(np.arange(len(tasks)) - window + 1, 0)
    fit: npt.NDArray[np.float64] = (total[1:] - total[start]) / (np.arange(len(tasks)) + 1 - start)
    return fit


def _windows(rows: Matrix, window: int) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    above = np.triu_indices(window, 1)
    for end in range(window - 1, len(rows)):
        last = rows[end - window + 1 : end + 1]
        yield end, (last @ last.T)[above].astype(np.float64)
