"""`sdol resume STATE`: goes on with a program that was saved."""

from __future__ import annotations

import os

from sdol.errors import SdolError
from sdol.shell import running, status
from sdol.shell.options import Call, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.machine import Machine
    from sdol.kernel.output import Output


def _run(call: Call) -> int:
    path = call.argument("STATE")
    bounds = running.bounds_asked(call, path)

    def program(output: Output | None = None) -> Any:
        machine = _loaded(path, call, output)
        machine.depth = (bounds.limits.depth if bounds else None) or machine.depth
        try:
            return running.within(machine.program, machine.world, lambda: machine, bounds)
        except (SdolError, status.Stopped):
            raise
        except Exception as error:
            raise _unsound(error) from None

    return running.reported(call, program)


def _loaded(path: str, call: Call, output: Output | None) -> Machine:
    """The machine of a state, in a world of this call; closes the world where it cannot be loaded."""
    from sdol.compiler.link import resumed
    from sdol.kernel.ir import Program

    data = _read(path)
    known = Program()
    world = running.world_of(call, known, output=output)
    try:
        machine = resumed(data, world)
    except BaseException:
        world.close(status.FAILED)
        raise
    known.sources = machine.program.sources
    return machine


def _read(path: str) -> bytes:
    from sdol.kernel.lines import cannot_open

    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size  # a device or a pipe has none, and is no state
            return file.read(size)
    except OSError as error:
        raise cannot_open(error, path) from None


def _unsound(error: Exception) -> SdolError:
    """What no saved program does, a tampered one may: its own words, not those of a mistake in sdol."""
    if os.environ.get("SDOL_DEBUG"):
        raise error
    from sdol.kernel.saved import unreadable

    return unreadable(f"it does not hold together: {type(error).__name__}: {error}")


COMMAND = Command(
    "resume",
    "go on with a program that was saved",
    _run,
    ("STATE",),
    (
        *(o for o in running.RUN_OPTIONS if o.name not in ("-D", "--engine", "--json")),
        *running.BOUND_OPTIONS,
        running.JSON,
    ),
    "STATE is a file that `sdol run --state` has written. What was done before is not done again. Grants are "
    "not in it, nor is the session: give them as in the first call. When the program is stopped once more, it is "
    "saved in STATE unless `--state` names another file.",
    running.captured_failure,
    examples=(
        ("sdol resume long.state", "go on"),
        ("sdol resume triage.state --input messages.txt", "where the input came through a pipe"),
    ),
)
