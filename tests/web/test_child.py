"""The dashboard's process as the server sees it, with programs in its place that do not behave."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

from textual_serve.download_manager import DownloadManager

from sdol.tui.serving import child
from sdol.tui.serving.child import KEPT, Child

DEAF = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdout.buffer.write(b"noise\\n__GANGLION__\\nD\\0\\0\\0\\x02up")
sys.stdout.flush()
time.sleep(600)
"""
LOUD = """
import sys
sys.stderr.write("x" * 10**6 + " the end")
sys.stdout.buffer.write(b"__GANGLION__\\nD\\0\\0\\0\\x09half")
"""
ASKING = """
import json, sys, time
for said in ({"type": "open_url", "url": "http://elsewhere.example/", "new_tab": True},
             {"type": "deliver_file_start", "key": "k", "path": "/tmp/a.txt", "open_method": "download",
              "mime_type": "text/plain", "encoding": "utf-8"}):
    packet = json.dumps(said).encode()
    ready = b"" if "key" in said else b"__GANGLION__\\n"
    sys.stdout.buffer.write(ready + b"M" + len(packet).to_bytes(4, "big") + packet)
"""


class Heard:
    """What a child shows and tells."""

    def __init__(self, code: str) -> None:
        self.shown, self.told = b"", ""
        self.up = asyncio.Event()
        self.child = Child([sys.executable, "-c", code], self._show, self._tell, DownloadManager())

    async def _show(self, data: bytes) -> None:
        self.shown += data
        self.up.set()

    async def _tell(self, message: str) -> None:
        self.told += message


def test_one_that_does_not_heed_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PATIENCE", 0.1)

    async def look() -> None:
        heard = Heard(DEAF)
        await heard.child.start(80, 24)
        await heard.up.wait()
        process = heard.child._process
        await heard.child.stop()
        assert heard.shown == b"up" and not heard.child.alive
        assert process is not None and process.returncode == -signal.SIGKILL
        assert not await heard.child.send_bytes(b"x" * 10**6)

    asyncio.run(look())


def test_one_that_breaks_off_leaves_the_end_of_what_it_said() -> None:
    async def look() -> None:
        heard = Heard(LOUD)
        await heard.child.start(80, 24)
        await heard.child.ended()
        assert heard.shown == b"" and len(heard.child.said) == KEPT and heard.child.said.endswith(" the end")

    asyncio.run(look())


def test_it_may_hand_over_files_and_open_nothing() -> None:
    async def look() -> None:
        heard = Heard(ASKING)
        await heard.child.start(80, 24)
        await heard.child.ended()
        assert heard.told == '["deliver_file_start", "k"]'

    asyncio.run(look())
