"""The decisions of a run: how many went where, and the last of them, a row each, newest first."""

from __future__ import annotations

from math import ceil, degrees
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import VOID, Decision
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, fitted, padded, to_right
from sdol.kernel.show import clip, columns, quote
from sdol.tui.models.sifting import Sieve, outcome_of, sifted
from sdol.tui.models.text import BAD, GOOD, KEY, Rows, note, page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sdol.kernel.pictures.page import Page
    from sdol.tui.models.margins import Margin
    from sdol.tui.models.reading import Decided, Reading
    from sdol.tui.models.tallies import Tally

OUTCOME = 16
"""Columns of where something went, at the most."""

CELL = 16
"""Columns of a bar with its name and number, at the least."""

LOOKED_AT = 50
"""Decisions that decide how wide that is."""

HINT = "Nothing was decided yet. What `route`, `decide`, `match`, `in` a region and `~=` decide shows here."


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """How many went where, and all rows."""
    if not reading.decided:
        return note(reading, HINT, width)
    listed = sifted(reading, Sieve(), {})
    head = summary(reading, None, width, height)
    shown = rows(reading, Listed(listed, {}), width)
    return Rows(len(head) + len(shown), lambda at: head[at] if at < len(head) else shown[at - len(head)])


class Listed(NamedTuple):
    """Decisions that are listed, newest first, and how clear they were as far as that is known."""

    ones: list[Decided]
    clear: Mapping[int, Margin]


# --- how many went where ------------------------------------------------------------------------------------


