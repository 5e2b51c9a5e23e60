"""Messages of the protocol as they come and go: headers, lengths, and what is no message at all.

Standard input is read by a thread of its own, so that the server answers while a client is still writing, and a
client that writes before it reads never waits for ever.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncIterator, Iterator

MOST_BYTES = 64 << 20
"""A longer message is a wrong length."""

MOST_HEADER = 8 << 10

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rb"(?i:content-length)")
_END = re.compile(rb"\r?\n\r?\n")


class Frames:
    """Cuts what comes in into messages; what is none is skipped, up to the next header."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self.skipped = 0
        """Bytes that belonged to no message."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are whole now."""
        self._waiting += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> bytes | None:
        while True:
            self._skip_to_header()
            end = _END.search(self._waiting)
            if end is None:
                if len(self._waiting) > MOST_HEADER:
                    self._skip(1)
                    continue
                return None
            length = self._length(end.start())
            if length < 0:
                self._skip(1)
                continue
            stop = end.end() + length
            if len(self._waiting) < stop:
                return None
            message = bytes(self._waiting[end.end() : stop])
            del self._waiting[:stop]
            return message

    def _length(self, end: int) -> int:
        """The length that the headers say; -1 where they say none that can be."""
        found = _LENGTH.search(self._waiting[:end].replace(b"\r", b""))
        length = int(found[1]) if found else -1
        return length if length <= MOST_BYTES else -1

    def _skip_to_header(self) -> None:
        """Drops what stands before the next header; another header than the length's may come first."""
        waiting = self._waiting
        if _HEADER.match(waiting) or re.match(rb"(?i)content-type\s*:", waiting):
            return
        found = re.search(rb"(?i)content-(?:length|type)\s*:", waiting)
        self._skip(found.start() if found else max(0, len(waiting) - len(b"content-length:")))

    def _skip(self, count: int) -> None:
        self.skipped += count
        del self._waiting[:count]


async def messages(descriptor: int) -> AsyncIterator[bytes]:
    """The messages that come from a file descriptor, until it ends."""
    loop, chunks = asyncio.get_running_loop(), asyncio.Queue[bytes]()

    def pump() -> None:
        while True:
            try:
                data = os.read(descriptor, 1 << 16)
            except OSError:
                data = b""
            try:
                loop.call_soon_threadsafe(chunks.put_nowait, data)
            except RuntimeError:
                return  # the loop is closed: nobody listens any more
            if not data:
                return

    threading.Thread(target=pump, name="standard input", daemon=True).start()
    frames = Frames()
    while data := await chunks.get():
        for message in frames.feed(data):
            yield message


class Writer:
    """Writes whole messages to a file descriptor.

    Attributes:
        broken: nobody reads any more.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.broken = False

    def write(self, data: bytes) -> None:
        """Writes all of it, unless nobody reads any more."""
        rest = memoryview(data)
        while rest and not self.broken:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                self.broken = True

    def close(self) -> None:
        """The descriptor is closed with the process."""
