"""Names with their types and values, a line each: the variables of a session, the registers of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.show import columns
from sdol.shell.cards.blocks import Block, Grid, text
from sdol.shell.cards.one_line import of

if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.cards.setting import Setting

NARROWEST = 20
"""Columns that a value has at the least."""


class Register(NamedTuple):
    """One of them.

    Attributes:
        name, type: as the user writes them.
        value: what it holds.
        mark: a word beside the name, such as `var`.
        unset: whether it has no value yet.
    """

    name: str
    type: str
    value: Any
    mark: str = ""
    unset: bool = False


def blocks(
    registers: list[Register], setting: Setting, *, nothing: str = "nothing is defined yet"
) -> list[Block]:
    """A table of them."""
    if not registers:
        return [text(nothing)]
    marked = any(one.mark for one in registers)
    names = ["name", *([""] if marked else []), "type", "value"]
    width = _room(registers, setting, marked=marked)
    rows = [
        [one.name, *([one.mark] if marked else []), one.type, _value(one, setting, width)]
        for one in registers
    ]
    return [Grid(names, rows, [False] * len(names), len(names) - 1)]


def _room(registers: list[Register], setting: Setting, *, marked: bool) -> int:
    """Columns for the values: what names and types leave, with no type longer than a third of the page."""
    taken = max(columns(one.name) for one in registers)
    taken += min(max(columns(one.type) for one in registers), setting.page.width // 3)
    return max(setting.page.width - taken - (9 if marked else 4), NARROWEST)


def _value(register: Register, setting: Setting, width: int) -> str:
    return "not set" if register.unset else of(register.value, None, setting.page, width)
