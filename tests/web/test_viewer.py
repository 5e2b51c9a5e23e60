"""What a slow browser misses, and what a page may say."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

from sdol.tui.serving.viewer import ANSWERS, HEIGHTS, WAITING, WIDTHS, Said, Viewer, bounded, heard

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["width", "height"]), inner),
)


class Slow:
    """A websocket that notes what is sent through it."""

    def __init__(self) -> None:
        self.sent: list[bytes | str] = []

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)

    async def send_str(self, text: str) -> None:
        self.sent.append(text)


def test_a_slow_browser_misses_pictures_until_it_has_caught_up_and_nothing_else() -> None:
    async def watch() -> None:
        slow = Slow()
        viewer = Viewer(slow, (80, 24))  # type: ignore[arg-type]
        first, much, more = b"first", b"x" * WAITING, b"more"
        for message in (first, much, more, "a file"):
            viewer.put(message)
        assert viewer.behind
        await viewer.send()
        assert slow.sent == [first, "a file"]
        viewer.behind = False
        viewer.put(much)
        await viewer.send()
        assert not viewer.behind and slow.sent[-1] == much

    asyncio.run(watch())


def test_pings_of_a_page_that_reads_nothing_do_not_pile_up() -> None:
    async def watch() -> None:
        slow = Slow()
        viewer = Viewer(slow, (80, 24))  # type: ignore[arg-type]
        for number in range(10 * ANSWERS):
            viewer.answer(str(number))
        viewer.put("a file")
        await viewer.send()
        assert slow.sent == [*(json.dumps(["pong", str(number)]) for number in range(ANSWERS)), "a file"]

    asyncio.run(watch())


@given(st.text() | JSON.map(json.dumps))
def test_a_page_can_say_nothing_that_does_harm(text: str) -> None:
    try:
        said = heard(text)
    except ValueError:
        return
    assert isinstance(said, Said)


@given(st.integers(), st.integers())
def test_a_terminal_has_a_size_that_can_be_drawn(width: int, height: int) -> None:
    columns, rows = bounded(width, height)
    assert WIDTHS[0] <= columns <= WIDTHS[1] and HEIGHTS[0] <= rows <= HEIGHTS[1]
    if WIDTHS[0] <= width <= WIDTHS[1]:
        assert columns == width
