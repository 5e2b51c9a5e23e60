"""Keys that are typed ahead: between two prompts the terminal keeps them, unread and unseen, for the next prompt.

Left to itself a terminal edits lines while a program runs: what is typed is echoed into the program's output and then
shown once more at the prompt, Ctrl-D is read as a NUL by whoever reads keys next, and of a line longer than 4,095
bytes the rest is dropped.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from typing import Any

    Settings = list[Any]


class _Terminal:
    """The terminal whose keys are kept: its file descriptor, and its settings before that and since."""

    __slots__ = ("fd", "found", "keeping")

    def __init__(self, fd: int, found: Settings) -> None:
        self.fd, self.found, self.keeping = fd, found, _keeping(found)


_kept: list[_Terminal] = []
"""The innermost last; empty where no terminal keeps its keys."""


@contextlib.contextmanager
def typed_ahead() -> Iterator[None]:
    """Keeps what is typed for whoever reads keys next; Ctrl-C and Ctrl-Z act as always.

    Where standard input is no terminal, nothing changes.
    """
    terminal = _opened()
    if terminal is None:
        yield
        return
    _kept.append(terminal)
    before = _suspended_by(_suspend)
    try:
        _set(terminal, terminal.keeping)
        yield
    finally:
        _suspended_by(before)
        _kept.remove(terminal)
        _set(terminal, terminal.found)


@contextlib.contextmanager
def by_lines() -> Iterator[None]:
    """The terminal as the person's shell had it: for what reads lines from it, or is another program."""
    lines_from_now()
    try:
        yield
    finally:
        keys_from_now()


def lines_from_now() -> None:
    """As `by_lines`, until `keys_from_now`: for a program that reads what is typed as its input."""
    if _kept:
        _set(_kept[-1], _kept[-1].found)


def keys_from_now() -> None:
    """Keeps keys again."""
    if _kept:
        _set(_kept[-1], _kept[-1].keeping)


def _opened() -> _Terminal | None:
    import termios

    try:
        fd = sys.stdin.fileno()
        found = termios.tcgetattr(fd)
    except (AttributeError, OSError, ValueError, termios.error):
        return None
    return _Terminal(fd, found)


def _keeping(found: Settings) -> Settings:
    """Settings under which keys come one by one, unseen and unchanged, but for those that send a signal."""
    import termios

    *modes, local, inward_speed, outward_speed, characters = found
    local &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    characters = list(characters)
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    return [*modes, local, inward_speed, outward_speed, characters]


def _set(terminal: _Terminal, settings: Settings) -> None:
    """Sets a terminal, if it is still there."""
    import termios

    with contextlib.suppress(OSError, termios.error):
        termios.tcsetattr(terminal.fd, termios.TCSANOW, settings)


def _suspended_by(handler: Any) -> Any:
    """Says what Ctrl-Z does, and gives what it did; nothing changes where it is ignored, or beside the main thread."""
    if handler is None or signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN:
        return None
    with contextlib.suppress(ValueError):
        return signal.signal(signal.SIGTSTP, handler)
    return None


def _suspend(number: int, frame: FrameType | None) -> None:
    """Stops the process with its terminal as the shell had it, and goes on as it was.

    In the background, after `bg`, the terminal is the shell's: whoever sets it from there is stopped once more.
    """
    import termios

    terminal = _kept[-1]
    try:
        now = termios.tcgetattr(terminal.fd)
    except termios.error:
        now = terminal.keeping
    _set(terminal, terminal.found)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.signal(number, _suspend)
    if _in_front(terminal):
        _set(terminal, now)


def _in_front(terminal: _Terminal) -> bool:
    """Whether what is typed at a terminal is for this process."""
    try:
        return os.tcgetpgrp(terminal.fd) == os.getpgrp()
    except OSError:
        return False
