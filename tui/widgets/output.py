"""The panel of what the program prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from sdol.tui.models import output
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line

ASIDE = 8
"""Columns that a key goes to the side."""


class Output(Sheet):
    """The last lines, which may be wider than the panel: keys go to the side."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", f"aside(-{ASIDE})", "left", show=False, tooltip="see what is to the left"),
        Binding("right,l", f"aside({ASIDE})", "right", show=False, tooltip="see what is to the right"),
    ]

    def __init__(self) -> None:
        super().__init__(PANEL, follows=True)
        self._left = 0

    def rows(self, width: int, height: int) -> Sequence[Line]:
        return output.model(self._reading, width, height, self._left) if self._reading is not None else ()

    def action_aside(self, by: int) -> None:
        widest = max((len(line) for line in self._reading.output), default=0) if self._reading else 0
        self._left = min(max(self._left + by, 0), max(widest - ASIDE, 0))
        self.put(self.rows(self._columns, self.size.height))


PANEL: Panel = Panel("4", "output", "Output", output.model, Output, order=20)
