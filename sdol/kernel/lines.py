"""Bytes from outside to text and lines.

Text is UTF-8 and nothing else; what is not says where, and how to convert it. A line is handed on as soon
as it has arrived, and memory stays bounded however long a line is.
"""

from __future__ import annotations

import os
from errno import ELOOP

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Read = Callable[[], bytes]
    """Gives the next bytes, as many as have arrived; none at the end."""

MAX_LINE = 8 << 20
"""Bytes of one line."""
STANDARD = "standard input"
"""What messages call it."""
BOM = b"\xef\xbb\xbf"
_STATE = ("number", "last", "_ready", "_rest", "_size", "_offset", "_ended", "_discarding")


class Lines:
    """The lines of a source of bytes, decoded, without their ends.

    After a failure the next call goes on with the next line.

    Attributes:
        name: of the source, for messages.
        number: of the line that was read last, from 1.
        last: that line.
    """

    def __init__(self, read: Read, name: str) -> None:
        self.name, self.number = name, 0
        self.last: str | None = None
        self._read = read
        self._ready: list[bytes] = []  # complete lines, the next one last
        self._rest: list[bytes] = []  # pieces of a line that has not ended
        self._size = 0  # of these pieces
        self._offset = 0  # of the next line in the source
        self._ended = self._discarding = False

    def next(self) -> str | None:
        """The next line, or None at the end.

        Raises:
            SdolError: E0812 not UTF-8, E0813 too long, E0814 not text; E0804 it cannot be read.
        """
        while not self._ready:
            if self._ended:
                return None
            self._fill()
        self.number += 1
        raw = self._ready.pop()
        offset = self._offset
        self._offset += len(raw) + 1
        if len(raw) > MAX_LINE:
            raise self._too_long()
        if raw.endswith(b"\r"):
            raw = raw[:-1]
        self.last = decode(raw, self.name, self.number, offset)
        return self.last

    def following(self, most: int) -> list[str]:
        """The next lines, at most so many, of those that are here already; without reading any."""
        found = []
        for raw in self._ready[: -most - 1 : -1]:
            try:
                found.append(raw.removesuffix(b"\r").decode())
            except UnicodeDecodeError:  # said where the line is read
                break
        return found

    def state(self) -> list[Any]:
        """What there is to know of where it stands, the bytes that were read and not handed out included."""
        return [getattr(self, name) for name in _STATE]

    def take_up(self, state: list[Any]) -> None:
        """Goes on from where another reader of the same bytes stood; `state` is what it gave."""
        for name, value in zip(_STATE, state, strict=True):
            setattr(self, name, value)

    def text(self, limit: int) -> str:
        """All that was not read yet, line ends as they are. Raises as `whole` does."""
        end = b"" if self._ended else b"\n"
        waiting = [*(raw + end for raw in reversed(self._ready)), *self._rest]
        self._ready, self._rest = [], []
        return whole(
            lambda: waiting.pop(0) if waiting else self._read(),
            self.name,
            limit,
            self.number + 1,
            self._offset,
        )

    def _fill(self) -> None:
        chunk = self._read()
        if not chunk:
            self._ended = True
            self._ready = [b"".join(self._rest)] if self._rest else []
            self._rest = []
            return
        if self._discarding:
            chunk = self._discard(chunk)
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = b"".join((*self._rest, lines[0]))
            self._ready = lines[::-1]
            self._rest, self._size = [], 0
        if rest:
            self._keep(rest)

    def _keep(self, rest: bytes) -> None:
        self._rest.append(rest)
        self._size += len(rest)
        if self._size <= MAX_LINE:
            return
        binary = any(b"\0" in piece for piece in self._rest)
        self.number += 1
        self._offset += self._size
        self._rest, self._size, self._discarding = [], 0, True
        raise not_text(self.name, self.number) if binary else self._too_long()

    def _discard(self, chunk: bytes) -> bytes:
        """What follows the line that was too long."""
        line, newline, after = chunk.partition(b"\n")
        self._offset += len(line) + len(newline)
        self._discarding = not newline
        return after

    def _too_long(self) -> SdolError:
        return SdolError(
            "E0813",
            f"line {self.number} of {self.name} is longer than {MAX_LINE >> 20} MiB",
            reason="a line is read as a whole, and memory is bounded",
            help="break it into lines first, for example with `fold` or `jq -c '.[]'`",
        )


# --- bytes to text ------------------------------------------------------------------------------------------


def decode(raw: bytes, name: str, line: int, offset: int) -> str:
    """Bytes as text; they begin at `line` and `offset` of their source.

    Raises:
        SdolError: E0812, not UTF-8; E0814, a zero byte: not text at all.
    """
    if offset == 0 and raw.startswith(BOM):
        raw, offset = raw[len(BOM) :], len(BOM)
    if b"\0" in raw:
        raise not_text(name, line + raw.count(b"\n", 0, raw.index(b"\0")), raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        raise _not_utf8(name, line + raw.count(b"\n", 0, at), offset + at, raw[at]) from None


def whole(read: Read, name: str, limit: int, line: int = 1, offset: int = 0) -> str:
    """All of a source as one text, line ends as they are.

    Raises:
        SdolError: E0815, it is larger than `limit` bytes; E0812, E0814.
    """
    pieces, size = [], 0
    while chunk := read():
        pieces.append(chunk)
        size += len(chunk)
        if size > limit:
            raise SdolError(
                "E0815",
                f"{name} is larger than {limit >> 20:,} MiB",
                reason="it would be read as a whole",
                help="read it line by line: `sdol run FILE --input …` and `for line in input.lines { ... }`",
            )
    return decode(b"".join(pieces), name, line, offset)


def not_text(name: str, line: int, raw: bytes = b"") -> SdolError:
    utf16 = line == 1 and raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    return SdolError(
        "E0814",
        f"{name} is not text",
        reason="it begins like UTF-16" if utf16 else f"there is a zero byte in line {line}",
        help=_iconv("UTF-16", name) if utf16 else "give a file of plain text in UTF-8",
    )


def _not_utf8(name: str, line: int, offset: int, byte: int) -> SdolError:
    return SdolError(
        "E0812",
        f"line {line} of {name} is not UTF-8",
        reason=f"the byte 0x{byte:02x} at offset {offset:,} begins no character",
        help=_iconv("WINDOWS-1252", name),
    )


def _iconv(encoding: str, name: str) -> str:
    import shlex

    source = "" if name == STANDARD else f" {shlex.quote(name)}"
    return f"convert it first; if it is {encoding}: `iconv -f {encoding} -t UTF-8{source}`"


def cannot_open(error: OSError, path: str, done: str = "read") -> SdolError:
    """What stopped a file from being opened, read or otherwise `done`: E0801 to E0805."""
    if isinstance(error, FileNotFoundError):
        folder = os.path.dirname(os.path.abspath(path))
        missing = not os.path.isdir(folder)
        return SdolError(
            "E0801", f"there is no file {path}", reason=f"there is no folder {folder}" if missing else ""
        )
    if isinstance(error, IsADirectoryError):
        return SdolError("E0802", f"{path} is a folder", help="name a file in it; `list_files` shows them")
    if isinstance(error, NotADirectoryError):
        return SdolError("E0805", f"a part of {path} is not a folder")
    if isinstance(error, PermissionError):
        return SdolError("E0803", f"{path} is not open to you", reason=(error.strerror or "").lower())
    if error.errno == ELOOP:
        return SdolError(
            "E0803", f"{path} has become a link since it was resolved", reason="links are not followed"
        )
    return SdolError("E0804", f"{path} cannot be {done}", reason=(error.strerror or str(error)).lower())
