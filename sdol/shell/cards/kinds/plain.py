"""Numbers, truth values, nil, handles: as `print` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, text
from sdol.shell.cards.folding import folded
from sdol.shell.excerpts import whole

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """The words of `print`; a number of many digits on several lines."""
    shown = whole(value)
    return [text(shown)] if setting.fits(shown) else folded(shown, setting)
