"""`sdol run FILE`: runs a program."""

from __future__ import annotations

from sdol.shell import portable, running
from sdol.shell.options import Call, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.output import Output


def _run(call: Call) -> int:
    bounds = running.bounds_asked(call)
    engine = running.engine_of(call, bounds)
    name = call.argument("FILE")
    image_of = running.program_of(name)

    def program(output: Output | None = None) -> Any:
        image = image_of()
        world = running.world_of(call, image, output=output)
        if portable.is_compiled(name):
            with portable.foreign(name):
                return running.run(image, world, engine, bounds=bounds)
        return running.run(image, world, engine, keep=True, bounds=bounds)

    return running.reported(call, program)


COMMAND = Command(
    "run",
    "run a program",
    _run,
    ("FILE",),
    (*running.RUN_OPTIONS[:-1], *running.BOUND_OPTIONS, running.JSON),
    "FILE is a program, or one that `sdol asm` compiled; `-` reads it from standard input. "
    "Standard output is the program's own.",
    running.captured_failure,
    examples=(
        ("sdol run triage.sdol --input messages.txt", "with its input from a file"),
        ("sdol run report.sdol --allow fs.read=notes -D year=2026", "with leave to read a folder"),
        ("sdol run long.sdol --state long.state", "saved at Ctrl-C, for `sdol resume long.state`"),
    ),
)
