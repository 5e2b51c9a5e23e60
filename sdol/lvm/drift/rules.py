"""The rules that turn numbers into verdicts, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, Wide, angle

if TYPE_CHECKING:
    from sdol.lvm.drift.log import DriftLog
    from sdol.lvm.drift.settings import Settings

_EVEN = 0.05
"""Radians: lengths that differ less than this from each other are not told apart by a trifle."""

_NEARER = 0.01
"""By how much an echo's cosine is above the median of usual pairs: rounding is no nearness."""

_KEPT = 0.7
"""Cosine that 19 in 20 paraphrases reach (STS-B, score 4.5 and above: .80 in minilm, .69 in swift).

Where a task is like none of the log, a learned echo has to reach it: there every answer is far from what was expected.
"""


def judged(log: DriftLog, tasks: Matrix, answers: Matrix, source: Matrix | None) -> list[Judgement]:
    """The judgement of each pair of unit rows beside a log, first of grounding where there is a source."""
    if log.tasks.size and tasks.size and tasks.shape[1] != log.tasks.shape[1]:
        raise GeometryError(f"pairs of dimension {tasks.shape[1]} for a log of {log.tasks.shape[1]}")
    grounding = None if source is None else _grounding(answers, source)
    plain = _beside(log, tasks, answers)
    if grounding is None:
        return plain
    return [_grounded(one, float(g), log.settings) for one, g in zip(plain, grounding, strict=True)]


def _beside(log: DriftLog, tasks: Matrix, answers: Matrix) -> list[Judgement]:
    places, cosines = log.near(tasks)
    reach = log.settings.reach if log.calibration is None else log.calibration.reach
    close = [row[row_cosines >= reach] for row, row_cosines in zip(places, cosines, strict=True)]
    lengths = angle(log.tasks, log.answers).astype(np.float64) if len(log.tasks) else np.zeros(0)
    expected = [float(lengths[row].mean()) if len(row) else None for row in close]
    cosine = np.clip(np.vecdot(tasks, answers).astype(np.float64), -1.0, 1.0)
    length = angle(tasks, answers).astype(np.float64)
    far, near = _shifts(log, tasks, answers, length, expected, lengths)
    return [
        _one(log, float(cosine[i]), float(length[i]), far[i], near[i], expected[i], tuple(close[i].tolist()))
        for i in range(len(tasks))
    ]


def _shifts(
    log: DriftLog, tasks: Matrix, answers: Matrix, length: Wide, expected: list[float | None], lengths: Wide
) -> tuple[list[float | None], list[float | None]]:
    """How far each pair is shifted to either side, in deviations; None where nothing predicts it."""
    made = log.calibration
    if made is not None:
        far = made.off_topic.z(made.axes.off_topic(tasks, answers))
        return list(far.tolist()), list(made.echo.z(made.axes.echo(tasks, answers)).tolist())
    deviation = max(float(lengths.std(ddof=1)), _EVEN) if len(lengths) > 1 else _EVEN
    longer = [
        None if e is None else (float(x) - e) / deviation for x, e in zip(length, expected, strict=True)
    ]
    return longer, [None if z is None else -z for z in longer]


def _one(
    log: DriftLog,
    cosine: float,
    length: float,
    far: float | None,
    near: float | None,
    expected: float | None,
    neighbours: tuple[int, ...],
) -> Judgement:
    """The verdict of one pair: echo, then void, then off topic, then too near, else converged."""
    limits, learned = log.thresholds(), log.calibration is not None
    known = len(neighbours) >= log.settings.least

    def found(verdict: str, rule: str, z: float | None) -> Judgement:
        return Judgement(verdict, rule, z, cosine, length, expected, neighbours)

    if cosine > (limits["echo"] or 1.0):
        return found("blueshift", f"cosine {cosine:.2f} is above {limits['echo']:.2f}", near)
    least = _KEPT if log.calibration is None or not known else log.calibration.usual_cosine + _NEARER
    if learned and cosine >= least and _above(near, limits["blueshift"]):
        return found("blueshift", f"echo score {near:.1f} is above {limits['blueshift']:.1f}", near)
    if not known:
        return found(
            "void", f"similar past tasks: {len(neighbours)}, and {log.settings.least} are needed", None
        )
    if _above(far, limits["redshift"]):
        what = "off-topic score" if learned else "displacement longer than predicted by"
        return found("redshift", f"{what} {far:.1f} is above {limits['redshift']:.1f}", far)
    if not learned and _above(near, limits["blueshift"]):
        rule = f"displacement shorter than predicted by {near:.1f} is above {limits['blueshift']:.1f}"
        return found("blueshift", rule, near)
    return found(
        "converged", "no rule fired", max(far, near) if far is not None and near is not None else None
    )


def _above(z: float | None, threshold: float | None) -> bool:
    return z is not None and threshold is not None and z > threshold


def _grounding(answers: Matrix, source: Matrix) -> Wide:
    if not len(source):
        raise GeometryError("a source without a sentence grounds nothing")
    if source.shape[1] != answers.shape[1]:
        raise GeometryError(f"a source of dimension {source.shape[1]} for answers of {answers.shape[1]}")
    best: Wide = (answers @ source.T).max(axis=1).astype(np.float64)
    return best


def _grounded(one: Judgement, nearest: float, settings: Settings) -> Judgement:
    """The judgement beside a source: an echo stays one, and a grounded answer to an unknown task is no void."""
    one = one._replace(grounding=nearest - one.cosine)
    if one.verdict == "blueshift":
        return one
    near = f"cosine {nearest:.2f} with the nearest sentence of the source"
    if nearest < settings.touched:
        return one._replace(verdict="redshift", rule=f"ungrounded: {near}", z=None)
    if nearest - one.cosine < settings.nearer:
        return one._replace(
            verdict="redshift", rule=f"ungrounded: {near}, {one.cosine:.2f} with the task", z=None
        )
    return one._replace(verdict="converged", rule=near) if one.verdict == "void" else one
