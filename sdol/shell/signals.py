"""Signals that ask a program to end.

It ends as Ctrl-C ends it, with its output written and its run closed, and then by the signal itself.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


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
    """A context in which such signals raise `Terminated`; one that is ignored (`nohup`) stays ignored."""

    def __enter__(self) -> None:
        self._before: list[tuple[int, Any]] = []
        for number in SIGNALS:
            if signal.getsignal(number) == signal.SIG_DFL:
                self._before.append((number, signal.signal(number, _raise)))

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)


def _raise(number: int, frame: FrameType | None) -> None:
    raise Terminated(number)
