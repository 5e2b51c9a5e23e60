"""`:json`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _json(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.shell.repl.presenting import as_json

    if rest in ("", "on", "off"):
        evaluator.json = not evaluator.json if not rest else rest == "on"
        return f"values are shown as {'JSON' if evaluator.json else 'what they mean'}"
    outcome = evaluator.value_of(rest)
    return as_json(outcome.value) if outcome.status == of.VALUE else outcome


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return ("on", "off")


COMMAND = ReplCommand(
    "json",
    "the value of an expression as JSON, or every value from now on",
    "json [EXPR | on | off]",
    _json,
    "A value is one line. A vector is an object with its space, dimension and numbers; what JSON lacks is a text.",
    examples=((":json _", "the last value as JSON"), (":json on", "every value as JSON")),
    complete=_words,
    code=True,
)
