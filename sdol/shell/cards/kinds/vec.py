"""A vector: its space, a sparkline of it, the known texts that it is near."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sdol.kernel.symbols import SPACE as SYMBOLS
from sdol.shell.cards.blocks import Block, Facts, Heading
from sdol.shell.cards.components import components
from sdol.shell.cards.curves import sparkline
from sdol.shell.cards.nearby import listed
from sdol.shell.cards.setting import space_name

if TYPE_CHECKING:
    from sdol.kernel.types import Type
    from sdol.kernel.values import Vec
    from sdol.shell.cards.setting import Setting


def view(value: Vec, type: Type | None, setting: Setting) -> list[Block]:
    """What it is of, where that is known; its nearest known texts."""
    near = None
    if value.name is None and setting.known is not None:
        near = setting.known.near(value.space, value.data, 4)
    text = near.exact if near else None
    nearest = listed(setting, value.space, near) if near else []
    found: list[Block] = [Heading(*_title(value, text, setting)), sparkline(value.data)]
    found += [Facts([("near", nearest)])] if nearest else []
    return [*found, *components(value.data, setting)]


def _title(value: Vec, text: str | None, setting: Setting) -> tuple[str, str]:
    space = space_name(value.space)
    size = f"{len(value.data):,} dimensions, norm {_norm(value)}"
    if value.name or (text and value.space == SYMBOLS):
        return (f"'{value.name}" if value.name else str(text)), f"vec@{space}, {size}"
    if text is None:
        return f"vec@{space}", size
    rest = f"vec@{space}, {size}"
    return f"~{setting.quoted(text, setting.page.width - 1)}", rest


def _norm(value: Vec) -> str:
    return f"{math.hypot(*value.data.tolist()):.3f}".rstrip("0").rstrip(".")
