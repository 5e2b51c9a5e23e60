"""`:profile`."""

from __future__ import annotations

import sys

from sdol.shell.repl import outcome as of
from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.watching import Stopwatch
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome

TOP = 10
"""Rows of each table."""


def _profile(evaluator: Evaluator, rest: str) -> Outcome:
    if not rest:
        raise usage_of(COMMAND)
    made: list[Stopwatch] = []
    outcome = evaluator.run(rest, call=lambda function: _measured(evaluator, function, made))
    if not made:
        return outcome
    status = of.COMMAND if outcome.status in (of.VALUE, of.NOTHING) else outcome.status
    return outcome._replace(status=status, text=_tables(evaluator, made[0]))


def _measured(evaluator: Evaluator, function: int, made: list[Stopwatch]) -> Any:
    from sdol.kernel.watching import Stopwatch
    from sdol.shell.repl.stepping import machine_of, taken_over

    machine = machine_of(evaluator, function)
    made.append(Stopwatch(machine))
    try:
        made[0].run()
    finally:
        value = taken_over(evaluator, machine)
    return value


def _tables(evaluator: Evaluator, stopwatch: Stopwatch) -> str:
    from sdol.shell.amounts import duration
    from sdol.shell.profile_tables import tables
    from sdol.shell.profiling import Profile
    from sdol.shell.terminal import Paint, is_terminal, width

    profile = Profile(evaluator.session.program, stopwatch.root)
    instructions, time = profile.total()
    columns = width() if is_terminal(sys.stdout) else None
    head = f"{instructions:,} instructions in {duration(time / 1e9)}"
    lines = tables(profile, TOP, Paint(sys.stdout), columns)
    return "\n".join([head, *(line.partition(": `--top")[0] for line in lines)])


COMMAND = ReplCommand(
    "profile",
    "where the time of an expression goes",
    "profile EXPR",
    _profile,
    "By function, line and instruction: how often each ran, and its time alone and in all. It runs on the engine "
    "`step`, instruction by instruction, which takes longer; `:time` measures the fast one. `sdol profile` does it for "
    "a program, and draws flame graphs.",
    examples=((":profile total(orders)", "a call"),),
    code=True,
)
