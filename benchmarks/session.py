"""The interactive session: processor time to its prompt beside another one of Python's, and of entries late in it."""

from __future__ import annotations

import io
import os
import pty
import shutil
import sysconfig
import time
from collections.abc import Iterator
from itertools import count
from statistics import median

from benchmarks.harness.registry import Run, Unavailable, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import own_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator

LIMIT = 300.0
"""Milliseconds that the first prompt may take."""

LEAVE = b"\x04"

EARLY, LATE, WIDTH = 100, 3000, 100
"""Entries of a session that are compared, and over how many of them the median is taken."""

LINES = 10_000
"""Entries that are typed one after the other."""


@benchmark("session")
def session(run: Run) -> Iterator[Row]:
    """Processor time of a session left at its first prompt, and of entries after many others."""
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
    with own_folder():
        taken = _entries(LATE + WIDTH if run.quick else LINES)
    early, late = (median(taken[at : at + WIDTH]) * 1e3 for at in (EARLY, LATE))
    yield Row(f"an entry after {LATE:,} others", late, "ms", early, f"after {EARLY}", "<= 1.5")
    yield Row(f"{len(taken):,} entries", sum(taken), "s")


def _entries(most: int) -> list[float]:
    """Seconds of processor time of each entry of a session without a terminal."""
    from sdol.kernel.output import Output
    from sdol.kernel.world import World
    from sdol.lang.interactive import Session
    from sdol.shell.repl.evaluator import Evaluator

    world = World(output=Output(io.StringIO()), session=":memory:")
    evaluator = Evaluator(Session(), world)
    try:
        return [_seconds(evaluator, line) for line, _ in zip(_typed(), range(most), strict=False)]
    finally:
        world.close()


def _seconds(evaluator: Evaluator, line: str) -> float:
    started = time.process_time()
    outcome = evaluator.enter(line, final=True)
    seconds = time.process_time() - started
    if outcome.problems:
        raise RuntimeError(f"{line}: {outcome.problems[0].message}")
    return seconds


def _typed() -> Iterator[str]:
    """Entries of several kinds: new names, functions of earlier ones, prints, old names defined again."""
    for n in count():
        yield f"let v{n} = {n} + 1"
        yield f"fn f{n}(x: int) -> int {{ x + v{n} }}"
        yield f'print "{{v{n}}}", f{n}(1), f{n // 2}(2)'
        yield f"let last = {n}"
        yield f"f{n // 3}(last) * 2"


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
