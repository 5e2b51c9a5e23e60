"""`:step EXPR`: an entry under the debugger, from its first line."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.debugging import Debugger
    from sdol.shell.debugger.session import Session
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


def _run(evaluator: Evaluator, rest: str) -> Outcome:
    if not rest:
        raise usage_of(COMMAND)
    return evaluator.run(rest, call=lambda function: _stepped(evaluator, function))


def _stepped(evaluator: Evaluator, function: int) -> Any:
    from sdol.shell.repl.stepping import debugged

    def begin(debugger: Debugger, session: Session) -> str:
        return session.arrived(debugger.step() if not debugger.frames()[0].own else debugger.stop)

    return debugged(evaluator, function, begin)


COMMAND = ReplCommand(
    "step",
    "run an entry step by step, forth and back",
    "step EXPR",
    _run,
    "The debugger stops before the first line, and `help` there lists its commands: `step` goes into a call, `next` "
    "over it, `print EXPR` and `set NAME = EXPR` look and change, `back` goes back, `continue` runs to the end. When "
    "the entry has ended, its value is shown as ever; `quit` leaves it where it stands.",
    examples=((":step half(0)", "what a call does, line by line"),),
    code=True,
)
