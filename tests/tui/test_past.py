"""Past runs: a journal of an ended session, walked through."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from textual.pilot import Pilot

from sdol.kernel.pictures.page import ASCII, UNICODE, Page, plain
from sdol.kernel.show import columns
from sdol.store import Database
from sdol.tui.models import past
from sdol.tui.past import Past
from sdol.tui.widgets.past import PastView
from sdol.tui.widgets.store import StoreView

WIDE = Page(90, UNICODE)


@pytest.fixture
def session(tmp_path: Path) -> str:
    path = str(tmp_path / "session.db")
    with Database.open(path) as database:
        journal = database.journal
        first = journal.start_run("/home/ann/report.sdol", "aa")
        read = journal.intent(first, "fs.read", "a\x1b[2Jb.txt", "fs.read", ["a.txt"])
        journal.result(read, "done", "the text of the file")
        refused = journal.intent(first, "fs.write", "b.txt", "fs.write", ["b.txt", {"n": 1}])
        journal.result(refused, "refused", None)
        journal.end_run(first, "3")
        second = journal.start_run("triage.sdol", "bb")
        journal.intent(second, "net", "https://example.org", "net.get", ["https://example.org"])
    return path


def shown(seen: past.Seen, page: Page = WIDE) -> str:
    return plain(list(past.rows(seen, page)))


def test_runs_the_latest_first_and_one_that_was_killed_is_told_from_one_that_ended(session: str) -> None:
    lines = shown(past.looked(past.Seen(), session)).split("\n")
    assert "triage.sdol" in lines[0] and "did not end" in lines[0]
    assert "report.sdol" in lines[1] and "exit 3" in lines[1] and "/home" not in lines[1]


def test_effects_of_a_run_with_what_became_of_them(session: str) -> None:
    run = past.entered(past.looked(past.Seen(), session), session, 1)
    first, second, blank, *about = shown(run).split("\n")
    assert blank == "" and "`sdol tui FILE`" in " ".join(about)
    assert past.entered(run, session, 4) == run  # what stands below the effects is none
    assert first.split()[3:5] == ["fs.read", "done"] and "the text of the file" in first
    assert second.split()[3:6] == ["fs.write", "refused", "b.txt"]
    assert past.title(run) == "Run 1: report.sdol"


def test_one_effect_whole_and_from_effect_to_effect(session: str) -> None:
    one = past.entered(past.entered(past.looked(past.Seen(), session), session, 1), session, 0)
    assert "the text of the file" in shown(one) and "fs.read on a␛[2Jb.txt" in shown(one)
    after = past.moved(one, 1)
    assert '"n": 1' in shown(after) and past.title(after).endswith("effect 2 of 2")
    assert past.moved(after, 1) == after
    assert past.left(past.left(after)) == past.looked(past.Seen(), session)


def test_an_unknown_outcome_is_said_to_be_unknown(session: str) -> None:
    killed = past.entered(past.entered(past.looked(past.Seen(), session), session, 0), session, 0)
    assert "Nobody knows what became of this" in shown(killed).replace("\n", " ")


@pytest.mark.parametrize("page", [Page(80, ASCII), Page(13, UNICODE), Page(250, UNICODE)])
def test_nothing_is_wider_than_the_page_and_all_is_inert(session: str, page: Page) -> None:
    runs = past.looked(past.Seen(), session)
    entries = past.entered(runs, session, 1)
    for seen in (runs, entries, past.entered(entries, session, 0), past.looked(runs, "/none/none")):
        text = shown(seen, page)
        assert "\x1b" not in text and max(map(columns, text.split("\n"))) <= page.width


def test_a_journal_without_runs(tmp_path: Path) -> None:
    Database.open(tmp_path / "empty.db").close()
    assert "--session" in shown(past.looked(past.Seen(), str(tmp_path / "empty.db")))


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 70), (30, 8)])
def test_the_app_walks_a_session_by_keys(
    session: str, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def act() -> None:
        app = Past(session)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            view = app.query_one(PastView)
            assert "triage" in plain(list(view.rows(80, 9)))
            await pilot.press("down", "enter")
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)
            await pilot.press("right_square_bracket")
            assert view.border_title == "Run 1: report.sdol, effect 2 of 2"
            await pilot.press("w")
            assert "fs.write on b.txt" in (tmp_path / "past-1.txt").read_text("utf-8")
            await pilot.press("escape", "escape")
            assert view.border_title == "Past runs" and view.cursor == 1
            await pilot.press("question_mark")
            assert len(app.screen_stack) == 2
            await pilot.press("escape", "tab")
            assert app.focused is app.query_one(StoreView)

    asyncio.run(act())


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 70)])
def test_it_looks_as_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], update: bool
) -> None:
    moments = count(1_750_000_000.0, 0.25)
    monkeypatch.setattr("sdol.store.journal.time", SimpleNamespace(time=lambda: next(moments)))
    monkeypatch.setattr(
        past, "_clock", lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    )
    path = str(tmp_path / "session.db")
    with Database.open(path) as database:
        journal = database.journal
        for outcomes in (["done", "refused"], ["done", "failed", "done"]):
            run = journal.start_run("desk.sdol", "aa")
            for at, outcome in enumerate(outcomes):
                entry = journal.intent(run, "fs.read", f"{at}.txt", "fs.read", [f"{at}.txt"])
                journal.result(entry, outcome, f"the text of file {at}")
            journal.end_run(run, "0")
        database.partition("notes", "swift@1", 8).put("my card", np.eye(8, dtype=np.float32)[0])

    async def act() -> None:
        app = Past(path)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await pilot.press("down", "enter")
            await settled(pilot)
            lines = app.screen._compositor.render_strips(app.size)
            found = "\n".join(strip.text.rstrip() for strip in lines) + "\n"
            file = Path(__file__).parent / "snapshots" / f"past_{size[0]}x{size[1]}.txt"
            if update:
                file.write_text(found, encoding="utf-8")
            assert found == file.read_text(encoding="utf-8")

    asyncio.run(act())
