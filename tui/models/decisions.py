"""The last decisions, a row each, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decisions import VOID, Decision
from sdol.kernel.pictures.page import FAINT, PLAIN, Line, Span, padded, to_right
from sdol.kernel.show import columns, quote
from sdol.tui.models.text import BAD, GOOD, Rows, note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Page
    from sdol.tui.models.reading import Decided, Reading

OUTCOME = 14
"""Columns of where something went, at the most."""

LOOKED_AT = 50
"""Decisions that decide how wide that is."""


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """Its rows; that of number n is about `nth(reading, n)`."""
    if not reading.decided:
        hint = "Nothing was decided yet. What `route`, `decide`, `in` a region and `~=` decide shows here."
        return note(reading, hint, width)
    there = page(reading, width)
    wide = min(max(columns(_outcome(one)[0]) for one in reading.decided[-LOOKED_AT:]), OUTCOME)
    return Rows(len(reading.decided), lambda at: _row(there, nth(reading, at), wide))


def nth(reading: Reading, at: int) -> Decided:
    """The decision of a row: the last one is in row 0."""
    return reading.decided[-1 - at]


def _row(there: Page, decided: Decided, wide: int) -> Line:
    outcome, void = _outcome(decided)
    number = to_right(f"{decided.number:,}", 5) + " "
    kind = padded(decided.made.kind, 6)
    left = there.width - len(number) - 6 - wide - 1
    text = there.label(_about(decided), max(left, 4))
    return [
        Span(number, FAINT),
        Span(kind, FAINT),
        Span(padded(there.label(outcome, wide), wide) + " ", BAD if void else GOOD),
        Span(text, PLAIN),
    ]


def _about(decided: Decided) -> str:
    """What was decided about, and how clear it was."""
    made = decided.made
    if not isinstance(made, Decision):
        from sdol.shell.cards import line

        return line(made.value)
    return quote(decided.text) if decided.text else "a vector"


def _outcome(decided: Decided) -> tuple[str, bool]:
    """Where it went, and whether that is nowhere."""
    made = decided.made
    if not isinstance(made, Decision):
        return ("no case" if made.taken == VOID else f"case {made.taken + 1}"), made.taken == VOID
    if not made.regions or (made.kind == "in" and len(made.regions) == 1):
        name = f" {made.regions[0].name}" if made.regions else ""
        return ("yes" if made.chosen == 0 else "no") + name, False
    if made.chosen == VOID:
        return "void", True
    return made.regions[made.chosen].name or f"region {made.chosen + 1}", False
