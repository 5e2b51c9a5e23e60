"""The panel of the variables where the program stands; the one under the cursor has its card in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from sdol.tui.models import registers
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from sdol.tui.models.reading import Reading


class Chosen(Message):
    """Somebody looks at a variable.

    Attributes:
        variable: its name.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.variable = name


class Registers(Sheet):
    """The variables, with a cursor that stays on its name while rows come and go."""

    def __init__(self) -> None:
        super().__init__(PANEL, marks=True)
        self._name = ""

    def show(self, reading: Reading) -> None:
        names = [one.name for one in reading.variables]
        if self._name in names:
            self.cursor = names.index(self._name)
        super().show(reading)

    def chosen(self, row: int) -> None:
        variables = self._reading.variables if self._reading else ()
        if row < len(variables):
            self._name = variables[row].name
            self.post_message(Chosen(self._name))


PANEL: Panel = Panel("1", "registers", "Registers", registers.model, Registers, order=10)
