"""A browser without a window, driven by the DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE = 60.0

FIND_TERMINAL = """
Object.defineProperty(Object.prototype, "fitAddon", {
  configurable: true,
  set(value) {
    Object.defineProperty(this, "fitAddon", {value, writable: true});
    window.page = this;
  },
});
"""
"""Runs before the page's own scripts, and keeps what holds the terminal, which nothing leads to otherwise."""

READ = """
(() => {
  const buffer = window.page && window.page.terminal.buffer.active;
  if (!buffer) return "";
  const lines = [];
  for (let at = 0; at < window.page.terminal.rows; at++)
    lines.push(buffer.getLine(buffer.viewportY + at).translateToString(true));
  return lines.join("\\n");
})()
"""


class Browser:
    """One page.

    Attributes:
        asked: addresses of all requests of the page, those of websockets, too.
        said: what the browser wrote to its console, and what it refused.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._last = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.said: list[str] = []

    async def listen(self) -> None:
        async for message in self._socket:
            found = json.loads(message.data)
            if "id" in found:
                self._answers.pop(found["id"]).set_result(found)
            else:
                self._hear(found["method"], found["params"])

    def _hear(self, method: str, said: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(said["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked.append(said["url"])
        elif method == "Log.entryAdded":
            self.said.append(said["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(said["exceptionDetails"]))

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        self._last += 1
        answer = self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._last, "method": method, "params": given})
        found = await asyncio.wait_for(answer, PATIENCE)
        assert "error" not in found, (method, found)
        return dict(found["result"])

    async def begin(self) -> None:
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=FIND_TERMINAL)

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def size(self, width: int, height: int) -> None:
        """Gives the window a size, in pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def evaluate(self, script: str) -> Any:
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def text(self) -> str:
        """What stands in the terminal."""
        return str(await self.evaluate(READ))

    async def wait(self, until: str | Callable[[str], bool]) -> str:
        """What stands in the terminal, once it holds a text."""
        holds = (lambda text: until in text) if isinstance(until, str) else until
        end, text = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            text = await self.text()
            if holds(text):
                return text
            await asyncio.sleep(0.05)
        raise AssertionError(f"waited for {until!r}; there is:\n{text}\n{self.said}")

    async def type(self, text: str) -> None:
        """Presses keys, one for each character."""
        for sign in text:
            more = (
                {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
                if sign == "\r"
                else {"key": sign}
            )
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=sign, **more)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **more)

    async def click(self, column: int, row: int) -> None:
        """Clicks on a character of the terminal."""
        across, down = await self.evaluate(
            f"(() => {{ const at = document.querySelector('.xterm-screen').getBoundingClientRect();"
            f" const terminal = window.page.terminal;"
            f" return [at.left + at.width * ({column} + 0.5) / terminal.cols,"
            f" at.top + at.height * ({row} + 0.5) / terminal.rows]; }})()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=across, y=down, button="left", clickCount=1
            )

    async def picture(self, path: Path) -> None:
        found = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))


@asynccontextmanager
async def browsing(program: str, folder: Path) -> AsyncIterator[Callable[[], Any]]:
    """Starts a browser with a profile in a folder; gives what opens a new page in it."""
    process = subprocess.Popen(
        [
            program,
            "--headless=new",
            "--no-sandbox",  # the tests run as root in containers
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    tasks: list[asyncio.Task[None]] = []
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:

            async def page() -> Browser:
                async with session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
                    found = await answer.json()
                one = Browser(await session.ws_connect(found["webSocketDebuggerUrl"], max_msg_size=0))
                tasks.append(asyncio.create_task(one.listen()))
                await one.begin()
                return one

            yield page
    finally:
        for task in tasks:
            task.cancel()
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


async def _port(path: Path) -> int:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if path.exists() and (text := path.read_text()):
            return int(text.split()[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start")
