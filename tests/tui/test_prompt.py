"""The prompt: what it offers while somebody types."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from sdol.tui.models.completing import completed
from tests.tui.conftest import Seen

ROUTE = """\
space swift
region parcels = around ["where is my parcel", "the parcel has not come"]
region bills = around ["the bill is wrong", "i was charged twice"]
let message = "my parcel is late"
route ~message {
  parcels => print "parcels"
  bills => print "bills"
  void => print "nobody"
}
"""

COUNT = "var counted = 41\nprint counted\nprint 2\n"


@pytest.mark.parametrize(
    ("entry", "offered"),
    [
        ("len(mess", "len(message"),
        ("message", "messages"),
        ("other", None),
        ('"in a text mess', None),
        (":unt", ":until"),
        (":break 12 if mess", ":break 12 if message"),
        ("", None),
    ],
)
def test_the_shortest_name_that_fits_is_offered(entry: str, offered: str | None) -> None:
    assert completed(entry, ["messages", "message", "total"]) == offered


def test_what_is_offered_is_taken_by_tab(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("s", "equals_sign", *"coun")
        await seen.wait("counted")
        await seen.press("tab", *"+1", "enter")
        await seen.wait("> counted+1")
        await seen.wait("42")

    see(COUNT, look)


def test_an_answer_is_as_wide_as_its_panel(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("n", "n", "n", "colon", *'why "i was charged"', "enter")
        text = await seen.wait("lead")
        assert len(re.findall(r"[> ] (parcels|bills) .* [+-]\d+\.\d *│", text)) == 2

    see(ROUTE, look)
