"""`:trace EXPR`: the instructions of an entry, each with what it read and wrote."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


def _run(evaluator: Evaluator, rest: str) -> Outcome:
    if not rest:
        raise usage_of(COMMAND)
    return evaluator.run(rest, call=lambda function: _traced(evaluator, function))


def _traced(evaluator: Evaluator, function: int) -> Any:
    import sys

    from sdol.kernel.output import Output
    from sdol.shell.repl.noting import others
    from sdol.shell.repl.stepping import machine_of, taken_over
    from sdol.shell.terminal import Paint, is_terminal, width
    from sdol.shell.tracing import Texts, Trace

    machine = machine_of(evaluator, function)
    terminal = is_terminal(sys.stdout)
    columns = width() if terminal else None
    form = Texts(machine.program, Paint(sys.stdout if terminal else None), columns, uncut=False)
    trace = Trace(
        machine, Output(sys.stdout, painted=True), form, others(machine.listings), set(), None, None
    )
    try:
        trace.call()
    finally:
        value = taken_over(evaluator, machine)
    return value


COMMAND = ReplCommand(
    "trace",
    "the instructions of an entry, with their values",
    "trace EXPR",
    _run,
    "Under each line stand the instructions that it became, what the registers held that each one read, and after an "
    "arrow what it wrote. Then the value is shown as ever. `sdol trace FILE` does it for a program, with filters.",
    examples=((":trace 2 + 3 * 4", "what an expression does"),),
    code=True,
)
