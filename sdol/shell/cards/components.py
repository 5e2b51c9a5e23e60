"""The components of vectors, where everything of them is to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import Line, Span
from sdol.shell.cards.blocks import Block, lines
from sdol.shell.cards.setting import BETWEEN

if TYPE_CHECKING:
    import numpy as np

    from sdol.shell.cards.setting import Setting

WIDEST = len("-1.234567e-05")
"""Characters of a number with the digits that a float32 has."""


def components(row: np.ndarray, setting: Setting) -> list[Block]:
    """All numbers of a vector (d,), in columns; nothing where a card is enough."""
    if not setting.whole:
        return []
    each = max((setting.page.width + BETWEEN) // (WIDEST + BETWEEN), 1)
    cells = [f"{x:{WIDEST}.7g}" for x in row.tolist()]
    found: list[Line] = [
        [Span((" " * BETWEEN).join(cells[at : at + each]))] for at in range(0, len(cells), each)
    ]
    return [lines(found)]
