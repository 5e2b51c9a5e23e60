"""Completions as prompt-toolkit shows them: the text, and behind it its type and one line about it."""

from __future__ import annotations

import re
from contextlib import suppress
from threading import Thread
from typing import Protocol

from prompt_toolkit.completion import Completer, Completion

from sdol.kernel.output import inert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

MOST = 200
"""Completions that are shown: nobody looks through more."""
WIDEST = 90
"""Columns of what is said about one, where the terminal has as many."""
LONG = 30
"""Columns of a signature; of one that is longer the types of the parameters are left out."""


class Item(Protocol):
    """One completion."""

    @property
    def text(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def doc(self) -> str: ...


class Offer(Protocol):
    """Completions for what stands from `start` to `end`."""

    @property
    def start(self) -> int: ...
    @property
    def items(self) -> Sequence[Item]: ...


class Offering(Completer):
    """Asks for completions in a thread of their own: neither a key nor Enter ever waits for them."""

    def __init__(self, complete: Callable[[str, int], Offer]) -> None:
        self._complete = complete

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The completions, once the thread has them; an entry that ends before does not wait."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        found: Future[list[Completion]] = loop.create_future()

        def find() -> None:
            completions = list(self.get_completions(document, complete_event))
            with suppress(RuntimeError):  # the entry has ended meanwhile
                loop.call_soon_threadsafe(_give, found, completions)

        Thread(target=find, daemon=True).start()
        for one in await found:
            yield one

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The same, at once."""
        try:
            offer = self._complete(document.text, document.cursor_position)
        except Exception:
            return  # a key must not end the session; what is wrong will be told when the entry runs
        start = offer.start - document.cursor_position
        for item in _fitting(offer.items, document.text[offer.start : document.cursor_position])[:MOST]:
            yield Completion(item.text, start, display=inert(item.text), display_meta=_about(item))


def _give(found: Future[list[Completion]], completions: list[Completion]) -> None:
    if not found.done():
        found.set_result(completions)


def _fitting(items: Sequence[Item], typed: str) -> Sequence[Item]:
    """Those that begin as what is typed, so that Tab adds what they have in common; if none does, all."""
    return [item for item in items if item.text.startswith(typed)] or items


def _about(item: Item) -> str:
    """Type and one line of documentation, as far as they go on one line."""
    doc = item.doc.strip().split("\n", 1)[0]
    said = inert("  ".join(part for part in (_brief(item.type), doc) if part)).replace("\n", " ")
    return said if len(said) <= WIDEST else said[: WIDEST - 3].rstrip() + "..."


def _brief(signature: str) -> str:
    """A type; of a signature that is long, only the names of its parameters and what it gives."""
    inside, arrow, gives = signature.rpartition(") -> ")
    if len(signature) <= LONG or not arrow or not inside.startswith("("):
        return signature
    flat, nested = inside[1:], 1
    while nested:
        flat, nested = re.subn(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", "", flat)
    names = re.findall(r"(?:^|, )(\w+): ", flat)
    return f"({', '.join(names)}) -> {gives}"
