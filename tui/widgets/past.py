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
    """Runs, the effects of one, and one effect whole; `[` and `]` go from effect to effect."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "walk(-1)", "effect before", tooltip="the effect before this one"),
        Binding("right_square_bracket", "walk(1)", "effect after", tooltip="the effect after this one"),
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
        if self.seen.at is not None:
            self.found(past.moved(self.seen, by), 0)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The runs of the session, as they are now."""
    if reading.store is None:
        return note(reading, NO_STORE, width)
    return past.rows(past.looked(past.Seen(), reading.store), page(reading, width))


PANEL: Panel = Panel("0", "past", "Past runs", model, PastView, 90)
