"""The panel of the last decisions: a row each, and below them why that under the cursor went as it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, Span
from sdol.tui.models import decisions
from sdol.tui.panels import Panel
from sdol.tui.widgets.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading

CARD = 12
"""Rows of a card, about; the list has what the panel has more, and at least some."""

FEWEST = 3


class Decisions(Asking):
    """The list is as long as the panel leaves room for; the cursor goes through it."""

    def __init__(self) -> None:
        super().__init__(PANEL, marks=True)
        self._why: list[Line] = []
        self._at = 0
        self._seen = 0

    def show(self, reading: Reading) -> None:
        self._follow(reading)
        self._reading = reading
        if reading.decided:
            decided, width = decisions.nth(reading, self._at), self._columns
            self.ask((decided.number, id(decided.made), width), lambda engine: engine.reasons(decided, width))
        self.put(self.rows(self._columns, self.size.height))

    def _follow(self, reading: Reading) -> None:
        """Keeps the cursor on its decision while others come; on the newest where it was on that."""
        more = reading.decided[-1].number - self._seen if reading.decided else 0
        self._seen = reading.decided[-1].number if reading.decided else 0
        if self._at and more > 0:
            self._at = min(self._at + more, len(reading.decided) - 1)
        elif more:
            self._at = min(self._at, max(len(reading.decided) - 1, 0))

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """The list from a row on at which the cursor is seen, and the card."""
        if self._reading is None:
            return ()
        listed = decisions.model(self._reading, width, height)
        count = max(height - CARD, FEWEST)
        top = min(max(self._at - count + 1, 0), max(len(listed) - count, 0))
        self.cursor = self._at - top
        shown = list(listed[top : top + count])
        if not self._reading.decided:
            return shown
        rule = ("-" if self._reading.ascii else "─") * width
        return [*shown, [Span(rule, FAINT)], *self._why]

    def move_to(self, row: int) -> None:
        """The cursor goes through all decisions, though only some are listed at once."""
        if self._reading is None or not self._reading.decided:
            return
        by = row - (self.cursor or 0)
        self._at = min(max(self._at + by, 0), len(self._reading.decided) - 1)
        self.show(self._reading)

    def take(self, rows: list[Line]) -> None:
        self._why = rows
        if self._reading is not None:
            self.put(self.rows(self._columns, self.size.height))


PANEL: Panel = Panel("3", "decisions", "Decisions", decisions.model, Decisions, order=15)
