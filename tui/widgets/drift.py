"""The panel of drift over time; left, right and the mouse look at single turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from sdol.tui.models.drift import Drifting, model
from sdol.tui.models.reading import Reading
from sdol.tui.panels import Panel
from sdol.tui.widgets.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from sdol.kernel.pictures.page import Line, Page


class DriftView(Picture):
    """Judgements as they came."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "turn before", tooltip="look at the turn before this one"),
        Binding("right", "move(1)", "turn after", tooltip="look at the turn after this one"),
        Binding("home", "move(-1000000)", "first turn", show=False, tooltip="look at the first turn"),
        Binding("end", "last", "last turn", show=False, tooltip="look at the last turn, as they come"),
    ]

    def __init__(self) -> None:
        super().__init__(id="drift")
        self.drifting = Drifting()
        self.border_title = "Drift"
        self._reading = Reading()

    def show(self, reading: Reading) -> None:
        self.hear(reading)
        super().show(reading)

    def hear(self, reading: Reading) -> None:
        """Takes in a reading while the panel is hidden."""
        self._reading = reading
        self.drifting.show(reading)

    def draw(self, page: Page, height: int) -> Sequence[Line]:
        return self.drifting.lines(self._reading, page.width, height)

    def action_move(self, by: int) -> None:
        self.drifting.move(by)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is not None:
            self.drifting.point(at.x, self.size.width)
            self.redraw()

    def action_last(self) -> None:
        self.drifting.chosen = None
        self.redraw()


PANEL = Panel("8", "drift", "Drift", model, DriftView, 70)
