"""Drift: off-topic answers, echoes, unknown tasks and loops, judged from vectors beside a log of usual pairs."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.spaces import calibration
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vecs, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point
    from sdol.lvm.drift import DriftLog, Judgement, Settings

DRIFT = (
    "{verdict: text, rule: text, z: num?, cosine: num, length: num, expected: num?, neighbours: list[int], "
    "grounding: num?}"
)
THRESHOLDS = "{redshift: num?, blueshift: num?, echo: num, reach: num, alike: num}"

NEAR_UNRELATED = 0.95
"""Quantile of unrelated pairs' cosines from which on a past task is a neighbour."""

ASKED_AGAIN = 0.9
"""Quantile of unrelated pairs' cosines that the last tasks reach, at the mean, where they ask for the same again."""

FITS = 0.95
"""Quantile of unrelated pairs' cosines that the last answers reach, at the mean, with tasks that they answer."""

LOG = (
    'let asked = [slerp(\'task, symbol("t{i}"), 0.2) for i in range(12)]\n'
    'let answered = [slerp(asked[i], symbol("a{i}"), 0.4 + i / 100) for i in range(12)]\n'
    "let usual = drift_log(asked, answered)\n"
    "let task = slerp('task, 'new, 0.2)\n"
)
STUCK = (
    "let asked = ['one, 'two, 'three, 'four]\n"
    "let said = ['first, slerp('sorry, 'x, 0.1), slerp('sorry, 'y, 0.1), slerp('sorry, 'z, 0.1)]\n"
)


@instruction(
    "drift.drift_log",
    "(tasks: list[vec@S], answers: list[vec@S], rate: num = 0.05) -> drift@S",
    examples=[
        Example("print drift_log(['a, 'b], ['x, 'y])", "drift@hd, 2 pairs, too few to calibrate"),
        Example(
            'fn many(about: text) -> list[vec@hd] { [symbol("{about}{i}") for i in range(40)] }\n'
            'print drift_log(many("task"), many("answer"))',
            "drift@hd, 40 pairs, calibrated",
        ),
        Example("print drift_log(['a, 'b], ['x, 'y], rate: 0.01)", "drift@hd, 2 pairs, too few to calibrate"),
    ],
)
def drift_log(tasks: Vecs, answers: Vecs, rate: float) -> Made:
    """A log of tasks and answers that were usual, beside which `drift` and `watch_turns` judge others.

    From 40 pairs on it calibrates its own thresholds: at most the `rate` of usual pairs is then taken for each of
    redshift, blueshift and void. `thresholds` shows them.
    """
    from sdol.lvm import drift

    if not len(tasks):
        raise SdolError("E0553", "an empty drift log: `drift_log` needs at least one task with its answer")
    same_space([tasks, answers])
    settings = _settings(tasks.space)._replace(rate=rate)
    return Made("drift", tasks.space, drift.drift_log(tasks.rows, answers.rows, settings))


@instruction(
    "drift.remember",
    "(log: drift@S, tasks: list[vec@S], answers: list[vec@S]) -> drift@S",
    examples=[
        Example(f"{LOG}print remember(usual, [task], ['x])", "drift@hd, 13 pairs, too few to calibrate")
    ],
)
def remember(log: Made, tasks: Vecs, answers: Vecs) -> Made:
    """A drift log with usual pairs added: neighbours at once, calibrated anew when it has grown by a quarter."""
    if not len(tasks):
        return log
    same_space([log, tasks, answers])
    return Made("drift", log.space, _log(log).with_pairs(tasks.rows, answers.rows))


@instruction(
    "drift.thresholds",
    f"(log: drift@S) -> {THRESHOLDS}",
    examples=[
        Example(
            f"{LOG}let t = thresholds(usual)\nprint t.redshift, t.blueshift, t.echo, t.alike",
            "1.8 1.5 0.92 0.75",
        )
    ],
)
def thresholds(log: Made) -> dict[str, float | None]:
    """The thresholds that hold beside a log: calibrated from it, or the default ones where it has under 40 pairs.

    `redshift` and `blueshift` are in deviations of usual pairs; `echo` is a cosine of task and answer, `reach` one
    of a task with a past one that counts as a neighbour, `alike` one of two answers that say the same.
    """
    from sdol.lvm.drift import LoopSettings

    body = _log(log)
    return {**body.thresholds(), "alike": body.alike(LoopSettings().alike)}


@instruction(
    "drift.drift",
    (
        f"(task: vec@S, answer: vec@S, source: list[vec@S]? = nil, log: drift@S? = nil) -> {DRIFT}",
        f"(task: vec@S, answer: vec@S, source: vec@S, log: drift@S? = nil) -> {DRIFT}",
    ),
    examples=[
        Example(f"{LOG}print drift(task, slerp(task, 'x, 0.45), log: usual).verdict", "converged"),
        Example(f"{LOG}print drift(task, 'elsewhere, log: usual).verdict", "redshift"),
        Example(
            f"{LOG}print drift(task, slerp(task, 'x, 0.2), log: usual).rule", "cosine 0.95 is above 0.92"
        ),
        Example(
            f"{LOG}print drift('unheard, 'x, log: usual).rule", "similar past tasks: 0, and 3 are needed"
        ),
        Example("print drift('a, slerp('a, 'b, 0.1)).verdict", "blueshift"),
        Example("print drift('a, 'x, ['b, 'c]).verdict", "redshift"),
        Example("print drift('a, 'b, ['b, 'c]).verdict, drift('a, 'b, 'c).verdict", "converged redshift"),
        Example(f"{LOG}let a = slerp(task, 'x, 0.45)\nprint drift(task, a, a, usual).rule", "no rule fired"),
    ],
)
def drift(task: Point, answer: Point, source: Vecs | Point | None, log: Made | None) -> dict[str, Any]:
    """What an answer is beside usual ones: "converged", "redshift", "blueshift" (an echo) or "void", with the rule.

    Redshift is an answer to something else or, where a source is given, one that is nearer to the task than to any
    sentence of it. Nothing
    here finds an invented answer: it repeats the task's words and lies nearer to it than a right one. Without a log
    only echoes are found, and all else is void.
    """
    same_space([each for each in (task, answer, log, source) if _spaced(each)])
    rows = source.rows if source is not None and _spaced(source) else None
    return _record(_log_or_none(log, task.space).judge(task.rows, answer.rows, rows)[0])


