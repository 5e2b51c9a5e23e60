"""One browser that watches: what waits to be sent to it, and what it says."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiohttp.web import WebSocketResponse

WAITING = 4 * 2**20
"""Bytes that may wait for a slow browser; then it misses them, and is shown the screen anew once it has caught up."""

ANSWERS = 100
"""Messages that may wait where an answer to a ping is to be added; a page that reads none of them is given no more."""

WIDTHS, HEIGHTS = (20, 500), (5, 200)
"""Columns and rows that a terminal may have; what a page says beyond them is taken for the nearest."""


class Said(NamedTuple):
    """What a page says: `typed` text, a new `size`, or a `ping` to be answered; or nothing that matters here."""

    typed: str = ""
    size: tuple[int, int] | None = None
    ping: str | None = None


class Viewer:
    """A browser.

    Args:
        socket: that leads to it.
        size: columns and rows of its terminal.

    Attributes:
        behind: whether it misses something.
    """

    def __init__(self, socket: WebSocketResponse, size: tuple[int, int]) -> None:
        self.socket, self.size = socket, size
        self.behind = False
        self._queue: asyncio.Queue[bytes | str] = asyncio.Queue()
        self._waiting = 0

    def put(self, message: bytes | str) -> None:
        """Has a message sent, without waiting for it; one for the terminal may be left out."""
        if isinstance(message, bytes):
            if self.behind or self._waiting + len(message) > WAITING:
                self.behind = True
                return
            self._waiting += len(message)
        self._queue.put_nowait(message)

    def answer(self, ping: str) -> None:
        """Has a ping answered, unless too much waits already."""
        if self._queue.qsize() < ANSWERS:
            self.put(json.dumps(["pong", ping]))

    async def send(self) -> None:
        """Sends what waits now or next, until none waits.

        Raises:
            ConnectionError: the browser is gone.
        """
        while True:
            message = await self._queue.get()
            if isinstance(message, bytes):
                await self.socket.send_bytes(message)
                self._waiting -= len(message)
            else:
                await self.socket.send_str(message)
            if self._queue.empty():
                return

    async def close(self, code: int) -> None:
        """Sends what waits, as far as the browser takes it soon, and closes."""
        with suppress(ConnectionError, asyncio.TimeoutError):
            if not self._queue.empty():
                await asyncio.wait_for(self.send(), 1)
        with suppress(ConnectionError):
            await self.socket.close(code=code)


def heard(text: str) -> Said:
    """Reads what a page says: JSON, `[kind, value]`.

    Raises:
        ValueError: it says nothing of the kind.
    """
    said = json.loads(text)
    if not isinstance(said, list) or not said:
        raise ValueError("no message")
    kind, value = said[0], said[1] if len(said) > 1 else None
    if kind == "stdin" and isinstance(value, str):
        return Said(typed=value)
    if kind == "resize" and isinstance(value, dict):
        return Said(size=bounded(value.get("width"), value.get("height")))
    if kind == "ping" and isinstance(value, str):
        return Said(ping=value[:40])
    if kind in ("focus", "blur"):
        return Said()
    raise ValueError("an unknown message")


def bounded(width: object, height: object) -> tuple[int, int]:
    """A terminal's size, as far as it may be.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(width, int) or not isinstance(height, int):
        raise ValueError("no size")
    (least, most), (lowest, highest) = WIDTHS, HEIGHTS
    return min(max(width, least), most), min(max(height, lowest), highest)
