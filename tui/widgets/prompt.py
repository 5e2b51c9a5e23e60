"""The prompt: evaluates where the program stands. It is there only while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.events import Blur


class Typed(Message):
    """Somebody typed an entry."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Prompt(Input):
    """One line, with the entries before it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(-1)", "earlier entry", show=False),
        Binding("down", "earlier(1)", "later entry", show=False),
        Binding("escape", "leave", "leave the prompt", show=False),
    ]

    def __init__(self) -> None:
        hint = "an expression, or :command"
        super().__init__(id="prompt-line", placeholder=hint, compact=True, select_on_focus=False)
        self.display = False
        self._entries: list[str] = []
        self._at = 0

    def open(self, begun: str = "") -> None:
        """Shows it, with the cursor in it."""
        self.display = True
        self.value, self._at = begun, len(self._entries)
        self.screen.set_focus(self)
        self.cursor_position = len(begun)

    async def action_submit(self) -> None:
        text = self.value.strip()
        self.action_leave()
        if text:
            self._entries.append(text)
            self.post_message(Typed(text))

    def action_earlier(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self._entries))
        self.value = self._entries[self._at] if self._at < len(self._entries) else ""
        self.cursor_position = len(self.value)

    def action_leave(self) -> None:
        self.display = False
        self.screen.set_focus(None)

    def on_blur(self, event: Blur) -> None:
        self.display = False
