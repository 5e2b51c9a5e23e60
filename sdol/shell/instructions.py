"""The instruction table as it is shown: how an instruction is written, found by name, and given as data."""

from __future__ import annotations

import sys
from difflib import get_close_matches

from sdol.kernel import table
from sdol.kernel.table import Instruction
from sdol.shell.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PRELUDE = "prelude"
TOLERANCE = 0.65
"""Similarity of spelling from which a name may have been meant."""

LEAST_WORD = 3
"""Letters of a word that is looked for in names and sentences."""


def families() -> dict[str, list[Instruction]]:
    """The instructions by family, both in alphabetical and written order."""
    found: dict[str, list[Instruction]] = {}
    for row in table.load_all().values():
        found.setdefault(row.family, []).append(row)
    return found


def about(row: Instruction) -> str:
    """What the family of an instruction is for: the first sentence of its module."""
    text = sys.modules[row.function.__module__].__doc__ or ""
    return " ".join(text.strip().partition("\n\n")[0].split())


def written(row: Instruction) -> list[str]:
    """How a program writes the instruction, one line for each number of arguments that it takes."""
    if row.form:
        return [row.form]
    return list(dict.fromkeys(_call(row, [_parameter(p) for p in s.params]) for s in row.signatures))


def _call(row: Instruction, names: list[str]) -> str:
    if row.surface == "field":
        return f"{names[0]}.{row.verb}"
    if row.surface == "method":
        return f"{names[0]}.{row.verb}({', '.join(names[1:])})"
    return f"{row.verb}({', '.join(names)})"


def _parameter(param: Any) -> str:
    if param.many:
        return f"{param.name}, …"
    return f"{param.name}: {param.default}" if param.default is not None else str(param.name)


def effect(row: Instruction) -> str:
    """The effect in words, "" for a pure function."""
    from sdol.kernel.effects import ASKED, FREE

    if row.effect is None:
        return ""
    if row.effect in FREE:
        return f"{row.effect} ({FREE[row.effect]}; granted without asking)"
    return f"{row.effect} ({ASKED[row.effect]}; needs `--allow {row.effect}`)"


def as_data(row: Instruction) -> dict[str, Any]:
    """The instruction as `--json` gives it; alternatives of its signature are separated by ` | `."""
    return {
        "name": row.name,
        "family": row.family,
        "signature": " | ".join(row.signature_texts),
        "effect": row.effect,
        "summary": row.summary,
        "examples": [{"code": e.code, "output": e.output} for e in row.examples],
    }


def named(name: str) -> list[Instruction]:
    """The instructions that a name means: one in full, a family, a verb of one or several, an operator, or a word.

    Raises:
        UsageError: E0901, there is none.
    """
    rows = table.load_all()
    if name in rows:
        return [rows[name]]
    found = [r for r in rows.values() if r.family == name]
    found = found or [r for r in rows.values() if r.verb == name]
    found = found or [r for r in rows.values() if name in r.form.split()]
    found = found or _about(name.lower(), list(rows.values()))
    if not found:
        raise _unknown(name, list(rows.values()))
    return found


def _about(word: str, rows: list[Instruction]) -> list[Instruction]:
    """The instructions that a word of three letters or more appears in: in the name, or in the sentence."""
    if len(word) < LEAST_WORD or _home(word):
        return []
    return [r for r in rows if word in r.name or word in r.summary.lower()]


def _unknown(name: str, rows: list[Instruction]) -> UsageError:
    known = dict.fromkeys([r.name for r in rows] + [r.family for r in rows] + [r.verb for r in rows])
    near = get_close_matches(name.lower(), known, n=1, cutoff=TOLERANCE)
    help = f"did you mean `{near[0]}`?" if near else "`sdol isa` lists them"
    reason = ""
    if home := _home(name):
        reason = f"it is a function of the library: {_told(home, name)}"
        help = (
            "every program has it" if home == PRELUDE else f"write `import {home}`, then `{home}.{name}(…)`"
        )
    return UsageError("E0901", f"there is no instruction `{name}`", reason=reason, help=help)


def _told(home: str, name: str) -> str:
    """The head of a function of the library, and what it does."""
    from sdol.resources import folder
    from sdol.shell.library import module

    found = next(f for f in module(folder("stdlib") / f"{home}.sdol").functions if f.name == name)
    return f"`{found.signature}`. {found.sentences}"


def _home(name: str) -> str:
    """The module of the library with a function of that name, or an empty text."""
    from sdol.lang.foreign import in_library
    from sdol.resources import folder

    prelude = (folder("stdlib") / f"{PRELUDE}.sdol").read_text(encoding="utf-8")
    return PRELUDE if f"\nfn {name}(" in prelude else in_library(name)
