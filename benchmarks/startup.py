"""The command's start beside that of the interpreter it runs on."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from statistics import median

from benchmarks.harness.registry import Run, Unavailable, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import cpu_of, own_folder


@benchmark("startup")
def startup(run: Run) -> Iterator[Row]:
    """Processor time of `sdol --version` and a warm `sdol run`, beside `python -c pass`."""
    sdol = _console_script()
    with own_folder() as folder:
        hello = folder / "hello.sdol"
        hello.write_text('print "hello"\n')
        commands = ([sys.executable, "-c", "pass"], [sdol, "--version"], [sdol, "run", str(hello)])
        nothing, version, warm = _medians(commands, 15 if run.quick else 41)
    yield Row("sdol --version", version * 1e3, "ms", nothing * 1e3, "python -c pass", "<= 3")
    yield Row("sdol run hello.sdol, warm", warm * 1e3, "ms", nothing * 1e3, "python -c pass", "<= 5")


def _medians(commands: tuple[list[str], ...], rounds: int) -> list[float]:
    environment = dict(os.environ)
    for command in commands:  # writes byte code and the compiled program
        cpu_of(command, environment)
    times = [[cpu_of(command, environment) for command in commands] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def _console_script() -> str:
    """The `sdol` of this interpreter's environment.

    Raises:
        Unavailable: SDOL is not installed there.
    """
    found = shutil.which("sdol", path=sysconfig.get_path("scripts"))
    if found is None:
        raise Unavailable("there is no `sdol` beside this interpreter: install it with `pip install -e .`")
    return found
