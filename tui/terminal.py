"""Textual's driver, which notices that its terminal is gone: where SIGHUP is ignored, nothing else says so."""

from __future__ import annotations

import errno
import termios
from threading import Event
from typing import IO, TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

GONE = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EBADF)
"""What a terminal that is gone answers."""


def is_gone(file: int) -> bool:
    """Whether the terminal that a file number was of is not there any more."""
    try:
        termios.tcgetattr(file)
    except termios.error as error:
        return error.args[0] in GONE
    return False


class Terminal(LinuxDriver):
    """Reads a terminal as long as there is one; what is written to one that is gone is lost, and stops nobody."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("Any", Lossy(cast("IO[str]", self._file)))
        if self.input_tty:
            self.exit_event = _Ended(self)
        self._gone = False
        self._told: Callable[[], object] | None = None

    def when_gone(self, told: Callable[[], object]) -> None:
        """Has something called, in the thread of the screen, when the terminal is gone."""
        self._told = told
        if self._gone:
            told()

    def has_gone(self) -> bool:
        """Looks whether it is; called in the thread that reads."""
        if not self._gone and is_gone(self.fileno):
            self._gone = True
            if self._told is not None:
                self._loop.call_soon_threadsafe(self._told)
        return self._gone

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            if not self.has_gone():
                raise


class _Ended(Event):
    """What Textual asks before each read: whether that is to be the last."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self._terminal = terminal

    def is_set(self) -> bool:
        return super().is_set() or self._terminal.has_gone()


class Lossy:
    """A file to which writing never fails; what it does not take is lost."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        try:
            return self._file.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