@instruction(
    "drift.drifts",
    f"(tasks: list[vec@S], answers: list[vec@S], log: drift@S) -> list[{DRIFT}]",
    examples=[
        Example(
            f"{LOG}print [d.verdict for d in drifts([task, task], [slerp(task, 'x, 0.45), 'elsewhere], usual)]",
            '["converged", "redshift"]',
        )
    ],
)
def drifts(tasks: Vecs, answers: Vecs, log: Made) -> list[dict[str, Any]]:
    """What `drift` says of each task with its answer, in one batch."""
    if not len(tasks) and not len(answers):
        return []
    same_space([log, tasks, answers])
    return [_record(one) for one in _log(log).judge(tasks.rows, answers.rows)]


@instruction(
    "drift.watch_turns",
    (
        "(tasks: list[vec@S], answers: list[vec@S], log: drift@S? = nil, may_repeat: list[vec@S]? = nil, "
        f"moving: list[bool]? = nil) -> list[{DRIFT}]"
    ),
    examples=[
        Example(
            f"{STUCK}print [d.verdict for d in watch_turns(asked, said)]", '["void", "void", "void", "loop"]'
        ),
        Example(
            f"{STUCK}print [d.verdict for d in watch_turns(asked, said, may_repeat: ['sorry])][3]",
            "void",
        ),
        Example(
            f"{STUCK}print [d.verdict for d in watch_turns(asked, said, moving: [false, false, false, true])][3]",
            "void",
        ),
        Example(f"{LOG}print watch_turns([task], [slerp(task, 'x, 0.45)], usual)[0].verdict", "converged"),
        Example(f"{STUCK}print watch_turns(['one, 'one, 'one, 'one], said)[3].verdict != \"loop\"", "true"),
    ],
)
def watch_turns(
    tasks: Vecs, answers: Vecs, log: Made | None, may_repeat: Vecs | None, moving: list[bool] | None
) -> list[dict[str, Any]]:
    """A transcript judged turn by turn, each beside the log and the usual turns before it; finds loops too.

    A loop is three answers in a row that say the same and do not answer what was asked, which differed. Answers
    that may be repeated ("yes", "please wait"), and turns marked as reports that move on, are none.
    """
    from sdol.lvm import drift

    if not len(tasks) and not len(answers):
        return []
    space = same_space([each for each in (tasks, answers, log, may_repeat) if _spaced(each)])
    known = calibration(space)
    settings = drift.LoopSettings(asked_again=known.unrelated(ASKED_AGAIN), fits=known.unrelated(FITS))
    patient = may_repeat.rows if may_repeat is not None and _spaced(may_repeat) else None
    before = _log_or_none(log, space)
    found, _ = drift.watch(
        before, tasks.rows, answers.rows, patient=patient, moving=moving, settings=settings
    )
    return [_record(one) for one in found]


@instruction(
    "drift.moving_reports",
    "(answers: list[text]) -> list[bool]",
    examples=[
        Example('print moving_reports(["10% done", "20% done", "40% done"])', "[false, true, true]"),
        Example('print moving_reports(["10% done", "10% done"])', "[false, false]"),
    ],
)
def moving_reports(answers: list[str]) -> list[bool]:
    """Whether each text repeats the words of the last ones with other numbers, as a report of progress does."""
    from sdol.lvm import drift

    return drift.moving(answers)


@instruction(
    "drift.novelty",
    "(answer: text, source: text) -> num",
    examples=[
        Example('novelty("He was born in Paris.", "Chopin was born in 1810 near Warsaw.")', "0.5"),
        Example('novelty("", "anything")', "0.0"),
    ],
)
def novelty(answer: str, source: str) -> float:
    """The share of a text's words, function words apart, that its source lacks."""
    from sdol.lvm import drift

    return drift.novelty(answer, source)


def _spaced(value: Any) -> bool:
    """Whether a value has a space: an empty list has none, nor has one that was not given."""
    return value is not None and not (isinstance(value, list | Vecs) and not len(value))


def _log(log: Made) -> DriftLog:
    return log.body  # type: ignore[return-value]


def _log_or_none(log: Made | None, space: str) -> DriftLog:
    """The log, or one without pairs, which knows no more than the space does."""
    from sdol.lvm import drift

    if log is not None:
        return _log(log)
    none: np.ndarray = drift.no_pairs()
    return drift.drift_log(none, none, _settings(space))


def _settings(space: str) -> Settings:
    from sdol.lvm import drift

    return drift.Settings(reach=calibration(space).unrelated(NEAR_UNRELATED))


def _record(one: Judgement) -> dict[str, Any]:
    return {**one._asdict(), "neighbours": list(one.neighbours)}
