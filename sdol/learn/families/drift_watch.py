"""Transcripts judged turn by turn, as they would have been while they were going on."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space
from sdol.learn.drift.made import (
    DRIFT,
    LOG,
    log_or_none,
    loop_settings,
    record,
    refusing,
    rows_of,
    spaced,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vecs

STUCK = (
    "let asked = ['one, 'two, 'three, 'four]\n"
    "let said = ['first, slerp('sorry, 'x, 0.1), slerp('sorry, 'y, 0.1), slerp('sorry, 'z, 0.1)]\n"
)
TURNS = (
    "(tasks: list[vec@S], answers: list[vec@S], log: drift@S? = nil, may_repeat: list[vec@S]? = nil, "
    "moving: list[bool]? = nil)"
)


@instruction(
    "drift_watch.watch_turns",
    f"{TURNS} -> list[{DRIFT}]",
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

    if not (spaced(tasks) or spaced(answers)):
        return []
    space = _space(tasks, answers, log, may_repeat)
    settings, before = loop_settings(space), log_or_none(log, space)
    seen, _ = refusing(
        lambda: drift.watch(
            before, tasks.rows, answers.rows, patient=rows_of(may_repeat), moving=moving, settings=settings
        )
    )
    found = [record(one) for one in seen]
    if decisions.listening():
        for one, pair in zip(found, zip(tasks, answers, strict=True), strict=True):
            decisions.note_judgement("drift", one, pair)  # type: ignore[arg-type]
    return found


@instruction(
    "drift_watch.follow",
    f"{TURNS} -> {{{DRIFT[1:-1]}, log: drift@S}}",
    examples=[
        Example(
            f"{STUCK}let d = follow(take(said, 3), take(said, 3))\nprint d.verdict, len(d.log)", "blueshift 0"
        ),
        Example(
            f"{LOG}let d = follow([task], [slerp(task, 'x, 0.45)], usual)\nprint d.verdict, len(d.log)",
            "converged 13",
        ),
        Example(f"{STUCK}print follow(drop(asked, 1), drop(said, 1)).verdict", "loop"),
        Example(f"{STUCK}print follow(drop(asked, 1), drop(said, 1), may_repeat: ['sorry]).verdict", "void"),
        Example(
            f"{STUCK}print follow(drop(asked, 1), drop(said, 1), moving: [false, true, true]).verdict", "void"
        ),
    ],
)
def follow(
    tasks: Vecs, answers: Vecs, log: Made | None, may_repeat: Vecs | None, moving: list[bool] | None
) -> dict[str, Any]:
    """The last of a few turns judged as `watch_turns` would, and the log that goes on from it: for a stream.

    Of the turns before it three are enough. The log has the turn too if it was usual, and never grows beyond 5,000
    pairs, so a stream without an end takes no more memory.
    """
    if not spaced(tasks):
        raise SdolError("E0553", "there is no turn to follow")
    from sdol.lvm import drift

    space = _space(tasks, answers, log, may_repeat)
    settings, before = loop_settings(space), log_or_none(log, space)
    one, after = refusing(
        lambda: drift.follow(
            before, tasks.rows, answers.rows, patient=rows_of(may_repeat), moving=moving, settings=settings
        )
    )
    found = record(one)
    decisions.note_judgement("drift", found, (tasks[-1], answers[-1]))
    return {**found, "log": Made("drift", space, after)}


@instruction(
    "drift_watch.moving_reports",
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


def _space(tasks: Vecs, answers: Vecs, log: Made | None, may_repeat: Vecs | None) -> str:
    if spaced(tasks) != spaced(answers):
        raise SdolError("E0594", "these pairs cannot be judged: there are tasks or answers, and not both")
    return same_space([each for each in (tasks, answers, log, may_repeat) if spaced(each)])
