"""Drift over time: a bar for each judged answer, upwards for a redshift and downwards for a blueshift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, Style, to_right
from sdol.kernel.show import columns, quote
from sdol.tui.models.text import note, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sdol.kernel.pictures.page import Page
    from sdol.tui.models.reading import Judged, Reading

MARGIN = 6
"""Columns of the scale to the left."""

FOOTS = ((14, 5), (4, 3), (0, 1))
"""From how many lines on there is room for so many below the bars: the turn that is looked at comes first."""

LEAST, MOST = 3.0, 8.0
"""Deviations that the scale reaches to at least and at most; longer bars are cut off."""

SIGNS = {"redshift": "▲R", "blueshift": "▼B", "loop": "■L", "void": "○v", "converged": "●o"}
"""The sign of each verdict, with and without more than ASCII."""

COLOURS = {
    "redshift": Style((213, 94, 0)),
    "blueshift": Style((86, 180, 233)),
    "loop": Style((204, 121, 167)),
    "void": FAINT,
    "converged": Style((0, 158, 115)),
}


class Turn(NamedTuple):
    """A judged answer.

    Attributes:
        z: deviations in the direction of the verdict, or None where there was nothing to compare with.
        task, answer: their texts, where these are known, else "".
        line: of the program, or 0.
    """

    verdict: str
    z: float | None
    rule: str
    task: str = ""
    answer: str = ""
    line: int = 0

    @property
    def bar(self) -> float:
        """Its z, downwards for a blueshift."""
        z = self.z or 0.0
        return -z if self.verdict == "blueshift" else z


class Drifting:
    """The judgements of a run, and which of them is looked at.

    Attributes:
        turns: the judgements, oldest first.
        limits: the thresholds of redshift and of blueshift, where the program holds a log that has them.
        chosen: the number of the turn that is looked at, or None for the last.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Judged, list[Turn]]] = {}
        self.turns: list[Turn] = []
        self.limits: tuple[float | None, float | None] = (None, None)
        self._log: Any = None
        self.chosen: int | None = None

    def show(self, reading: Reading) -> None:
        """Takes in the judgements of a moment."""
        judged = [one for one in reading.judged if one.time <= reading.time]
        known, self._known = self._known, {}
        for one in judged:
            old = known.get(one.number)
            self._known[one.number] = old if old and old[0] is one else (one, list(_turns(one)))
        self.turns = [turn for _, turns in self._known.values() for turn in turns]
        self._take_limits(reading)
        if self.chosen is not None and self.chosen >= len(self.turns):
            self.chosen = None

    def _take_limits(self, reading: Reading) -> None:
        """Takes the thresholds from the log that the program holds, once something was judged beside it."""
        log = next((v.value for v in reading.variables if getattr(v.value, "kind", "") == "drift"), None)
        if log is None or log is self._log or not self.turns:
            return
        known = log.body.thresholds
        self._log, self.limits = log, (known.redshift, known.blueshift)

    @property
    def at(self) -> int:
        """The number of the turn that is told about."""
        return len(self.turns) - 1 if self.chosen is None else self.chosen

    def move(self, by: int) -> None:
        """Looks at another turn."""
        if self.turns:
            self.chosen = min(max(self.at + by, 0), len(self.turns) - 1)

    def point(self, column: int, width: int) -> None:
        """Looks at the turn that is drawn in a column."""
        first, shown = self._seen(width)
        at = column - MARGIN
        if 0 <= at < len(shown):
            self.chosen = first + at

    def lines(self, reading: Reading, width: int, height: int) -> list[Line]:
        """The bars of the last turns, or of those about the one that is looked at, and what that is."""
        if not self.turns:
            return note(reading, NOTHING, width)[:height]
        sheet = page(reading, width)
        first, shown = self._seen(width)
        told = self._told(sheet)
        foot = [told[0], _legend(sheet, self.turns), *told[1:]]
        foot = foot[: next(count for least, count in FOOTS if height >= least)]
        rest = max(height - len(foot) - 1, 0)
        bars = _bars(sheet, shown, self.at - first, rest, self.limits)
        return [*bars, _verdicts(sheet, shown, self.at - first), *foot][-height:] if height else []

    def _seen(self, width: int) -> tuple[int, list[Turn]]:
        """The number of the first turn that there is room for, and those from there on."""
        room = max(width - MARGIN, 1)
        first = min(max(self.at - room // 2, 0), max(len(self.turns) - room, 0))
        return first, self.turns[first : first + room]

    def _told(self, sheet: Page) -> list[Line]:
        """The turn that is looked at: its rule, its task, its answer."""
        one = self.turns[self.at]
        z = "" if one.z is None else f", z {one.z:.1f}"
        head = f"turn {self.at + 1:,} of {len(self.turns):,}: {one.verdict}{z}: "
        rest = sheet.label(one.rule, max(sheet.width - columns(head), 1))
        place = f"  line {one.line}" if one.line else ""
        place = place if columns(head + rest + place) <= sheet.width else ""
        found: list[Line] = [[Span(sheet.label(head + rest, sheet.width), STRONG), Span(place, FAINT)]]
        for name, text in (("task    ", one.task), ("answer  ", one.answer)):
            said = quote(text) if text else "a vector whose text is not known"
            found.append([Span(name, FAINT), Span(sheet.label(said, max(sheet.width - len(name), 1)))])
        return found


NOTHING = "No answer was judged yet: what `drift`, `decide` and `drift.watch` judge shows here, turn by turn."


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The judgements of a run up to one moment."""
    seen = Drifting()
    seen.show(reading)
    return seen.lines(reading, width, height)


# --- where judgements are found -------------------------------------------------------------------------------


def _turns(judged: Judged) -> Iterator[Turn]:
    """The turn of a verdict about a task and an answer; other judgements are none."""
    value = judged.made.value
    if _is_verdict(value):
        task, answer = [*judged.texts, "", ""][:2]
        z = None if value["z"] is None else float(value["z"])
        yield Turn(value["verdict"], z, str(value["rule"]), task, answer, judged.place[1])


def _is_verdict(value: Any) -> bool:
    return isinstance(value, dict) and value.get("verdict") in SIGNS and "rule" in value and "z" in value


# --- drawing --------------------------------------------------------------------------------------------------


def _bars(
    sheet: Page, shown: list[Turn], at: int, height: int, limits: tuple[float | None, float | None]
) -> list[Line]:
    """Lines of bars about a line for 0; dashes where the thresholds are, and the turn `at` in bold."""
    if not height:
        return []
    red, blue = limits
    needed = (*(abs(one.bar) for one in shown), *(1.2 * abs(limit) for limit in limits if limit is not None))
    top = min(max(LEAST, *needed), MOST)
    step = 2 * top / height
    wanted = {round((top - red) / step): red} if red is not None else {}
    wanted |= {round((top + blue) / step): -blue} if blue is not None else {}
    zero = height // 2
    return [
        [
            Span(_scale(line, zero, step, wanted), FAINT),
            *_joined([_cell(sheet, one, line, zero, step, wanted, i == at) for i, one in enumerate(shown)]),
        ]
        for line in range(height)
    ]


def _scale(line: int, zero: int, step: float, wanted: dict[int, float]) -> str:
    label = f"{wanted[line]:+.1f}" if line in wanted else ("0" if line == zero else "")
    return to_right(label, MARGIN - 1) + " "


def _cell(
    sheet: Page, one: Turn, line: int, zero: int, step: float, wanted: dict[int, float], looked_at: bool
) -> Span:
    """One character of a bar; what lies beyond a threshold is drawn fuller than what does not."""
    reach = round(one.bar / step)
    inside = zero - reach <= line < zero if reach > 0 else zero < line <= zero - reach
    if inside:
        shade = sheet.signs.shades[-1 if looked_at or one.verdict != "converged" else -3]
        return Span(shade, COLOURS[one.verdict])
    if looked_at:
        return Span(sheet.signs.upright, FAINT)
    if line == zero:
        return Span(sheet.signs.level, FAINT)
    return Span("-", FAINT) if line in wanted else Span(" ")


def _sign(sheet: Page, verdict: str) -> str:
    return SIGNS[verdict][0 if sheet.signs.braille else 1]


def _verdicts(sheet: Page, shown: list[Turn], at: int) -> Line:
    """A sign for each turn, that which is looked at in bold."""
    signs = [
        Span(_sign(sheet, one.verdict), COLOURS[one.verdict]._replace(weight="bold" if i == at else ""))
        for i, one in enumerate(shown)
    ]
    return [Span(" " * MARGIN), *_joined(signs)]


def _legend(sheet: Page, turns: list[Turn]) -> Line:
    """How many there are of each, with their signs; those that fit."""
    counted = [(v, sum(one.verdict == v for one in turns)) for v in SIGNS]
    found: Line = []
    room = sheet.width
    for verdict, count in counted:
        text = f"{_sign(sheet, verdict)} {count:,} {verdict}  "
        if count and len(text) <= room:
            found.append(Span(text, COLOURS[verdict]))
            room -= len(text)
    return found or [Span("", PLAIN)]


def _joined(spans: list[Span]) -> Line:
    """Neighbours of one style together."""
    found: Line = []
    for span in spans:
        if found and found[-1].style == span.style:
            found[-1] = Span(found[-1].text + span.text, span.style)
        else:
            found.append(span)
    return found
