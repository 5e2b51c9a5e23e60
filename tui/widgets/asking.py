"""A panel whose rows are worked out where the program stands, in its thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sdol.tui.models.text import shown
from sdol.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.reading import Reading


class Asking(Sheet):
    """Asks again when that about which it asks is another; draws what it has until there is an answer."""

    _asked: Hashable = None

    def ask(self, about: Hashable, question: Callable[[Engine], list[Line]]) -> None:
        """Has rows worked out, unless they are those that were asked for last."""
        if about == self._asked:
            return
        self._asked = about
        app: Any = self.app

        def answer(rows: list[Line]) -> None:
            app.soon(lambda: self._take(about, rows))

        app.driver.look(shown(question), answer)

    def _take(self, about: Hashable, rows: list[Line]) -> None:
        if about == self._asked and self.is_attached:
            self.take(rows)

    def take(self, rows: list[Line]) -> None:
        """Draws an answer."""
        self.put(rows)

    def on_resize(self) -> None:
        self._asked = None
        super().on_resize()

    def show(self, reading: Reading) -> None:
        raise NotImplementedError
