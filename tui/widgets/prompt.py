"""The prompt: evaluates where the program stands. It is there only while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester

from sdol.tui.models.completing import completed
from sdol.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.events import Blur


class Typed(Message):
    """Somebody typed an entry."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Names(Suggester):
    """Goes on with the names of what the program holds, and of the debugger's commands."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.names: Iterable[str] = ()

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value, self.names)


class Prompt(Field):
    """One line, with the entries before it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(-1)", "earlier entry", show=False),
        Binding("down", "earlier(1)", "later entry", show=False),
        Binding("tab", "cursor_right", "take what is offered", show=False),
        Binding("escape", "leave", "leave the prompt", show=False),
    ]

    def __init__(self) -> None:
        hint = "an expression, or :command"
        self._offers = Names()
        super().__init__(
            id="prompt-line", placeholder=hint, compact=True, select_on_focus=False, suggester=self._offers
        )
        self.display = False
        self._entries: list[str] = []
        self._at = 0

    def open(self, begun: str = "", names: Iterable[str] = ()) -> None:
        """Shows it, with the cursor in it; `names` are offered."""
        self._offers.names = names
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
