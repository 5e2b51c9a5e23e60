"""`:vars`."""

from __future__ import annotations

from sdol.shell.repl.outcome import UNSET
from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator

MOST_TYPE = 24
"""Columns of a type; a longer one is cut."""


def _vars(evaluator: Evaluator, rest: str) -> str:
    parts = [_values(evaluator, rest), _functions(evaluator, rest), _modules(evaluator, rest)]
    lines = [line for part in parts for line in part]
    return "\n".join(lines) or (f"no name begins with `{rest}`" if rest else "nothing is defined yet")


def _values(evaluator: Evaluator, begins: str) -> list[str]:
    from sdol.shell.cards import line
    from sdol.shell.terminal import width

    found = {name: v for name, v in evaluator.variables().items() if name.startswith(begins)}
    if not found:
        return []
    kinds = {name: _cut(("var " if v.mutable else "") + str(v.type)) for name, v in found.items()}
    left, middle = max(map(len, found)), max(map(len, kinds.values()))
    room = max(width() - left - middle - 4, 12)
    shown = {
        n: "no value yet" if v.value is UNSET else line(v.value, v.type, width=room) for n, v in found.items()
    }
    return [f"{name:<{left}}  {kinds[name]:<{middle}}  {shown[name]}".rstrip() for name in found]


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TYPE else text[: MOST_TYPE - 2] + ".."


def _functions(evaluator: Evaluator, begins: str) -> list[str]:
    from sdol.kernel.types import NIL

    lines = []
    for name, entry in evaluator.functions().items():
        if name.startswith(begins):
            params = ", ".join(f"{p.name}: {p.type}" for p in entry.params)
            gives = "" if entry.result == NIL else f" -> {entry.result}"
            lines.append(f"fn {name}({params}){gives}")
    return lines


def _modules(evaluator: Evaluator, begins: str) -> list[str]:
    return [
        f"import {name}, with {', '.join(module.functions) or 'no functions'}"
        for name, module in evaluator.modules().items()
        if name.startswith(begins)
    ]


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return [*evaluator.variables(), *evaluator.functions(), *evaluator.modules()]


COMMAND = ReplCommand(
    "vars",
    "what is defined: names, types and values",
    "vars [NAME]",
    _vars,
    "With the beginning of a name, only those that begin so. `:who` is the same.",
    examples=((":vars", "everything"), (":vars a", "what begins with `a`")),
    complete=_names,
)
