"""One line to type what to search for, over what is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from sdol.tui.widgets.field import Field

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Search(ModalScreen[str | None]):
    """Gives what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "leave it")]
    DEFAULT_CSS = """
    Search { align: center bottom; background: $background 0%; }
    Search Input { border: round $accent; height: 3; margin-bottom: 1; }
    """

    def __init__(self, hint: str, begun: str = "") -> None:
        super().__init__()
        self._hint, self._begun = hint, begun

    def compose(self) -> ComposeResult:
        yield Field(self._begun, placeholder=self._hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
