"""Ctrl-C while a program runs under the debugger: it stops at the next instruction."""

from __future__ import annotations

import signal

from sdol.shell.signals import importing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from sdol.kernel.debugging import Debugger


class Interrupting:
    """Within it, Ctrl-C stops the program; a second one breaks off the instruction that it is at, too."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self._pressed = False

    def __enter__(self) -> None:
        self._before: Any = None
        try:
            self._before = signal.signal(signal.SIGINT, self._wish)
        except ValueError:
            return  # only the main thread has signals

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _wish(self, number: int, frame: FrameType | None) -> None:
        again, self._pressed = self._pressed, True
        self._debugger.interrupt()
        if (again or self._debugger.waiting) and not importing(frame):
            raise KeyboardInterrupt
