"""A router: what held-out examples said of it, and its labels with the examples that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Grid, Heading, Note, words
from sdol.shell.cards.setting import MORE, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.lvm.routing import Router
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its promise, its accuracy, and its first labels."""
    router: Router = value.body
    found: list[Block] = [Heading(f"router@{space_name(value.space)}", str(router))]
    seen = router.measured
    if seen.held_out:
        facts = [("right label", words(f"{seen.accuracy:.1%} of {seen.held_out:,} held-out examples"))]
        facts += [("in the void", words(f"{seen.refused:.1%} of them"))]
        found.append(Facts(facts))
    counts = [0] * len(router.names)
    for code in [*router.codes.tolist(), *router.field.owners]:
        counts[code] += 1
    rows = [[name, f"{count:,}"] for name, count in zip(router.names, counts, strict=True)]
    found.append(Grid(["label", "examples"], rows[: setting.most], [False, True]))
    left = len(rows) - setting.most
    return [*found, *([Note(f"and {left:,} more; {MORE}")] if left > 0 else [])]
