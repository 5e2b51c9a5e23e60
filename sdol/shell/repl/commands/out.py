"""`:out`."""

from __future__ import annotations

import os

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, usage_of, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.repl.evaluator import Evaluator


def _out(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.kernel.output import inert
    from sdol.shell.repl.saving import write

    over, rest = rest.startswith("!"), rest.removeprefix("!").strip()
    name, _, text = rest.partition(" ")
    if not name:
        raise usage_of(COMMAND)
    outcome = evaluator.value_of(text) if text.strip() else evaluator.last
    if outcome is None:
        raise wrong("there is no value yet", help="`:out FILE EXPR` writes that of an expression")
    if outcome.status != of.VALUE:
        return outcome
    path = os.path.expanduser(name)
    if os.path.lexists(path) and not over:
        raise wrong(f"there is a file `{inert(name)}`", help=f"write over it with `:out! {inert(rest)}`")
    write(path, _written(outcome.value, name))
    return f"written to {inert(name)}"


def _written(value: Any, name: str) -> str:
    """The value in the form that the ending of the file's name says."""
    from sdol.kernel.show import show
    from sdol.kernel.traps import as_error
    from sdol.shell.repl.presenting import as_json

    try:
        if name.endswith(".jsonl") and isinstance(value, list):
            return "".join(as_json(item) + "\n" for item in value)
        text = as_json(value) if name.endswith((".json", ".jsonl")) else show(value)
    except ValueError as raised:
        raise as_error(raised) from None
    return text if text.endswith("\n") else text + "\n"


COMMAND = ReplCommand(
    "out",
    "write a value to a file",
    "out[!] FILE [EXPR]",
    _out,
    "Without an expression, the last value. What ends in `.json` gets JSON, `.jsonl` a line of JSON for each item of a "
    "list, any other what `print` shows. `:out!` writes over a file that is there.",
    examples=(
        (":out hits.json", "the last value as JSON"),
        (":out! notes.txt notes.texts()", "of an expression"),
    ),
)
