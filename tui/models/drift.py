"""Drift over time: a bar for each judged answer, upwards for a redshift and downwards for a blueshift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.kernel.decisions import Match
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Span, Style, to_right
from sdol.tui.models.text import note, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdol.kernel.pictures.page import Page
    from sdol.tui.models.reading import Reading

MARGIN = 6
"""Columns of the scale to the left."""

FOOT = 3
"""Lines below the bars: the verdicts, what the signs mean, and the turn that is looked at."""

LEAST, MOST = 3.0, 8.0
"""Deviations that the scale reaches to at least and at most; longer bars are cut off."""

KEPT = 2000
"""Judgements that are remembered while a program runs."""

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
        time: when the program had it.
    """

    verdict: str
    z: float | None
    rule: str
    time: int

    @property
    def bar(self) -> float:
        """Its z, downwards for a blueshift."""
        z = self.z or 0.0
        return -z if self.verdict == "blueshift" else z


class Drifting:
    """The judgements of a run, and which of them is looked at.

    A list of judgements that the program holds is taken as it is; those that come one by one, in a variable or a
    `match`, are gathered while the program runs and given back when it goes back.
    """

    def __init__(self) -> None:
        self._gathered: list[Turn] = []
        self._last: Any = None
        self.turns: list[Turn] = []
        self.limits: tuple[float | None, float | None] = (None, None)
        self.chosen: int | None = None

    def show(self, reading: Reading) -> None:
        """Takes in the judgements of a moment."""
        self._gathered = [one for one in self._gathered if one.time <= reading.time][-KEPT:]
        for value in _alone(reading):
            if value is not self._last:
                self._last = value
                self._gathered.append(_turn(value, reading.time))
        if reading.state == "ended" and self.turns:
            return  # it holds nothing any more: what it had stays to be looked at
        self.turns = max(_listed(reading), self._gathered, key=len)
        self.limits = _limits(reading)
        if self.chosen is not None and self.chosen >= len(self.turns):
            self.chosen = None

    def move(self, by: int) -> None:
        """Looks at another turn."""
        if self.turns:
            at = len(self.turns) - 1 if self.chosen is None else self.chosen
            self.chosen = min(max(at + by, 0), len(self.turns) - 1)

    def lines(self, reading: Reading, width: int, height: int) -> list[Line]:
        """The bars of the last turns, or of those about the one that is looked at."""
        if not self.turns:
            return note(reading, NOTHING, width)[:height]
        sheet, room = page(reading, width), max(width - MARGIN, 1)
        at = len(self.turns) - 1 if self.chosen is None else self.chosen
        first = min(max(at - room // 2, 0), max(len(self.turns) - room, 0))
        shown = self.turns[first : first + room]
        foot = [_verdicts(sheet, shown, at - first), _legend(sheet, self.turns), self._told(sheet, at)]
        bars = _bars(sheet, shown, max(height - FOOT, 0), self.limits)
        return [*bars, *foot][-height:] if height < FOOT + 1 else [*bars, *foot]

    def _told(self, sheet: Page, at: int) -> Line:
        one = self.turns[at]
        z = "" if one.z is None else f", z {one.z:.1f}"
        head = f"turn {at + 1:,} of {len(self.turns):,}: {one.verdict}{z}: "
        rest = sheet.label(one.rule, max(sheet.width - len(head), 1))
        return [Span(sheet.label(head + rest, sheet.width), STRONG)]


NOTHING = (
    "No answer was judged yet: `drift`, `drifts` and `watch_turns` do that, and their records are shown here."
)


def model(reading: Reading, width: int, height: int) -> Sequence[Line]:
    """The judgements that a program holds at one moment."""
    seen = Drifting()
    seen.show(reading)
    return seen.lines(reading, width, height)


# --- where judgements are found -------------------------------------------------------------------------------


def _is_judgement(value: Any) -> bool:
    return isinstance(value, dict) and value.get("verdict") in SIGNS and "rule" in value and "z" in value


def _turn(value: dict[str, Any], time: int) -> Turn:
    z = value["z"]
    return Turn(value["verdict"], None if z is None else float(z), str(value["rule"]), time)


def _listed(reading: Reading) -> list[Turn]:
    """The longest list of judgements that the program holds."""
    lists = (v.value for v in reading.variables if isinstance(v.value, list) and v.value)
    held = [value for value in lists if _is_judgement(value[0])]
    return [_turn(one, reading.time) for one in max(held, key=len, default=[])]


def _alone(reading: Reading) -> list[Any]:
    """Judgements that are held or matched by themselves."""
    matched = [one.made.value for one in reading.decided if isinstance(one.made, Match)]
    held = [variable.value for variable in reading.variables]
    return [value for value in (*matched[-1:], *held) if _is_judgement(value)][:1]


def _limits(reading: Reading) -> tuple[float | None, float | None]:
    """The thresholds of the drift log that the program holds: of redshift, and of blueshift."""
    for variable in reading.variables:
        if getattr(variable.value, "kind", "") == "drift" and hasattr(variable.value, "body"):
            known = variable.value.body.thresholds()
            return known.get("redshift"), known.get("blueshift")
    return None, None


# --- drawing --------------------------------------------------------------------------------------------------


def _bars(
    sheet: Page, shown: list[Turn], height: int, limits: tuple[float | None, float | None]
) -> list[Line]:
    """Lines of bars about a line for 0; dashes where the thresholds are."""
    if not height:
        return []
    top = min(max(LEAST, *(abs(one.bar) for one in shown)), MOST)
    step = 2 * top / height
    red, blue = limits
    wanted = {round((top - red) / step): red} if red is not None else {}
    wanted |= {round((top + blue) / step): -blue} if blue is not None else {}
    zero = height // 2
    return [
        [
            Span(_scale(line, zero, step, wanted), FAINT),
            *_joined([_cell(sheet, one, line, zero, step, wanted) for one in shown]),
        ]
        for line in range(height)
    ]


def _scale(line: int, zero: int, step: float, wanted: dict[int, float]) -> str:
    label = f"{wanted[line]:+.1f}" if line in wanted else ("0" if line == zero else "")
    return to_right(label, MARGIN - 1) + " "


def _cell(sheet: Page, one: Turn, line: int, zero: int, step: float, wanted: dict[int, float]) -> Span:
    """One character of a bar."""
    reach = round(one.bar / step)
    inside = zero - reach <= line < zero if reach > 0 else zero < line <= zero - reach
    if inside:
        return Span(sheet.signs.shades[-1], COLOURS[one.verdict])
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
