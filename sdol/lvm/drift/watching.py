"""A transcript judged turn by turn, as it would have been while it was going on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.drift.log import DriftLog, as_pairs
from sdol.lvm.drift.loops import LoopSettings, loops
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
    if moving is not None and len(moving) != len(asked):
        raise GeometryError(f"{len(asked)} turns have {len(moving)} marks of reports that move on")
    settings = settings or LoopSettings()
    settings = settings._replace(alike=log.alike(settings.alike))
    repeated = loops(said, asked, patient, settings) if len(said) else np.zeros(0)
    if moving is not None:
        repeated = np.where(np.asarray(moving, dtype=bool), 0.0, repeated)
    found = []
    for turn in range(len(asked)):
        one = _turn(log, asked[turn : turn + 1], said[turn : turn + 1], float(repeated[turn]), settings)
        if one.verdict in USUAL:
            log = log.with_pairs(asked[turn : turn + 1], said[turn : turn + 1])
        found.append(one)
    return found, log


def _turn(log: DriftLog, task: Matrix, answer: Matrix, repeated: float, settings: LoopSettings) -> Judgement:
    one = log.judge(task, answer)[0]
    if not repeated or one.verdict == "blueshift":
        return one
    rule = f"each two of the last {settings.window} answers have a cosine of {repeated:.2f} or more"
    return one._replace(
        verdict="loop", rule=f"{rule}, above {settings.alike:.2f}", z=log.repetition(repeated)
    )
