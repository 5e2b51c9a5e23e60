"""The runs that a session's journal knows, what each asked of the world, and one of these effects whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Page, Span, fitted, padded
from sdol.tui.models import shelves
from sdol.tui.models.outside import problem, wrapped
from sdol.tui.models.text import BAD, GOOD, KEY, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sdol.kernel.pictures.page import Style
    from sdol.store import Entry, Run

NAME, OUTCOME = 16, 12
"""Columns of an instruction's name, and of what became of it."""

OUTCOMES = {"done": GOOD, "failed": BAD, "refused": BAD, "unknown": BAD, "rolled back": FAINT}

UNKNOWN = (
    "Nobody knows what became of this: the run ended between the effect and the note of its result. It may have "
    "happened or not, and is not done again by itself."
)

NO_DECISIONS = (
    "What it decided, and why, is not in the journal: `sdol tui FILE` runs a program and shows that."
)

LONGEST = 200_000
"""Characters of arguments and results that are shown."""


class Seen(NamedTuple):
    """What is seen of the past.

    Attributes:
        runs: all, the latest first.
        run: the one that is open, or None.
        entries: its effects in order.
        at: the number of the effect that is open, from 0, or None.
        problem: why the last look found nothing.
    """

    runs: tuple[Run, ...] = ()
    run: Run | None = None
    entries: tuple[Entry, ...] = ()
    at: int | None = None
    problem: SdolError | None = None


# --- looking ------------------------------------------------------------------------------------------------


def looked(seen: Seen, path: str) -> Seen:
    """The same place as it is now; reads."""
    try:
        runs = tuple(reversed(shelves.runs(path)))
        run = next((one for one in runs if seen.run is not None and one.id == seen.run.id), None)
        if run is None:
            return Seen(runs)
        return Seen(runs, run, tuple(shelves.entries(path, run.id)), seen.at)
    except SdolError as error:
        return seen._replace(problem=error)


def entered(seen: Seen, path: str, row: int) -> Seen:
    """Into the run, or the effect, of a row; reads."""
    if seen.run is not None:
        return seen._replace(at=row) if seen.at is None and row < len(seen.entries) else seen
    if row >= len(seen.runs):
        return seen
    return looked(seen._replace(run=seen.runs[row], problem=None), path)


def left(seen: Seen) -> Seen:
    """One level up."""
    if seen.problem is not None:
        return seen._replace(problem=None)
    return seen._replace(at=None) if seen.at is not None else Seen(seen.runs)


def moved(seen: Seen, by: int) -> Seen:
    """To the effect before or after the one that is open."""
    if seen.at is None:
        return seen
    return seen._replace(at=min(max(seen.at + by, 0), len(seen.entries) - 1))


# --- showing ------------------------------------------------------------------------------------------------


def title(seen: Seen) -> str:
    """Where one is."""
    if seen.run is None:
        return "Past runs"
    where = f"Run {seen.run.id}: {_name(seen.run)}"
    return where if seen.at is None else f"{where}, effect {seen.at + 1:,} of {len(seen.entries):,}"


def rows(seen: Seen, page: Page) -> Sequence[Line]:
    """What is seen, none wider than the page."""
    if seen.problem is not None:
        return problem(seen.problem, page)
    if seen.run is None:
        return _runs(seen, page)
    if seen.at is not None and seen.at < len(seen.entries):
        return _whole(seen.entries[seen.at], page)
    if not seen.entries:
        return _told(f"This run asked nothing of the world. {NO_DECISIONS}", page)
    entries, began = seen.entries, seen.run.started
    more = [[], *_told(NO_DECISIONS, page)]
    count = len(entries)
    return Rows(
        count + len(more),
        lambda at: _entry(entries[at], at, began, page) if at < count else more[at - count],
    )


def _told(sentence: str, page: Page) -> list[Line]:
    return [[Span(line, FAINT)] for line in wrapped(sentence, page)]


def _runs(seen: Seen, page: Page) -> Sequence[Line]:
    if not seen.runs:
        return _told("The journal knows no run: one is written where `--session FILE` is given.", page)
    runs = seen.runs
    return Rows(len(runs), lambda at: _run(runs[at], page))


def _run(run: Run, page: Page) -> Line:
    took = "" if run.ended is None else _seconds(run.ended - run.started)
    ended = {"unknown": "did not end", "0": "done", "done": "done"}.get(run.status, f"exit {run.status}")
    line = [
        Span(f"{run.id:>5}  ", FAINT),
        Span(f"{_clock(run.started)}  "),
        Span(padded(page.label(_name(run), 24), 24) + "  ", STRONG),
        Span(padded(page.label(ended, 28), 12), GOOD if ended == "done" else BAD),
        Span(f"  {took}", FAINT),
    ]
    return fitted([line], page)[0]


def _name(run: Run) -> str:
    """The program's file, without the folders."""
    return run.program.rsplit("/", 1)[-1] or "a program"


def _entry(entry: Entry, at: int, began: float, page: Page) -> Line:
    line = [
        Span(f"{at + 1:>6,}  {_seconds(entry.began - began):>10}  ", FAINT),
        Span(padded(page.label(entry.instruction, NAME), NAME) + " ", STRONG),
        Span(padded(entry.outcome, OUTCOME), _colour(entry)),
        Span(page.label(entry.resource, page.width), KEY),
        Span("  " + page.label(_short(entry.value), page.width), FAINT),
    ]
    return fitted([line], page)[0]


def _colour(entry: Entry) -> Style:
    return OUTCOMES.get(entry.outcome, PLAIN)


def _whole(entry: Entry, page: Page) -> list[Line]:
    """An effect with all that the journal has of it."""
    took = "" if entry.ended is None else f", took {_seconds(entry.ended - entry.began)}"
    found: list[Line] = [
        [Span(page.label(f"{entry.instruction} on {entry.resource}", page.width), STRONG)],
        [Span(page.label(f"{entry.outcome}{took}; began {_clock(entry.began)}", page.width), _colour(entry))],
    ]
    if entry.outcome == "unknown":
        found += _told(UNKNOWN, page)
    for name, value in (("asked with", entry.arguments), ("gave", entry.value)):
        if value is not None:
            found += [[], [Span(page.label(name, page.width), FAINT)]]
            found += [[Span(line)] for line in wrapped(_json(value, indent=2), page)]
    return found


def _json(value: Any, indent: int | None = None) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=indent)
    return text[:LONGEST]


def _short(value: Any) -> str:
    return "" if value is None else " ".join(_json(value)[:400].split())


def _clock(at: float) -> str:
    """A time where the reader is."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _seconds(count: float) -> str:
    return f"{count * 1000:,.0f} ms" if abs(count) < 10 else f"{count:,.1f} s"
