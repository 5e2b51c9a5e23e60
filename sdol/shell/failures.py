"""Failures told: one message for the terminal, or one JSON value, and the exit status that goes with it."""

from __future__ import annotations

import contextlib
import os
import sys

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.errors import SdolError
from sdol.kernel.gate import Refused
from sdol.kernel.traps import Trap
from sdol.shell import status
from sdol.shell.options import UsageError

TRACE = 8
"""Open calls that a message lists; of more, the first and the last ones."""

MORE = 3
"""Codes of which the end of the messages says where to read more."""


def of(error: BaseException) -> tuple[list[Diagnostic], int]:
    """What is told of a failure, and the exit status that goes with it."""
    if isinstance(error, status.Stopped):
        return error.diagnostics, error.code
    return [of_error(error)], status_of(error)


def status_of(error: BaseException) -> int:
    inner = error.error if isinstance(error, Trap) else error
    if isinstance(inner, UsageError) or getattr(inner, "code", "") == "E0902":
        return status.REJECTED
    return status.REFUSED if isinstance(inner, Refused) else status.FAILED


def of_error(error: BaseException) -> Diagnostic:
    """A failure without a place in a program."""
    if isinstance(error, SdolError):
        return Diagnostic(error.code, error.message, reason=error.reason, help=error.help)
    if os.environ.get("SDOL_DEBUG"):
        raise error
    return Diagnostic(
        "E0999",
        f"sdol itself failed: {type(error).__name__}: {error}",
        reason="this is a mistake in sdol, not in the program",
        help="please report it, with what `SDOL_DEBUG=1` shows",
    )


def of_trap(trap: Trap, sources: list[tuple[str, str]], main: int = 0) -> Diagnostic:
    """A program's failure, with its place and the calls it went through; `main` is the user's own source."""
    error = trap.error
    source: Source | None = None
    labels: tuple[Label, ...] = ()
    if trap.places:
        index, start, end, _ = _shown(trap, main)
        source, labels = Source(*sources[index]), (Label(start, end),)
    return Diagnostic(
        error.code, error.message, source, labels, error.reason, error.help, trace=_trace(trap, sources)
    )


def _shown(trap: Trap, main: int) -> tuple[int, int, int, str]:
    """The innermost place in the user's own file, else the innermost of all."""
    return next((p for p in trap.places if p[0] == main), trap.places[0])


def _trace(trap: Trap, sources: list[tuple[str, str]]) -> tuple[str, ...]:
    if len(trap.places) < 2:
        return ()
    lines = []
    known = {index: Source(*sources[index]) for index in {place[0] for place in trap.places}}
    for index, start, _, name in trap.places:
        line, column = known[index].position(start)
        where = "the top level" if name == "main" else f"`{name}`"
        lines.append(f"{known[index].name}:{line}:{column} in {where}")
    if len(lines) > TRACE:
        half = TRACE // 2
        lines = [*lines[:half], f"… {len(lines) - TRACE:,} more calls …", *lines[-half:]]
    return tuple(lines)


def report(found: list[Diagnostic], *, as_json: bool, otherwise: str) -> None:
    """What a command answers that looks for mistakes: JSON, the diagnostics, or to a person that there are none."""
    if as_json:
        from sdol.shell.answer import say_json

        say_json([one.to_json() for one in found])
    elif found:
        show(found, last=True)
    else:
        from sdol.shell.terminal import is_terminal, talk

        if is_terminal(sys.stderr):
            talk(otherwise)


def show(found: list[Diagnostic], *, last: bool = False) -> None:
    """Writes diagnostics to standard error, after what is on its way to standard output.

    Where they are the `last` thing that a command says, a terminal is told where to read more.
    """
    from sdol.lang.render import render
    from sdol.shell.terminal import colour, is_terminal, talk, width

    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    talk(render(found, color=colour(sys.stderr), width=width(), folded=is_terminal(sys.stderr)))
    if last and is_terminal(sys.stderr):
        codes = list(dict.fromkeys(d.code for d in found))
        talk(f"for more: sdol explain {' '.join(codes[:MORE])}")
