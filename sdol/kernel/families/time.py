"""The clock. A time is a number of seconds since the beginning of 1970, UTC."""

from __future__ import annotations

import math

from sdol.errors import SdolError
from sdol.kernel.show import brief
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sdol.kernel.world import World


@instruction("time.now", "() -> num", effect="clock", examples=[Example("now() > 1700000000", "true")])
def now(world: World) -> float:
    """The time now."""
    import time

    return time.time()


@instruction("time.sleep", "(seconds: num)", effect="clock", examples=[Example('sleep(0)\n"awake"', "awake")])
def sleep(world: World, seconds: float) -> None:
    """Waits, after showing what was printed."""
    import time

    if not seconds >= 0:
        raise SdolError(
            "E0515", f"sleep({seconds}) has no meaning", help="write a number of seconds, 0 or more"
        )
    world.output.flush()
    time.sleep(seconds)


@instruction(
    "time.time_text",
    "(t: num) -> text",
    examples=[
        Example("time_text(0)", "1970-01-01T00:00:00Z"),
        Example("time_text(1.5)", "1970-01-01T00:00:01.500Z"),
    ],
)
def time_text(t: float) -> str:
    """The time as ISO 8601 writes it, in UTC; a fraction of a second to the millisecond."""
    moment = _moment(t)
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


