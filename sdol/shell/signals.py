"""Signals that ask a program to end.

It ends with its output written and its run closed: by Ctrl-C with status 130, by the others by the signal.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

ENDING = (signal.SIGTERM, signal.SIGHUP)
SOON = 0.02
"""Seconds after which a signal that came during an import is looked at again."""


class Terminated(BaseException):
    """The process was asked to end. Not an `Exception`, so that no `try` of a program catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number, self.code = number, 128 + number

    def end(self) -> int:
        """Ends this process by the signal, as whoever sent it expects."""
        signal.signal(self.number, signal.SIG_DFL)
        os.kill(os.getpid(), self.number)
        return self.code


class Heeding:
    """A context in which such signals raise, once they may; one that is ignored (`nohup`) stays ignored."""

    def __enter__(self) -> None:
        self._before: list[tuple[int, Any]] = []
        try:
            if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
                self._heed(signal.SIGINT)
            for number in ENDING:
                if signal.getsignal(number) == signal.SIG_DFL:
                    self._heed(number)
        except ValueError:
            return  # only the main thread has signals

    def _heed(self, number: int) -> None:
        self._before.append((number, signal.signal(number, _end)))

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _end(number: int, frame: FrameType | None) -> None:
    """Raises what ends the program.

    Not in the middle of an import: an extension module that is starting makes an ImportError of it.
    """
    if importing(frame):
        signal.signal(signal.SIGALRM, lambda _, later: _end(number, later))
        signal.setitimer(signal.ITIMER_REAL, SOON)
        return
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated(number)


def importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported where a signal came."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
