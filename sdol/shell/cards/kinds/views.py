"""Views: vectors seen at several depths of one matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """How many vectors there are, and at which depths."""
    seen = value.body
    size = f"{plural(len(seen.rows), 'vector')} of {seen.rows.shape[1]:,} dimensions"
    depths = ", ".join(map(str, seen.prefixes))
    return [Heading(f"views@{space_name(value.space)}", size), Facts([("depths", words(depths))])]
