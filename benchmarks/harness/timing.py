"""Timing two things fairly on a machine that is not quiet: by turns, medians, processor time."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")

Clock = Callable[[], float]


def by_turns(
    functions: Sequence[Callable[[], Any]], rounds: int, clock: Clock = time.process_time
) -> list[float]:
    """The median seconds of each function, all of them called in every round, after one for warming up."""
    taken: list[list[float]] = [[] for _ in functions]
    for number in range(rounds + 1):
        for function, times in zip(functions, taken, strict=True):
            seconds = once(function, clock)
            if number:
                times.append(seconds)
    return [median(times) for times in taken]


def once(function: Callable[[], Any], clock: Clock = time.process_time) -> float:
    """Seconds of one call."""
    return timed(function, clock)[1]


def timed(function: Callable[[], T], clock: Clock = time.process_time) -> tuple[T, float]:
    """What one call gives and its seconds, with nothing left over for the garbage collector to find in it."""
    gc.collect()
    start = clock()
    given = function()
    return given, clock() - start


def cpu_of(command: Sequence[str], environment: dict[str, str]) -> float:
    """Processor seconds, user and system, of a command run to its end.

    Raises:
        RuntimeError: it failed; the message ends with what it wrote to standard error.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            raise RuntimeError(f"{' '.join(command)} failed: {said}")
    return usage.ru_utime + usage.ru_stime


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one benchmark, in which this process and its children keep session and cache."""
    kept = {name: os.environ.get(name) for name in ("SDOL_SESSION", "SDOL_CACHE")}
    with tempfile.TemporaryDirectory(prefix="sdol-benchmark-") as name:
        folder = Path(name)
        os.environ["SDOL_SESSION"] = str(folder / "session.db")
        os.environ["SDOL_CACHE"] = str(folder / "cache")
        try:
            yield folder
        finally:
            for variable, value in kept.items():
                os.environ.pop(variable, None) if value is None else os.environ.update({variable: value})


@contextmanager
def on_one_processor() -> Iterator[None]:
    """This process and the children that it starts share one processor, where the system can say so.

    Processor time is then the time that the work takes: model runtimes spin while their threads wait.
    """
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    try:
        if allowed:
            os.sched_setaffinity(0, {max(allowed)})
        yield
    finally:
        if allowed:
            os.sched_setaffinity(0, allowed)


def in_one_thread(module: str, arguments: Sequence[str]) -> str:
    """What a module of ours prints, run by itself where numpy computes with one thread.

    The number of threads is read when numpy is first imported, so it takes a process of its own.
    """
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    environment = os.environ | dict.fromkeys(threads, "1")
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(ran.stderr.strip())
    return ran.stdout
