"""The calendar, against Python's, and durations there and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import time

MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)).map(
    lambda m: m.replace(microsecond=0)
)


@given(MOMENTS)
def test_parts_make_the_time_again(m: datetime) -> None:
    parts = time.time_parts(m.timestamp())
    names = ("year", "month", "day", "hour", "minute", "second")
    assert time.make_time(*(parts[name] for name in names)) == m.timestamp()
    assert (parts["weekday"], parts["week"]) == (m.isoweekday(), m.isocalendar().week)
    assert time.parse_time(time.time_text(m.timestamp())) == m.timestamp()


@given(MOMENTS.filter(lambda m: m.year >= 1000))
def test_the_form_of_a_time_is_that_of_strftime(m: datetime) -> None:
    form = "%Y-%m-%d %H:%M:%S %y %I %p %j %u %V %A %a %B %b %%"
    assert time.format_time(m.timestamp(), form) == m.strftime(form)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -13, "2025-02-28"),
     ("2026-12-15", 1, "2027-01-15"), ("2026-05-05", 0, "2026-05-05")],
)  # fmt: skip
def test_months_have_their_own_ends(day: str, months: int, then: str) -> None:
    assert time.add_months(time.parse_time(day), months) == time.parse_time(then)


@given(MOMENTS, st.sampled_from(["year", "month", "week", "day", "hour", "minute"]))
def test_a_beginning_is_not_after_and_stays_itself(m: datetime, unit: str) -> None:
    begins = time.start_of(m.timestamp(), unit)
    assert begins <= m.timestamp()
    assert time.start_of(begins, unit) == begins


@given(st.integers(-(10**12), 10**12))
def test_durations_are_read_back_to_the_millisecond(thousandths: int) -> None:
    seconds = thousandths / 1000
    assert round(time.parse_duration(time.duration_text(seconds)) * 1000) == thousandths


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("1h30m", 5400), ("-2d", -172800), ("1w 1d", 691200), ("0.25m", 15)]
)
def test_durations_as_people_write_them(text: str, seconds: float) -> None:
    assert time.parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "1x", "1h,2m", "1" * 700 + "s", "- 1s", "1..5h"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(SdolError) as raised:
        time.parse_duration(text)
    assert raised.value.code == "E0525"
