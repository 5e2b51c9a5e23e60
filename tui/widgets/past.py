"""The past runs of the session: their effects, walked through one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from sdol.tui.models import past
from sdol.tui.models.text import note, page
from sdol.tui.panels import Panel
from sdol.tui.widgets.looking import NO_STORE, Looking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


class PastView(Looking[past.Seen]):
    """Runs, the effects and decisions of one, and one of these whole; `[` and `]` go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket", "walk(-1)", "before", tooltip="the effect or decision before this one"
        ),
        Binding("right_square_bracket", "walk(1)", "after", tooltip="the effect or decision after this one"),
        Binding("d", "only('decided')", "decisions", tooltip="list only decisions; again: all"),
        Binding("v", "only('void')", "void", tooltip="list only what was not understood; again: all"),
        Binding("x", "only('close')", "close", tooltip="list only close calls; again: all"),
    ]

    def __init__(self) -> None:
        super().__init__(PANEL, past.Seen())

    def drawn(self, reading: Reading, width: int) -> Sequence[Line]:
        return past.rows(self.seen, page(reading, width))

    def heading(self) -> str:
        return past.title(self.seen)

    def looked(self, seen: past.Seen, path: str) -> past.Seen:
        return past.looked(seen, path)

    def entered(self, seen: past.Seen, path: str, row: int, of: int) -> past.Seen:
        return past.entered(seen, path, row)

    def left(self, seen: past.Seen) -> past.Seen:
        return past.left(seen)

    def action_walk(self, by: int) -> None:
        there = past.moved(self.seen, by)
        if there is self.seen:
            return
        if past.is_decision(there.steps[there.at or 0]):
            self.look(lambda seen, path: past.read(past.moved(seen, by), path), 0)
        else:
            self.found(there, 0)

    def action_only(self, what: str) -> None:
        self.found(past.sifted(self.seen, what), 0)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The runs of the session, as they are now."""
    if reading.store is None:
        return note(reading, NO_STORE, width)
    return past.rows(past.looked(past.Seen(), reading.store), page(reading, width))


PANEL: Panel = Panel("0", "past", "Past runs", model, PastView, 90)