@instruction(
    "time.parse_time",
    "(t: text) -> num",
    examples=[
        Example('parse_time("1970-01-02")', "86400.0"),
        Example('parse_time("1970-01-01T01:00:00+01:00")', "0.0"),
    ],
)
def parse_time(t: str) -> float:
    """The time that a text in ISO 8601 writes; UTC where it names no zone."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(t.strip())
    except ValueError:
        raise SdolError(
            "E0525",
            f"the text {brief(t)} does not write a time",
            help='write it as "2026-03-01T12:30:00Z"',
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _moment(t: float) -> datetime:
    """The time to the millisecond, in UTC."""
    from datetime import UTC, datetime, timedelta

    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=round(t * 1000))
    except (ValueError, OverflowError):
        raise SdolError(
            "E0524", f"{_shown(t)} is no time that a calendar knows", reason="it knows the years 1 to 9999"
        ) from None


def _shown(t: float) -> str:
    from sdol.kernel.show import show

    return show(t) if abs(t) < 1e30 or t != t or abs(t) == math.inf else "this number"


# --- the calendar, in UTC -----------------------------------------------------------------------------------

_PARTS = "{year: int, month: int, day: int, hour: int, minute: int, second: num, weekday: int, yearday: int, week: int}"


@instruction(
    "time.time_parts",
    f"(t: num) -> {_PARTS}",
    examples=[
        Example(
            'let p = time_parts(parse_time("2026-03-01T12:30:00Z"))\n[p.month, p.hour, p.weekday]',
            "[3, 12, 7]",
        )
    ],
)
def time_parts(t: float) -> dict[str, float]:
    """The parts of a time; `weekday` is 1 on Monday and 7 on Sunday, `week` that of ISO 8601."""
    m = _moment(t)
    return {
        "year": m.year,
        "month": m.month,
        "day": m.day,
        "hour": m.hour,
        "minute": m.minute,
        "second": m.second + m.microsecond / 1e6,
        "weekday": m.isoweekday(),
        "yearday": m.timetuple().tm_yday,
        "week": m.isocalendar().week,
    }


@instruction(
    "time.make_time",
    "(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: num = 0) -> num",
    examples=[
        Example("make_time(1970, 1, 2)", "86400.0"),
        Example("make_time(1970, 1, 1, 1)", "3600.0"),
        Example("make_time(1970, 1, 1, 1, 30)", "5400.0"),
        Example("make_time(1970, 1, 1, minute: 1, second: 0.5)", "60.5"),
    ],
)
def make_time(year: int, month: int, day: int, hour: int, minute: int, second: float) -> float:
    """The time of a date and a time of day."""
    from datetime import UTC, datetime

    try:
        if not 0 <= second < 60:
            raise ValueError("second must be in 0..59")
        return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() + second
    except (ValueError, OverflowError) as error:
        raise SdolError("E0524", "the calendar knows no such time", reason=str(error)) from None


@instruction(
    "time.add_months",
    "(t: num, n: int) -> num",
    examples=[Example('time_text(add_months(parse_time("2026-01-31"), 1))', "2026-02-28T00:00:00Z")],
)
def add_months(t: float, n: int) -> float:
    """The same time of day some months later, or earlier; a day that the month lacks becomes its last."""
    from calendar import monthrange

    m = _moment(t)
    year, month = divmod(m.year * 12 + m.month - 1 + n, 12)
    if not 1 <= year <= 9999:
        raise SdolError("E0524", "the calendar knows no such time", reason="it knows the years 1 to 9999")
    return m.replace(year=year, month=month + 1, day=min(m.day, monthrange(year, month + 1)[1])).timestamp()


_UNITS = ("year", "month", "week", "day", "hour", "minute")


@instruction(
    "time.start_of",
    "(t: num, unit: text) -> num",
    examples=[
        Example('time_text(start_of(parse_time("2026-03-01T12:30:00Z"), "week"))', "2026-02-23T00:00:00Z")
    ],
)
def start_of(t: float, unit: str) -> float:
    """The beginning of the year, month, week (Monday), day, hour or minute that a time is in."""
    from datetime import timedelta

    if unit not in _UNITS:
        raise SdolError("E0518", f"there is no unit {brief(unit)}", help=f"write one of {', '.join(_UNITS)}")
    m = _moment(t).replace(second=0, microsecond=0)
    if unit != "minute":
        m = m.replace(minute=0)
    if unit not in ("minute", "hour"):
        m = m.replace(hour=0)
    if unit == "week":
        days = min(m.weekday(), m.toordinal() - 1)
        m -= timedelta(days=days)
    elif unit in ("month", "year"):
        m = m.replace(day=1, month=1 if unit == "year" else m.month)
    return m.timestamp()


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_CODES: dict[str, Callable[[datetime], str]] = {
    "Y": lambda m: f"{m.year:04}",
    "y": lambda m: f"{m.year % 100:02}",
    "m": lambda m: f"{m.month:02}",
    "d": lambda m: f"{m.day:02}",
    "H": lambda m: f"{m.hour:02}",
    "I": lambda m: f"{(m.hour + 11) % 12 + 1:02}",
    "M": lambda m: f"{m.minute:02}",
    "S": lambda m: f"{m.second:02}",
    "p": lambda m: "AM" if m.hour < 12 else "PM",
    "j": lambda m: f"{m.timetuple().tm_yday:03}",
    "V": lambda m: f"{m.isocalendar().week:02}",
    "u": lambda m: str(m.isoweekday()),
    "A": lambda m: _DAYS[m.weekday()],
    "a": lambda m: _DAYS[m.weekday()][:3],
    "B": lambda m: _MONTHS[m.month - 1],
    "b": lambda m: _MONTHS[m.month - 1][:3],
    "%": lambda m: "%",
}


@instruction(
    "time.format_time",
    "(t: num, form: text) -> text",
    examples=[Example('format_time(0, "%A, %d %b %Y %H:%M")', "Thursday, 01 Jan 1970 00:00")],
)
def format_time(t: float, form: str) -> str:
    """The time in a form of its own, in UTC and English.

    `%Y %m %d` are the date, `%H %M %S` the time of day, `%I %p` that of twelve hours, `%A %a %B %b` the names of day
    and month, `%y` the year of the century, `%j` the day of the year, `%u` that of the week (Monday is 1), `%V` the
    week, `%%` a percent sign.
    """
    import re

    m = _moment(t)

    def written(found: re.Match[str]) -> str:
        if found[1] not in _CODES:
            raise SdolError(
                "E0518",
                f"there is no `{found[0]}` in the form of a time",
                help=f"there are %{' %'.join(_CODES)}",
            )
        return _CODES[found[1]](m)

    return re.sub("%(.?)", written, form, flags=re.DOTALL)


# --- durations, in seconds ----------------------------------------------------------------------------------

_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}


@instruction(
    "time.duration_text",
    "(seconds: num) -> text",
    examples=[Example("duration_text(93784)", "1d 2h 3m 4s"), Example("duration_text(-1.5)", "-1.5s")],
)
def duration_text(seconds: float) -> str:
    """A number of seconds as days, hours, minutes and seconds, to the millisecond."""
    if not math.isfinite(seconds):
        raise SdolError(
            "E0515", f"{_shown(seconds)} seconds are no duration", help="test it first: `is_finite(x)`"
        )
    rest, parts = round(abs(seconds) * 1000), []
    for unit in "dhm":
        count, rest = divmod(rest, _SECONDS[unit] * 1000)
        if count:
            parts.append(f"{count}{unit}")
    if rest or not parts:
        parts.append(f"{rest // 1000}{f'.{rest % 1000:03}'.rstrip('0') if rest % 1000 else ''}s")
    return "-" * (seconds < 0) + " ".join(parts)


@instruction(
    "time.parse_duration",
    "(t: text) -> num",
    examples=[
        Example('parse_duration("1d 2h 3m 4s")', "93784.0"),
        Example('parse_duration("1.5h")', "5400.0"),
    ],
)
def parse_duration(t: str) -> float:
    """The seconds that a text such as "1w 2d 3h 4m 5.5s" writes."""
    import re

    text = t.strip()
    found = (
        re.fullmatch(r"(-?)((?:[0-9]{1,15}(?:\.[0-9]{1,9})?[wdhms] ?){1,20})", text)
        if len(text) < 600
        else None
    )
    if not found:
        raise SdolError(
            "E0525", f"the text {brief(t)} does not write a duration", help='write it as "1d 2h 30m" or "45s"'
        )
    pieces = re.findall(r"([0-9.]+)([wdhms])", found[2])
    total = float(sum(float(number) * _SECONDS[unit] for number, unit in pieces))
    return -total if found[1] else total
