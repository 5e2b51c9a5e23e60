"""Drift logs: pairs of task and answer that were usual, what they learn, and how a session keeps them."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space
from sdol.learn import keeping, stored
from sdol.learn.drift import told
from sdol.learn.drift.made import LOG, MANY, log_of, refusing, settings, spaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Point, Vecs
    from sdol.kernel.world import World

WORDS = keeping.Words("drift log", "keep", "recall_drift", "forget_drift")
REVISION = "{revision: int, kept: text, about: text}"


@instruction(
    "drift_log.fit",
    "(tasks: list[vec@S], answers: list[vec@S], texts: list[text]? = nil, rate: num = 0.05) -> drift@S",
    examples=[
        Example("print fit(['a, 'b], ['x, 'y])", "drift@hd, 2 pairs, too few to calibrate"),
        Example(f'{MANY}print fit(many("task"), many("answer"))', "drift@hd, 40 pairs, calibrated"),
        Example("print fit(['a, 'b], ['x, 'y], rate: 0.01)", "drift@hd, 2 pairs, too few to calibrate"),
        Example(
            "let usual = fit(['a, 'b], ['x, 'y], [\"first\", \"second\"])\n"
            "print why(usual, 'a, 'x).examples[0].text",
            "first",
        ),
    ],
)
def fit(tasks: Vecs, answers: Vecs, texts: list[str] | None, rate: float) -> Made:
    """A log of tasks and answers that were usual, beside which `drift` and `watch_turns` judge others.

    From 40 pairs on it calibrates its own thresholds: at most the `rate` of usual pairs is then taken for each of
    redshift, blueshift and void. `state` shows them. `texts` are what the tasks say, for `why`.
    """
    from sdol.lvm import drift

    if not len(tasks):
        raise SdolError("E0553", "an empty drift log: `fit` needs at least one task with its answer")
    if not len(answers):
        raise SdolError("E0594", "these pairs cannot be judged: the tasks have no answers")
    same_space([tasks, answers])
    rates = settings(tasks.space)._replace(rate=rate)
    body = refusing(lambda: drift.drift_log(tasks.rows, answers.rows, rates, texts or ()))
    return Made("drift", tasks.space, body)


@instruction("drift_log.len", "(log: drift@S) -> int", examples=[Example(f"{LOG}print len(usual)", "12")])
def len_(log: Made) -> int:
    """How many pairs a log has."""
    return len(log_of(log))


@instruction(
    "drift_log.learn",
    (
        '(log: drift@S, task: vec@S, answer: vec@S, say: text = "") -> drift@S',
        "(log: drift@S, tasks: list[vec@S], answers: list[vec@S]) -> drift@S",
    ),
    examples=[
        Example(f"{LOG}print learn(usual, task, 'x)", "drift@hd, 13 pairs, too few to calibrate"),
        Example(f"{LOG}print len(learn(usual, [task, 'a], ['x, 'b]))", "14"),
        Example(f"{LOG}print why(learn(usual, task, 'x, \"new\"), task, 'x, 1).examples[0].text", "new"),
    ],
)
def learn(log: Made, tasks: Any, answers: Any, say: str = "") -> Made:
    """A log with usual pairs added: neighbours at once, and calibrated anew when it has grown by a quarter.

    It keeps the latest 5,000 at most. `forget` takes a pair back; `say` is what the task says, for `why`.
    """
    if not (spaced(tasks) or spaced(answers)):
        return log
    if not (spaced(tasks) and spaced(answers)):
        raise SdolError("E0594", "these pairs cannot be judged: there are tasks or answers, and not both")
    same_space([log, tasks, answers])
    texts = (say,) if say else ()
    return _changed(log, refusing(lambda: log_of(log).with_pairs(tasks.rows, answers.rows, texts)))


@instruction(
    "drift_log.forget",
    "(log: drift@S, task: vec@S, answer: vec@S) -> drift@S",
    examples=[Example(f"{LOG}print len(forget(learn(usual, task, 'x), task, 'x))", "12")],
)
def forget(log: Made, task: Point, answer: Point) -> Made:
    """A log without a pair; as it was before it learned it, unless it was calibrated anew in between."""
    same_space([log, task, answer])
    return _changed(log, refusing(lambda: log_of(log).without(task.rows, answer.rows)))


@instruction(
    "drift_log.calibrate",
    "(log: drift@S, tasks: list[vec@S], answers: list[vec@S], rate: num = 0.05) -> drift@S",
    examples=[
        Example(
            f'{MANY}let usual = fit(many("task"), many("answer"))\n'
            'print state(calibrate(usual, many("other"), many("said"), 0.1)).rate',
            "0.1",
        ),
        Example(
            f'{MANY}let usual = fit(many("task"), many("answer"))\n'
            'print state(calibrate(usual, many("other"), many("said"))).held_out',
            "40",
        ),
    ],
)
def calibrate(log: Made, tasks: Vecs, answers: Vecs, rate: float) -> Made:
    """A log with thresholds from usual pairs that it does not hold.

    Of further pairs of their kind a share of at most `rate` is above each, on the mean: the guarantee of split
    conformal prediction.
    """
    if not (len(tasks) and len(answers)):
        raise SdolError("E0553", "there are no pairs to calibrate by")
    same_space([log, tasks, answers])
    return _changed(log, refusing(lambda: log_of(log).calibrate(tasks.rows, answers.rows, rate)))


@instruction(
    "drift_log.state",
    f"(log: drift@S) -> {told.STATE}",
    examples=[
        Example(
            f"{LOG}let s = state(usual)\nprint s.redshift, s.blueshift, s.echo, s.alike", "1.8 1.5 0.92 0.75"
        )
    ],
)
def state(log: Made) -> dict[str, Any]:
    """What a log knows of itself: its thresholds, calibrated or the default ones of under 40 pairs, and its rates.

    `redshift` and `blueshift` are in deviations of usual pairs; `echo` is a cosine of task and answer, `reach` one
    of a task with a past one that counts as a neighbour, `alike` one of two answers that say the same. `measured` are
    shares of pairs that were held out: of usual ones taken for either, and of swapped answers and echoes found.
    """
    return {"kind": "drift", "space": log.space, **told.state(log_of(log))}


@instruction(
    "drift_log.drift_to_json",
    "(log: drift@S) -> json",
    examples=[Example(f"{LOG}print drift_to_json(usual).drift.basis", "0")],
)
def drift_to_json(log: Made) -> dict[str, Any]:
    """All of a drift log as data that can be written to a file."""
    return stored.to_json(log)


@instruction(
    "drift_log.drift_from_json",
    "(j: json, like: vec@S) -> drift@S",
    examples=[Example(f"{LOG}print len(drift_from_json(drift_to_json(usual), like: task))", "12")],
)
def drift_from_json(j: Any, like: Point) -> Made:
    """The log that `drift_to_json` made data of; it must be of the space of `like`."""
    return stored.from_json("drift", j, like)


@instruction(
    "drift_log.keep",
    "(log: drift@S, name: text) -> int",
    effect="store",
    changes=True,
    examples=[Example(f'{LOG}print keep(usual, "desk"), keep(usual, "desk")', "1 2")],
)
def keep(world: World, log: Made, name: str) -> int:
    """Keeps a drift log in the session under a name; gives the number of its revision. The last eight are kept."""
    return stored.keep(world, WORDS, log, name)


@instruction(
    "drift_log.recall_drift",
    "(name: text, like: vec@S, revision: int? = nil) -> drift@S",
    effect="store",
    examples=[
        Example(f'{LOG}keep(usual, "desk")\nprint len(recall_drift("desk", like: task))', "12"),
        Example(
            f'{LOG}keep(usual, "desk")\nkeep(learn(usual, task, \'x), "desk")\n'
            'print len(recall_drift("desk", task, revision: 1)), len(recall_drift("desk", task))',
            "12 13",
        ),
    ],
)
def recall_drift(world: World, name: str, like: Point, revision: int | None) -> Made:
    """The drift log that the session keeps under a name, of the space of `like`: the last revision, or another."""
    return stored.recall(world, WORDS, "drift", name, like, revision)


@instruction(
    "drift_log.drift_revisions",
    f"(name: text) -> list[{REVISION}]",
    effect="store",
    examples=[
        Example(
            f'{LOG}keep(usual, "desk")\nprint [one.about for one in drift_revisions("desk")]',
            '["12 pairs, too few to calibrate"]',
        )
    ],
)
def drift_revisions(world: World, name: str) -> list[dict[str, Any]]:
    """The revisions of a drift log that the session keeps, the oldest first."""
    return keeping.revisions(world, WORDS, name)


@instruction(
    "drift_log.forget_drift",
    "(name: text) -> bool",
    effect="store",
    changes=True,
    examples=[
        Example(f'{LOG}keep(usual, "desk")\nprint forget_drift("desk"), forget_drift("desk")', "true false")
    ],
)
def forget_drift(world: World, name: str) -> bool:
    """Forgets all revisions of a drift log that the session keeps; false if there were none."""
    return keeping.forget(world, WORDS, name)


def _changed(log: Made, body: Any) -> Made:
    return Made("drift", log.space, body)
