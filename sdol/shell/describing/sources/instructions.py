"""The instruction table: an instruction in full, `sphere.slerp`; all of one verb, `slerp`; a family, `sphere`."""

from __future__ import annotations

import inspect
from functools import cache

from sdol.kernel import table
from sdol.shell import instructions
from sdol.shell.describing.description import Description, Example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.table import Instruction

MOST_EXAMPLES = 4
"""Of several instructions of one verb."""

COMMON = ("list", "text", "num", "store", "record")
"""Families whose instructions are told first where several share a verb."""


def names() -> Iterable[str]:
    rows = table.load_all()
    verbs = [row.verb for row in rows.values() if row.surface != "syntax"]
    return dict.fromkeys([*verbs, *rows, *families()])


def find(name: str) -> list[Description]:
    rows = table.load_all()
    if name in rows:
        return [_one(rows[name])]
    called = [row for row in rows.values() if row.verb == name and row.surface != "syntax"]
    found = (
        [_one(called[0])._replace(name=name)]
        if len(called) == 1
        else [_several(name, called)]
        if called
        else []
    )
    return found + ([family(name)] if name in families() else [])


@cache
def families() -> dict[str, list[Instruction]]:
    """The instructions by family."""
    return instructions.families()


def _one(row: Instruction) -> Description:
    sentences = inspect.cleandoc(row.function.__doc__ or "")
    effect = instructions.effect(row)
    if effect:
        sentences += f"\n\nEffect: {effect}."
    name = row.name if row.surface == "syntax" else row.verb
    return Description(
        name, "instruction", row.name, tuple(written(row)), sentences, _examples([row]), _neighbours(row)
    )


def _neighbours(row: Instruction) -> tuple[str, ...]:
    """What stands beside an instruction in its family, of what is written like it."""
    beside = [one for one in families()[row.family] if (one.surface == "syntax") == (row.surface == "syntax")]
    at = beside.index(row)
    near = [one for one in beside[max(0, at - 2) : at + 4] if one is not row]
    return tuple(one.name if one.surface == "syntax" else one.verb for one in near)


def _several(verb: str, rows: list[Instruction]) -> Description:
    """What instructions of one verb do, each for its own kind of arguments."""
    rows = sorted(rows, key=lambda row: row.family not in COMMON)
    sentences = "\n\n".join(f"{row.summary} (`{row.name}`)" for row in rows)
    signatures = tuple(text for row in rows for text in written(row))
    also = tuple(row.name for row in rows)
    return Description(verb, "instruction", verb, signatures, sentences, _examples(rows), also)


def family(name: str) -> Description:
    """A family of instructions."""
    rows = families()[name]
    listed = tuple(row.name if row.surface == "syntax" else row.verb for row in rows)
    return Description(
        name,
        "family of instructions",
        name,
        (),
        instructions.about(rows[0]),
        (),
        tuple(dict.fromkeys(listed)),
    )


def _examples(rows: list[Instruction]) -> tuple[Example, ...]:
    shown = [Example(e.code, e.output.rstrip("\n")) for row in rows for e in row.examples]
    return tuple(shown) if len(rows) == 1 else tuple(shown[:MOST_EXAMPLES])


def written(row: Instruction) -> list[str]:
    """The signatures as a program writes the instruction: `slerp(a: vec@S, …)`, `s.put(…)`, `a ~ b  (a: vec@S, …)`."""
    return [_written(row, text) for text in row.signature_texts]


def _written(row: Instruction, signature: str) -> str:
    if row.surface == "syntax":
        return f"{row.form}  {signature}"
    if row.surface == "call":
        return f"{row.verb}{signature}"
    inside, result = _split(signature)
    subject, _, rest = inside.partition(", ")
    called = f"{subject.partition(':')[0]}.{row.verb}"
    return f"{called}({rest}){result}" if row.surface == "method" else called + result


def _split(signature: str) -> tuple[str, str]:
    """What stands between the outer parentheses, and what stands behind them."""
    depth = 0
    for at, sign in enumerate(signature):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return signature[1:at], signature[at + 1 :]
    return signature[1:], ""
