"""The line at the top: what program this is, how it stands, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decisions import VOID
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span
from sdol.tui.models.text import BAD, GOOD, KEY, page

if TYPE_CHECKING:
    from sdol.tui.models.reading import Reading

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
    for text in _told(reading, said):
        parts += [Span(bar, FAINT), Span(there.label(text, width))]
    return parts


def _told(reading: Reading, said: str) -> list[str]:
    """What is said of it, the most important first."""
    why = reading.why.splitlines()
    place = _place(reading)
    return [
        *([reading.doing] if reading.doing else []),
        *([said] if said else []),
        *([place] if place else []),
        *_decided(reading),
        *(["in the past"] if reading.past else []),
        *(why[:1] if reading.state in ("stopped", "ended") else []),
        *([f"{reading.time:,} instructions"] if reading.time else []),
        *([f"{reading.speed:g} lines a second"] if reading.speed else []),
    ]


def _decided(reading: Reading) -> list[str]:
    """How much was decided, and how much of it was not understood."""
    total = sum(one.total for one in reading.tallies)
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
