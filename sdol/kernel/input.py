"""The one `input` of a program, and the streams that are read from it."""

from __future__ import annotations

import os
import stat
import sys
from abc import ABC, abstractmethod

from sdol.errors import SdolError
from sdol.kernel.lines import STANDARD, Lines, cannot_open
from sdol.kernel.rows import END, Rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

    from sdol.kernel.world import World

MAX_TEXT = 1 << 30
"""Bytes that `input.text` reads."""
CHUNK = 1 << 16


class Input:
    """What a program reads as `input`: a file or standard input, opened when first read.

    Args:
        path: the file, or None for standard input.
        before_waiting: called before each read that may wait for somebody, so that what was printed is
            seen by then.
    """

    def __init__(self, path: str | None, *, before_waiting: Callable[[], None]) -> None:
        self.name = STANDARD if path is None else path
        self._path, self._before_waiting = path, before_waiting
        self._file: BinaryIO | None = None
        self._waits = True
        self._lines: Lines | None = None

    @property
    def lines(self) -> Lines:
        """Its lines, from where it was read last.

        Raises:
            SdolError: E0801 to E0806, it cannot be opened.
        """
        if self._lines is None:
            self._open()
            self._lines = Lines(self._read, self.name)
        return self._lines

    def following(self, line: str, most: int) -> list[str]:
        """The next lines, at most so many, if `line` is the one that was read last.

        None unless the input is a file: what has arrived from a pipe is a matter of chance, and vectors that
        were embedded together may differ in their last bit from those that were not.
        """
        if self._waits or self._lines is None or self._lines.last != line:
            return []
        return self._lines.following(most)

    def _open(self) -> None:
        try:
            self._file = _standard_input() if self._path is None else open(self._path, "rb")  # noqa: SIM115
            self._waits = not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)
        except ValueError:  # no descriptor, as in a test: nothing to wait for
            self._waits = False
        except OSError as error:
            raise cannot_open(error, self.name) from None

    def _read(self) -> bytes:
        assert self._file is not None
        if self._waits:
            self._before_waiting()
        try:
            return self._file.read1(CHUNK)  # type: ignore[attr-defined, no-any-return]
        except OSError as error:
            raise cannot_open(error, self.name) from None

    def close(self) -> None:
        """Closes the file; standard input stays open."""
        if self._file is not None and self._path is not None:
            self._file.close()


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SdolError("E0806", "there is no standard input", help="name a file: `--input FILE`")
    return sys.stdin.buffer


class Stream(ABC):
    """What is read element by element, as it arrives. Subclasses say what the next element is."""

    __slots__ = ("current",)
    shown = "stream"

    def __init__(self) -> None:
        self.current: Any = None

    def advance(self, world: World) -> bool:
        """Reads the next element into `current`; False at the end."""
        found = self.read(world)
        if found is END:
            return False
        self.current = found
        return True

    @abstractmethod
    def read(self, world: World) -> Any:
        """The next element, or `END`."""


class LineStream(Stream):
    """The lines of the program's input."""

    __slots__ = ()

    def read(self, world: World) -> Any:
        line = world.input.lines.next()
        return END if line is None else line


class RowStream(Stream):
    """The rows of the program's input, which is JSON lines."""

    __slots__ = ("_rows",)

    def __init__(self, on_error: str) -> None:
        super().__init__()
        self._rows = Rows(on_error)

    @property
    def skipped(self) -> int:
        """How many broken rows were left out so far."""
        return self._rows.skipped

    def read(self, world: World) -> Any:
        return self._rows.next(world.input.lines, world.notice)
