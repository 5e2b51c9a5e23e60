"""A terminal of our own, at whose other end the dashboard runs: what it writes comes with the moment it came at."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Any, NamedTuple

from benchmarks.harness.registry import ROOT, Unavailable

PATIENCE = 60.0
"""Seconds that anything is waited for."""

LOOKING = 0.1
"""Seconds after which a terminal of which nothing came is looked at anew: it may have been taken away."""

ASKS, ANSWERS = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
"""The question whether this terminal knows frames, and the answer that it does."""

BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"
CONTROL = re.compile(rb"\x1b(\[[0-9;?<>]*[ -/]*[@-~]|[()].|.)")


class Frame(NamedTuple):
    """One repaint.

    Attributes:
        at: when its last byte came, by `time.monotonic`.
        text: what it writes, without colours and places.
        written: the same with them.
    """

    at: float
    text: str
    written: bytes


class Terminal:
    """`sdol tui` in a pseudo-terminal.

    Args:
        words: after `sdol tui`.
        folder: where it is started.
        size: columns and rows.
        variables: of its environment, besides those of this process.

    Attributes:
        frames: all repaints so far.
        rest: what it has written after the last of them.

    Raises:
        Unavailable: there are no pseudo-terminals here.
    """

    def __init__(
        self, words: Sequence[str], folder: Path, size: tuple[int, int] = (80, 24), **variables: str
    ) -> None:
        self.frames: list[Frame] = []
        self.rest = b""
        self._status: int | None = None
        self._news = Condition()
        self.pid, self._master = _fork()
        if self.pid == 0:
            _become(words, folder, variables)
        self.resize(*size)
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    # --- what it is asked for ---------------------------------------------------------------------------------

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> float:
        """Types keys; gives the moment before."""
        before = time.monotonic()
        os.write(self._master, keys.encode())
        return before

    def wait(self, until: Callable[[Frame], bool], since: int = 0) -> Frame:
        """The first repaint for which something holds, from that of a number on.

        Raises:
            RuntimeError: there is none for a long time, or the dashboard has ended.
        """
        end = time.monotonic() + PATIENCE
        with self._news:
            while True:
                for frame in self.frames[since:]:
                    if until(frame):
                        return frame
                since = len(self.frames)
                if not self._thread.is_alive() or not self._news.wait(end - time.monotonic()):
                    raise RuntimeError("the dashboard does not show it: " + self._last())

    def _last(self) -> str:
        return self.frames[-1].text[-400:] if self.frames else "it has shown nothing"

    def spent(self) -> float:
        """Seconds of processor time so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that it holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def settings(self) -> list[Any]:
        """How the terminal treats what is typed and written, as `termios` has it."""
        return termios.tcgetattr(self._master)

    def hang_up(self) -> None:
        """Takes the terminal away."""
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, self._master)  # which the thread reads from its next look on
        os.close(nothing)

    def ended(self) -> int:
        """The exit status, once it has ended by itself; raises TimeoutError where it goes on."""
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise TimeoutError(f"it goes on after {PATIENCE} s")
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def close(self) -> None:
        """Ends it, where it has not."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.ended()
        os.close(self._master)

    # --- in the thread ----------------------------------------------------------------------------------------

    def _read(self) -> None:
        while True:
            if not select.select([self._master], [], [], LOOKING)[0]:
                continue
            try:
                came = os.read(self._master, 1 << 16)
            except OSError:  # the other end is closed
                came = b""
            if not came:
                break
            self._take(came, time.monotonic())
        with self._news:
            self._news.notify_all()

    def _take(self, came: bytes, at: float) -> None:
        self.rest += came
        if ASKS in self.rest:
            self.rest = self.rest.replace(ASKS, b"")
            os.write(self._master, ANSWERS)
        *whole, self.rest = self.rest.split(END)
        made = [Frame(at, _text(one), one) for one in (part.partition(BEGIN)[2] for part in whole)]
        with self._news:
            self.frames += [frame for frame in made if frame.written]
            self._news.notify_all()


def _text(written: bytes) -> str:
    return CONTROL.sub(b"", written).decode(errors="replace")


def _fork() -> tuple[int, int]:
    try:
        import pty
    except ImportError:
        raise Unavailable("there are no pseudo-terminals here: measure on Linux or macOS") from None
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of threads, which do not outlive the exec that follows
        return pty.fork()


def _become(words: Sequence[str], folder: Path, variables: dict[str, str]) -> None:
    """The child: becomes the dashboard."""
    os.chdir(folder)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    usual = {"PYTHONPATH": path, "TERM": "xterm-256color", "OMP_NUM_THREADS": "1"}
    setting = {**os.environ, **usual, **variables}
    os.execve(sys.executable, [sys.executable, "-m", "sdol", "tui", *words], setting)
