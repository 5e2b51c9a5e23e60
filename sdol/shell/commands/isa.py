"""`sdol isa [NAME]`: the instructions, from the table that the machine itself runs by."""

from __future__ import annotations

import sys
from textwrap import wrap

from sdol.kernel.table import Instruction
from sdol.shell import instructions, status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option
from sdol.shell.terminal import Paint, width

INDENT = 4


def _isa(call: Call) -> int:
    name = call.argument("NAME")
    rows = instructions.named(name) if name else [r for f in instructions.families().values() for r in f]
    if call.option("json"):
        say_json([instructions.as_data(row) for row in rows])
        return status.FINE
    paint = Paint(sys.stdout)
    family = not name or name == rows[0].family
    say(_listing(rows, paint) if family else "\n\n".join(_page(row, paint) for row in rows))
    return status.FINE


# --- the table ----------------------------------------------------------------------------------------------


def _listing(rows: list[Instruction], paint: Paint) -> str:
    lines: list[str] = []
    family = ""
    for row in rows:
        if row.family != family:
            family = row.family
            lines += [
                "",
                *_wrapped(paint.strong(family), f"{family}  ", instructions.about(row), len(family) + 2),
            ]
        head = paint.name(row.name) + (f"  {paint.faint('effect ' + row.effect)}" if row.effect else "")
        lines += ["", f"  {head}"]
        for signature in row.signature_texts:
            lines += _block(signature)
        lines += _block(row.summary)
    return "\n".join(lines[1:])


def _wrapped(shown: str, plain: str, text: str, indent: int) -> list[str]:
    """A head, which may be coloured, and a text beside it; `plain` is the head as it counts."""
    first, *rest = wrap(plain + text, width(), subsequent_indent=" " * indent) or [plain]
    return [shown + first[len(plain.rstrip()) :], *rest]


def _block(text: str) -> list[str]:
    indent = " " * (INDENT + 2)
    return wrap(text, width(), initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


# --- one instruction ----------------------------------------------------------------------------------------


def _page(row: Instruction, paint: Paint) -> str:
    lines = [paint.strong(row.name), *wrap(row.summary, width()), ""]
    for label, entries in (
        ("written", instructions.written(row)),
        ("signature", row.signature_texts),
        ("effect", [instructions.effect(row) or "none: it is a pure function of its arguments"]),
    ):
        for at, entry in enumerate(entries):
            lines += _entry("" if at else label, entry, paint)
    for example in row.examples:
        lines += ["", *(f"    {line}" for line in example.code.splitlines())]
        lines += [paint.faint(f"    # {line}") for line in example.output.splitlines()]
    return "\n".join(lines)


def _entry(label: str, text: str, paint: Paint) -> list[str]:
    lines = wrap(text, width() - 13, break_long_words=False)
    return [
        f"  {paint.name(label)}{' ' * (11 - len(label))}{lines[0]}",
        *(" " * 15 + line for line in lines[1:]),
    ]


COMMAND = Command(
    "isa",
    "list the instructions, or show one",
    _isa,
    ("[NAME]",),
    (Option("--json", "write one JSON array: name, family, signature, effect, summary, examples"),),
    "NAME is an instruction (`text.upper`), a family (`text`), a verb (`upper`) or an operator (`~`). Any other word "
    "lists the instructions that have it in their name or sentence.",
    examples=(
        ("sdol isa", "all instructions, by family"),
        ("sdol isa slerp", "one of them, with examples"),
        ("sdol isa '~'", "what an operator stands for"),
    ),
)
