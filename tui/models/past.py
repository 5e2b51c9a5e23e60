"""The runs that a session's journal knows, what each asked of the world and decided, and one of these steps whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from sdol.errors import SdolError
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Page, Span, fitted, padded
from sdol.kernel.show import columns, quote
from sdol.tui.models import decisions, shelves
from sdol.tui.models.decisions import LOOKED_AT, Row, Told
from sdol.tui.models.outside import problem, wrapped
from sdol.tui.models.text import BAD, GOOD, KEY, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeGuard

    from sdol.kernel.pictures.page import Style
    from sdol.store import Entry, Run
    from sdol.store.decisions import Kept

NAME, OUTCOME = 16, 12
"""Columns of an instruction's name, and of what became of it."""

ONLY = {"decided": "decisions", "void": "void", "close": "close calls"}
"""What may be listed alone, in words."""

OUTCOMES = {"done": GOOD, "failed": BAD, "refused": BAD, "unknown": BAD, "rolled back": FAINT}

UNKNOWN = (
    "Nobody knows what became of this: the run ended between the effect and the note of its result. It may have "
    "happened or not, and is not done again by itself."
)

NO_DECISIONS = (
    "No decisions were kept of this run: it took none by meaning, or a version of SDOL ran it that kept none."
)

LONGEST = 200_000
"""Characters of arguments and results that are shown."""


class Gap(NamedTuple):
    """Decisions that were not kept, between two that were."""

    missing: int


if TYPE_CHECKING:
    Step = Entry | Kept | Gap


class Seen(NamedTuple):
    """What is seen of the past.

    Attributes:
        runs: all, the latest first.
        run: the one that is open, or None.
        entries: its effects in order.
        decided: its decisions in order, without their reasons.
        only: what is listed of the run: "" for all of it, "decided", "void" or "close".
        steps: what is listed, each decision behind the effects that came before it.
        at: the number of the step that is open, from 0, or None.
        kept: that step with its reason, where it is a decision.
        problem: why the last look found nothing.
    """

    runs: tuple[Run, ...] = ()
    run: Run | None = None
    entries: tuple[Entry, ...] = ()
    decided: tuple[Kept, ...] = ()
    only: str = ""
    steps: tuple[Step, ...] = ()
    at: int | None = None
    kept: Kept | None = None
    problem: SdolError | None = None


# --- looking ------------------------------------------------------------------------------------------------


def looked(seen: Seen, path: str) -> Seen:
    """The same place as it is now; reads."""
    try:
        runs = tuple(reversed(shelves.runs(path)))
        run = next((one for one in runs if seen.run is not None and one.id == seen.run.id), None)
        if run is None:
            return Seen(runs)
        entries, decided = shelves.entries(path, run.id), shelves.decisions(path, run.id)
        found = seen._replace(
            runs=runs, run=run, entries=tuple(entries), decided=tuple(decided), problem=None
        )
        return found._replace(steps=tuple(_steps(found)))
    except SdolError as error:
        return seen._replace(problem=error)


def _steps(seen: Seen) -> Iterator[Step]:
    """What is listed of a run, in order."""
    done = before = 0
    for one in seen.decided:
        if not seen.only:
            yield from seen.entries[done : one.after]
        done = max(done, one.after)
        if one.number > before + 1 and seen.only in ("", "decided"):
            yield Gap(one.number - before - 1)
        before = one.number
        if seen.only in ("", "decided") or (one.void if seen.only == "void" else one.close):
            yield one
    if not seen.only:
        yield from seen.entries[done:]


def entered(seen: Seen, path: str, row: int) -> Seen:
    """Into the run, or the step, of a row; reads."""
    if seen.run is not None:
        here = seen.at is None and row < len(seen.steps) and not isinstance(seen.steps[row], Gap)
        return read(seen._replace(at=row), path) if here else seen
    if row >= len(seen.runs):
        return seen
    return looked(seen._replace(run=seen.runs[row], problem=None), path)


def read(seen: Seen, path: str) -> Seen:
    """With the reason of the decision that is open, if it is one; reads."""
    step = seen.steps[seen.at] if seen.at is not None else None
    if not is_decision(step) or seen.run is None:
        return seen._replace(kept=None)
    try:
        return seen._replace(kept=shelves.decision(path, seen.run.id, step.number))
    except SdolError as error:
        return seen._replace(problem=error)


def left(seen: Seen) -> Seen:
    """One level up; from some of a run's steps to all of them."""
    if seen.problem is not None:
        return seen._replace(problem=None)
    if seen.at is not None:
        return seen._replace(at=None, kept=None)
    return sifted(seen, "") if seen.only else Seen(seen.runs)


