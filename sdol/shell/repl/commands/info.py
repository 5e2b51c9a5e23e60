"""`:info`: all about one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sdol.kernel.pictures.page import Line
    from sdol.shell.repl.evaluator import Evaluator

MOST = 40
"""Names of a kind that are listed."""


def _run(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.shell.cards import of_terminal
    from sdol.shell.cards.blocks import Facts
    from sdol.shell.cards.views import view

    outcome = evaluator.value_of(rest) if rest else evaluator.last
    if outcome is None:
        raise wrong("there is no value yet", help="`:info EXPR` is about that of an expression")
    if outcome.status != of.VALUE:
        return outcome
    there = of_terminal(evaluator.known)
    card = view(outcome.value, outcome.type, there.setting)
    return there.text([*card, Facts(_facts(evaluator, outcome))])


def _facts(evaluator: Evaluator, outcome: Outcome) -> list[tuple[str, list[Line]]]:
    from sdol.kernel.pictures.page import Span
    from sdol.shell.cards.uses import uses

    assert outcome.type is not None
    found = uses(outcome.type, _session(evaluator))
    rows = (
        ("type", str(outcome.type)),
        ("memory", _memory(outcome.value)),
        ("after a dot", _listed(found.members)),
        ("taken by", _listed(found.own)),
        ("and, as any", _listed(found.general)),
    )
    return [(name, [[Span(said)]]) for name, said in rows if said]


def _session(evaluator: Evaluator) -> Iterable[tuple[str, Any]]:
    from sdol.kernel.types import Signature

    return [(name, (Signature(f.params, f.result),)) for name, f in evaluator.functions().items()]


def _memory(value: Any) -> str:
    """What the vectors of a value take; of other values Python does not say it."""
    array = getattr(value, "rows", None)
    if array is None:
        return ""
    from sdol.shell.amounts import size

    return size(array.nbytes)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _complete(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return list(evaluator.variables())


COMMAND = ReplCommand(
    "info",
    "all about a value: its card, its type, and what can be done with it",
    "info [EXPR]",
    _run,
    "Without an expression it is about the last value. The functions are those whose first parameter takes the value, "
    "so that `value |> function()` can be written.",
    examples=((":info", "the last value"), (':info ~"a parcel"', "what a vector can do")),
    complete=_complete,
    code=True,
)
