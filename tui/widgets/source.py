"""The program's text, which follows the line that it stands at; breakpoints by key and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style as RichStyle
from textual.binding import Binding, BindingType
from textual.message import Message

from sdol.tui.models import source
from sdol.tui.models.arranging import SOURCE
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from textual.events import Click

    from sdol.tui.models.reading import Reading

MARGIN = 3
"""Lines that are seen on either side of the current one."""

CURRENT = RichStyle(reverse=True)
CURSOR = RichStyle(underline=True)


class Toggled(Message):
    """Somebody wants a breakpoint at a line of a file, or none there any more."""

    def __init__(self, source: str, line: int) -> None:
        super().__init__()
        self.source, self.line = source, line


class SourceView(Sheet):
    """The file that the program stands in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,t",
            "toggle_breakpoint",
            "breakpoint",
            tooltip="set a breakpoint at the cursor, or take it away",
        )
    ]

    def __init__(self) -> None:
        super().__init__(TEXT, marks=True)
        self._stood: tuple[str, int, int] | None = None

    def show(self, reading: Reading) -> None:
        super().show(reading)
        stands = (reading.source.name, reading.line, reading.time)
        self.entitle(self._title(reading))
        if stands != self._stood and reading.line:
            self._stood = stands
            self.cursor = reading.line - 1
            self.reveal(self.cursor, MARGIN)
            self.freshen()

    def on_resize(self) -> None:
        self._stood = None
        super().on_resize()

    def _title(self, reading: Reading) -> str:
        from sdol.tui.models.text import page

        return page(reading, 60).label(reading.source.name.rpartition("/")[2], 60)

    def ground(self, row: int) -> RichStyle | None:
        if self._reading is not None and row == self._reading.line - 1:
            return CURRENT
        return CURSOR if row == self.cursor and self.has_focus else None

    def action_toggle_breakpoint(self) -> None:
        if self.cursor is not None:
            self._toggle(self.cursor)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        row = self.scroll_offset.y + offset.y if offset is not None else -1
        if 0 <= row < len(self._rows):
            self.cursor = row
            self._toggle(row)

    def _toggle(self, row: int) -> None:
        if self._reading is not None:
            self.post_message(Toggled(self._reading.source.name, row + 1))


TEXT = Panel("", SOURCE, "Source", source.model, SourceView)
