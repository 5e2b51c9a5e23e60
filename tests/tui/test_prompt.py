"""The prompt: what it offers while somebody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol.tui.models.completing import completed
from tests.tui.conftest import Seen

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
