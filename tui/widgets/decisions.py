"""The panel of decisions: how many went where, a row for each of the last, and why that under the cursor went so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from sdol.kernel.decisions import Decision
from sdol.kernel.pictures.page import FAINT, Span
from sdol.tui.models import decisions
from sdol.tui.models.margins import margins
from sdol.tui.models.sifting import Sieve, outcome_of, sifted
from sdol.tui.models.text import note
from sdol.tui.panels import Panel
from sdol.tui.widgets.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.events import Click

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.margins import Margin
    from sdol.tui.models.reading import Decided, Reading

CARD = 14
"""Rows that are kept free for a card at the most; the list has what the panel has more, and at least some."""

SHORTEST, FEWEST = 6, 3

REGIONS = 3
"""Regions that a card beside the list draws at the least, and one for so many rows; on a page of its own, all."""

ROWS = 5


class Decisions(Asking):
    """The list is as long as the panel leaves room for; the cursor goes through it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "whole", "whole", tooltip="the whole card of the decision under the cursor"),
        Binding("v", "only('void')", "void", tooltip="list only what was not understood; again: all"),
        Binding("x", "only('close')", "close", tooltip="list only close calls; again: all"),
        Binding("f", "only('outcome')", "like it", tooltip="list only what went where this went; again: all"),
        Binding("slash", "search", "find", tooltip="list only what has a text in it"),
        Binding("escape", "all", "all", show=False, tooltip="list all again"),
    ]

    def __init__(self) -> None:
        super().__init__(PANEL, marks=True)
        self._why: list[Line] = []
        self._why_of = 0
        self._card = SHORTEST
        self._sieve = Sieve()
        self._listed: list[Decided] = []
        self._clear: dict[int, Margin] = {}
        self._at: Decided | None = None
        self._newest = True

    # --- what it shows --------------------------------------------------------------------------------------

    def show(self, reading: Reading) -> None:
        self._reading = reading
        self._listed = sifted(reading, self._sieve, self._clear)
        self._follow()
        self._ask_why()
        if reading.state != "running" or self._sieve.close:
            self._ask_margins(reading)
        self._title()
        self.put(self.rows(self._columns, self.size.height))

    def _follow(self) -> None:
        """Keeps the cursor on its decision while others come; on the newest where it was on that."""
        there = next((one for one in self._listed if self._at and one.number == self._at.number), None)
        newest = self._listed[0] if self._listed else None
        self._at = newest if self._newest or there is None else there

    def _ask_why(self) -> None:
        one, width, most = self._at, self._columns, max(self.size.height // ROWS, REGIONS)
        if one is not None:
            self.ask((one.number, id(one.made), width), lambda engine: engine.reasons(one, width, most))

    def _ask_margins(self, reading: Reading) -> None:
        """How clear those were that are not known yet; what was decided again after going back is other."""
        last = reading.decided[-1].number if reading.decided else 0
        for number in [number for number in self._clear if number > last]:
            del self._clear[number]
        new = [one for one in reading.decided if one.number not in self._clear]
        if not new:
            return

        def answer(found: dict[int, Margin]) -> None:
            self.app.soon(lambda: self._cleared(found))  # type: ignore[attr-defined]

        self.app.driver.look(lambda engine: margins(new), answer)  # type: ignore[attr-defined]

    def _cleared(self, found: dict[int, Margin]) -> None:
        self._clear.update(found)
        if self.is_attached and self._reading is not None:
            self._listed = sifted(self._reading, self._sieve, self._clear)
            self._follow()
            self._title()
            self.put(self.rows(self._columns, self.size.height))

    def _title(self) -> None:
        said = self._sieve.said()
        self.entitle(f"{PANEL.title}: {said}, {len(self._listed):,}" if said else PANEL.title)

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """How many went where, the list from a row on at which the cursor is seen, and the card."""
        reading = self._reading
        if reading is None:
            return ()
        if self._at is None:
            hint = (
                decisions.HINT
                if self._sieve.open
                else f"There is none: {self._sieve.said()}. Escape lists all."
            )
            return note(reading, hint, width)
        head = decisions.summary(reading, None if self._newest else self._at, width, height)
        listed = decisions.rows(reading, decisions.Listed(self._listed, self._clear), width)
        head = head if self._sieve.open else head[:1]  # who looks for some of them wants the room for these
        count = max(height - len(head) - 1 - self._card, FEWEST)
        at = self._index()
        top = min(max(at - count + 1, 0), max(len(listed) - count, 0))
        self.cursor = len(head) + at - top
        return [*head, *listed[top : top + count], self._rule(width, reading.ascii), *self._why]

    def _rule(self, width: int, ascii: bool) -> Line:
        """A line that names the decision which the card is about: while others come, that may be an earlier one."""
        sign = "-" if ascii else "─"
        said = f"{sign} why {self._why_of:,} " if self._why else ""
        return [Span((said + sign * width)[:width], FAINT)]

    def _index(self) -> int:
        number = self._at.number if self._at is not None else 0
        return next((at for at, one in enumerate(self._listed) if one.number == number), 0)

    def _take(self, about: Hashable, rows: list[Line]) -> None:
        """Draws an answer, also one about a decision that others came after meanwhile."""
        assert isinstance(about, tuple)
        number, _, width = about
        if (
            self.is_attached and self._reading is not None and width == self._columns
        ):  # else it was resized since
            self._why, self._why_of = rows, number
            self._card = max(self._card, min(len(rows), CARD))  # it never shrinks: the list would jump
            self.put(self.rows(self._columns, self.size.height))

    def on_resize(self) -> None:
        self._card = SHORTEST
        super().on_resize()

    # --- moving in it ---------------------------------------------------------------------------------------

    def move_to(self, row: int) -> None:
        """The cursor goes through all decisions, though only some are listed at once."""
        self._go(self._index() + row - (self.cursor or 0))

    def action_move_to(self, row: int) -> None:
        self._go(row % max(len(self._listed), 1))

    def _go(self, at: int) -> None:
        if self._reading is None or not self._listed:
            return
        at = min(max(at, 0), len(self._listed) - 1)
        self._at, self._newest = self._listed[at], at == 0
        self.show(self._reading)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self.move_to(self.scroll_offset.y + offset.y)

    # --- what is listed -------------------------------------------------------------------------------------

    def action_only(self, what: str) -> None:
        """Lists only some; the same once more lists all."""
        sieve = self._sieve
        if what == "void":
            sieve = sieve._replace(void=not sieve.void)
        elif what == "close":
            sieve = sieve._replace(close=not sieve.close)
        elif sieve.outcome is not None or self._at is None:
            sieve = sieve._replace(outcome=None)
        else:
            sieve = sieve._replace(outcome=outcome_of(self._at)[0])
        self._sift(sieve)

    def action_all(self) -> None:
        self._sift(Sieve())

    def action_search(self) -> None:
        from sdol.tui.widgets.search import Search

        def found(text: str | None) -> None:
            if text is not None:
                self._sift(self._sieve._replace(text=text))

        self.app.push_screen(Search("a text to look for", self._sieve.text), found)

    def _sift(self, sieve: Sieve) -> None:
        self._sieve = sieve
        if self._reading is not None:
            self.show(self._reading)

    def action_whole(self) -> None:
        """The whole card, on a page of its own."""
        from sdol.tui.widgets.whole import Whole

        one = self._at
        if one is None:
            return

        def whole(engine: Engine, width: int) -> list[Line]:
            return engine.reasons(one, width)

        def reworded(engine: Engine, width: int) -> list[Line]:
            return engine.reasons(one, width, rewording=True)

        between = isinstance(one.made, Decision) and bool(one.made.regions)
        self.app.push_screen(Whole(f"Decision {one.number:,}", whole, reworded if between else None))


PANEL: Panel = Panel("3", "decisions", "Decisions", decisions.model, Decisions, order=15)
