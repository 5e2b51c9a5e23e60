"""Which panels a screen has room for, and where they stand."""

from __future__ import annotations

from typing import NamedTuple

SOURCE = "source"

WIDE, TALL = 110, 30
"""Columns and rows from which there is room for four panels."""

VAST, HIGH = 190, 45
"""The same for nine."""


class Arrangement(NamedTuple):
    """A grid of panels, by name, row by row."""

    columns: int
    rows: int
    names: tuple[str, ...]


def arranged(width: int, height: int, names: list[str], chosen: str) -> Arrangement:
    """What is shown of the panels `names`, in their order, beside the source; that which was chosen always is."""
    columns = 3 if width >= VAST else 2
    rows = 3 if columns == 3 and height >= HIGH else 2 if width >= WIDE and height >= TALL else 1
    room = columns * rows - 1
    kept = names[:room]
    if chosen not in kept and chosen in names:
        kept = [*kept[: room - 1], chosen]
    return Arrangement(columns, rows, (SOURCE, *kept))


def alone(name: str) -> Arrangement:
    """One panel, which has all the room."""
    return Arrangement(1, 1, (name,))


def shares(made: Arrangement, width: int, *, at_source: bool) -> str:
    """How the columns share the width: on a narrow screen the half that somebody works in has more of it."""
    if made.columns != 2:
        return "1fr"
    return "2fr 3fr" if width < WIDE and not at_source else "11fr 9fr"
