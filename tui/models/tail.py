"""What a program prints, kept for a panel: the last lines of it."""

from __future__ import annotations

from collections import deque

KEPT = 5000
"""Lines."""

LONGEST = 4000
"""Characters of a line that are kept."""


class Tail:
    """A text stream that keeps the last lines; written by one thread, read by any."""

    encoding = "utf-8"

    def __init__(self, kept: int = KEPT) -> None:
        self._lines: deque[str] = deque(maxlen=kept)
        self._begun = ""
        self._count = 0

    def isatty(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing is kept back here."""

    def write(self, text: str) -> int:
        """Takes text; a line that is not ended is gone on with."""
        *whole, rest = (self._begun + text).split("\n")
        self._lines.extend(line[:LONGEST] for line in whole)
        self._count += len(whole)
        self._begun = rest[:LONGEST]
        return len(text)

    def seen(self) -> tuple[tuple[str, ...], int]:
        """The last lines, with one that is not ended, and how many lines came before those."""
        lines = tuple(self._lines)
        unseen = self._count - len(lines)
        return ((*lines, self._begun) if self._begun else lines), unseen
