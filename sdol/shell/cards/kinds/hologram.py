"""A hologram: how full it is, and its first pairs as it reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Grid, Heading, Note
from sdol.shell.cards.setting import MORE, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its pairs; a value that cannot be told is a question mark."""
    body = value.body
    keys = body.keys[: setting.most]
    rows = [[key, _item(value, body.find(key), setting)] for key in keys]
    found: list[Block] = [Heading(f"hologram@{space_name(value.space)}", str(body))]
    found += [Grid(["key", "value"], rows, [False, False])] if rows else []
    left = len(body) - len(keys)
    return [*found, *([Note(f"and {left:,} more; {MORE}")] if left else [])]


def _item(value: Any, item: int | None, setting: Setting) -> str:
    if item is None:
        return "?"
    label = value.body.labels[item]
    if label is not None:
        return f"'{label}"
    text = setting.known.text_of(value.space, value.body.book[item]) if setting.known else None
    return text if text is not None else f"item {item} of its codebook"
