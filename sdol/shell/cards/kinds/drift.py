"""A drift log: what it promises, its thresholds, and how often they were right of pairs held out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Grid, Heading, words
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.lvm.drift import DriftLog
    from sdol.shell.cards.setting import Setting

FOUND = {"redshift": "off_topic_found", "blueshift": "echoes_found"}


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its promise, a row for each verdict with its threshold, and the cosines that it goes by."""
    from sdol.learn.drift.told import state

    log: DriftLog = value.body
    told = state(log)
    facts = [("promise", words(told["promise"]))]
    if told["held_out"]:
        facts += [("held out", words(plural(told["held_out"], "pair")))]
    if told["learned"]:
        facts += [("learned", words(plural(told["learned"], "pair") + " since it was calibrated"))]
    facts += [
        ("an echo from", words(f"cosine {told['echo']:.2f} of task and answer")),
        ("a neighbour from", words(f"cosine {told['reach']:.2f} of two tasks")),
        ("alike from", words(f"cosine {told['alike']:.2f} of two answers")),
    ]
    rows = [_row(told, verdict) for verdict in FOUND]
    grid = Grid(["verdict", "above z", "false alarms", "found"], rows, [False, True, True, True])
    return [Heading(f"drift@{space_name(value.space)}", str(log)), Facts(facts), grid]


def _row(told: dict[str, Any], verdict: str) -> list[str]:
    limit, measured = told[verdict], told["measured"]
    shares = (measured[verdict], measured[FOUND[verdict]])
    return [
        verdict,
        "-" if limit is None else f"{limit:.2f}",
        *("-" if s is None else f"{s:.1%}" for s in shares),
    ]
