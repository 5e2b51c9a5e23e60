"""A line that somebody types into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from sdol.kernel.pictures.page import on_one_line

if TYPE_CHECKING:
    from textual.events import Paste


class Field(Input):
    """An `Input` in which what is pasted is inert: Textual would draw it as it is."""

    def _on_paste(self, event: Paste) -> None:
        """Comes before that of `Input`, which takes the first line."""
        event.text = on_one_line(next(iter(event.text.splitlines()), ""))
