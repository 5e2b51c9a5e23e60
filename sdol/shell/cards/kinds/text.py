"""A text: in quotes where it is short, else as lines with their length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import quote
from sdol.shell.cards.blocks import Block, Heading, text
from sdol.shell.cards.folding import folded
from sdol.shell.cards.setting import plural

if TYPE_CHECKING:
    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: str, type: Type | None, setting: Setting) -> list[Block]:
    """The text as a literal on one line, else its lines below how many there are."""
    if len(value) <= setting.page.width and setting.fits(quoted := quote(value)):
        return [text(quoted)]
    length = plural(len(value), "character")
    lines = value.count("\n") + (not value.endswith("\n"))
    size = f"{length} in {plural(lines, 'line')}" if lines > 1 else length
    return [Heading("text", size), *folded(value.removesuffix("\n"), setting)]
