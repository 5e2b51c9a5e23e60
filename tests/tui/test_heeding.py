"""Signals that ask the dashboard to end."""

from __future__ import annotations

import asyncio
import os
import signal

from sdol.tui.heeding import heed


def test_what_is_ignored_stays_ignored_and_the_others_are_heard() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` leaves it
    heard: list[int] = []

    async def listen() -> None:
        heed(heard.append)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
        while signal.SIGTERM not in heard:
            await asyncio.sleep(0)

    try:
        asyncio.run(listen())
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard == [signal.SIGTERM]
