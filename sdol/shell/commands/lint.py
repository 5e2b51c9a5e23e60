"""`sdol lint [FILE…]`: says what works in programs and could be better."""

from __future__ import annotations

import sys

from sdol.shell import running, status
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.sources import programs
from sdol.shell.terminal import is_terminal, talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic


def _lint(call: Call) -> int:
    found = [
        d for name in programs(call.argument("FILE") or ["."], standard_input=True) for d in findings(name)
    ]
    if call.option("json"):
        from sdol.shell.answer import say_json

        say_json([d.to_json() for d in found])
    elif found:
        from sdol.shell.failures import show

        show(found, last=True)
    elif is_terminal(sys.stderr):
        talk("nothing to say")
    return _status(found)


def findings(name: str) -> list[Diagnostic]:
    """What is said of one program; of one that does not compile, why."""
    try:
        source = running.read_program(name)
        running.compiled(*source)
    except (UsageError, status.Rejected) as error:
        from sdol.shell.failures import of

        return of(error)[0]
    from sdol.diagnostics import Source
    from sdol.lang.lint.rules import lint

    return lint(Source(*source))


def _status(found: list[Diagnostic]) -> int:
    if any(d.severity == "error" for d in found):
        return status.REJECTED
    return status.FAILED if found else status.FINE


COMMAND = Command(
    "lint",
    "say what works in programs and could be better",
    _lint,
    ("[FILE…]",),
    (Option("--json", "write the findings as one JSON array"),),
    "FILE is a program or a folder of them; without one, the folder that you are in; `-` reads a program from standard "
    "input. `sdol explain L001` says more of a rule. A comment `# lint: allow L001`, with a reason after it, at the "
    "end of a line or above it, allows what is found there. The status is 1 where there is a finding, 2 where a file "
    "does not compile.",
    lambda code, found: found,
    examples=(
        ("sdol lint triage.sdol", "what could be better in a file"),
        ("sdol lint --json", "in all files here, for an editor"),
    ),
)
