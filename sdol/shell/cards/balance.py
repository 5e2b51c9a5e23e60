"""Signed distances as bars on both sides of the boundary: inside to the left of it, outside to the right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.pictures.colours import series
from sdol.kernel.pictures.page import FAINT, Line, Page, Span, Style, padded
from sdol.kernel.show import columns
from sdol.shell.cards.blocks import Block, Drawing, Note
from sdol.shell.cards.deciding import name, order

if TYPE_CHECKING:
    from sdol.kernel.decided import Decision

MOST = 12
"""Regions that are shown, the nearest."""

WIDEST = 48
"""Columns of both sides together: longer bars say no more."""

INSIDE, OUTSIDE = Style(series(2)), Style(series(1))


def balance(decision: Decision, distances: list[float]) -> list[Block]:
    """A bar for each region, the nearest first; what was chosen is marked."""
    shown = order(distances)[:MOST]
    rows = [
        Row(name(decision.regions[at], at), math.degrees(distances[at]), at in decision.every) for at in shown
    ]
    left = len(distances) - len(shown)
    more: list[Block] = [Note(f"and {left:,} regions farther away")] if left else []
    return [Drawing(lambda page: drawn(rows, page)), *more]


class Row(NamedTuple):
    """A region: its name, its distance in degrees, whether it was chosen."""

    name: str
    degrees: float
    chosen: bool


def drawn(rows: list[Row], page: Page) -> list[Line]:
    """The lines: name, what lies left of the boundary, the boundary, what lies right of it, degrees."""
    names = [page.label(row.name, page.width // 3) for row in rows]
    margin = max(map(columns, names))
    room = min(page.width - margin - len("> ") - len("  -180.0 ") - 1, WIDEST)
    left, right, each = _sides([row.degrees for row in rows], max(room, 2))
    head = f"{' ' * (margin + 4)}{_if_room('inside', left):>{left}} {_if_room('outside', right)}"
    lines = [
        [
            Span(f"{'>' if row.chosen else ' '} {padded(label, margin)}  "),
            *_bar(row.degrees, left, right, each, page),
            Span(f" {row.degrees:+6.1f}"),
        ]
        for row, label in zip(rows, names, strict=True)
    ]
    unit = "°" if page.signs.braille else " deg"
    return [[Span(head.ljust(margin + 4 + left + 1 + right) + f"{unit:>7}", FAINT)], *lines]


def _if_room(word: str, room: int) -> str:
    """A word that is not cut."""
    return word if len(word) <= room else ""


def _sides(degrees: list[float], room: int) -> tuple[int, int, float]:
    """Columns left and right of the boundary, and the degrees of one."""
    inside, outside = max(0.0, -min(degrees)), max(0.0, max(degrees))
    least = len("outside") if room >= 4 * len("outside") else 1
    each = (inside + outside) / room or 1.0
    left = min(max(round(inside / each), least), room - least)
    right = room - left
    return left, right, max(inside / left, outside / right) or 1.0


def _bar(degrees: float, left: int, right: int, each: float, page: Page) -> Line:
    length = min(max(round(abs(degrees) / each), 1), left if degrees <= 0 else right)
    sign = page.signs.eighths[-1]
    upright = Span(page.signs.upright, FAINT)
    if degrees <= 0:
        return [Span(" " * (left - length)), Span(sign * length, INSIDE), upright, Span(" " * right)]
    return [Span(" " * left), upright, Span(sign * length, OUTSIDE), Span(" " * (right - length))]
