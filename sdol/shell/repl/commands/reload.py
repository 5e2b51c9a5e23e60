"""`:reload`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


def _reload(evaluator: Evaluator, rest: str) -> str | Outcome:
    known = evaluator.session.imports
    wanted = [rest] if rest else list(known)
    if not wanted:
        raise wrong("no file was imported", help='`import "lib.sdol"` imports one')
    for name in wanted:
        if name not in known:
            raise wrong(f"no module `{name}` was imported from a file", help=_help(known))
    outcome = evaluator.reload(wanted)
    if outcome.status != of.NOTHING:
        return outcome
    return f"read again: {', '.join(wanted)}"


def _help(known: Iterable[str]) -> str:
    listed = ", ".join(f"`{one}`" for one in known)
    return f"those that were: {listed}" if listed else '`import "lib.sdol"` imports a file'


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return evaluator.session.imports


COMMAND = ReplCommand(
    "reload",
    "read imported files again",
    "reload [MODULE]",
    _reload,
    "All of them, or one, with what they import. Functions of the session that call theirs then call the new ones. "
    "Where a file has a mistake, the module stays as it was.",
    examples=((":reload", "all files"), (":reload lib", "one of them")),
    complete=_names,
)
