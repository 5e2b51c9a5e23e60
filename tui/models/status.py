"""The line at the top: what program this is, how it stands, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decided import VOID
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span
from sdol.kernel.show import columns
from sdol.tui.models.text import BAD, GOOD, KEY, page

if TYPE_CHECKING:
    from sdol.tui.models.reading import Reading

ENDED = "the program has ended"
"""What a debugger says of a program that came to its end, which its state says here."""

PAUSING = "pausing; ctrl+c again leaves"

BACK = "b goes back into it, g to its beginning"
"""What is said to who wants to go on with one that has ended."""

LEAST, WORTH = 6, 24
"""Columns below which nothing is said, and those from which on a part of a sentence is worth to be shown."""

_STYLES = {"running": GOOD, "stopped": KEY, "failed": BAD}


def row(reading: Reading, width: int, said: str, changed: str = "") -> Line:
    """It, with what there is to say besides; what has no room is cut. `changed` is a file that was edited."""
    there = page(reading, width)
    name = reading.calls[-1].source if reading.calls else reading.source.name
    bar = " | " if reading.ascii else " · "
    parts = [
        Span(there.label(name.rpartition("/")[2], 30) + " ", STRONG),
        Span(there.label(reading.state, 20), _STYLES.get(reading.state, PLAIN)),
    ]
    if changed:
        name = changed.rpartition("/")[2]
        parts += [Span(bar, FAINT), Span(there.label(f"{name} was edited: R reads it again", width), BAD)]
    left = width - sum(columns(part.text) for part in parts)
    for text in _told(reading, said):
        told = there.label(text, max(left - len(bar), 1))
        if left < LEAST + len(bar) or (told != text and columns(text) < WORTH):
            continue
        parts += [Span(bar, FAINT), Span(told)]
        left -= len(bar) + columns(told)
    return parts


def _told(reading: Reading, said: str) -> list[str]:
    """What is said of it, the most important first; what comes and goes while it runs moves nothing before it."""
    why = reading.why.splitlines()
    where, decided = [_place(reading)], _decided(reading)
    about = [*decided, *where] if reading.state == "running" else [*where, *decided]
    return [
        *([said] if said else []),
        *(text for text in about if text),
        *([reading.doing] if reading.doing else []),
        *(["in the past"] if reading.past else []),
        *(why[:1] if reading.state in ("stopped", "ended") and why[:1] != [ENDED] else []),
        *([f"{reading.time:,} instructions"] if reading.time else []),
        *([f"{reading.speed:g} lines a second"] if reading.speed else []),
    ]


def _decided(reading: Reading) -> list[str]:
    """How much was decided, and how much of it was not understood."""
    total = reading.decided[-1].number if reading.decided else 0
    void = sum(one.counts.get(VOID, 0) for one in reading.tallies if len(one.names) > 1)
    lost = f", {void:,} void" if void else ""
    return [f"{total:,} decided{lost}"] if total else []


def _place(reading: Reading) -> str:
    if not reading.line:
        return ""
    call = reading.calls[0] if reading.calls else None
    deep = f", {reading.depth:,} deep" if reading.depth else ""
    inside = f" in {call.name}" if call and call.name != "main" else ""
    return f"line {reading.line}{inside}{deep}"
