"""What a program fails with, below its source: there only while there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import PLAIN, Span
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
    rows = [there.label(line, width) for line in told(reading)]
    return [[Span(row, PLAIN if at else BAD)] for at, row in enumerate(rows)]


def told(reading: Reading) -> list[str]:
    """Its lines, but those that only part others."""
    return [line for line in reading.trouble if line.strip() != "|"]


class Trouble(Sheet):
    """At most a third of the screen."""

    DEFAULT_CSS = (
        "Trouble { height: auto; max-height: 33%; border: round $error; border-title-color: $error; }"
    )

    def __init__(self) -> None:
        super().__init__(_TROUBLE)
        self.display = False
        self.border_subtitle = "b goes back, space lets it happen"

    def show(self, reading: Reading) -> None:
        self.display = bool(reading.trouble)
        self.styles.height = len(told(reading)) + 2
        if reading.state == "ended":
            self.border_subtitle = "b goes back"
        super().show(reading)


_TROUBLE = Panel("", "trouble", "It fails", model)
