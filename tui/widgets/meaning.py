"""The panel of what a value means: space, shape, the nearest texts that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.tui.models.text import note
from sdol.tui.panels import Panel
from sdol.tui.widgets.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


def _hint(reading: Reading, width: int, height: int) -> Sequence[Line]:
    return note(reading, "There is no register to look at yet.", width)


class Meaning(Asking):
    """The card of one variable, by its name.

    Attributes:
        name_shown: of the variable; where there is none of that name, the first one is shown.
    """

    def __init__(self) -> None:
        super().__init__(PANEL)
        self.name_shown = ""
        self._card: list[Line] = []

    def show(self, reading: Reading) -> None:
        self._reading = reading
        found = {one.name: one for one in reversed(reading.variables)}
        first = reading.variables[0] if reading.variables else None
        one = found.get(self.name_shown, first)
        if one is None:
            self.entitle(PANEL.title)
            self._card = []
            self.put(_hint(reading, self._columns, 0))
            self._asked = None
            return
        self.entitle(f"{PANEL.title} of {one.name}")
        value, width = one.value, self._columns
        self.ask((one.name, id(value), width), lambda engine: engine.card(value, width))

    def take(self, rows: list[Line]) -> None:
        self._card = rows
        self.put(rows)

    def rows(self, width: int, height: int) -> Sequence[Line]:
        return self._card


PANEL: Panel = Panel("2", "meaning", "Meaning", _hint, Meaning, order=40)
