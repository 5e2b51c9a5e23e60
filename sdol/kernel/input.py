"""The one `input` of a program, and the streams that are read from it."""

from __future__ import annotations

import os
import stat
import sys
from abc import ABC, abstractmethod
from contextlib import suppress

from sdol.errors import SdolError
from sdol.kernel.keyboard import lines_from_now
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
SEEN = 4096
"""Bytes before the place in a file by which it is known again."""


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
        self._taken, self._seen = 0, b""  # bytes read so far, and the last of them

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
            if self._path is None:
                lines_from_now()
        try:
            found: bytes = self._file.read1(CHUNK)  # type: ignore[attr-defined]
        except OSError as error:
            raise cannot_open(error, self.name) from None
        self._taken += len(found)
        self._seen = found or self._seen
        return found

    @property
    def number(self) -> int:
        """The number of the line that was read last, 0 before the first."""
        return 0 if self._lines is None else self._lines.number

    def go_back(self, number: int) -> bool:
        """Reads on behind a line that was read before; False where the input is no file, of which that can be had."""
        if self._file is None or self._waits or self._path is None:
            return False
        self._file.seek(0)
        self._taken, self._seen = 0, b""
        self._lines = Lines(self._read, self.name)
        while self._lines.number < number:
            with suppress(SdolError):  # of a line that is none, told when it was read first
                self._lines.next()
        return True

    # --- going on in another process ------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """How far it was read, for `take_up`."""
        return {
            "path": None if self._path is None else os.path.abspath(self._path),
            "taken": self._taken,
            "seen": self._seen[-SEEN:],
            "lines": None if self._lines is None else self._lines.state(),
        }

    def take_up(self, state: dict[str, Any]) -> None:
        """Opens the file and goes on where it was read to.

        Raises:
            SdolError: E0534, standard input cannot be read again, or what was read before is not in the file;
                E0801 to E0806, it cannot be opened.
        """
        if state["lines"] is None:
            return
        if self._path is None:
            raise _lost("standard input, of which this program had read a part, is gone")
        self._open()
        assert self._file is not None
        seen, self._taken = state["seen"], state["taken"]
        try:
            self._file.seek(self._taken - len(seen))
            found = self._file.read(len(seen))
        except (OSError, ValueError):
            found = None
        if found != seen:
            raise _lost(f"{self.name} is not what this program was reading")
        self._seen = seen
        self._lines = Lines(self._read, self.name)
        self._lines.take_up(state["lines"])

    def close(self) -> None:
        """Closes the file; standard input stays open."""
        if self._file is not None and self._path is not None:
            self._file.close()


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SdolError("E0806", "there is no standard input", help="name a file: `--input FILE`")
    return sys.stdin.buffer


def _lost(why: str) -> SdolError:
    return SdolError(
        "E0534",
        "the input cannot be taken up where it was left",
        reason=why,
        help="give a file with the same beginning: `--input FILE`",
    )


class Stream(ABC):
    """What is read element by element, as it arrives. Subclasses say what the next element is."""

    __slots__ = ("__weakref__", "current")
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

    def standing(self) -> tuple[Any, ...]:
        """How far it is, for `stand`; the input itself is not part of it."""
        return (self.current,)

    def stand(self, standing: tuple[Any, ...]) -> None:
        """Puts it where it was, for one who goes over a run again."""
        (self.current,) = standing

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

    def state(self) -> list[Any]:
        """What it needs to go on elsewhere, as the parts that `restored` takes."""
        return [self.current, self._rows.skips, *self._rows.state()]

    def standing(self) -> tuple[Any, ...]:
        return (self.current, *self._rows.state())

    def stand(self, standing: tuple[Any, ...]) -> None:
        self.current, *rows = standing
        self._rows.take_up(rows)

    @classmethod
    def restored(cls, current: Any, skips: bool, *state: Any) -> RowStream:
        """The stream that gave this state."""
        made = cls("skip" if skips else "fail")
        made.current = current
        made._rows.take_up(list(state))
        return made

    @property
    def skipped(self) -> int:
        """How many broken rows were left out so far."""
        return self._rows.skipped

    def read(self, world: World) -> Any:
        return self._rows.next(world.input.lines, world.notice)
