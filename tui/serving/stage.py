"""The one run that is served, and everybody who watches it.

All browsers see the same screen, and each can press keys. The program stays when the last of them goes, so a page that
is loaded again finds it where it stood. The screen is as large as the smallest of their terminals, as in tmux.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from sdol.kernel.output import inert
from sdol.tui.serving.child import Child
from sdol.tui.serving.viewer import Viewer, heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp.web import WebSocketResponse
    from textual_serve.download_manager import DownloadManager

MOST = 8
"""Browsers that may watch at the same time."""

LEAVING = b"\x1b[?1049l\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[0m\x1b[2J\x1b[H"

STOPPED, LEFT = "The server has ended.", "The dashboard was left."

GOING, WRONG, FULL, ENDED = 1001, 1008, 1013, 1000
"""Status of a websocket that is closed: the server ends, a message is none, no room, the dashboard was left."""


class Stage:
    """The dashboard's process, begun when the first browser comes.

    Args:
        words: what starts it.
        downloads: files on their way to a browser.
    """

    def __init__(self, words: Sequence[str], downloads: DownloadManager) -> None:
        self._words, self._downloads = words, downloads
        self._child: Child | None = None
        self._viewers: list[Viewer] = []
        self._last: Viewer | None = None
        self._size, self._closing = (80, 24), False
        self._turn = asyncio.Lock()
        self._watches: set[asyncio.Task[None]] = set()

    async def watch(self, socket: WebSocketResponse, size: tuple[int, int]) -> None:
        """Has a browser watch and drive until it goes."""
        viewer = Viewer(socket, size)
        if len(self._viewers) >= MOST:
            viewer.put(LEAVING + f"{MOST} browsers watch this dashboard already.".encode())
            await viewer.close(FULL)
            return
        self._viewers.append(viewer)
        sending = asyncio.create_task(self._send(viewer))
        try:
            await self._join(viewer)
            await self._listen(viewer)
        finally:
            self._viewers.remove(viewer)
            sending.cancel()
            await self._fit()

    async def close(self) -> None:
        """Ends the dashboard, and says farewell to all."""
        self._closing = True
        async with self._turn:
            if self._child is not None:
                await self._child.stop()
        await self._dismiss(STOPPED, GOING)

    async def _join(self, viewer: Viewer) -> None:
        async with self._turn:
            self._last = viewer
            if self._child is None and not self._closing:
                await self._begin()
                return
        await self._fit()
        await self._greet()

    async def _begin(self) -> None:
        self._size = self._smallest()
        child = Child(self._words, self._show, self._tell, self._downloads)
        await child.start(*self._size)
        self._child = child
        watch = asyncio.create_task(self._await_end(child))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)

    async def _listen(self, viewer: Viewer) -> None:
        async for message in viewer.socket:
            try:
                said = heard(message.data)
            except (ValueError, TypeError, RecursionError):
                await viewer.close(WRONG)
                return
            if said.ping is not None:
                viewer.answer(said.ping)
            elif said.size is not None:
                viewer.size = said.size
                await self._fit()
            elif said.typed and self._child is not None:
                self._last = viewer
                await self._child.send_bytes(said.typed.encode("utf-8", "replace"))

    async def _send(self, viewer: Viewer) -> None:
        with suppress(ConnectionError):
            while True:
                await viewer.send()
                if viewer.behind:
                    viewer.behind = False
                    await self._greet()

    # --- the screen -----------------------------------------------------------------------------------------

    def _smallest(self) -> tuple[int, int]:
        sizes = [viewer.size for viewer in self._viewers]
        return (min(s[0] for s in sizes), min(s[1] for s in sizes)) if sizes else self._size

    async def _fit(self) -> None:
        """Gives the screen the size that all can show."""
        size = self._smallest()
        if size != self._size and self._child is not None:
            self._size = size
            await self._child.set_terminal_size(*size)
            await self._greet()

    async def _greet(self) -> None:
        """Has everything drawn anew."""
        if self._child is not None:
            await self._child.send_meta({"type": "greet"})

    async def _show(self, data: bytes) -> None:
        for viewer in self._viewers:
            viewer.put(data)

    async def _tell(self, message: str) -> None:
        """A message for the page of whoever pressed the last key: a file that is handed over."""
        if self._last in self._viewers:
            self._last.put(message)

    # --- its end --------------------------------------------------------------------------------------------

    async def _await_end(self, child: Child) -> None:
        await child.ended()
        self._child = None
        if not self._closing:
            await self._dismiss(child.said or LEFT, ENDED)

    async def _dismiss(self, text: str, code: int) -> None:
        shown = "\r\n".join(inert(line) for line in text.splitlines())
        for viewer in self._viewers.copy():
            viewer.put(LEAVING + shown.encode())
        await asyncio.gather(*(viewer.close(code) for viewer in self._viewers.copy()))
