"""Rows of text that are drawn only where they are seen: what most panels are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style as RichStyle
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sdol.kernel.pictures.page import UNICODE, Page, on_one_line

if TYPE_CHECKING:
    from sdol.kernel.pictures.page import Line, Style
    from sdol.tui.models.reading import Reading
    from sdol.tui.panels import Panel


@lru_cache(maxsize=4096)
def as_rich(style: Style) -> RichStyle:
    """A style of ours for the terminal; `solid` ones cover their sign."""
    colour = Color.from_rgb(*style.colour) if style.colour else None
    return RichStyle(
        color=colour,
        bgcolor=colour if style.solid else None,
        bold=style.weight == "bold" or None,
        dim=style.weight == "dim" or None,
    )


WIDEST_TITLE = 200
"""Columns of a title."""

MARKED = RichStyle(reverse=True)
"""The row of the cursor, in colours that a terminal without any has, too."""


class Sheet(ScrollView, can_focus=True):
    """A panel that draws the rows of its model.

    Args:
        panel: what it shows.
        marks: whether it has a cursor, a row that keys move.
        follows: whether it stays at the last row while there are more.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
        Binding("pageup", "move_page(-1)", "page up", show=False),
        Binding("pagedown", "move_page(1)", "page down", show=False),
        Binding("home", "move_to(0)", "first row", show=False),
        Binding("end", "move_to(-1)", "last row", show=False),
    ]

    def __init__(self, panel: Panel, *, marks: bool = False, follows: bool = False) -> None:
        super().__init__(id=panel.name)
        self.panel = panel
        self.cursor: int | None = 0 if marks else None
        self._follows = follows
        self._rows: Sequence[Line] = ()
        self._reading: Reading | None = None
        self._drawn: tuple[int, Size] | None = None
        self._painted: dict[int, tuple[Line, RichStyle | None]] = {}
        self.heading_shown = ""
        self.entitle(panel.title)

    def entitle(self, title: str) -> None:
        """Sets the title in the border, where it is another one; a text from outside is inert there."""
        if title != self.heading_shown:
            self.heading_shown = title
            self.border_title = Text(Page(WIDEST_TITLE, UNICODE).label(title, WIDEST_TITLE))

    # --- what it shows --------------------------------------------------------------------------------------

    def rows(self, width: int, height: int) -> Sequence[Line]:
        """Its rows for so many columns and rows."""
        return self.panel.model(self._reading, width, height) if self._reading is not None else ()

    def show(self, reading: Reading) -> None:
        """Draws a reading, unless it is drawn already."""
        now = (reading.event, self.size)
        self._reading = reading
        if now != self._drawn:
            self._drawn = now
            self.put(self.rows(self._columns, self.size.height))

    @property
    def _columns(self) -> int:
        """Columns of a row, with room left for the bar at the right."""
        return max(self.size.width - self.styles.scrollbar_size_vertical, 1)

    def put(self, rows: Sequence[Line]) -> None:
        """Draws rows instead of those that were there."""
        at_end = self.scroll_offset.y + self.size.height >= len(self._rows)
        self._rows = rows
        self._stretch(Size(self._columns, len(rows)))
        if self.cursor is not None:
            self.cursor = min(self.cursor, max(len(rows) - 1, 0))
        if self._follows and at_end:
            last = max(len(rows) - self.size.height, 0)
            self.scroll_to(y=last, animate=False, immediate=True, force=True)  # the bar may not be there yet
        self.freshen()

    def _stretch(self, size: Size) -> None:
        """Says how many rows there are; the whole screen is laid out anew only where the bar comes or goes."""
        room = self.size.height
        if not room or (size.height > room) != (self.virtual_size.height > room):
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Sheet.virtual_size, size)
            self._scroll_update(size)

    def freshen(self) -> None:
        """Has the rows painted anew that are not on the screen as they are now."""
        rows = range(self.size.height)
        changed = [y for y in rows if self._painted.get(y) != self._row(y)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _row(self, y: int) -> tuple[Line, RichStyle | None]:
        """What stands in a row of the screen, and its ground."""
        at = y + self.scroll_offset.y
        return (list(self._rows[at]), self.ground(at)) if at < len(self._rows) else ([], None)

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        line, ground = self._painted[y] = self._row(y)
        base += ground or RichStyle()
        strip = Strip([Segment(on_one_line(span.text), base + as_rich(span.style)) for span in line])
        return strip.crop_extend(0, self.size.width, base)

    def ground(self, row: int) -> RichStyle | None:
        """How a row stands out."""
        return MARKED if row == self.cursor and self.has_focus else None

    def on_resize(self) -> None:
        self._drawn = None
        if self._reading is not None:
            self.show(self._reading)

    # --- moving in it ---------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Moves the cursor, or what is seen."""
        if self.cursor is None:
            self.scroll_relative(y=by, animate=False)
        else:
            self.move_to(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        self.action_move(by * max(self.size.height - 1, 1))

    def action_move_to(self, row: int) -> None:
        row = row % max(len(self._rows), 1)
        if self.cursor is None:
            self.scroll_to(y=row, animate=False)
        else:
            self.move_to(row)

    def move_to(self, row: int) -> None:
        """Puts the cursor on a row, and shows that."""
        before, self.cursor = self.cursor, min(max(row, 0), max(len(self._rows) - 1, 0))
        self.reveal(self.cursor)
        self.freshen()
        if self.cursor != before:
            self.chosen(self.cursor)

    def reveal(self, row: int, margin: int = 0) -> None:
        """Scrolls as little as it takes to see a row, with some on either side."""
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        margin = min(margin, (height - 1) // 2)
        if row - margin < top:
            self.scroll_to(y=max(row - margin, 0), animate=False, immediate=True)
        elif row + margin >= top + height:
            self.scroll_to(y=row + margin - height + 1, animate=False, immediate=True)

    def chosen(self, row: int) -> None:
        """Called when the cursor came to a row."""
