"""The streams of a kernel: what a cell prints goes to the notebook, what it asks for comes from there."""

from __future__ import annotations

import io
from time import monotonic

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

SOON = 0.5
"""Seconds after which long work shows how far it is, and between two times."""


class Printed(io.TextIOBase):
    """Standard output as a program sees it: lines go on at once, and nobody waits until they have arrived.

    It counts as a terminal, so that text from outside is made inert and colours may be used.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def isatty(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return self._stream.write(text)

    def flush(self) -> None:
        """The stream below sends what it has a few times in a second by itself."""


class Keyboard(io.RawIOBase):
    """Standard input: each line is asked for in the notebook.

    Args:
        ask: shows a prompt and gives the line that is typed; raises EOFError where the input ends.
        allowed: whether the cell that runs may ask.
    """

    def __init__(self, ask: Callable[[str], str], allowed: Callable[[], bool]) -> None:
        self._ask, self._allowed, self._rest = ask, allowed, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Hands on what was typed; raises SdolError E0806 where nobody can be asked."""
        self._rest = self._rest or self._line()
        count = min(len(self._rest), len(buffer))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _line(self) -> bytes:
        if not self._allowed():
            raise SdolError(
                "E0806",
                "there is no standard input",
                reason="whoever runs this cell does not answer questions",
                help='read a file instead: `read("notes.txt").lines`',
            )
        try:
            return self._ask("> ").encode(errors="replace") + b"\n"
        except EOFError:
            return b""


class StandardInput(io.TextIOWrapper):
    """The same as text; a question that waits for one line takes what is typed and no more."""

    def __init__(self, keyboard: Keyboard) -> None:
        super().__init__(io.BufferedReader(keyboard), "utf-8", errors="replace")


class Talk:
    """Sentences and progress on standard error, which a notebook shows below the cell."""

    def __init__(self, stream: Callable[[], TextIO]) -> None:
        self._stream = stream
        self._since, self._shown = 0.0, 0

    def notice(self, sentence: str) -> None:
        from sdol.kernel.output import inert

        self._stream().write(f"note: {inert(sentence)}\n")

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far it is on a line of its own, once it has taken a moment."""
        now = monotonic()
        self._since = self._since or now
        if done >= total:
            self._show("")
            self._since = 0.0
        elif now - self._since > SOON:
            self._since = now
            self._show(f"{what}: {done:,} of {total:,} ({100 * done // total}%)")

    def _show(self, line: str) -> None:
        """Puts a line in the place of the one before; an empty one leaves nothing behind."""
        if line or self._shown:
            self._stream().write(f"\r{line:{self._shown}}" + ("" if line else "\r"))
        self._shown = len(line)
