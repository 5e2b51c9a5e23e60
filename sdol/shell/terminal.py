"""What kind of terminal there is, if any, and what is said on it."""

from __future__ import annotations

import os
import sys

from sdol.kernel.screen import WIDTH, colour, is_terminal, width, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["WIDTH", "Paint", "Talk", "attended", "colour", "is_terminal", "talk", "width", "wrapped"]


def attended() -> bool:
    """Whether a person can be asked: both the keyboard and the screen are there."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def talk(text: str, end: str = "\n") -> None:
    """Writes to standard error, as far as anybody listens there."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + end)
        sys.stderr.flush()
    except (OSError, ValueError):
        return


class Talk:
    """Sentences and progress on standard error, where that is a terminal; progress leaves no line behind."""

    def __init__(self) -> None:
        self._on = is_terminal(sys.stderr)
        self._moves = self._on and os.environ.get("TERM") != "dumb"
        self._line = False
        self._started = 0.0

    def notice(self, sentence: str) -> None:
        if self._on:
            from sdol.kernel.output import inert

            self.clear()
            talk(f"note: {inert(sentence)}")

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far it is, once it has taken a moment."""
        if not self._moves or total < 2:
            return
        import time

        now = time.monotonic()
        self._started = self._started or now
        if done >= total:
            self._started = 0.0
            self.clear()
        elif now - self._started > 0.5:
            line = f"{what}: {done:,} of {total:,} ({100 * done // total}%)"
            talk("\r" + line[: width() - 1] + _ERASE, end="")
            self._line = True

    def clear(self) -> None:
        """Takes the progress off the screen, before something else is written."""
        if self._line:
            talk("\r" + _ERASE, end="")
            self._line = False


_ERASE = "\x1b[K"


class Paint:
    """Colours for a stream that takes them."""

    def __init__(self, stream: TextIO | None) -> None:
        self._on = colour(stream)

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._on and text else text

    def strong(self, text: str) -> str:
        return self("1", text)

    def name(self, text: str) -> str:
        return self("36", text)

    def faint(self, text: str) -> str:
        return self("2", text)

    def good(self, text: str) -> str:
        return self("32", text)

    def warning(self, text: str) -> str:
        return self("33", text)

    def bad(self, text: str) -> str:
        return self("31", text)
