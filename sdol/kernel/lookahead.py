"""Embedding ahead: a model takes a batch of texts in little more than half the time of one after the other.

A program that reads its input line by line asks for one vector at a time. While every line that it reads is
embedded as it is, the lines that follow and are there already are embedded along with it, twice as many each
time. The first time that a good part of them was not asked for, that ends: the program embeds something else.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Following = Callable[[str, int], list[str]]
    """The next lines of the input, at most so many, if this text is the line that was read last."""

MOST = 127
"""Texts taken ahead: with the one that was asked for, four batches of 32, sorted by length."""
LONGEST = 1000
"""Characters of a text taken ahead; longer ones gain nothing from company."""


class Lookahead:
    """What one space has embedded before it was asked.

    Args:
        following: gives the lines that follow.
    """

    def __init__(self, following: Following) -> None:
        self._following = following
        self._waiting: set[str] = set()
        self._most = 0

    def asked(self, text: str) -> None:
        """Notes that a text was asked for."""
        self._waiting.discard(text)

    def beside(self, text: str) -> list[str]:
        """The texts to embed along with one that is not known yet."""
        if self._most < 0:
            return []
        if 4 * len(self._waiting) > self._most:
            self._most = -1
            self._waiting.clear()
            return []
        self._most = min(2 * self._most + 1, MOST)
        lines = dict.fromkeys(self._following(text, self._most))
        lines.pop(text, None)
        found = [line for line in lines if line.strip() and len(line) <= LONGEST]
        self._waiting.update(found)
        return found
