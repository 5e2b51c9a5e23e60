"""Earlier entries at the keyboard: recalled whole, searched, and suggested behind the cursor."""

from __future__ import annotations

from itertools import islice
from typing import Protocol

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

MOST = 5_000
"""Entries that are at hand; `:history` searches all."""
NEAR = 1_000
"""Of these, entries of which one is suggested: each key looks through them."""


class Kept(Protocol):
    """Where entries are kept from session to session."""

    def newest(self, most: int, /) -> Iterable[str]:
        """The latest entries, newest first."""

    def keep(self, text: str, /) -> None:
        """Keeps an entry."""


class Past(History):
    """Earlier entries, as prompt-toolkit wants them."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def load_history_strings(self) -> Iterable[str]:
        return self._kept.newest(MOST)

    def append_string(self, string: str) -> None:
        """Keeps an entry; one that begins with a blank is the person's own affair."""
        if not string.startswith(" "):
            super().append_string(string)

    def store_string(self, string: str) -> None:
        self._kept.keep(string)


class Suggested(AutoSuggest):
    """Suggests the rest of the line of the newest entry that begins with all that is typed."""

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self._wanted = wanted

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        text = document.text
        if not text.strip() or not self._wanted():
            return None
        entries = islice(reversed(buffer.history.get_strings()), NEAR)
        found = next((entry for entry in entries if entry.startswith(text) and entry != text), None)
        return None if found is None else Suggestion(found[len(text) :].split("\n", 1)[0])
