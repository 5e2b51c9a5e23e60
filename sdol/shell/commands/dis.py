"""`sdol dis FILE`: the instructions that a program becomes."""

from __future__ import annotations

import sys
from difflib import get_close_matches

from sdol.compiler import listing
from sdol.compiler.listing import Line
from sdol.shell import running, status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import Paint, is_terminal, width

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
        parts = [
            "\n".join(_shown(line, paint, columns) for line in listing.lines(program, i)) for i in wanted
        ]
        say("\n\n".join(parts))
    else:
        say(listing.whole(program).removesuffix("\n"))
    return status.FINE


def _wanted(program: Program, name: str | None) -> list[int]:
    names = [f.name for f in program.functions]
    found = [i for i, n in enumerate(names) if name in (None, n)]
    if found:
        return found
    near = get_close_matches(name or "", names, n=1)
    help = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(dict.fromkeys(names))}"
    raise UsageError("E0901", f"there is no function `{name}` in this program", help=help)


def _shown(line: Line, paint: Paint, columns: int) -> str:
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
