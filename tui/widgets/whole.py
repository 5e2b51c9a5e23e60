"""Something on a page of its own, as large as the screen, worked out where the program stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from sdol.kernel.pictures.page import FAINT, Line, Span
from sdol.tui.models.text import shown
from sdol.tui.panels import Panel
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize

    from sdol.tui.models.engine import Engine

    Worked = Callable[[Engine, int], list[Line]]


class Whole(ModalScreen[None]):
    """Rows that scroll.

    Args:
        title: stands in the border.
        rows: gives them, for so many columns.
        more: gives more of them, where somebody asks for what takes longer.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close"),
        Binding("r", "more", "reword", tooltip="look for the smallest change of wording that changes it"),
    ]
    DEFAULT_CSS = """
    Whole { align: center middle; }
    Whole Sheet { width: 100%; height: 100%; border: round $accent; background: $surface; }
    """

    def __init__(self, title: str, rows: Worked, more: Worked | None = None) -> None:
        super().__init__()
        self._worked, self._more = rows, more
        self._sheet = Sheet(Panel("", "whole", f"{title} (escape closes)", lambda reading, width, height: []))
        self._sheet.border_subtitle = "r rewords it" if more is not None else ""

    def compose(self) -> ComposeResult:
        yield self._sheet

    def on_mount(self) -> None:
        self._sheet.put([[Span("…", FAINT)]])
        self._sheet.focus()

    def on_resize(self, event: Resize) -> None:
        self._ask()

    def action_more(self) -> None:
        if self._more is not None:
            self._worked, self._more = self._more, None
            self._sheet.border_subtitle = "looking for another wording"
            self._ask()

    def _ask(self) -> None:
        width, app = max(self.size.width - 4, 20), self.app

        def answer(rows: list[Line]) -> None:
            app.soon(lambda: self._take(rows))  # type: ignore[attr-defined]

        driver: Any = app.driver  # type: ignore[attr-defined]
        driver.look(shown(lambda engine: self._worked(engine, width)), answer)

    def _take(self, rows: list[Line]) -> None:
        if self.is_attached:
            self._sheet.border_subtitle = "r rewords it" if self._more is not None else ""
            self._sheet.put(rows)
