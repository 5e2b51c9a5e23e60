"""`sdol profile FILE`: runs a program and shows where its time went."""

from __future__ import annotations

import io
import os
import sys
from contextlib import nullcontext

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.shell import portable, running, status
from sdol.shell.bounds import count, limits_of
from sdol.shell.options import Call, Command, Option
from sdol.shell.targets import writable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic
    from sdol.kernel.limits import Limits
    from sdol.kernel.watching import Stopwatch
    from sdol.kernel.world import World
    from sdol.shell.profiling import Profile

TOP = 15
"""Rows of each table, unless the call says otherwise."""


def _profile(call: Call) -> int:
    image = running.program_of(call.argument("FILE"))()
    path, top, limits = call.option("output"), count(call, "top") or TOP, limits_of(call)
    if path is not None:
        path = writable(path, call.argument("FILE"))
    kept = io.StringIO() if call.option("json") else None
    world = running.world_of(call, image, output=Output(kept) if kept else None)
    measured = _Measured(image, world, limits)
    code, found = _ended(call.argument("FILE"), image, world, measured)
    profile = measured.profile()
    if profile is not None and path is not None:
        _write(path, profile)
    if kept is not None:
        _tell_json(code, found, kept.getvalue(), measured, profile, top)
        return code
    if profile is not None:
        _tell(measured, profile, top)
    if found:
        from sdol.shell import failures

        failures.show(found, last=True)
    return code


class _Measured:
    """A program on the stepping machine that is measured while it runs."""

    def __init__(self, image: Image, world: World, limits: Limits) -> None:
        self._image, self._world, self._limits = image, world, limits
        self._stopwatch: Stopwatch | None = None
        self.seconds = 0.0
        """How long it ran, with the measuring."""

    def begin(self) -> _Measured:
        """Links the program, which is not measured."""
        from sdol.compiler.link import stepping
        from sdol.kernel.watching import Stopwatch

        machine = stepping(self._image, self._world, depth=self._limits.depth)
        machine.start()
        self._stopwatch = Stopwatch(machine, self._limits.instructions)
        return self

    def call(self) -> None:
        """Runs it to its end.

        Raises:
            Trap: it failed, or came to a limit.
        """
        from time import perf_counter

        from sdol.shell.stepwise import held

        assert self._stopwatch is not None, "it has begun"
        start = perf_counter()
        try:
            with held(self._limits.memory):
                self._stopwatch.run()
        finally:
            self.seconds = perf_counter() - start

    def profile(self) -> Profile | None:
        """What was measured, or None where it did not come so far."""
        if self._stopwatch is None:
            return None
        from sdol.shell.profiling import Profile

        return Profile(self._image.program(), self._stopwatch.root)


def _ended(name: str, image: Image, world: World, measured: _Measured) -> tuple[int, list[Diagnostic]]:
    """Runs the program; the status, and what is told of a failure. Ctrl-C ends it, and its profile is shown."""
    try:
        with portable.foreign(name) if portable.is_compiled(name) else nullcontext():
            running.within(image, world, measured.begin)
    except KeyboardInterrupt:
        return status.INTERRUPTED, []
    except (status.Stopped, SdolError) as error:
        from sdol.shell.failures import of

        found, code = of(error)
        return code, found
    return status.FINE, []


def _write(path: str, profile: Profile) -> None:
    from sdol.kernel.files import replace
    from sdol.shell.answer import dumps
    from sdol.shell.flames import speedscope

    replace(path, dumps(speedscope(profile, os.path.basename(profile.sources[0].name))).encode())


# --- tables -------------------------------------------------------------------------------------------------


def _tell(measured: _Measured, profile: Profile, top: int) -> None:
    from sdol.shell.answer import say
    from sdol.shell.profile_tables import tables
    from sdol.shell.terminal import Paint, is_terminal, width

    instructions, time = profile.total()
    seconds = f"{time / 1e9:,.3f} s; with the measuring it took {measured.seconds:,.3f} s"
    memory = _peak()
    peak = f"; at most {memory / 1e6:,.0f} MB of memory" if memory else ""
    columns = width() if is_terminal(sys.stdout) else None
    say(f"{instructions:,} instructions in {seconds}{peak}")
    say("\n".join(tables(profile, top, Paint(sys.stdout), columns)))


def _tell_json(
    code: int, found: list[Diagnostic], output: str, measured: _Measured, profile: Profile | None, top: int
) -> None:
    from sdol.shell.answer import say_json

    answer: dict[str, Any] = running.captured_failure(code, [d.to_json() for d in found])  # type: ignore[assignment]
    answer["output"] = output
    if profile is not None:
        from sdol.shell.profile_tables import data

        instructions, time = profile.total()
        answer |= {"engine": "step", "instructions": instructions, "nanoseconds": time}
        answer |= {"with_measuring": round(measured.seconds * 1e9), "peak_memory": _peak()}
        answer |= data(profile, top)
    say_json(answer)


def _peak() -> int | None:
    """The most bytes of memory that this process held, where the system tells."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return None
    most = getrusage(RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


COMMAND = Command(
    "profile",
    "run a program and show where its time went",
    _profile,
    ("FILE",),
    (
        Option("--output", "write a flame graph to FILE, which https://speedscope.app shows", "FILE"),
        Option("--top", f"show N rows of each table; {TOP} by default", "N"),
        *(o for o in running.RUN_OPTIONS if o.name not in ("--engine", "--json")),
        *running.LIMIT_OPTIONS,
        Option("--json", "write one JSON value: status, output, diagnostics and the tables"),
    ),
    "After what the program prints come the tables: by function, line and instruction, how often each ran, its time "
    "alone, and in all, with the functions that it called. Every instruction is measured, so the counts are exact; "
    "that is why the engine is `step`, which runs the program as it is written. The measuring makes a run there "
    "five to seven times as long; what it takes is taken off again. Times are by the clock: on a busy machine other "
    "work is in them. The engine `emit` takes less time for cheap instructions, and computes some loops at once: "
    "`sdol explain FILE` says which. Ctrl-C ends the program and shows what was measured.",
    running.captured_failure,
    examples=(
        ("sdol profile long.sdol", "where its time goes"),
        ("sdol profile triage.sdol --input messages.txt --output triage.json", "with a flame graph"),
    ),
)
