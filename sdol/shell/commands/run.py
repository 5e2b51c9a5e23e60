"""`sdol run FILE`: runs a program."""

from __future__ import annotations

from sdol.kernel.traps import Trap
from sdol.shell import running, status
from sdol.shell.options import Call, Command


def _run(call: Call) -> int:
    engine = running.engine_of(call)
    name, text = running.read_program(call.argument("FILE"))
    if call.option("json"):
        from sdol.shell.captured import run_captured

        return run_captured(call, name, text, engine)
    try:
        image = running.compiled(name, text)
    except running.Rejected as rejected:
        from sdol.shell.failures import show

        show(rejected.diagnostics)
        return status.REJECTED
    try:
        running.run(image, running.world_of(call, image), engine)
    except Trap as trap:
        from sdol.shell.failures import of_trap, show, status_of

        show([of_trap(trap, image.sources)])
        return status_of(trap)
    return status.FINE


COMMAND = Command(
    "run",
    "run a program",
    _run,
    ("FILE",),
    running.RUN_OPTIONS,
    "FILE is a program; `-` reads it from standard input. Standard output is the program's own.",
)
