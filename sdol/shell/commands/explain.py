"""`sdol explain [CODE…]`: what an error means, with a wrong program, its message, and a right one.

`sdol explain FILE` is about a program: `fusion_report` says what became of its loops."""

from __future__ import annotations

import os
import sys

from sdol.shell import catalogue, status
from sdol.shell.answer import say, say_json
from sdol.shell.catalogue import Block, Entry
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import Paint, width, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WIDEST = 100
"""Columns beyond which sentences are hard to read."""

ARGUMENT = "CODE|FILE"


def _explain(call: Call) -> int:
    names = call.argument(ARGUMENT)
    if len(names) == 1 and _is_program(names[0]):
        from sdol.shell.fusion_report import explain

        return explain(call, names[0])
    found = [_entry(name) for name in names]
    if call.option("json"):
        say_json([_as_data(one) for one in found or catalogue.entries()])
    elif found:
        say("\n\n\n".join(page(one, Paint(sys.stdout)) for one in found))
    else:
        say(_list(Paint(sys.stdout)))
    return status.FINE


def _is_program(name: str) -> bool:
    """Whether a file is meant, as its form or its being there shows."""
    return not catalogue.CODE.fullmatch(name) and (name == "-" or "." in name or os.path.exists(name))


def _entry(name: str) -> Entry:
    try:
        return catalogue.entry(name.upper())
    except KeyError:
        raise _unknown(name) from None


def _unknown(name: str) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name.upper(), catalogue.codes(), n=3, cutoff=0.7)
    help = f"did you mean {' or '.join(f'`{code}`' for code in near)}?" if near else ""
    return UsageError(
        "E0901", f"there is no error code `{name}`", help=help or "`sdol explain` lists the codes"
    )


# --- shown --------------------------------------------------------------------------------------------------


def _list(paint: Paint) -> str:
    lines: list[str] = []
    group = ""
    for one in catalogue.entries():
        if one.group != group:
            group = one.group
            lines += ["", paint.strong(group)]
        lines.append(f"  {paint.name(one.code)}  {one.title}")
    return "\n".join(lines[1:])


def page(one: Entry, paint: Paint) -> str:
    """All that the catalogue says of one code."""
    lines = [f"{paint.name(one.code)}: {paint.strong(one.title)}"]
    for part in one.parts:
        lines.append("")
        if isinstance(part, str):
            lines += wrapped(part, min(width(), WIDEST))
        else:
            lines += [
                f"{catalogue.label(part)}:",
                "",
                *(f"    {_line(part, line, paint)}" for line in _text(part)),
            ]
    return "\n".join(line.rstrip() for line in lines)


def _text(block: Block) -> list[str]:
    return block.text.splitlines()


def _line(block: Block, line: str, paint: Paint) -> str:
    return paint.faint(line) if block.role == "output" else line


def _as_data(one: Entry) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "group": one.group,
        "text": one.text,
        "blocks": [block.to_json() for block in one.blocks],
    }


COMMAND = Command(
    "explain",
    "say what an error means, or what became of a program's loops",
    _explain,
    (f"[{ARGUMENT}…]",),
    (Option("--json", "write one JSON array: code, title, group, text, blocks"),),
    "CODE is that of a message, such as `E0301` or `L006`: what it means, a program that is told of it, and a right "
    "one. FILE is a program: which of its loops run as one step over whole columns, which do not, and why. Without "
    "either, all codes are listed.",
    examples=(
        ("sdol explain E0301", "one error"),
        ("sdol explain triage.sdol", "what became of its loops"),
        ("sdol explain", "all codes, each with its title"),
    ),
)
