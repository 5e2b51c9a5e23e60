"""`:show`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _show(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.shell.repl.presenting import shown

    outcome = evaluator.value_of(rest) if rest else evaluator.last
    if outcome is None:
        raise wrong("there is no value yet", help="`:show EXPR` shows that of an expression")
    return shown(outcome, evaluator, whole=True) if outcome.status == of.VALUE else outcome


COMMAND = ReplCommand(
    "show",
    "all of a value, however long",
    "show [EXPR]",
    _show,
    "Without an expression, the last value.",
    examples=((":show", "all of the last value"), (":show notes.all()", "all of a list")),
    code=True,
)
