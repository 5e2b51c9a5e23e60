"""The store browser: what the session's database holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from sdol.tui.models import store
from sdol.tui.models.text import note, page
from sdol.tui.panels import Panel
from sdol.tui.widgets.looking import NO_STORE, Looking
from sdol.tui.widgets.search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Line
    from sdol.tui.models.reading import Reading


class StoreView(Looking[store.Seen]):
    """Partitions, their records, and one record whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "search", tooltip='search by meaning; for words, begin with "'),
    ]

    def __init__(self) -> None:
        super().__init__(PANEL, store.Seen())

    def drawn(self, reading: Reading, width: int) -> Sequence[Line]:
        return store.rows(self.seen, page(reading, width))

    def heading(self) -> str:
        return store.title(self.seen)

    def looked(self, seen: store.Seen, path: str) -> store.Seen:
        return store.looked(seen, path)

    def entered(self, seen: store.Seen, path: str, row: int, of: int) -> store.Seen:
        return store.entered(seen, path, row, of)

    def left(self, seen: store.Seen) -> store.Seen:
        return store.left(seen)

    def action_search(self) -> None:
        if self.seen.info is not None:
            hint = 'by meaning; for words, begin with "'
            self.app.push_screen(Search(hint, self.seen.asked), self._search)

    def _search(self, asked: str | None) -> None:
        if asked is not None:
            self.look(lambda seen, path: store.searched(seen, path, asked), 0)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The partitions of the session, as they are now."""
    if reading.store is None:
        return note(reading, NO_STORE, width)
    return store.rows(store.looked(store.Seen(), reading.store), page(reading, width))


PANEL: Panel = Panel("9", "store", "Store", model, StoreView, 80)
