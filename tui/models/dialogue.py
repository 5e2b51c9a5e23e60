"""What was typed at the prompt, and the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import PLAIN, Line, Span
from sdol.kernel.show import columns
from sdol.tui.models.text import KEY, note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.tui.models.reading import Reading

HINT = (
    "Type an expression, and it is evaluated where the program stands; `:` begins a command of the debugger: "
    '`:break 12 if n > 3`, `:watch total`, `:set n = 4`, `:until 40`, `:why "my card is lost"`, `:help`.'
)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """Its rows, oldest first."""
    there = page(reading, width)
    rows: list[Line] = []
    for said in reading.dialogue:
        rows.append([Span(there.label("> " + said.typed, width), KEY)])
        for line in said.answer.splitlines():
            rows += [[Span(part, PLAIN)] for part in _parts(there.label(line.expandtabs(4), 1 << 20), width)]
    return rows or note(reading, HINT, width)


def _parts(line: str, width: int) -> list[str]:
    """A line in as many as it takes, broken at blanks where there are some, which excerpts of programs keep."""
    found, part, wide = [], "", 0
    for sign in line:
        if wide + columns(sign) > width:
            blank = part.rfind(" ", len(part) // 2) + 1
            cut = len(part) if sign == " " or not blank else blank
            found.append(part[:cut].rstrip())
            part = part[cut:]
            wide = columns(part)
            if sign == " " and not part:
                continue
        part, wide = part + sign, wide + columns(sign)
    return [*found, part]
