"""The effects of the run: what it asked of the world, and what that gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, fitted, padded
from sdol.kernel.show import clip, columns
from sdol.tui.models.text import BAD, Rows, note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.tui.models.reading import Happened, Reading

NAME = 14
"""Columns of an effect's name."""


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """Its rows, oldest first; what lies ahead, as the program has gone back, is faint."""
    if not reading.happened:
        return note(reading, "It has asked nothing of the world yet: no file, no store, no model.", width)
    groups = _groups(reading)
    return Rows(len(groups), lambda at: _row(reading, *groups[at], width))


def _groups(reading: Reading) -> list[tuple[Happened, int]]:
    """Effects that follow each other in one place are one row, of the last of them, with how many there are."""
    found: list[tuple[Happened, int]] = []
    for one in reading.happened:
        last, count = found[-1] if found else (one, 0)
        ahead = (one.number >= reading.next_effect) != (last.number >= reading.next_effect)
        if count and (last.name, last.offset) == (one.name, one.offset) and not (ahead or last.error):
            found[-1] = one, count + 1
        else:
            found.append((one, 1))
    return found


def _row(reading: Reading, one: Happened, count: int, width: int) -> Line:
    there, ahead = page(reading, width), one.number >= reading.next_effect
    line = reading.source.position(one.offset)[0] if one.offset >= 0 else 0
    head = f"{one.number + 1:>5,} {f'line {line}' if line else '':<9} "
    times = f"{count:,} times: " if count > 1 else ""
    name = padded(there.label(one.name, NAME), NAME) + " " + times
    left = width - columns(head) - columns(name)
    about = clip(_about(reading, one, max(left, 8)), max(left, 1))
    given = clip(_gave(reading, one), max(left - columns(about), 0))
    faint = FAINT if ahead else PLAIN
    row = [
        Span(head, FAINT),
        Span(name, FAINT if ahead else STRONG),
        Span(about, faint),
        Span(given, BAD if one.error else FAINT),
    ]
    return fitted([row], there)[0]


def _about(reading: Reading, one: Happened, width: int) -> str:
    """Its first arguments."""
    return ", ".join(_short(reading, arg, width) for arg in one.args[:2])


def _gave(reading: Reading, one: Happened) -> str:
    """What it gave or failed with."""
    arrow = " -> " if reading.ascii else " → "
    if one.error is not None:
        return arrow + page(reading, 80).label(str(one.error), 80)
    return "" if one.value is None else arrow + _short(reading, one.value, 60)


def _short(reading: Reading, value: object, width: int) -> str:
    from sdol.shell.cards import line

    return line(value, width=max(width, 4), ascii=reading.ascii)
