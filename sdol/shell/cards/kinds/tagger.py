"""A tagger: what held-out examples said of it, and its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Grid, Heading, Note, words
from sdol.shell.cards.setting import MORE, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its promise, what it misses, and its first labels."""
    from sdol.learn.routing.tagged import state

    told = state(value.body)
    found: list[Block] = [Heading(f"tagger@{space_name(value.space)}", str(value.body))]
    if told["held_out"]:
        missed = f"{told['missed']:.1%} of the labels of {told['held_out']:,} held-out examples"
        found.append(
            Facts([("missed", words(missed)), ("too many", words(f"{told['extra']:.2f} an example"))])
        )
    names = told["labels"]
    grid = Grid(["label"], [[name] for name in names[: setting.most]], [False])
    left = len(names) - setting.most
    return [*found, grid, *([Note(f"and {left:,} more; {MORE}")] if left > 0 else [])]
