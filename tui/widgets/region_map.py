"""The region map: a space in a plane, by keys and mouse."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding

from sdol.tui.panels import Panel
from sdol.tui.widgets.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    """The map of the space that the program works in; what takes long is computed in a thread beside the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "pan(-1, 0)", "left", show=False, tooltip="look further to the left"),
        Binding("right", "pan(1, 0)", "right", show=False, tooltip="look further to the right"),
        Binding("up", "pan(0, -1)", "up", show=False, tooltip="look further up"),
        Binding("down", "pan(0, 1)", "down", show=False, tooltip="look further down"),
        Binding("plus", "zoom(1)", "nearer", tooltip="look nearer"),
        Binding("minus", "zoom(-1)", "farther", tooltip="look from farther away"),
        Binding("f", "fit", "all of it", tooltip="see everything again"),
        Binding(
            "right_square_bracket",
            "point(1)",
            "next name",
            tooltip="go to the next query or region, and name it",
        ),
        Binding(
            "left_square_bracket", "point(-1)", "name before", show=False, tooltip="go to the one before"
        ),
        Binding("escape", "unpoint", "no name", show=False, tooltip="name nothing any more"),
        Binding("x", "slice", "exact borders", tooltip="the true borders, in the plane of the last query"),
        Binding(
            "p", "turn", "other plane", tooltip="the plane of what differs most, or that tells regions apart"
        ),
        Binding("a", "names", "names", show=False, tooltip="write names, or leave them out"),
        Binding(
            "t", "track", "track", show=False, tooltip="show what was asked before, or only the last query"
        ),
    ]

    def __init__(self) -> None:
        super().__init__(id="map")
        self.border_title = "Map"
        self._held: tuple[int, int] | None = None
        self._shown: Reading | None = None
        self._wanted: Reading | None = None
        self._later: list[Callable[[], None]] = []
        self._busy = False
        self._kept: Sequence[Line] = ()

    def show(self, reading: Reading) -> None:
        """Draws a reading, once it is computed what there is to see of it."""
        self.ascii = reading.ascii
        if reading is not self._shown:
            self._shown = self._wanted = reading
            self._work()

    def draw(self, page: Page, height: int) -> Sequence[Line]:
        """The map; while it is computed, what was drawn last."""
        if not self._busy:
            self._kept = self.map.lines(page.width, height, page)
        return self._kept

    @cached_property
    def map(self) -> RegionMap:
        """What it draws; numpy is loaded when somebody looks at it first."""
        from sdol.tui.map.model import RegionMap

        return RegionMap()

    # --- in a thread beside the screen ------------------------------------------------------------------------

    def _work(self) -> None:
        """Begins to compute what is wanted, if that is not being done."""
        if self._busy or not (self._later or self._wanted):
            return
        reading, self._wanted = self._wanted, None
        changes, self._later = self._later, []
        self._busy = True

        def work() -> None:
            try:
                for change in changes:
                    change()
                if reading is not None:
                    self.map.show(reading)
                self.map.prepare()
            finally:
                self.call_later(self._done)

        self.run_worker(work, thread=True, group="map")

    def _done(self) -> None:
        self._busy = False
        if self.map.scene is not None:
            self.border_title = f"Map: {self.map.scene.space.partition('@')[0]}"
        self.redraw()
        self._work()

    def _change(self, change: Callable[[], None]) -> None:
        """Changes what is looked at, when nothing is being computed."""
        if self._busy:
            self._later.append(change)
        else:
            change()
            self.redraw()

    # --- keys -------------------------------------------------------------------------------------------------

    def action_pan(self, columns: int, lines: int) -> None:
        self._change(lambda: self.map.pan(columns * PACE, lines * PACE / 2))

    def action_zoom(self, way: int) -> None:
        self._change(lambda: self.map.zoom(NEARER**way, self.map.cursor))

    def action_fit(self) -> None:
        self._change(lambda: self.map.fit())

    def action_point(self, by: int) -> None:
        self._change(lambda: self._pointed(by))

    def _pointed(self, by: int) -> None:
        self.map.point(by)
        self.call_later(self._ask)

    def action_unpoint(self) -> None:
        self._point_at(None)

    def action_slice(self) -> None:
        self._toggle("sliced")

    def action_names(self) -> None:
        self._toggle("named")

    def action_track(self) -> None:
        self._toggle("tracked")

    def action_turn(self) -> None:
        self._later.append(lambda: self.map.turn())
        self._work()

    def _toggle(self, name: str) -> None:
        self._change(lambda: setattr(self.map, name, not getattr(self.map, name)))

    def _point_at(self, cell: tuple[float, float] | None) -> None:
        self._change(lambda: setattr(self.map, "cursor", cell))

    def _ask(self) -> None:
        """Has the program say what text the point under the cursor is of; asked once of each."""
        from sdol.tui.map.finding import unnamed

        row, driver = None if self._busy else unnamed(self.map), getattr(self.app, "driver", None)
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
            across, down = self._held[0] - event.screen_x, self._held[1] - event.screen_y
            self._held = event.screen_x, event.screen_y
            self._change(lambda: self.map.pan(across, down))
        self._point_at(None if at is None else (at.x, at.y))
        self._ask()

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
            self._change(lambda: self.map.zoom(factor, (at.x, at.y)))

    def on_leave(self) -> None:
        self._point_at(None)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The map of one reading, as a whole; where one has zoomed to is the widget's."""
    from sdol.kernel.pictures.page import ASCII, UNICODE, Page
    from sdol.tui.map.model import RegionMap

    seen = RegionMap()
    seen.show(reading)
    return seen.lines(width, height, Page(width, ASCII if reading.ascii else UNICODE))


PANEL = Panel("7", "map", "Map", model, RegionMapView, 30)
