"""The region map: a space in a plane, by keys and mouse."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding

from sdol.tui.panels import Panel
from sdol.tui.widgets.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from sdol.kernel.pictures.page import Line, Page
    from sdol.tui.app import Dashboard
    from sdol.tui.map.model import RegionMap
    from sdol.tui.models.reading import Reading

NEARER = 1.25
"""How much nearer one notch of the wheel brings what is seen."""

PACE = 4
"""Columns that a key moves the map; lines are half as many."""


class RegionMapView(Picture):
    """The map of the space that the program works in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "pan(-1, 0)", "left", show=False),
        Binding("right", "pan(1, 0)", "right", show=False),
        Binding("up", "pan(0, -1)", "up", show=False),
        Binding("down", "pan(0, 1)", "down", show=False),
        Binding("plus", "zoom(1)", "nearer", key_display="+"),
        Binding("minus", "zoom(-1)", "farther", key_display="-"),
        Binding("z", "fit", "all of it"),
        Binding("right_square_bracket", "point(1)", "next name", key_display="]"),
        Binding("left_square_bracket", "point(-1)", "name before", show=False),
        Binding("escape", "unpoint", "no name", show=False),
        Binding("x", "slice", "exact borders"),
        Binding("a", "names", "names", show=False),
        Binding("t", "track", "track", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="map")
        self.border_title = "Map"
        self._held: tuple[int, int] | None = None

    def show(self, reading: Reading) -> None:
        """Draws a reading."""
        self.map.show(reading)
        if self.map.scene is not None:
            self.border_title = f"Map: {self.map.scene.space.partition('@')[0]}"
        super().show(reading)

    def draw(self, page: Page, height: int) -> Sequence[Line]:
        return self.map.lines(page.width, height, page)

    @cached_property
    def map(self) -> RegionMap:
        """What it draws; numpy is loaded when somebody looks at it first."""
        from sdol.tui.map.model import RegionMap

        return RegionMap()

    # --- keys -------------------------------------------------------------------------------------------------

    def action_pan(self, columns: int, lines: int) -> None:
        self.map.pan(columns * PACE, lines * PACE / 2)
        self.redraw()

    def action_zoom(self, way: int) -> None:
        self.map.zoom(NEARER**way, self.map.cursor)
        self.redraw()

    def action_fit(self) -> None:
        self.map.fit()
        self.redraw()

    def action_point(self, by: int) -> None:
        self.map.point(by)
        self._ask()
        self.redraw()

    def action_unpoint(self) -> None:
        self.map.cursor = None
        self.redraw()

    def action_slice(self) -> None:
        self.map.sliced = not self.map.sliced
        self.redraw()

    def action_names(self) -> None:
        self.map.named = not self.map.named
        self.redraw()

    def action_track(self) -> None:
        self.map.tracked = not self.map.tracked
        self.redraw()

    def _ask(self) -> None:
        """Has the program say what text the point under the cursor is of; asked once of each."""
        from sdol.tui.map.finding import unnamed

        row, driver = unnamed(self.map), getattr(self.app, "driver", None)
        if row is None or driver is None or self.map.scene is None:
            return
        key, space, app, texts = (
            row.tobytes(),
            self.map.scene.space,
            cast("Dashboard", self.app),
            self.map.texts,
        )
        texts[key] = None

        def answer(found: list[str | None]) -> None:
            texts[key] = found[0]
            app.soon(self.redraw)

        app.driver.look(lambda engine: engine.texts_of(space, row[None]), answer)

    # --- mouse ------------------------------------------------------------------------------------------------

    def on_mouse_move(self, event: events.MouseMove) -> None:
        at = event.get_content_offset(self)
        if self._held is not None:
            self.map.pan(self._held[0] - event.screen_x, self._held[1] - event.screen_y)
            self._held = event.screen_x, event.screen_y
        self.map.cursor = None if at is None else (at.x, at.y)
        self._ask()
        self.redraw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._held = event.screen_x, event.screen_y
        self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._held = None
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, NEARER)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1 / NEARER)

    def _wheel(self, event: events.MouseEvent, factor: float) -> None:
        at = event.get_content_offset(self)
        if at is not None:
            event.stop()
            self.map.zoom(factor, (at.x, at.y))
            self.redraw()

    def on_leave(self) -> None:
        self.map.cursor = None
        self.redraw()


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The map of one reading, as a whole; where one has zoomed to is the widget's."""
    from sdol.kernel.pictures.page import ASCII, UNICODE, Page
    from sdol.tui.map.model import RegionMap

    seen = RegionMap()
    seen.show(reading)
    return seen.lines(width, height, Page(width, ASCII if reading.ascii else UNICODE))


PANEL = Panel("7", "map", "Map", model, RegionMapView, 30)
