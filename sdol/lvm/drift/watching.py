"""A transcript judged turn by turn, as it would have been while it was going on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.drift.log import DriftLog, as_pairs
from sdol.lvm.drift.loops import LoopSettings, loops
from sdol.lvm.drift.stretches import MOST, Stretch
from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix

USUAL = ("converged", "void")
"""Verdicts after which a turn joins the log: what was wrong is not to become what is usual."""


def watch(
    log: DriftLog,
    tasks: npt.ArrayLike,
    answers: npt.ArrayLike,
    *,
    patient: Matrix | None = None,
    moving: Sequence[bool] | None = None,
    settings: LoopSettings | None = None,
) -> tuple[list[Judgement], DriftLog]:
    """The judgements of n turns, each beside the log and the usual turns before it, and the log with those turns.

    An echo stays an echo in a loop, and whatever else repeats the last answers is a loop.

    Args:
        tasks, answers: (n, d) rows in the order in which they came.
        patient: (k, d) answers that may be repeated, such as "yes" and "please wait".
        moving: (n,) whether a turn is a report that moves on, which may be repeated too.
        settings: of loops; how alike two answers are is at least what the log calibrates.

    Raises:
        GeometryError: numbers of rows or dimensions differ, or a row has no direction.
    """
    asked, said = as_pairs(tasks, answers)
    settings = _of(log, settings)
    repeated = _repeated(asked, said, patient, moving, settings)
    found: list[Judgement] = []
    while len(found) < len(asked):
        rest = slice(len(found), len(found) + MOST)
        part = slice(rest.start, rest.start + log.room(said[rest]))
        seen, log = _stretch(log, asked[part], said[part], repeated[part].tolist(), settings)
        found += seen
    return found, log


def follow(
    log: DriftLog,
    tasks: npt.ArrayLike,
    answers: npt.ArrayLike,
    *,
    patient: Matrix | None = None,
    moving: Sequence[bool] | None = None,
    settings: LoopSettings | None = None,
) -> tuple[Judgement, DriftLog]:
    """The judgement of the last of n turns beside a log, and the log with it: one step of `watch`.

    The turns before it serve to find a loop only; `settings.window` of them are looked at.

    Raises:
        GeometryError: there is no turn, numbers of rows or dimensions differ, or a row has no direction.
    """
    asked, said = as_pairs(tasks, answers)
    if not len(asked):
        raise GeometryError("there is no turn to follow")
    settings = _of(log, settings)
    repeated = _repeated(asked, said, patient, moving, settings)
    (one,), log = _stretch(log, asked[-1:], said[-1:], repeated[-1:].tolist(), settings)
    return one, log


def _of(log: DriftLog, settings: LoopSettings | None) -> LoopSettings:
    settings = settings or LoopSettings()
    return settings._replace(alike=log.alike(settings.alike))


def _repeated(
    asked: Matrix,
    said: Matrix,
    patient: Matrix | None,
    moving: Sequence[bool] | None,
    settings: LoopSettings,
) -> npt.NDArray[np.float64]:
    """(n,) what `loops` says of turns, 0 for reports that move on."""
    if moving is not None and len(moving) != len(asked):
        raise GeometryError(f"{len(asked)} turns have {len(moving)} marks of reports that move on")
    repeated = loops(said, asked, patient, settings) if len(said) else np.zeros(0)
    return repeated if moving is None else np.where(np.asarray(moving, dtype=bool), 0.0, repeated)


def _stretch(
    log: DriftLog, tasks: Matrix, answers: Matrix, repeated: list[float], settings: LoopSettings
) -> tuple[list[Judgement], DriftLog]:
    """The judgements of turns that one calibration judges, and the log that has learned the usual ones."""
    stretch = Stretch(log, tasks, answers)
    found = []
    for turn, alike in enumerate(repeated):
        one = stretch.judge(turn)
        found.append(_loop(log, one, alike, settings) if alike and one.verdict != "blueshift" else one)
        if found[-1].verdict in USUAL:
            stretch.learn(turn)
    return found, stretch.after()


def _loop(log: DriftLog, one: Judgement, alike: float, settings: LoopSettings) -> Judgement:
    rule = f"each two of the last {settings.window} answers have a cosine of {alike:.2f} or more"
    return one._replace(verdict="loop", rule=f"{rule}, above {settings.alike:.2f}", z=log.repetition(alike))
