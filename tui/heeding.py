"""Signals that ask an app to end: it ends as by a key, so that the terminal is left as it was."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HEEDED = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


def heed(signalled: Callable[[int], None]) -> None:
    """Calls with the number of each such signal, in the running loop; does nothing outside the main thread.

    One that is ignored (`nohup`) stays ignored.
    """
    for number in HEEDED:
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            asyncio.get_running_loop().add_signal_handler(number, signalled, int(number))
        except (RuntimeError, ValueError, NotImplementedError):
            return
