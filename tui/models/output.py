"""What the program prints: its last lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, Line, Span
from sdol.kernel.show import columns
from sdol.tui.models.text import Rows, note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.tui.models.reading import Reading


def model(reading: Reading, width: int, height: int, left: int = 0) -> Sequence[Line]:
    """Its rows, oldest first, without their first `left` columns."""
    lines, unseen = reading.output, reading.unseen
    if not lines:
        return note(reading, "It has printed nothing yet.", width)
    first = 1 if unseen else 0
    there = page(reading, width)

    def row(at: int) -> Line:
        if at < first:
            return [Span(there.label(f"({unseen:,} earlier lines are not kept)", width), FAINT)]
        return [Span(_from(there.label(lines[at - first].expandtabs(8), left + width), left))]

    return Rows(len(lines) + first, row)


def _from(text: str, left: int) -> str:
    """A text from a column on; half of a wide sign is a blank."""
    for at, sign in enumerate(text):
        if left <= 0:
            return " " * -left + text[at:]
        left -= columns(sign)
    return ""
