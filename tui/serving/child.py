"""The process of the dashboard that is served, which does what the browsers' keys say."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from textual_serve.app_service import AppService

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable, Sequence

    from textual_serve.download_manager import DownloadManager

PATIENCE = 3.0
"""Seconds that the dashboard has to end its program before it is killed."""

READY = b"__GANGLION__\n"
"""What Textual writes before its first packet."""

KEPT = 8192
"""Bytes of what it writes to standard error that are kept, the last ones."""

DRIVER = "sdol.tui.serving.driver:Driver"


class Child(AppService):
    """A dashboard in a process of its own.

    Args:
        words: what starts it.
        show: takes bytes for the terminals.
        tell: takes a message for the page.
        downloads: that are under way.

    Attributes:
        said: what it wrote to standard error.
    """

    def __init__(
        self,
        words: Sequence[str],
        show: Callable[[bytes], Awaitable[None]],
        tell: Callable[[str], Awaitable[None]],
        downloads: DownloadManager,
    ) -> None:
        super().__init__(
            " ".join(words), write_bytes=show, write_str=tell, close=_nothing, download_manager=downloads
        )
        self._words, self.said = words, ""

    @property
    def alive(self) -> bool:
        return self._task is not None and not self._task.done()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        own = {
            "TEXTUAL_DRIVER": DRIVER,
            "PYTHONUTF8": "1",
            "PYTHONIOENCODING": "utf-8",
            "TERM": "xterm-256color",
        }
        return super()._build_environment(width, height) | own

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Starts it without a shell, and in a session of its own: Ctrl-C in the server's terminal is the server's."""
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def ended(self) -> None:
        """Returns when it has ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def run(self) -> None:
        """Follows it to its end; `start` calls this."""
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        errors = asyncio.create_task(_last(process.stderr))
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionResetError):
                await self._follow(process.stdout)
        finally:
            await process.wait()
            self.said = (await errors).decode("utf-8", "replace")

    async def _follow(self, stdout: StreamReader) -> None:
        while await stdout.readline() not in (READY, b""):
            continue
        dealt = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        while True:
            kind = await stdout.readexactly(1)
            size = int.from_bytes(await stdout.readexactly(4), "big")
            await dealt[kind](await stdout.readexactly(size))

    async def on_meta(self, data: bytes) -> None:
        """What it asks of the page; opening an address elsewhere is not among it."""
        if json.loads(data)["type"] != "open_url":
            await super().on_meta(data)

    async def stop(self) -> None:
        """Ends it: asks first, and then does not."""
        if self._task is None or self._process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.alive:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, number)
                await asyncio.wait([self._task], timeout=PATIENCE)


async def _nothing() -> None:
    """The page is closed when the process has ended, not when it says that it will."""


async def _last(stream: StreamReader) -> bytes:
    kept = b""
    while part := await stream.read(KEPT):
        kept = (kept + part)[-KEPT:]
    return kept
