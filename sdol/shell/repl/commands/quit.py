"""`:quit`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _quit(evaluator: Evaluator, rest: str) -> Outcome:
    if rest.lstrip("!"):
        raise usage_of(COMMAND)
    return Outcome(of.QUIT)


COMMAND = ReplCommand(
    "quit",
    "leave",
    "quit",
    _quit,
    "Ctrl-D at an empty prompt does the same. What the store holds stays; names and values are gone.",
    examples=((":quit", "leave"),),
)
