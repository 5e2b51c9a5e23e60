"""What kind of terminal there is, if any."""

from __future__ import annotations

import os
import shutil
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def colour(stream: TextIO) -> bool:
    """Whether to write in colour: on a terminal, unless `NO_COLOR` is set or the terminal is dumb."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def attended() -> bool:
    """Whether a person can be asked: both the keyboard and the screen are there."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Talk:
    """Sentences and progress on standard error, only where that is a terminal; progress takes one line and leaves none."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._line = False
        self._started = 0.0

    def notice(self, sentence: str) -> None:
        if self._on:
            self._clear()
            print(f"note: {sentence}", file=sys.stderr)

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far it is, once it has taken a moment."""
        if not self._on or total < 2:
            return
        import time

        now = time.monotonic()
        self._started = self._started or now
        if done >= total:
            self._started = 0.0
            self._clear()
        elif now - self._started > 0.5:
            print(f"\r{what}: {done:,} of {total:,} ({100 * done // total}%)\x1b[K", end="", file=sys.stderr, flush=True)
            self._line = True

    def _clear(self) -> None:
        if self._line:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._line = False
