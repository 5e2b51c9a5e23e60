"""What differs between what a test wanted and what there was, line by line."""

from __future__ import annotations

import difflib

from sdol.kernel.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.diagnostics import Diagnostic
    from sdol.lang.examples import Example
    from sdol.shell.testing import Case, Ended

ONE_LINE = 60
"""Characters up to which two values are told apart at sight."""
MOST_LINES = 60
"""Lines of a difference that are shown."""
CLOSELY = 200
"""Lines up to which the characters that differ are marked."""
_ERROR = "error: "


# --- examples -----------------------------------------------------------------------------------------------


def judged(case: Case, example: Example, ended: Ended, printed: str) -> tuple[list[Diagnostic], str]:
    """Why an example failed, if it did, and what differs."""
    shown = [line.rstrip() for line in printed.splitlines()]
    if ended.problems:
        message = ended.trap.error.message if ended.trap else ""
        shown += [f"{_ERROR}{line}" if not at else line for at, line in enumerate(message.splitlines())]
        if len(ended.problems) > 1 or not any(line.startswith(_ERROR) for line in example.shown):
            return ended.problems, ""
    elif example.gives:
        shown += show(ended.value, nested=True).splitlines()
    given = [line.rstrip() for line in shown if line.strip()]
    if given == example.shown:
        return [], ""
    return [_otherwise(case, example, given)], between(example.shown, given)


def _otherwise(case: Case, example: Example, given: list[str]) -> Diagnostic:
    from sdol.diagnostics import Diagnostic, Label, Source

    label = Label(*example.place, "" if example.shown else "nothing is shown below this")
    text = "this example shows something else" if given else "this example shows nothing"
    help = "correct the function, or what its comment says"
    source = Source(*case.image.sources[0])
    return Diagnostic("E0555", text, source, (label,), reason=_seen(given), help=help)


def _seen(given: list[str]) -> str:
    if not given:
        return "it prints nothing, and its last line gives no value"
    return f"it shows {given[0]}" if len(given) == 1 else f"it shows {len(given)} lines"


# --- assertions ---------------------------------------------------------------------------------------------


def of_assertion(error: BaseException) -> str:
    """What differs between the two sides of an `==` that does not hold; empty where its message says it all."""
    from sdol.kernel.families.control import Unheld

    if not isinstance(error, Unheld):
        return ""
    sides = _sides(error)
    if sides is None:
        return ""
    (left, first), (right, second) = sides
    lines, others = _lines(first), _lines(second)
    if len(lines) < 2 and len(others) < 2 and max(map(len, [*lines, *others, ""])) < ONE_LINE:
        return ""
    found = between(others, lines)
    return f"- {_cut(right)}\n+ {_cut(left)}\n\n{found}" if found else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ONE_LINE else line[: ONE_LINE - 1] + "…"


def _sides(error: Any) -> list[tuple[str, Any]] | None:
    """Both sides of an equality; what is written as a text is read from the condition."""
    from sdol.diagnostics import Source
    from sdol.lang import ast
    from sdol.lang.literals import literal_text
    from sdol.lang.parser import parse

    items = parse(Source("", error.condition))[0].items
    value = items[0].value if items and isinstance(items[0], ast.ExprStmt) else None
    if not isinstance(value, ast.Binary) or value.op != "==":
        return None
    known = dict(error.sides)
    found: list[tuple[str, Any]] = []
    for side in (value.left, value.right):
        written = error.condition[slice(*side.span)]
        literal = literal_text(side)
        if written not in known and literal is None:
            return None
        found.append((written, known.get(written, literal)))
    return found


def _lines(value: Any) -> list[str]:
    """A value over several lines: a text by its own, a list by its items, a record by its fields."""
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, dict):
        return ["{", *(f"  {name}: {show(part, nested=True)}," for name, part in value.items()), "}"]
    if isinstance(value, list):
        return ["[", *(f"  {show(part, nested=True)}," for part in value), "]"]
    return show(value, nested=True).splitlines()


def between(wanted: list[str], given: list[str]) -> str:
    """The lines of both, after `-` what was wanted, after `+` what there was, after `?` where they differ."""
    if wanted == given:
        return ""
    if len(wanted) + len(given) <= CLOSELY:
        lines = [line.rstrip("\n").rstrip() for line in difflib.ndiff(wanted, given)]
    else:
        lines = list(difflib.unified_diff(wanted, given, lineterm="", n=2))[2:]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… {len(lines) - MOST_LINES:,} more lines …"]
    return "\n".join(lines)
