"""The region map on a screen: keys, mouse, sizes, and how little it repaints."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Event
from xml.etree import ElementTree

import pytest
from scenes import near, reading, regions
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from sdol.kernel.pictures.page import UNICODE, Page, plain
from sdol.tui.models.exporting import svg
from sdol.tui.models.reading import Reading
from sdol.tui.panels import panels
from sdol.tui.widgets import picture
from sdol.tui.widgets.region_map import RegionMapView

SEEN = reading(regions(spread=1.4), points=near(0, 40, seed=2, spread=1.4), asked=near(1, 5, spread=1.2))

SNAPSHOTS = Path(__file__).parent / "snapshots"

Act = Callable[[Pilot[None], RegionMapView], Awaitable[None]]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the next time that a picture may be drawn."""
    monkeypatch.setattr(picture, "PAINTING", 0.0)


class Alone(App[None]):
    """One panel over the whole screen."""

    def compose(self) -> ComposeResult:
        yield RegionMapView()


def on_screen(act: Act, size: tuple[int, int] = (80, 24)) -> None:
    async def acted() -> None:
        async with Alone().run_test(size=size) as pilot:
            view = pilot.app.query_one(RegionMapView)
            view.show(SEEN)
            await computed(pilot)
            view.focus()
            await pilot.pause()
            await act(pilot, view)

    asyncio.run(acted())


async def computed(pilot: Pilot[None]) -> None:
    """Waits for what is computed beside the screen, and for its being drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def text_of(view: RegionMapView) -> str:
    return "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 70)])
def test_it_looks_as_it_did(size: tuple[int, int], update: bool) -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        file = SNAPSHOTS / f"region_map_{size[0]}x{size[1]}.txt"
        found = text_of(view) + "\n"
        if update:
            file.parent.mkdir(exist_ok=True)
            file.write_text(found, encoding="utf-8")
        assert found == file.read_text(encoding="utf-8")

    on_screen(act, size)


def test_keys_move_zoom_and_come_back() -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        before = text_of(view)
        await pilot.press("right", "plus")
        await pilot.pause()
        assert text_of(view) != before
        await pilot.press("f")
        await pilot.pause()
        assert text_of(view) == before
        await pilot.press("x")
        await pilot.pause()
        assert "borders exact" in text_of(view)
        await pilot.press("x", "a")
        await pilot.pause()
        assert "cash" not in text_of(view).rsplit("\n", 3)[0]

    on_screen(act)


class Framed(App[None]):
    """One panel with a border, as in the dashboard."""

    CSS = "RegionMapView { border: round white; }"

    def compose(self) -> ComposeResult:
        yield RegionMapView()


def test_a_line_that_changes_inside_a_border_is_painted() -> None:
    async def act() -> None:
        async with Framed().run_test(size=(80, 24)) as pilot:
            view = pilot.app.query_one(RegionMapView)
            view.show(SEEN)
            await computed(pilot)
            view.focus()
            assert "deep" in pilot.app.export_screenshot()
            await pilot.press("right_square_bracket")
            await pilot.pause()
            assert "deep" not in pilot.app.export_screenshot()

    asyncio.run(act())


def test_without_a_mouse_a_key_goes_from_name_to_name() -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert text_of(view).split("\n")[-3].startswith("message 4")
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert "fees" in text_of(view).split("\n")[-3]
        await pilot.press("escape")
        await pilot.pause()
        assert "message 4  in cash" in text_of(view)

    on_screen(act)


def test_the_mouse_names_zooms_and_drags() -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        assert view.map.plane is not None
        x, y = view.map.cells(view.map.plane.place(near(1, 5, spread=1.2)))[4].astype(int).tolist()
        await pilot.hover(RegionMapView, offset=(x, y))
        await pilot.pause()
        assert "message 4" in text_of(view).split("\n")[-3]
        looked_at = view.map.window
        await pilot.mouse_down(RegionMapView, offset=(40, 10))
        await pilot.hover(RegionMapView, offset=(45, 12))
        await pilot.mouse_up(RegionMapView, offset=(45, 12))
        await pilot.pause()
        assert view.map.window is not None and looked_at is not None
        assert view.map.window == looked_at.moved(-5, -2)

    on_screen(act)


def test_what_is_the_same_is_not_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        painted: list[list[int]] = []
        monkeypatch.setattr(view, "_repaint", painted.append)
        for _ in range(20):
            view.show(
                reading(
                    regions(spread=1.4), points=near(0, 40, seed=2, spread=1.4), asked=near(1, 5, spread=1.2)
                )
            )
        await pilot.pause()
        assert painted == []
        view.show(
            reading(regions(spread=1.4), points=near(0, 40, seed=2, spread=1.4), asked=near(1, 6, spread=1.2))
        )
        await pilot.pause()
        assert len(painted) == 1 and 0 < len(painted[0]) < 24

    on_screen(act)


def test_it_is_a_panel_and_gives_its_rows_for_an_export() -> None:
    panel = next(one for one in panels() if one.name == "map")
    given = reading(regions(), asked=near(1, 5))
    rows = panel.model(given, 60, 20)
    seen = RegionMapView()
    seen.map.show(given)
    drawn = ElementTree.fromstring(svg(rows, "Map"))
    assert any("cards" in "".join(one.itertext()) for one in drawn.iter())
    assert (
        plain(list(rows))
        == plain(list(seen.rows(60, 20)))
        == plain(seen.map.lines(60, 20, Page(60, UNICODE)))
    )


def test_a_key_turns_to_the_plane_that_tells_regions_apart_and_back() -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        before = text_of(view)
        await pilot.press("p")
        await computed(pilot)
        assert "of the differences between regions" in text_of(view)
        await pilot.press("p")
        await computed(pilot)
        assert text_of(view) == before

    on_screen(act)


def test_while_it_computes_the_old_map_stays_and_keys_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(pilot: Pilot[None], view: RegionMapView) -> None:
        go_on, before, show = Event(), text_of(view), view.map.show

        def slow(given_reading: Reading) -> None:
            assert go_on.wait(20)
            show(given_reading)

        monkeypatch.setattr(view.map, "show", slow)
        view.show(reading(regions(spread=1.4), asked=near(1, 9, spread=1.2)))
        await pilot.press("x")
        await pilot.pause()
        assert text_of(view) == before
        go_on.set()
        await computed(pilot)
        assert "borders exact" in text_of(view) and "cash" in text_of(view)
        assert view.map.scene is not None and len(view.map.scene.queries) == 9

    on_screen(act)


def test_the_widget_loads_no_numpy_before_somebody_looks() -> None:
    code = "import sys, sdol.tui.widgets.region_map as m; m.RegionMapView(); print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
