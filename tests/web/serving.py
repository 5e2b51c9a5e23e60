"""A served dashboard as its own process, and what a browser would ask of it."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Answer(NamedTuple):
    """An answer to a request; its text byte by byte."""

    status: int
    headers: Message
    text: str


class Served:
    """A server that runs.

    Attributes:
        address: that it printed.
        port: that it listens on.
        host: that it calls itself by.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.address = process.stdout.readline().strip()
        self.host = urlsplit(self.address).netloc
        self.port = int(self.host.rpartition(":")[2])
        self._cookie = ""

    @property
    def cookie(self) -> str:
        if not self._cookie:
            self._cookie = self.ask(self.address).headers["Set-Cookie"].partition(";")[0]
        return self._cookie

    def ask(self, path: str, **headers: str) -> Answer:
        """What it answers; an underscore of a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest("GET", path.replace(f"http://{self.host}", ""), skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        with closing(connection), connection.getresponse() as answer:
            body = b"" if answer.status == 101 else answer.read()
            return Answer(answer.status, answer.headers, body.decode("latin-1"))

    def children(self) -> list[int]:
        """Its dashboards."""
        pid = self.process.pid
        with suppress(FileNotFoundError):
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    @asynccontextmanager
    async def page(self, width: int = 100, height: int = 30) -> AsyncIterator[Page]:
        """A page's websocket."""
        headers = {"Origin": f"http://{self.host}", "Cookie": self.cookie}
        address = f"http://{self.host}/ws?width={width}&height={height}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, headers=headers, max_msg_size=0) as socket,
        ):
            yield Page(socket)


class Page:
    """A page: what it was sent, and what it says."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seen = ""
        self.told: list[list[Any]] = []

    async def wait(self, until: str) -> str:
        """What was sent for the terminal since the last call, once it has a text in it."""
        end = time.monotonic() + PATIENCE
        while until not in plain(self.seen):
            assert time.monotonic() < end and await self._next(end), (
                f"{until!r} is not in {plain(self.seen)!r}"
            )
        seen, self.seen = plain(self.seen), ""
        return seen

    async def hear(self, count: int) -> list[list[Any]]:
        """What was said to the page itself, once it is as much."""
        end = time.monotonic() + PATIENCE
        while len(self.told) < count:
            assert await self._next(end), self.told
        return self.told

    async def closed(self) -> int | None:
        """The status that the server closes with."""
        while await self._next(time.monotonic() + PATIENCE):
            continue
        return self.socket.close_code

    async def _next(self, end: float) -> bool:
        try:
            # The time that `receive` takes itself begins anew with each heartbeat of the server.
            async with asyncio.timeout(end - time.monotonic()):
                message = await self.socket.receive()
        except TimeoutError:
            return False
        if message.type is aiohttp.WSMsgType.BINARY:
            self.seen += message.data.decode()
        elif message.type is aiohttp.WSMsgType.TEXT:
            self.told.append(json.loads(message.data))
        return message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT)

    async def type(self, text: str) -> None:
        await self.socket.send_json(["stdin", text])


def plain(shown: str) -> str:
    """The text without what colours it, and with a line's end where the cursor moves."""
    shown = re.sub(r"\x1b\[[0-9]+;[0-9]+H", "\n", shown)
    return re.sub(r"\x1b\[[0-9;?]*\$?[a-zA-Z]", "", shown)


def columns(shown: str) -> int:
    """The columns of the widest line."""
    return max(map(len, shown.splitlines()), default=0)


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be taken note of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Served]:
    """Serves the dashboard, in a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "tui", *words, "--serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT))},
    )
    try:
        yield Served(process)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
