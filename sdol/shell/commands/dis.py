"""`sdol dis FILE`: the instructions that a program becomes."""

from __future__ import annotations

import sys

from sdol.compiler import listing
from sdol.compiler.listing import Line
from sdol.shell import running, status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option
from sdol.shell.terminal import Paint, is_terminal, width
from sdol.shell.watched import functions_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.ir import Program


def _dis(call: Call) -> int:
    program = running.program_of(call.argument("FILE"))().program()
    if call.option("fused"):
        from sdol.compiler.passes import optimised

        program = optimised(program)
    wanted = _wanted(program, call.option("function"))
    if call.option("json"):
        say_json([listing.as_data(program, index) for index in wanted])
    elif is_terminal(sys.stdout) or call.option("function") is not None:
        paint, columns = Paint(sys.stdout), width()
        parts = ["\n".join(shown(line, paint, columns) for line in listing.lines(program, i)) for i in wanted]
        say("\n\n".join(parts))
    else:
        say(listing.whole(program).removesuffix("\n"))
    return status.FINE


def _wanted(program: Program, name: str | None) -> list[int]:
    return [*range(len(program.functions))] if name is None else functions_named(program, name)


def shown(line: Line, paint: Paint, columns: int) -> str:
    """A line of a listing, cut to a width, in colours where there are any."""
    whole = line.plain(columns)
    if line.kind == "head":
        return paint.strong(whole)
    if line.kind in ("source", "label"):
        return paint.faint(whole) if line.kind == "source" else paint.name(whole)
    beside = line.beside(columns)
    return whole[: len(whole) - len(beside)] + paint.faint(beside)


COMMAND = Command(
    "dis",
    "show the instructions that a program becomes",
    _dis,
    ("FILE",),
    (
        Option("--function", "show only the function of that name; `main` is the top level", "NAME"),
        Option("--fused", "show them after the passes of the fast engine, which fuse loops"),
        Option("--json", "write one JSON array with an object for each function"),
    ),
    "FILE is a program or a compiled one; `-` reads a program from standard input. On a terminal the listing is cut "
    "to its width; written to a file or a pipe it is whole, and `sdol asm` makes the program of it again.",
    examples=(
        ("sdol dis triage.sdol --function team", "one function, to read"),
        ("sdol dis triage.sdol > triage.sdolasm", "all of it, for `sdol asm`"),
    ),
)
