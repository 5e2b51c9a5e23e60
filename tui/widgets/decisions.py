"""The panel of decisions: how many went where, a row for each of the last, and why that under the cursor went so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from sdol.kernel.decided import Decision
from sdol.kernel.pictures.page import FAINT, Span
from sdol.tui.models import decisions
from sdol.tui.models.margins import margins
from sdol.tui.models.sifting import Sieve, outcome_of, sifted
from sdol.tui.models.text import note, shown
from sdol.tui.panels import Panel
from sdol.tui.widgets.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.events import Click
    from textual.timer import Timer

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

PATIENCE = 0.3
"""Seconds that a new list waits for its card, to be drawn with it; then it is drawn without one."""


class View(NamedTuple):
    """What the panel draws at once.

    Attributes:
        at: the decision that is marked, which the card is about.
        newest: whether that is to be the newest, as they come.
    """

    reading: Reading
    listed: list[Decided]
    at: Decided | None
    newest: bool


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
        self._why_of: tuple[int, int, int] | None = None  # as `_about` tells it
        self._view: View | None = None  # that is drawn
        self._due: tuple[tuple[int, int, int], View] | None = None  # for whose card it waits
        self._ready: tuple[tuple[int, int, int], list[Line], Decided] | None = None  # came with a reading
        self._why_held: Decided | None = None  # what the card is about; while it is held, its `id` is its own
        self._room = (0, REGIONS)  # for a card: columns, and regions to draw
        self._patience: Timer | None = None
        self._card = SHORTEST
        self._sieve = Sieve()
        self._listed: list[Decided] = []
        self._clear: dict[int, Margin] = {}
        self._at: Decided | None = None
        self._newest = True

    # --- what it shows --------------------------------------------------------------------------------------

    def show(self, reading: Reading) -> None:
        self._reading = reading
        self._room = self._columns, max(self.size.height // ROWS, REGIONS)
        self.app.driver.along = self._along  # type: ignore[attr-defined]
        self._listed = sifted(reading, self._sieve, self._clear)
        self._follow()
        if reading.state != "running" or self._sieve.close:
            self._ask_margins(reading)
        self._title()
        self._draw()

    def hear(self, reading: Reading) -> None:
        """While it is not seen, nothing is worked out for it."""
        self.app.driver.along = lambda engine, reading: None  # type: ignore[attr-defined]

    # --- the list and its card ------------------------------------------------------------------------------

    def _along(self, engine: Engine, reading: Reading) -> None:
        """Works out the card of the newest decision before that is shown; called where the program runs."""
        one, (width, most) = reading.decided[-1] if reading.decided else None, self._room
        about = (one.number, id(one.made), width) if one is not None else None
        if one is None or about is None or not (self._newest and self._sieve.open):
            return
        if self._ready is None or self._ready[0] != about:
            self._ready = about, shown(lambda engine: engine.reasons(one, width, most))(engine), one

    def _draw(self) -> None:
        """Draws the list once the card is there that belongs to it; until then what is drawn belongs together."""
        if self._reading is None:
            return
        view = self._now(self._reading)
        about, ready = self._about(view.at), self._ready
        if ready is not None and ready[0] == about != self._why_of:
            self._due = None
            self._stop_waiting()
            self._know(*ready)
        if about is None or self._is_why_of(about):
            self._put(view)
        if about is not None and about != self._why_of and self._due is None:
            self._ask_why(view)

    def _now(self, reading: Reading) -> View:
        return View(reading, self._listed, self._at, self._newest)

    def _put(self, view: View) -> None:
        self._view = view
        self.put(self.rows(self._columns, self.size.height))

    def _about(self, one: Decided | None) -> tuple[int, int, int] | None:
        """Names a card: the decision, by its number and what it is, and the columns."""
        return (one.number, id(one.made), self._columns) if one is not None else None

    def _is_why_of(self, about: tuple[int, int, int]) -> bool:
        """Whether the card is about that decision, however wide."""
        return self._why_of is not None and self._why_of[:2] == about[:2]

    def _ask_why(self, view: View) -> None:
        one, about, most = view.at, self._about(view.at), self._room[1]
        assert one is not None and about is not None
        self._due = about, view
        self._stop_waiting()
        self._patience = self.set_timer(PATIENCE, self._without_card)
        self.ask(about, lambda engine: engine.reasons(one, about[2], most))

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    def _take(self, about: Hashable, rows: list[Line]) -> None:
        """Draws an answer with the list that waited for it, and then asks for that of the list of now."""
        due, now = self._due, self._about(self._at)
        assert isinstance(about, tuple)
        awaited = due[1] if due is not None and due[0] == about else None
        if not self.is_attached or (awaited is None and about != now):
            return  # nobody waits for it any more
        if awaited is not None:
            self._due = None
            self._stop_waiting()
        if about[2] == self._columns:  # else it was resized since
            self._know(about, rows, awaited.at if awaited is not None else self._at)
            if awaited is not None and now is not None and about[:2] != now[:2]:
                self._put(awaited)  # others have come meanwhile
        self._draw()

    def _know(self, about: tuple[int, int, int], rows: list[Line], one: Decided | None) -> None:
        self._why, self._why_of, self._why_held = rows, about, one
        self._card = max(self._card, min(len(rows), CARD))  # it never shrinks: the list would jump

    def _without_card(self) -> None:
        """There is no answer, as in the middle of an effect that nobody may look into: a card of another is none."""
        self._due = self._patience = None
        if self._reading is not None:
            self._why, self._why_of = [], None
            self._put(self._now(self._reading))

    def _follow(self) -> None:
        """Keeps the cursor on its decision while others come; on the newest where it was on that."""
        there = next((one for one in self._listed if self._at and one.number == self._at.number), None)
        newest = self._listed[0] if self._listed else None
        self._at = newest if self._newest or there is None else there

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
            self._draw()

    def _title(self) -> None:
        said = self._sieve.said()
        self.entitle(f"{PANEL.title}: {said}, {len(self._listed):,}" if said else PANEL.title)

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """How many went where, the list from a row on at which the cursor is seen, and the card."""
        if self._view is None:
            return ()
        reading, ones, marked, newest = self._view
        if marked is None:
            hint = (
                decisions.HINT
                if self._sieve.open
                else f"There is none: {self._sieve.said()}. Escape lists all."
            )
            return note(reading, hint, width)
        head = decisions.summary(reading, None if newest else marked, width, height)
        listed = decisions.rows(reading, decisions.Listed(ones, self._clear), width)
        head = head if self._sieve.open else head[:1]  # who looks for some of them wants the room for these
        count = max(height - len(head) - 1 - self._card, FEWEST)
        at = _index(ones, marked)
        top = min(max(at - count + 1, 0), max(len(listed) - count, 0))
        self.cursor = len(head) + at - top
        return [*head, *listed[top : top + count], self._rule(width, reading.ascii), *self._why]

    def _rule(self, width: int, ascii: bool) -> Line:
        """A line that names the decision which the card is about."""
        sign = "-" if ascii else "─"
        said = f"{sign} why {self._why_of[0]:,} " if self._why_of is not None else ""
        return [Span((said + sign * width)[:width], FAINT)]

    def on_resize(self) -> None:
        self._card = SHORTEST
        super().on_resize()

    # --- moving in it ---------------------------------------------------------------------------------------

    def move_to(self, row: int) -> None:
        """The cursor goes through all decisions, though only some are listed at once."""
        self._go(_index(self._listed, self._at) + row - (self.cursor or 0))

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
        if offset is None or self._view is None or not self._view.listed:
            return
        _, ones, marked, _ = self._view  # what is clicked at is what is drawn
        at = _index(ones, marked) + self.scroll_offset.y + offset.y - (self.cursor or 0)
        self._go(_index(self._listed, ones[min(max(at, 0), len(ones) - 1)]))

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

        between = isinstance(one.made, Decision) and bool(one.made.regions) and one.made.kind != "tag"
        self.app.push_screen(Whole(f"Decision {one.number:,}", whole, reworded if between else None))


def _index(listed: list[Decided], one: Decided | None) -> int:
    """Where a decision stands in a list, 0 where it does not."""
    number = one.number if one is not None else 0
    return next((at for at, other in enumerate(listed) if other.number == number), 0)


PANEL: Panel = Panel("3", "decisions", "Decisions", decisions.model, Decisions, order=15)
