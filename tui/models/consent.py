"""Asking the person at the dashboard for leave: the program's thread waits for the answer."""

from __future__ import annotations

from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from sdol.diagnostics import Source
from sdol.kernel.effects import ASKED
from sdol.kernel.output import inert

if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.kernel.gate import Place


class Question(NamedTuple):
    """What a program wants to do, to what, and where that is written; nothing in it acts on a terminal."""

    what: str
    resource: str
    place: str


class Consent:
    """Puts a program's questions to whoever shows them.

    Args:
        sources: gives name and text of the program's files.

    Attributes:
        put: shows a question; called in the program's thread.
    """

    def __init__(self, sources: Callable[[], list[tuple[str, str]]]) -> None:
        self.sources = sources
        self._answers: SimpleQueue[bool] = SimpleQueue()
        self._closed = False
        self.put: Callable[[Question], None] = lambda question: self.answer(False)

    def ask(self, effect: str, resource: str, place: Place) -> bool:
        """Whether the program may; waits until somebody says so."""
        if self._closed:
            return False
        source = Source(*self.sources()[place[0]])
        line, _ = source.position(place[1])
        where = f"{source.name}:{line}: {source.line(line).strip()}"
        self.put(Question(ASKED[effect], _on_one_line(resource), _on_one_line(where)))
        return self._answers.get()

    def answer(self, leave: bool) -> None:
        self._answers.put(leave)

    def close(self) -> None:
        """Nobody is there to answer any more: refuses what is asked, now and later."""
        self._closed = True
        self._answers.put(False)


def _on_one_line(text: str) -> str:
    return inert(text).replace("\n", "␊").replace("\t", "␉")
