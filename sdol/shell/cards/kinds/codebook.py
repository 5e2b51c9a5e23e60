"""A codebook: its items, and how similar they are to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Heading
from sdol.shell.cards.kinds.vecs import similarities
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from sdol.kernel.types import Type
    from sdol.kernel.values import Codebook
    from sdol.shell.cards.setting import Setting


def view(value: Codebook, type: Type | None, setting: Setting) -> list[Block]:
    """What it holds."""
    size = f"{plural(len(value.items), 'item')} of {value.items.rows.shape[1]:,} dimensions"
    return [Heading(f"codebook@{space_name(value.space)}", size), *similarities(value.items, setting)]