def summary(reading: Reading, at: Decided | None, width: int, height: int) -> list[Line]:
    """How often the place of a decision decided for what: a sentence, and bars in a quarter of the height.

    Without a decision that of the busiest place which decides between regions, if there is one.
    """
    there, tally = page(reading, width), _tally(reading, at) if at is not None else _busiest(reading)
    if tally is None:
        return []
    where = f" at line {tally.place[1]}" if tally.place[1] else ""
    void = tally.counts.get(VOID, 0) if not _yes_no(tally) else 0
    lost = f", {void:,} {tally.name(VOID)}" if void else ""
    others = sum(one is not tally for one in reading.tallies)
    more = f"; {others} more place{'s' * (others > 1)}" if others else ""
    given = f"{tally.total - void:,} labels given" if tally.kind == "tag" else f"{tally.total:,} decided"
    head = there.label(f"{given}{where}{lost}", width)
    rest = there.label(more, max(width - columns(head), 0)) if width - columns(head) > 12 else ""
    return [[Span(head, STRONG), Span(rest, FAINT)], *_bars(tally, there, max(height // 4, 1))]


def _tally(reading: Reading, at: Decided) -> Tally | None:
    """That of the place where something was decided."""
    same = [one for one in reading.tallies if one.place == at.place and one.kind == at.made.kind]
    outcome = outcome_of(at)[0]
    return next((one for one in same if outcome in map(one.name, one.counts)), same[0] if same else None)


def _busiest(reading: Reading) -> Tally | None:
    return max(reading.tallies, key=lambda one: (len(one.names) > 1, one.total), default=None)


def _yes_no(tally: Tally) -> bool:
    return tally.kind in ("in", "~=") and len(tally.names) <= 1


def _bars(tally: Tally, there: Page, most: int) -> list[Line]:
    """A bar for each outcome, the most frequent first, column by column; what has no room is counted."""
    counts = sorted(tally.counts.items(), key=lambda one: (-one[1], one[0]))
    across = min(max(ceil(len(counts) / most), 1), max(there.width // CELL, 1))
    down = min(ceil(len(counts) / across), most)
    shown = counts[: across * down]
    if len(counts) > len(shown) and VOID in tally.counts and VOID not in dict(shown):
        shown[-1] = (VOID, tally.counts[VOID])
    room = _Cell.of([(tally.name(outcome), count) for outcome, count in shown], there, across)
    cells = [room.drawn(tally.name(outcome), count, outcome == VOID, there) for outcome, count in shown]
    lines = [[span for cell in cells[at::down] for span in cell] for at in range(down)]
    lines = fitted(lines, there)
    left = len(counts) - len(shown)
    return [
        *lines,
        *([[Span(there.label(f"and {left:,} other outcomes", there.width), FAINT)]] if left else []),
    ]


class _Cell(NamedTuple):
    """The columns of a bar's name, of its number and of itself, and the largest number."""

    name: int
    number: int
    bar: int
    most: int

    @classmethod
    def of(cls, shown: list[tuple[str, int]], there: Page, across: int) -> _Cell:
        width = there.width // across
        number = max(len(f"{count:,}") for _, count in shown)
        name = min(max(columns(one) for one, _ in shown), max(width - number - 6, 3), OUTCOME)
        return cls(name, number, max(width - name - number - 3, 1), max(count for _, count in shown))

    def drawn(self, name: str, count: int, void: bool, there: Page) -> Line:
        """`cards  61 ████   `."""
        label = padded(clip(there.label(name, self.name), self.name), self.name)
        length = max(round(self.bar * count / self.most), 1)
        style = BAD if void else GOOD
        bar = there.signs.eighths[-1] * length
        number = " " + to_right(f"{count:,}", self.number) + " "
        return [Span(label, style if void else PLAIN), Span(number), Span(padded(bar, self.bar + 1), style)]


# --- the list -----------------------------------------------------------------------------------------------


def rows(reading: Reading, listed: Listed, width: int) -> Rows:
    """A line for each that is listed."""
    there, ones = page(reading, width), listed.ones
    wide = max((columns(outcome_of(one)[0]) for one in ones[:LOOKED_AT]), default=1)
    number = max((len(f"{one.number:,}") for one in ones[:1]), default=1)
    clear = any(one.number in listed.clear for one in ones[:LOOKED_AT]) and width >= 60
    kinds = len({one.made.kind for one in ones[:LOOKED_AT]}) > 1 and width >= 60
    row = Row(there, number, min(wide, OUTCOME, width // 3), kinds, clear)
    return Rows(len(ones), lambda at: row.drawn(_told(ones[at], listed.clear.get(ones[at].number))))


class Told(NamedTuple):
    """What a row says of a decision; `radians` and `close` as `Margin` has them, None and False for none."""

    number: int
    kind: str
    outcome: str
    void: bool
    radians: float | None
    close: bool
    about: str


def _told(decided: Decided, margin: Margin | None) -> Told:
    radians, close = (None, False) if margin is None else margin
    return Told(decided.number, decided.made.kind, *outcome_of(decided), radians, close, _about(decided))


class Row(NamedTuple):
    """What stands in a row, and how wide."""

    there: Page
    number: int
    outcome: int
    kind: bool
    clear: bool

    def drawn(self, told: Told) -> Line:
        """`429 ~ cards  2.1° "where is it"`: `~` marks a close call."""
        there = self.there
        unit = "°" if there.signs.braille else ""
        far = " " * 6 if told.radians is None else to_right(f"{degrees(told.radians):.1f}{unit}", 6)
        head = [
            Span(to_right(f"{told.number:,}", self.number), FAINT),
            Span(" ~ " if told.close else "   " if there.width >= 60 else " ", KEY),
            *([Span(padded(told.kind, 6), FAINT)] if self.kind else []),
            Span(
                padded(there.label(told.outcome, self.outcome), self.outcome) + " ",
                BAD if told.void else GOOD,
            ),
            *([Span(far + " ", FAINT)] if self.clear else []),
        ]
        left = there.width - sum(columns(span.text) for span in head)
        return fitted([[*head, Span(there.label(told.about, max(left, 1)), PLAIN)]], there)[0]


def _about(decided: Decided) -> str:
    """What was decided about."""
    made = decided.made
    if not isinstance(made, Decision):
        from sdol.shell.cards import line

        return line(made.value)
    return quote(decided.text) if decided.text else "a vector"
