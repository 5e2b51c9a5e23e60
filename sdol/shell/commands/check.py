"""`sdol check FILE…`: says what is wrong with programs, without running them."""

from __future__ import annotations

import os
import sys

from sdol.shell import running, status
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import is_terminal, talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic


def _check(call: Call) -> int:
    found = [d for file in _files(call.argument("FILE")) for d in problems(file)]
    if call.option("json"):
        from sdol.shell.answer import say_json

        say_json([d.to_json() for d in found])
    elif found:
        from sdol.shell.failures import show

        show(found, last=True)
    elif is_terminal(sys.stderr):
        talk("no problems")
    return status.REJECTED if found else status.FINE


def _files(names: list[str]) -> list[str]:
    """Folders as the programs in them; of a file that is not there the problem is told with those of the others."""
    from sdol.shell.sources import programs

    return [file for name in names for file in (programs([name]) if os.path.isdir(name) else [name])]


def problems(file: str) -> list[Diagnostic]:
    """What is wrong with one program; a file that cannot be read is a problem too."""
    try:
        running.compiled(*running.read_program(file))
    except (UsageError, status.Rejected) as error:
        from sdol.shell.failures import of

        return of(error)[0]
    return []


COMMAND = Command(
    "check",
    "say what is wrong with programs, without running them",
    _check,
    ("FILE…",),
    (Option("--json", "write the problems as one JSON array"),),
    "FILE is a program or a folder of them; `-` reads a program from standard input. The status is 2 where there is a "
    "problem.",
    lambda code, found: found,
    examples=(
        ("sdol check triage.sdol", "find its mistakes"),
        ("sdol check .", "the mistakes of all programs here"),
        ("sdol check --json triage.sdol", "the same for an editor"),
    ),
)
