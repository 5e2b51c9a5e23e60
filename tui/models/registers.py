"""The variables where the program stands: name, type and value, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, padded
from sdol.kernel.show import columns
from sdol.tui.models.text import KEY, Rows, note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.debugging import Variable
    from sdol.tui.models.reading import Reading

WIDEST_NAME = 18
"""Columns of the longest name that is not cut."""

LOOKED_AT = 200
"""Variables at either end that decide how wide the columns are."""

TYPED = 56
"""Columns from which there is room for types."""


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """Its rows; that of number n is about `reading.variables[n]`."""
    if not reading.variables:
        return note(reading, _nothing(reading), width)
    some = (*reading.variables[:LOOKED_AT], *reading.variables[-LOOKED_AT:])
    name = min(max(columns(one.name) for one in some), WIDEST_NAME, width // 2)
    kind = min(max(columns(one.type) for one in some), 20) if width >= TYPED else 0
    return Rows(len(reading.variables), lambda at: _row(reading, reading.variables[at], name, kind, width))


def _nothing(reading: Reading) -> str:
    if reading.state == "ended":
        return "The program has ended. Go back to look at what it held."
    if reading.state == "making ready":
        return "The program is being made ready."
    return "Nothing is named here yet."


def _row(reading: Reading, variable: Variable, name: int, kind: int, width: int) -> Line:
    from sdol.shell.cards import line

    there = page(reading, width)
    label = padded(there.label(variable.name, name), name)
    typed = padded(there.label(variable.type, kind), kind) + " " if kind else ""
    room = max(width - columns(label) - columns(typed) - 1, 8)
    value = line(variable.value, width=room, ascii=reading.ascii)
    style = KEY if variable.shared >= 0 else STRONG
    return [Span(label, style), Span(" "), Span(typed, FAINT), Span(value, PLAIN)]
