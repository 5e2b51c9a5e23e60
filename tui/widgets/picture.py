"""A widget that is drawn as lines for the size that it has, and repaints only the lines that have changed."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sdol.kernel.pictures.page import ASCII, UNICODE, Page, fitted
from sdol.tui.widgets.sheet import as_rich

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


PAINTING = 0.1
"""Seconds between two times that it is drawn."""


class Picture(Widget, can_focus=True):
    """To be given `draw`; `redraw` asks for it again.

    However often it is asked, it draws ten times a second at the most, and tells the screen of the lines that differ.
    """

    DEFAULT_CSS = "Picture { height: 1fr; width: 1fr; min-height: 3; }"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._lines: list[Line] = []
        self._strips: list[Strip] = []
        self._asked, self._drawn = False, 0.0
        self.ascii = False

    def draw(self, page: Page, height: int) -> Sequence[Line]:
        """The lines for a page and a height."""
        raise NotImplementedError

    def show(self, reading: Reading) -> None:
        """Draws a reading."""
        self.ascii = reading.ascii
        self.redraw()

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """What it shows, for so many columns and lines."""
        page = Page(max(width, 1), ASCII if self.ascii else UNICODE)
        return fitted(list(self.draw(page, height))[:height], page)

    def redraw(self) -> None:
        """Draws anew as soon as it may."""
        if self._asked or not self.is_attached:
            return
        self._asked = True
        wait = self._drawn + PAINTING - monotonic()
        if wait <= 0:
            self.call_later(self._draw)
        else:
            self.set_timer(wait, self._draw)

    def _draw(self) -> None:
        self._asked, self._drawn = False, monotonic()
        width, height = self.size
        if not width or not height:
            return
        drawn = list(self.rows(width, height))
        drawn += [[] for _ in range(height - len(drawn))]
        if len(drawn) != len(self._lines):
            changed = list(range(height))
        else:
            changed = [y for y in range(height) if drawn[y] != self._lines[y]]
        self._lines = drawn
        if len(self._strips) != height:
            self._strips = [Strip.blank(width)] * height
        for y in changed:
            self._strips[y] = strip(drawn[y])
        if changed:
            self._repaint(changed)

    def _repaint(self, changed: list[int]) -> None:
        from textual.geometry import Region

        self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """One line of the picture; blank until it is drawn."""
        width = self.size.width
        if y >= len(self._strips):
            return Strip.blank(width, self.rich_style)
        return self._strips[y].adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)

    def on_mount(self) -> None:
        self.redraw()

    def on_resize(self, event: events.Resize) -> None:
        self._lines = []
        self.redraw()

    def on_show(self) -> None:
        self.redraw()


def strip(line: Line) -> Strip:
    """A line of spans as Textual takes it."""
    return Strip([Segment(span.text, as_rich(span.style)) for span in line])
