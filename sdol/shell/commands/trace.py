"""`sdol trace FILE`: runs a program and shows every instruction with what it read and wrote."""

from __future__ import annotations

import io
import sys
from contextlib import nullcontext

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.shell import portable, running, status
from sdol.shell.bounds import count, limits_of
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.targets import writable
from sdol.shell.terminal import Paint, width
from sdol.shell.watched import FILTERS, chosen, instructions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from sdol.compiler.image import Image
    from sdol.diagnostics import Diagnostic
    from sdol.kernel.ir import Program
    from sdol.kernel.limits import Limits
    from sdol.kernel.world import World
    from sdol.shell.tracing import Form, Trace
    from sdol.shell.watched import Position


def _trace(call: Call) -> int:
    image = running.program_of(call.argument("FILE"))()
    program = image.program()
    wanted, last, limits = chosen(program, call), count(call, "last"), limits_of(call)
    path = call.option("output")
    if path is not None:
        path = writable(path, call.argument("FILE"))
    echo = io.StringIO() if path is None else None
    world = running.world_of(call, image, output=Output(echo) if echo else None)
    with _opened(path) as stream:
        run = _Run(call, image, program, world, Output(stream, painted=path is None), limits)
        return run.to_its_end(wanted, last, echo)


class _Run:
    """One traced run, and how its end is told."""

    def __init__(
        self, call: Call, image: Image, program: Program, world: World, out: Output, limits: Limits
    ) -> None:
        self._call, self._image, self._program, self._world = call, image, program, world
        self._out, self._limits = out, limits
        self._trace: Trace | None = None

    def to_its_end(self, wanted: set[Position] | None, last: int | None, echo: io.StringIO | None) -> int:
        """Runs it, and gives the status."""
        name = self._call.argument("FILE")
        context = portable.foreign(name) if portable.is_compiled(name) else nullcontext()

        def begin() -> Trace:
            self._trace = self._begun(wanted, last, echo)
            return self._trace

        try:
            with context:
                running.within(self._image, self._world, begin)
        except KeyboardInterrupt:
            self._end(status.INTERRUPTED, [])
            raise
        except (status.Stopped, SdolError) as error:
            from sdol.shell.failures import of

            found, code = of(error)
            if self._call.option("json"):
                self._end(code, found)
            self._tell(found)
            return code
        self._end(status.FINE, [])
        return status.FINE

    def _begun(self, wanted: set[Position] | None, last: int | None, echo: io.StringIO | None) -> Trace:
        from sdol.compiler.link import stepping
        from sdol.shell.tracing import Trace

        printing = {(at.code, at.position) for at in instructions(self._program) if at.effect == "output"}
        machine = stepping(self._image, self._world, depth=self._limits.depth)
        return Trace(machine, self._out, self._form(), wanted, printing, echo, last, self._limits)

    def _form(self) -> Form:
        from sdol.shell.tracing import Records, Texts

        uncut = bool(self._call.option("whole"))
        if self._call.option("json"):
            return Records(self._program, uncut=uncut)
        terminal = self._out.terminal
        paint = Paint(sys.stdout if terminal else None)
        return Texts(self._program, paint, width() if terminal and not uncut else None, uncut=uncut)

    def _end(self, code: int, found: list[Diagnostic]) -> None:
        """Writes the last line of JSON, or tells a person how many instructions there were."""
        shown = self._trace.count if self._trace else 0
        if self._call.option("json"):
            from sdol.shell.answer import dumps

            ended = {"status": code, "shown": shown, "diagnostics": [d.to_json() for d in found]}
            self._out.write(dumps(ended) + "\n")
            self._out.flush()
        elif code == status.FINE:
            self._world.notice(f"{shown:,} {'instruction' if shown == 1 else 'instructions'}")

    def _tell(self, found: list[Diagnostic]) -> None:
        """Tells a failure on standard error, unless it stands on standard output already."""
        if self._call.option("json") and self._call.option("output") is None:
            return
        from sdol.shell import failures

        failures.show(found, last=True)


def _opened(path: str | None) -> nullcontext[TextIO | None] | TextIO:
    """Where the trace goes: standard output, or a file of that name, made empty.

    Raises:
        UsageError: E0803 to E0805, it cannot be written after all.
    """
    if path is None:
        return nullcontext(sys.stdout)
    from sdol.kernel.lines import cannot_open

    try:
        return open(path, "w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError.of(cannot_open(error, path, "written")) from None


_OWN = [o for o in running.RUN_OPTIONS if o.name not in ("--engine", "--json")]

COMMAND = Command(
    "trace",
    "run a program and show every instruction with its values",
    _trace,
    ("FILE",),
    (
        *FILTERS,
        Option("--last", "show only the last N of them, at the end or at a failure", "N"),
        Option("--whole", "show values whole, however long; with --json as data, too"),
        Option("--output", "write the trace to FILE, and the program's output to standard output", "FILE"),
        *_OWN,
        *running.LIMIT_OPTIONS,
        Option("--json", "write JSON lines: an object for each instruction, then one with the status"),
    ),
    "Under each line of the source stand the instructions that it became, as `sdol dis` shows them, with what "
    "the registers held that each one read, and after an arrow what it wrote. Lines that begin with | are what the "
    "program printed. The engine is `step`, which runs the program as it is written; without a trace it pays nothing. "
    "Of several filters of one kind any may hold, of different kinds all must.",
    examples=(
        ("sdol trace triage.sdol --line 4-7", "what these lines of the file do"),
        ("sdol trace long.sdol --last 5", "the last instructions before the end"),
        ("sdol trace triage.sdol --effect store --json", "each use of the store, for a program"),
    ),
)
