"""The served dashboard in Chromium: what is seen, what keys do, and that nothing is asked of elsewhere."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

from browser import Browser, browsing
from serving import ROOT, columns, serving

PROGRAM = os.environ.get("SDOL_BROWSER", "")
TRIAGE = ROOT / "examples" / "triage.sdol"
SAMPLE = ROOT / "examples" / "data" / "banking_sample.jsonl"

pytestmark = pytest.mark.skipif(
    not PROGRAM, reason="no browser is named: `make test-web` finds or installs Chromium and runs these"
)

Open = Callable[..., Awaitable[Browser]]


def browsed(folder: Path, test: Callable[[Open], Awaitable[None]]) -> None:
    """Serves the triage example to a browser; then each page was in order, and asked nothing of elsewhere."""

    async def look() -> None:
        pages: list[Browser] = []
        async with browsing(PROGRAM, folder / "profile") as begin:
            with serving(folder, str(TRIAGE), "--input", str(SAMPLE)) as served:

                async def open_one(width: int = 1000, height: int = 640) -> Browser:
                    pages.append(await begin())
                    await pages[-1].size(width, height)
                    await pages[-1].open(served.address)
                    return pages[-1]

                await test(open_one)
                for page in pages:
                    assert len(page.asked) >= 7
                    assert {urlsplit(one).netloc for one in page.asked if "data:" not in one} == {served.host}
                    assert [said for said in page.said if "WebGL" not in said] == []
                    assert await page.evaluate("location.href") == f"http://{served.host}/"
                    assert await page.evaluate("document.cookie") == ""

    asyncio.run(look())


def test_the_triage_example_is_watched_and_driven(tmp_path: Path) -> None:
    async def look(open_one: Open) -> None:
        page = await open_one()
        shown = await page.wait("triage.sdol stopped · line 10")
        assert "Registers" in shown and "region cards = around [" in shown
        await page.type("s")
        await page.wait("triage.sdol stopped · line 11")
        rows = (await page.text()).splitlines()
        await page.click(4, next(at for at, row in enumerate(rows) if "   13   " in row))
        await page.wait("breakpoint at line 13")
        await page.type(" ")
        await page.wait("stopped · line 13")
        await page.type(":until 111\r")
        await page.wait("· line 111")
        await page.picture(tmp_path / "small.png")
        await page.size(1900, 1000)
        await page.wait(lambda text: "Registers" in text and "Map" in text and columns(text) > 150)
        await page.wait(lambda text: len(text.splitlines()) > 45 and "? keys" in text.splitlines()[-1])
        await page.picture(tmp_path / "large.png")
        await page.call("Page.reload")
        await page.wait("· line 111")

    browsed(tmp_path, look)


def test_two_pages_show_one_run_as_large_as_the_smaller(tmp_path: Path) -> None:
    async def look(open_one: Open) -> None:
        large = await open_one(1900, 1000)
        await large.wait("triage.sdol stopped · line 10")
        small = await open_one(800, 500)
        await small.wait("triage.sdol stopped · line 10")
        await small.type("s")
        seen = await small.wait("triage.sdol stopped · line 11")
        width = columns(seen)
        same = await large.wait(lambda text: "line 11" in text and columns(text) <= width)
        assert same.splitlines()[: len(seen.splitlines())] == seen.splitlines()
        await small.type("q")
        assert "The dashboard was left." in await large.wait("The dashboard was left.")
        assert await large.evaluate("getComputedStyle(document.getElementById('ended')).display") == "block"

    browsed(tmp_path, look)


def test_a_panel_is_saved_by_the_browser(tmp_path: Path) -> None:
    async def look(open_one: Open) -> None:
        page = await open_one()
        await page.call(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path), eventsEnabled=False
        )
        await page.wait("triage.sdol stopped · line 10")
        await page.type("w")
        await page.wait("wrote source.txt and source.svg")
        for _ in range(600):
            if {"source.txt", "source.svg"} <= {path.name for path in tmp_path.iterdir()}:
                break
            await asyncio.sleep(0.05)
        assert "region cards = around [" in (tmp_path / "source.txt").read_text()
        assert (tmp_path / "source.svg").read_text().startswith("<svg")

    browsed(tmp_path, look)


def test_text_on_the_screen_leads_nowhere(tmp_path: Path) -> None:
    async def look(open_one: Open) -> None:
        page = await open_one()
        await page.wait("triage.sdol stopped · line 10")
        assert await page.evaluate(
            "window.open('http://elsewhere.example/') === null && window.open() === null"
        )
        script = "fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')"
        found = await page.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert found["result"]["value"] == "refused"
        assert any("Content Security Policy" in said for said in page.said)
        page.said.clear()
        page.asked = [one for one in page.asked if ":9/" not in one]

    browsed(tmp_path, look)
