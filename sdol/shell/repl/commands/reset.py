"""`:reset`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _reset(evaluator: Evaluator, rest: str) -> str:
    if rest:
        raise usage_of(COMMAND)
    evaluator.reset()
    return "all names are forgotten; `:undo` brings them back"


COMMAND = ReplCommand(
    "reset",
    "forget all names and values",
    "reset",
    _reset,
    "What is in the database stays, and so do grants, settings and the history.",
    examples=((":reset", "begin anew"),),
)
