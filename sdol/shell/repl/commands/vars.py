"""`:vars`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _vars(evaluator: Evaluator, rest: str) -> str:
    parts = [_values(evaluator, rest), _functions(evaluator, rest), _modules(evaluator, rest)]
    return "\n".join(line for part in parts for line in part) or (
        f"no name begins with `{rest}`" if rest else "nothing is defined yet"
    )


def _values(evaluator: Evaluator, begins: str) -> list[str]:
    from sdol.shell.cards import of_terminal
    from sdol.shell.cards.registers import blocks
    from sdol.shell.repl.variables import registers

    found = [one for one in registers(evaluator) if one.name.startswith(begins)]
    there = of_terminal(evaluator.known)
    return [there.text(blocks(found, there.setting))] if found else []


def _functions(evaluator: Evaluator, begins: str) -> list[str]:
    from sdol.kernel.types import Signature

    return [
        f"fn {name}{Signature(entry.params, entry.result)}"
        for name, entry in evaluator.functions().items()
        if name.startswith(begins)
    ]


def _modules(evaluator: Evaluator, begins: str) -> list[str]:
    from textwrap import fill

    from sdol.shell.terminal import width

    found = {n: module for n, module in evaluator.modules().items() if n.startswith(begins)}
    public = {n: [f for f in module.functions if not f.startswith("_")] for n, module in found.items()}
    return [
        fill(f"import {name}, with {', '.join(functions) or 'no functions'}", width(), subsequent_indent="  ")
        for name, functions in public.items()
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
