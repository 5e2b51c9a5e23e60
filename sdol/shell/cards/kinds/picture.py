"""A picture: itself, as wide as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Drawing

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """The picture as it fits."""
    return [Drawing(value.body.lines)]
