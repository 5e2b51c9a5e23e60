"""What a program fails with, below its source: there only while there is something to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import PLAIN, Span
from sdol.tui.models.outside import wrapped
from sdol.tui.models.text import BAD, page
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The message with its excerpt and what helps."""
    there = page(reading, width)
    found: list[Line] = []
    for at, line in enumerate(line for line in reading.trouble if line.strip() != "|"):
        rows = [there.label(line, width)] if EXCERPT.match(line) else wrapped(line, there)
        found += [[Span(row, PLAIN if at else BAD)] for row in rows]
    return found


EXCERPT = re.compile(r"\s*(\d+\s*)?\||\s*-->")
"""Lines of a program, and what stands below them in its columns: these are cut, all others broken."""


class Trouble(Sheet):
    """At most two fifths of the screen."""

    DEFAULT_CSS = (
        "Trouble { height: auto; max-height: 40%; border: round $error; border-title-color: $error; }"
    )

    def __init__(self) -> None:
        super().__init__(_TROUBLE)
        self.display = False

    def show(self, reading: Reading) -> None:
        self.display = bool(reading.trouble)
        self.styles.height = len(model(reading, max(self.screen.size.width - 3, 1), 0)) + 2
        ended = reading.state == "ended"
        self.entitle("It failed" if ended else _TROUBLE.title)
        self.border_subtitle = "b goes back" if ended else "b goes back, space lets it happen"
        super().show(reading)


_TROUBLE = Panel("", "trouble", "It fails", model)
