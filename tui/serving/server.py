"""Serves the dashboard to browsers on this machine, until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from aiohttp import web
from textual_serve.server import Server

from sdol.shell import status
from sdol.shell.answer import say
from sdol.shell.signals import Terminated
from sdol.shell.terminal import talk
from sdol.tui.heeding import heed
from sdol.tui.serving.admission import SOCKET, Admission
from sdol.tui.serving.stage import Stage
from sdol.tui.serving.viewer import bounded

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

PAGE = Path(__file__).parent / "page"

LONGEST = 2**20
"""Bytes of a message from a page: what somebody pastes."""

LOGS = "aiohttp", "asyncio", "textual-serve"
"""Loggers that would write to standard error what anybody on this machine sends, with a cookie or a token in it."""

WARNING = (
    "note: whoever opens this address drives the program with the rights of this call, and gives it leave; "
    "Ctrl-C ends it"
)


class Served(Server):
    """Textual's server, with a door, a page of its own, and one run for all who come.

    Args:
        words: what starts the dashboard.
        title: of the page.
        port: that it listens on, which stands in the address.
    """

    def __init__(self, words: Sequence[str], title: str, port: int) -> None:
        super().__init__(" ".join(words), title=title, port=port)
        self.admission = Admission(port)
        self.stage = Stage(words, self.download_manager)
        self._page = Template((PAGE / "index.html").read_text(encoding="utf-8"))

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self.admission.middleware()])
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get(SOCKET, self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
                web.static("/page", PAGE),
            ]
        )
        app.on_response_prepare.append(self.admission.dress)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_shutdown(self, app: web.Application) -> None:
        await self.stage.close()

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page."""
        text = self._page.substitute(title=escape(self.title), socket=escape(f"ws://{request.host}{SOCKET}"))
        return web.Response(text=text, content_type="text/html")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A browser that watches."""
        socket = web.WebSocketResponse(timeout=1, heartbeat=15, max_msg_size=LONGEST)
        try:
            size = bounded(int(request.query["width"]), int(request.query["height"]))
        except (KeyError, ValueError):
            size = 80, 24
        await socket.prepare(request)
        await self.stage.watch(socket, size)
        return socket


def serve(words: Sequence[str], title: str, listening: socket.socket) -> int:
    """Serves until a signal asks it to end, and gives the status.

    Args:
        words: what starts the dashboard.
        title: of the page.
        listening: a socket that listens on the loopback.

    Raises:
        Terminated: a signal other than Ctrl-C ended it.
    """
    number = asyncio.run(_served(Served(words, title, listening.getsockname()[1]), listening))
    if number != signal.SIGINT:
        raise Terminated(number)
    return status.INTERRUPTED


async def _served(server: Served, listening: socket.socket) -> int:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    heed(lambda number: None if ended.done() else ended.set_result(number))
    for name in LOGS:
        logging.getLogger(name).addHandler(logging.NullHandler())
    runner = web.AppRunner(await server._make_app(), access_log=None, shutdown_timeout=1)
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        talk(WARNING)
        say(server.admission.address)
        sys.stdout.flush()
        return await ended
    finally:
        await runner.cleanup()