def moved(seen: Seen, by: int) -> Seen:
    """To the step before or after the one that is open, of which only `read` gives the reason."""
    if seen.at is None:
        return seen
    at = seen.at + by
    while 0 <= at < len(seen.steps) and isinstance(seen.steps[at], Gap):
        at += by
    return seen._replace(at=at, kept=None) if 0 <= at < len(seen.steps) else seen


def sifted(seen: Seen, only: str) -> Seen:
    """With only some of a run's steps listed; the same once more lists all."""
    if seen.run is None or seen.at is not None:
        return seen
    found = seen._replace(only="" if only == seen.only else only)
    return found._replace(steps=tuple(_steps(found)))


def is_decision(step: Step | None) -> TypeGuard[Kept]:
    """Whether a step is a decision."""
    from sdol.store.decisions import Kept

    return isinstance(step, Kept)


# --- showing ------------------------------------------------------------------------------------------------


def title(seen: Seen) -> str:
    """Where one is."""
    if seen.run is None:
        return "Past runs"
    where = f"Run {seen.run.id}: {_name(seen.run)}"
    if seen.at is not None:
        return f"{where}, {_numbered(seen, seen.steps[seen.at])}"
    if seen.only:
        listed = sum(not isinstance(step, Gap) for step in seen.steps)
        return f"{where}, only {ONLY[seen.only]}: {listed:,}"
    if not seen.decided:
        return where
    void, close = sum(one.void for one in seen.decided), sum(one.close for one in seen.decided)
    took, kept = seen.decided[-1].number, len(seen.decided)
    said = f"{took:,} decided" if took == kept else f"{kept:,} of {took:,} kept"
    return f"{where}, {said}, {void:,} void, {close:,} close"


def _numbered(seen: Seen, step: Step) -> str:
    if is_decision(step):
        return f"decision {step.number:,} of {seen.decided[-1].number:,}"
    at = next(at for at, one in enumerate(seen.entries, 1) if one is step)
    return f"effect {at:,} of {len(seen.entries):,}"


def rows(seen: Seen, page: Page) -> Sequence[Line]:
    """What is seen, none wider than the page."""
    if seen.problem is not None:
        return problem(seen.problem, page)
    if seen.run is None:
        return _runs(seen, page)
    if seen.at is not None and seen.at < len(seen.steps):
        return _open(seen, seen.steps[seen.at], page)
    return _walk(seen, page)


def _open(seen: Seen, step: Step, page: Page) -> Sequence[Line]:
    """One step whole."""
    if isinstance(step, Gap):
        return [_gap(step, page)]
    if not is_decision(step):
        return _whole(cast("Entry", step), page)
    from sdol.shell.cards.recalled import view
    from sdol.shell.cards.setting import Setting
    from sdol.shell.cards.text import lines

    return lines(view(seen.kept or step, Setting(page, None)), page)


def _walk(seen: Seen, page: Page) -> Sequence[Line]:
    """The steps of a run."""
    assert seen.run is not None
    steps, began, count = seen.steps, seen.run.started, len(seen.steps)
    if not seen.entries and not seen.decided:
        return _told(f"This run asked nothing of the world. {NO_DECISIONS}", page)
    if not steps:
        return _told(f"There are none: only {ONLY[seen.only]}. Escape lists all.", page)
    more = [] if seen.decided else [[], *_told(NO_DECISIONS, page)]
    numbers = {id(one): at for at, one in enumerate(seen.entries)}
    row = _row(seen, page)

    def drawn(at: int) -> Line:
        if at >= count:
            return more[at - count]
        step = steps[at]
        if isinstance(step, Gap):
            return _gap(step, page)
        if is_decision(step):
            return _decision(step, row)
        return _entry(cast("Entry", step), numbers[id(step)], began, page)

    return Rows(count + len(more), drawn)


def _row(seen: Seen, page: Page) -> Row:
    """The row of a decision, whose columns are as wide for all of them."""
    ones = seen.decided[:LOOKED_AT]
    wide = max((columns(one.outcome) for one in ones), default=1)
    several = len({one.kind for one in ones}) > 1 and page.width >= 60
    clear = any(one.margin is not None for one in ones) and page.width >= 60
    return Row(page, 6, min(wide, decisions.OUTCOME, page.width // 3), several, clear)


def _decision(one: Kept, row: Row) -> Line:
    about = one.about if one.kind == "match" or one.about.startswith("'") else quote(one.about)
    return row.drawn(
        Told(
            one.number,
            one.kind,
            one.outcome,
            one.void,
            one.margin,
            one.close,
            about if one.about else "a vector",
        )
    )


def _gap(gap: Gap, page: Page) -> Line:
    said = f"{gap.missing:,} decisions were not kept: of a run, the first and the last are"
    return [Span(" " * 6 + "  "), Span(page.label(said, max(page.width - 8, 1)), FAINT)]


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
