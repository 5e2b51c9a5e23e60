"""The dashboard on a screen: what is seen at three sizes, and what keys and mouse do."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from sdol.tui.panels import panels
from tests.tui.conftest import Seen
from tests.tui.test_driving import COUNT, FOREVER, ROUTE

See = Callable[..., object]


def test_a_small_screen_shows_the_source_and_the_registers(see: See) -> None:
    async def look(seen: Seen) -> None:
        text = seen.text()
        assert "p.sdol stopped" in text.splitlines()[0] and "─ Registers ─" in text
        assert ">    4 var done = 0" in text
        assert text.splitlines()[-1].endswith("? keys"), "the way to all keys is never cut"
        await seen.press("s", "s")
        await seen.wait(lambda text: "done 0" in text)
        assert all(len(line) <= 80 for line in seen.text().splitlines())

    see(COUNT, look)


def test_it_moves_by_keys_and_stays_open_at_the_end(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("s", "s", "s", "s")
        await seen.wait("line 2 in half, 1 deep")
        await seen.press("o")
        await seen.wait("it returned 10.0")
        await seen.press("space")
        text = await seen.wait("p.sdol ended")
        assert "0-9 panels" in text.splitlines()[-1] and "3 Decisions  4 Output" in text.splitlines()[-2]
        await seen.press("space")
        await seen.wait("b goes back into it")
        await seen.press("4")
        await seen.wait("5.0")
        await seen.press("b")
        await seen.wait("in the past")

    see(COUNT, look)


def test_a_wide_screen_shows_decisions_and_why(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space")
        text = await seen.wait("no one word;")
        assert "3 decided at line 5, 1 void" in text
        assert re.search(r'3   void  .*° "zebra quantum soup"', text)
        assert re.search(r'2   parcels .*° "where is my parcel"', text)

    see(ROUTE, look, size=(120, 40))


def test_every_panel_is_a_key_away(see: See) -> None:
    async def look(seen: Seen) -> None:
        for panel in panels():
            await seen.press(panel.key)
            widget = seen.app.query_one(f"#{panel.name}")
            assert widget.display and widget.has_focus_within, panel.name

    see(COUNT, look)


@pytest.mark.parametrize("size", [(20, 6), (80, 24), (120, 40), (250, 70)])
def test_it_is_resized_while_it_runs(see: See, size: tuple[int, int]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space")
        await seen.pilot.resize_terminal(*size)
        await seen.wait(lambda text: len(text.splitlines()) == size[1] and "running" in text)
        seen.app.action_run()
        await seen.wait(lambda text: "stopped" in text)

    see("while true { sleep(0.001) }\n", look, size=(100, 30))


def test_a_breakpoint_is_set_by_mouse_and_by_key_and_stops(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.pilot.click("#source", offset=(4, 7))
        await seen.wait(" *   7   print half(i)")
        await seen.press("space")
        await seen.wait(">*   7")
        await seen.wait("breakpoint 1")
        await seen.press("t")
        await seen.wait("no breakpoint at line 7 any more")

    see(COUNT, look)


def test_the_prompt_evaluates_and_remembers(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("s")
        await seen.press("equals_sign", *"done+41", "enter")
        await seen.wait("41")
        await seen.press("colon", *"until", "space", "7", "enter")
        await seen.wait("line 7")
        await seen.press("colon", "up", "up", "home", "enter")
        await seen.wait(lambda text: text.count("> done+41") == 2)

    see(COUNT, look)


def test_the_page_of_keys_is_made_from_the_bindings(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("question_mark")
        text = await seen.wait("run slower, so that one can watch")
        assert "Registers" in text and "set a breakpoint at the cursor" in text
        await seen.press("escape")
        await seen.wait(lambda text: "run slower" not in text)

    see(COUNT, look, size=(100, 60))


def test_nothing_from_outside_acts_on_the_terminal(see: See) -> None:
    hostile = 'print "\\u{1b}[2J\\u{202e}evil"\n'

    async def look(seen: Seen) -> None:
        await seen.press("space")
        text = await seen.wait(lambda text: "evil" in text or "stopped" in text)
        strips = seen.app.screen._compositor.render_strips(seen.app.size)
        plain = "".join(segment.text for strip in strips for segment in strip)
        assert "evil" in plain, text
        assert "\x1b" not in plain and "\u202e" not in plain

    see(hostile, look, size=(120, 40))


def test_a_panel_is_written_as_text_and_as_a_picture(
    see: See, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def look(seen: Seen) -> None:
        await seen.press("s", "1", "w")
        await seen.wait("wrote registers-1.txt and registers-1.svg")

    see(COUNT, look)
    assert (tmp_path / "registers-1.txt").read_text().startswith("done 0")
    assert "http" not in (tmp_path / "registers-1.svg").read_text().replace("http://www.w3.org/2000/svg", "")


def test_it_is_drawn_ten_times_a_second_at_the_most(see: See, monkeypatch: pytest.MonkeyPatch) -> None:
    from time import monotonic

    times: list[float] = []

    async def look(seen: Seen) -> None:
        drawn = seen.app.draw

        def draw() -> None:
            times.append(monotonic())
            drawn()

        monkeypatch.setattr(seen.app, "draw", draw)
        seen.app.driver.speed = 500.0
        await seen.press("space")
        while len(times) < 6:
            await seen.pilot.pause(0.02)
        seen.app.driver.pause()

    see(FOREVER, look)
    assert min(b - a for a, b in pairwise(times[:6])) > 0.09


def test_control_c_pauses_what_runs_and_leaves_what_stands(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space")
        await seen.wait("running")
        await seen.pilot.press("ctrl+c")
        await seen.wait("stopped")
        await seen.pilot.press("ctrl+c")
        while seen.app.is_running:
            await seen.pilot.pause(0.01)

    see(FOREVER, look)


def test_a_key_that_was_meant_for_the_program_refuses_nothing(
    see: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sdol.tui.widgets import pages

    async def look(seen: Seen) -> None:
        monkeypatch.setattr(pages, "GLANCE", 3600.0)
        await seen.press("n")
        await seen.wait("y  allow it")
        await seen.pilot.press("n", "enter")
        assert "y  allow it" in seen.text()
        monkeypatch.setattr(pages, "GLANCE", 0.0)
        await seen.pilot.press("n")
        await seen.wait("It fails")

    see('print read("nothing.txt")\n', look)
