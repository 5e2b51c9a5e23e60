"""`:type`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _type(evaluator: Evaluator, rest: str) -> str | Outcome:
    if not rest:
        raise usage_of(COMMAND)
    compiled = evaluator.session.type_of(rest)
    if compiled.problems:
        return Outcome(of.REJECTED, problems=tuple(compiled.problems))
    return str(compiled.type)


COMMAND = ReplCommand(
    "type",
    "the type of an expression, which does not run",
    "type EXPR",
    _type,
    "Lines of which the last is an expression will do, too. Nothing of them is kept.",
    examples=((':type ~"a cat"', "a vector, and its space"), (":type [1, 2.5]", "what a list is taken for")),
    code=True,
)
