"""A router: what held-out examples said of it, and its labels with the examples that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Grid, Heading, Note, words
from sdol.shell.cards.setting import MORE, plural, space_name

CONFUSIONS = 3
"""Labels taken for others that are named, the most frequent."""

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.pictures.page import Line
    from sdol.kernel.types import Type
    from sdol.lvm.routing import Router
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its promise, its accuracy, what it mistakes most often, and its first labels."""
    from sdol.learn.routing.told import state

    router: Router = value.body
    told = state(router)
    found: list[Block] = [Heading(f"router@{space_name(value.space)}", str(router))]
    facts = _facts(told)
    rows = [_row(one) for one in told["labels"]]
    left = len(rows) - setting.most
    grid = Grid(["label", "examples", "held out", "wrong"], rows[: setting.most], [False, True, True, True])
    more = [Note(f"and {left:,} more; {MORE}")] if left > 0 else []
    return [*found, *([Facts(facts)] if facts else []), grid, *more]


def _facts(told: dict[str, Any]) -> list[tuple[str, list[Line]]]:
    """What held-out examples said, and what was learned since."""
    facts = []
    if told["held_out"]:
        right = f"{told['accuracy']:.1%} of {told['held_out']:,} held-out examples"
        facts += [("right label", words(right)), ("in the void", words(f"{told['refused']:.1%} of them"))]
    mistaken = [
        f"{one['label']} for {one['taken_for']} ({one['times']:,})" for one in told["confusions"][:CONFUSIONS]
    ]
    facts += [("taken", [line for said in mistaken for line in words(said)])] if mistaken else []
    if told["learned"]:
        facts += [("learned", words(plural(told["learned"], "example") + " since it was fitted"))]
    if told["contradictions"]:
        facts += [("contradictions", words(f"{plural(len(told['contradictions']), 'pair')} of examples"))]
    return facts


def _row(label: dict[str, Any]) -> list[str]:
    return [label["label"], *(f"{label[name]:,}" for name in ("examples", "held_out", "wrong"))]
