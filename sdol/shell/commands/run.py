"""`sdol run FILE`: runs a program."""

from __future__ import annotations

from sdol.shell import running, status
from sdol.shell.options import Call, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.output import Output


def _run(call: Call) -> int:
    engine = running.engine_of(call)
    name, text = running.read_program(call.argument("FILE"))

    def program(output: Output | None = None) -> None:
        image = running.compiled(name, text)
        running.run(image, running.world_of(call, image, output=output), engine, keep=True)

    if call.option("json"):
        from sdol.shell.captured import report

        return report(program)
    program()
    return status.FINE


def _failure(code: int, found: list[dict[str, object]]) -> object:
    from sdol.shell.captured import shape

    return shape(code, found)


COMMAND = Command(
    "run",
    "run a program",
    _run,
    ("FILE",),
    running.RUN_OPTIONS,
    "FILE is a program; `-` reads it from standard input. Standard output is the program's own.",
    _failure,
)
