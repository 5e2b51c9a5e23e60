"""A sheet whose rows are read from a session's database, in a thread beside the screen."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType

from sdol.tui.models import shelves
from sdol.tui.models.reading import Reading
from sdol.tui.models.text import note
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from sdol.kernel.pictures.page import Line
    from sdol.tui.panels import Panel

Seen = TypeVar("Seen")

BETWEEN = 1.0
"""Seconds between two looks at a database that somebody may be writing to."""

NO_STORE = "The program has opened no session: what one holds is shown here."


class Looking(Sheet, Generic[Seen]):
    """A list that one goes into by enter and out of by escape.

    Attributes:
        seen: what was found last.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "enter", "open", tooltip="open what the cursor is on"),
        Binding("escape,backspace,left", "leave", "back", tooltip="go up to what was open before"),
        Binding("r", "look", "look again", show=False),
    ]

    def __init__(self, panel: Panel, nothing: Seen) -> None:
        super().__init__(panel, marks=True)
        self.seen = nothing
        self._looked, self._stamp = 0.0, shelves.NEVER
        self._busy = False
        self._places: list[int] = []

    # --- what there is to be said by the panel ----------------------------------------------------------------

    def drawn(self, reading: Reading, width: int) -> Sequence[Line]:
        """The rows of what was found."""
        raise NotImplementedError

    def heading(self) -> str:
        """Where one is."""
        raise NotImplementedError

    def looked(self, seen: Seen, path: str) -> Seen:
        """The same place as it is now; reads."""
        raise NotImplementedError

    def entered(self, seen: Seen, path: str, row: int, of: int) -> Seen:
        """One level down, at a row of so many; reads."""
        raise NotImplementedError

    def left(self, seen: Seen) -> Seen:
        """One level up; reads nothing."""
        raise NotImplementedError

    # --- looking ----------------------------------------------------------------------------------------------

    def rows(self, width: int, height: int) -> Sequence[Line]:
        reading = self._reading or Reading()
        return self.drawn(reading, width) if reading.store is not None else note(reading, NO_STORE, width)

    def on_mount(self) -> None:
        self.set_interval(BETWEEN, self._glance)

    def show(self, reading: Reading) -> None:
        super().show(reading)
        self._glance()

    def _glance(self) -> None:
        """Looks again where somebody has written to the database, the program or another, once a second at the most."""
        reading = self._reading
        if reading is None or reading.store is None or not self.display or self._busy:
            return
        stamp = shelves.stamp(reading.store)
        if stamp != self._stamp and monotonic() - self._looked >= BETWEEN:
            self._looked, self._stamp = monotonic(), stamp
            self.action_look()

    def look(
        self, found: Callable[[Seen, str], Seen], row: int | None = None, place: int | None = None
    ) -> None:
        """Looks in a thread, one look at a time; what is asked for meanwhile is not done.

        Args:
            row: where the cursor is then.
            place: the row to come back to, where this goes one level down.
        """
        reading = self._reading
        if self._busy or reading is None or reading.store is None:
            return
        self._busy = True
        seen, path, app = self.seen, reading.store, self.app

        def look() -> None:
            result = found(seen, path)
            if app.is_running:
                app.call_from_thread(self.found, result, row, place)

        self.run_worker(look, thread=True, group="looking")

    def found(self, seen: Seen, row: int | None, place: int | None = None) -> None:
        """Draws what a look found."""
        self._busy = False
        if self.is_attached:
            if place is not None and seen is not self.seen:
                self._places.append(place)
            self.seen = seen
            self.entitle(self.heading())
            self.put(self.rows(self._columns, self.size.height))
            if row is not None:
                self.move_to(row)

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_look(self) -> None:
        self.look(self.looked)

    def action_enter(self) -> None:
        row, of = self.cursor or 0, len(self._rows)

        def enter(seen: Seen, path: str) -> Seen:
            return self.entered(seen, path, row, of)

        self.look(enter, 0, row)

    def action_leave(self) -> None:
        self.found(self.left(self.seen), self._places.pop() if self._places else 0)

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is not None and at.y + self.scroll_offset.y < len(self._rows):
            self.move_to(at.y + self.scroll_offset.y)
            if event.chain == 2:
                self.action_enter()
