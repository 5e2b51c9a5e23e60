"""The line at the top, and that of the keys at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sdol.tui.models import status
from sdol.tui.widgets.sheet import as_rich

if TYPE_CHECKING:
    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


class OneLine(Widget):
    """A row of spans."""

    DEFAULT_CSS = "OneLine { height: 1; }"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._line: Line = []

    def put(self, line: Line) -> None:
        if line != self._line:
            self._line = line
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        strip = Strip([Segment(span.text, base + as_rich(span.style)) for span in self._line])
        return strip.crop_extend(0, self.size.width, base)


class Status(OneLine):
    """What program this is, and how it stands."""

    def __init__(self) -> None:
        super().__init__("status")
        self.said = self.changed = ""

    def show(self, reading: Reading) -> None:
        self.put(status.row(reading, self.size.width, self.said, self.changed))
