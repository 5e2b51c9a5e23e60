"""The interactive session: processor time from the call to the prompt, beside another one of Python's."""

from __future__ import annotations

import os
import pty
import shutil
import sysconfig
from collections.abc import Iterator
from statistics import median

from benchmarks.harness.registry import Run, Unavailable, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import own_folder

LIMIT = 300.0
"""Milliseconds that the first prompt may take."""

LEAVE = b"\x04"


@benchmark("session")
def session(run: Run) -> Iterator[Row]:
    """Processor time of a session that is begun and left at its first prompt, on a terminal."""
    ours, peer = _script("sdol"), _script("ipython")
    with own_folder() as folder:
        environment = {
            **os.environ,
            "SDOL_SESSION": str(folder / "session.db"),
            "IPYTHONDIR": str(folder),
            "TERM": "xterm",
        }
        calls = (([ours], b"sdol>"), ([peer, "--no-confirm-exit"], b"]: "))
        for words, prompt in calls:  # writes byte code
            _cpu(words, prompt, environment)
        times = [[_cpu(*call, environment) for call in calls] for _ in range(5 if run.quick else 15)]
    own, other = (median(column) * 1e3 for column in zip(*times, strict=True))
    yield Row("sdol, to the prompt and out", own, "ms", LIMIT, "limit", "<= 1")
    yield Row("the same beside", own, "ms", other, "ipython", "<= 1")


def _script(name: str) -> str:
    """A command of this interpreter's environment.

    Raises:
        Unavailable: it is not installed there.
    """
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    if found is None:
        raise Unavailable(
            f"there is no `{name}` beside this interpreter: `pip install -e '.[test]'` installs both"
        )
    return found


def _cpu(words: list[str], prompt: bytes, environment: dict[str, str]) -> float:
    """Seconds of processor time of a session on a terminal of its own, which is left when its prompt stands."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(words[0], words, environment)
    written = b""
    left = False
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
        if not left and prompt in written:
            os.write(terminal, LEAVE)
            left = True
    _, status, used = os.wait4(child, 0)
    os.close(terminal)
    if status:
        raise Unavailable(
            f"{words[0]} ended with status {os.waitstatus_to_exitcode(status)}",
            written.decode(errors="replace"),
        )
    return used.ru_utime + used.ru_stime
