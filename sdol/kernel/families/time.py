"""The clock. A time is a number of seconds since the beginning of 1970, UTC."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    from datetime import UTC, datetime, timedelta

    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=round(t * 1000))
    except (ValueError, OverflowError):
        raise SdolError(
            "E0524", f"{t} is no time that a calendar knows", reason="it knows the years 1 to 9999"
        ) from None
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
        from sdol.kernel.show import quote

        raise SdolError(
            "E0525",
            f"the text {quote(t[:40])} does not write a time",
            help='write it as "2026-03-01T12:30:00Z"',
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
