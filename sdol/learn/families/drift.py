"""Drift: what an answer is beside usual ones, judged from the vectors of task and answer."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, same_space
from sdol.learn.drift import told
from sdol.learn.drift.made import DRIFT, LOG, log_of, log_or_none, record, refusing, rows_of, spaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.kinds import Made
    from sdol.kernel.values import Vecs


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
    sentence of it. Nothing here finds a wrong answer that keeps to the task. Without a log only echoes are found, and
    all else is void.
    """
    same_space([each for each in (task, answer, log, source) if spaced(each)])
    beside = log_or_none(log, task.space)
    found = record(refusing(lambda: beside.judge(task.rows, answer.rows, rows_of(source))[0]))
    decisions.note_judgement("drift", found, (task, answer))  # type: ignore[arg-type]
    return found


@instruction(
    "drift.decide",
    (
        f"(log: drift@S, task: vec@S, answer: vec@S) -> {DRIFT}",
        f"(log: drift@S, task: list[vec@S], answer: list[vec@S]) -> list[{DRIFT}]",
    ),
    examples=[
        Example(f"{LOG}print decide(usual, task, 'elsewhere).verdict", "redshift"),
        Example(
            f"{LOG}print [d.verdict for d in decide(usual, [task, task], [slerp(task, 'x, 0.45), 'elsewhere])]",
            '["converged", "redshift"]',
        ),
    ],
)
def decide(log: Made, task: Any, answer: Any) -> Any:
    """What `drift` says beside a log of a task with its answer, or of many in one batch."""
    if not (spaced(task) or spaced(answer)):
        return []
    if not (spaced(task) and spaced(answer)):
        raise SdolError("E0594", "these pairs cannot be judged: there are tasks or answers, and not both")
    same_space([log, task, answer])
    found = [record(one) for one in refusing(lambda: log_of(log).judge(task.rows, answer.rows))]
    if decisions.listening():
        pairs = [(task, answer)] if isinstance(task, Point) else list(zip(task, answer, strict=True))
        for one, pair in zip(found, pairs, strict=True):
            decisions.note_judgement("drift", one, pair)
    return found[0] if isinstance(task, Point) else found


@instruction(
    "drift.why",
    f"(log: drift@S, task: vec@S, answer: vec@S, examples: int = 3) -> {told.WHY}",
    examples=[
        Example(f"{LOG}print [r.verdict for r in why(usual, task, 'x).rules if r.fired]", '["redshift"]'),
        Example(f"{LOG}print len(why(usual, task, 'x, 2).examples), why(usual, task, 'x).parts", "2 []"),
    ],
)
def why(log: Made, task: Point, answer: Point, examples: int) -> dict[str, Any]:
    """Why a pair is judged so: all rules with their numbers, in their order, and the most similar past tasks.

    `parts` is what each feature adds to the learned score, in deviations of usual pairs: of an echo for an echo, else
    of an answer to something else. `examples` have the cosines of the tasks and of the answers.
    """
    same_space([log, task, answer])
    return refusing(lambda: told.why(log_of(log), task.rows, answer.rows, max(examples, 0)))


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
