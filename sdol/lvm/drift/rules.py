"""The rules that turn numbers into verdicts, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sdol.lvm.drift.judgement import Judgement
from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, Wide, angle

if TYPE_CHECKING:
    from sdol.lvm.drift.log import DriftLog
    from sdol.lvm.drift.settings import Settings

_EVEN = 0.05
"""Radians: lengths that differ less than this from each other are not told apart by a trifle."""

_KEPT = 0.7
"""Cosine that 19 in 20 paraphrases reach (STS-B, score 4.5 and above: .80 in minilm, .69 in swift).

Where a task is like none of the log, a learned echo has to reach it: there every answer is far from what was expected.
"""


class Numbers(NamedTuple):
    """What one pair of a task and an answer is judged by.

    Attributes:
        cosine, length: of task and answer; `length` in radians.
        far, near: how far it is shifted to either side, in deviations; None where nothing predicts it.
        expected: the mean length that the neighbours' answers have, or None without neighbours.
        neighbours: places in the log, the nearest first.
    """

    cosine: float
    length: float
    far: float | None
    near: float | None
    expected: float | None
    neighbours: tuple[int, ...]


class Tried(NamedTuple):
    """One rule as it was asked.

    Attributes:
        verdict: what it says where it fires.
        says: what it compares, in words, with the two numbers.
        value, threshold: the two numbers; None for one that there is not.
        fired: whether it says its verdict of this pair.
        z: how unusual the pair is in the direction of the verdict.
    """

    verdict: str
    says: str
    value: float | None
    threshold: float | None
    fired: bool
    z: float | None


def judged(log: DriftLog, tasks: Matrix, answers: Matrix, source: Matrix | None) -> list[Judgement]:
    """The judgement of each pair of unit rows beside a log, first of grounding where there is a source."""
    grounding = None if source is None else _grounding(answers, source)
    plain = [verdict(log, numbers) for numbers in measured(log, tasks, answers)]
    if grounding is None:
        return plain
    return [_grounded(one, float(g), log.settings) for one, g in zip(plain, grounding, strict=True)]


def measured(log: DriftLog, tasks: Matrix, answers: Matrix) -> list[Numbers]:
    """The numbers of each pair of unit rows beside a log.

    Raises:
        GeometryError: the dimensions differ.
    """
    of_one_dimension(log, tasks)
    places, cosines = log.near(tasks)
    close = [row[near >= log.thresholds.reach] for row, near in zip(places, cosines, strict=True)]
    expected = [float(log.lengths[row].mean()) if len(row) else None for row in close]
    plain, learned = apart(tasks, answers), learned_shifts(log, tasks, answers)
    shifts = learned or [shifts_by(log.lengths, plain[i][1], expected[i]) for i in range(len(tasks))]
    return [Numbers(*plain[i], *shifts[i], expected[i], tuple(close[i].tolist())) for i in range(len(tasks))]


def of_one_dimension(log: DriftLog, tasks: Matrix) -> None:
    """Raise `GeometryError` where the rows of a log and others differ in length."""
    if log.tasks.size and tasks.size and tasks.shape[1] != log.tasks.shape[1]:
        raise GeometryError(f"pairs of dimension {tasks.shape[1]} for a log of {log.tasks.shape[1]}")


def apart(tasks: Matrix, answers: Matrix) -> list[tuple[float, float]]:
    """The cosine of each pair of unit rows (m, d), and its displacement's length in radians."""
    cosine = np.clip(np.vecdot(tasks, answers).astype(np.float64), -1.0, 1.0)
    return list(zip(cosine.tolist(), angle(tasks, answers).astype(np.float64).tolist(), strict=True))


Shifts = tuple[float | None, float | None]


def learned_shifts(log: DriftLog, tasks: Matrix, answers: Matrix) -> list[Shifts] | None:
    """How far each pair is shifted to either side, in deviations, by learned scores; None where there are none."""
    made = log.calibration
    if made is None:
        return None
    far = made.off_topic.score.z(made.axes.off_topic(tasks, answers))
    near = made.echo.score.z(made.axes.echo(tasks, answers))
    return list(zip(far.tolist(), near.tolist(), strict=True))


def shifts_by(lengths: Wide, length: float, expected: float | None) -> Shifts:
    """How far a pair is shifted to either side of the length that its neighbours predict, in deviations of all."""
    if expected is None:
        return None, None
    deviation = max(float(lengths.std(ddof=1)), _EVEN) if len(lengths) > 1 else _EVEN
    longer = (length - expected) / deviation
    return longer, -longer


def tried(log: DriftLog, of: Numbers) -> list[Tried]:
    """All rules of a log on one pair, in their order: echo, then void, then off topic, then too near."""
    limits, made = log.thresholds, log.calibration
    least, count = log.settings.least, len(of.neighbours)
    few = f"similar past tasks: {count}, and {least} are needed"
    void = Tried("void", few, float(count), float(least), count < least, None)
    cosine = _over("blueshift", "cosine", of.cosine, limits.echo, of.near, 2)
    if made is None:
        far = _over("redshift", "displacement longer than predicted by", of.far, limits.redshift, of.far)
        near = _over(
            "blueshift", "displacement shorter than predicted by", of.near, limits.blueshift, of.near
        )
        return [cosine, void, far, near]
    echo = _over("blueshift", "echo score", of.near, limits.blueshift, of.near)
    asked = made.least_cosine if count >= least else max(_KEPT, made.least_cosine)
    if of.cosine < asked:
        echo = echo._replace(says=f"{echo.says}, cosine below {asked:.2f}", fired=False)
    return [cosine, echo, void, _over("redshift", "off-topic score", of.far, limits.redshift, of.far)]


def _over(
    verdict: str, what: str, value: float | None, threshold: float | None, z: float | None, digits: int = 1
) -> Tried:
    """A rule that fires above a threshold."""
    if value is None or threshold is None:
        return Tried(verdict, f"{what}: nothing to compare with", value, threshold, False, z)
    fired = value > threshold
    says = f"{what} {value:.{digits}f} is {'' if fired else 'not '}above {threshold:.{digits}f}"
    return Tried(verdict, says, value, threshold, fired, z)


def verdict(log: DriftLog, of: Numbers) -> Judgement:
    """The verdict of one pair: that of the first rule that fires."""
    for rule in tried(log, of):
        if rule.fired:
            return _said(rule.verdict, rule.says, rule.z, of)
    both = of.far is not None and of.near is not None
    return _said(
        "converged", "no rule fired", max(z for z in (of.far, of.near) if z is not None) if both else None, of
    )


def _said(verdict: str, rule: str, z: float | None, of: Numbers) -> Judgement:
    return Judgement(verdict, rule, z, of.cosine, of.length, of.expected, of.neighbours)


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
