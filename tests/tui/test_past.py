"""Past runs: a journal of an ended session, walked through."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from sdol.kernel.pictures.page import ASCII, UNICODE, Page, plain
from sdol.kernel.show import columns
from sdol.store import Database, schema
from sdol.store.decisions import Kept, packed
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
    assert blank == "" and "No decisions were kept of this run" in " ".join(about)
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


def one(number: int, after: int, outcome: str, **more: Any) -> Any:
    """A decision between three regions, as the database takes it."""
    why = {
        "regions": ["cards", "cash", "fees"],
        "microradians": [-200_000, -180_000, 300_000],
        "chosen": [0],
        "of": 15,
    }
    made = Kept(number, after, "route", f"text {number}", outcome, False, 0.02, False, "/a/desk.sdol", 7, why)
    return packed(made._replace(**more))


@pytest.fixture
def decided(tmp_path: Path) -> str:
    """A session with a run of three effects and four decisions, of which some in between were not kept."""
    path = str(tmp_path / "decided.db")
    with Database.open(path) as database:
        journal = database.journal
        run = journal.start_run("desk.sdol", "aa")
        for at in range(3):
            journal.result(journal.intent(run, "output", "", f"effect.{at}", []), "done", None)
        void = {"regions": ["fees"], "microradians": [90_000], "chosen": [], "of": 1}
        tagged = {
            "regions": ["fees", "cash"],
            "microradians": [-9000, -8000],
            "chosen": [0, 1],
            "of": 2,
            "rivals": ["cash"],
        }
        database.decisions.add(
            run,
            [
                one(1, 1, "cards", close=True),
                one(2, 1, "void", void=True, margin=0.09, why=void, about="\x1b[2Jodd"),
                one(3, 3, "fees, cash", kind="tag", close=True, why=tagged),
                one(
                    2000,
                    3,
                    "yes",
                    kind="~=",
                    margin=None,
                    why={"other": "b", "similarity": 0.9, "threshold": 0.5},
                ),
            ],
        )
        journal.end_run(run, "0")
    return path


def test_decisions_stand_between_the_effects_where_they_were_taken(decided: str) -> None:
    run = past.entered(past.looked(past.Seen(), decided), decided, 0)
    lines = shown(run).split("\n")
    heads = [line.split()[:3] for line in lines]
    assert [head[2] for head in heads[:1]] == ["ms"] and "effect.0" in lines[0] and "effect.1" in lines[3]
    assert (
        heads[1][:2] == ["1", "~"] and "cards" in lines[1] and "1.1°" in lines[1] and '"text 1"' in lines[1]
    )
    assert "void" in lines[2] and "fees, cash" in lines[5] and "1,996 decisions were not kept" in lines[6]
    assert past.title(run) == "Run 1: desk.sdol, 4 of 2,000 kept, 1 void, 2 close"
    assert past.entered(run, decided, 6) == run  # there is nothing to be seen of what was not kept


def test_a_decision_has_the_card_of_a_live_one(decided: str) -> None:
    run = past.entered(past.looked(past.Seen(), decided), decided, 0)
    first = past.entered(run, decided, 1)
    card = shown(first)
    assert past.title(first) == "Run 1: desk.sdol, decision 1 of 2,000"
    assert 'route ~"text 1"' in card and "to cards" in card and "-11.5" in card and "+17.2" in card
    assert "1.1° before cash" in card and "a close call" in card and "and 12 regions farther away" in card
    assert "line 7 of desk.sdol" in card
    void = shown(past.read(past.moved(first, 1), decided))
    assert "to void" in void and "5.2° outside the nearest, fees" in void and "\x1b" not in void
    tagged = shown(past.entered(run, decided, 5))
    assert "to fees, cash" in tagged and "a close call on cash" in tagged and tagged.count("> ") == 2
    same = past.entered(run, decided, 7)
    assert "0.900" in shown(same) and past.moved(same, -1).at == 5  # over what was not kept


def test_only_some_of_the_steps(decided: str) -> None:
    run = past.entered(past.looked(past.Seen(), decided), decided, 0)
    close = past.sifted(run, "close")
    assert past.title(close) == "Run 1: desk.sdol, only close calls: 2"
    alone = past.sifted(run, "decided")
    assert len(shown(alone).split("\n")) == 5 and past.title(alone).endswith("only decisions: 4")
    assert len(shown(past.sifted(run, "void")).split("\n")) == 1
    assert past.sifted(close, "close") == past.left(close) == run
    assert past.left(past.entered(close, decided, 1)) == close


def test_an_older_database_opens_and_has_no_decisions(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as raw:
        for statement in (line for step in schema.MIGRATIONS[: schema.READABLE] for line in step):
            raw.execute(statement)
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {schema.READABLE}")
        raw.execute("INSERT INTO runs VALUES (1, 'old.sdol', '0', 1.0)")
        raw.execute("INSERT INTO intents VALUES (1, 1, 'output', '', 'output.print', '[]', 1.0)")
        raw.commit()
    run = past.entered(past.looked(past.Seen(), str(path)), str(path), 0)
    assert "output.print" in shown(run) and "No decisions were kept" in shown(run)


@pytest.mark.parametrize("size", [(80, 24), (30, 8)])
def test_decisions_are_walked_by_keys(decided: str, size: tuple[int, int]) -> None:
    async def act() -> None:
        app = Past(decided)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            view = app.query_one(PastView)
            await pilot.press("enter")
            await settled(pilot)
            await pilot.press("v", "enter")
            await settled(pilot)
            assert str(view.border_title).startswith("Run 1: desk.sdol, decision 2")
            await pilot.press("escape", "v", "x", "enter")
            await settled(pilot)
            await pilot.press("right_square_bracket")
            await settled(pilot)
            assert str(view.border_title).startswith("Run 1: desk.sdol, decision 3")
            assert "fees, cash" in plain(list(view.rows(80, 9)))
            await pilot.press("escape", "escape")
            assert "4 of 2,000 kept" in str(view.border_title)

    asyncio.run(act())


def test_an_unknown_outcome_is_said_to_be_unknown(session: str) -> None:
    killed = past.entered(past.entered(past.looked(past.Seen(), session), session, 0), session, 0)
    assert "Nobody knows what became of this" in shown(killed).replace("\n", " ")


@pytest.mark.parametrize("page", [Page(80, ASCII), Page(13, UNICODE), Page(250, UNICODE)])
def test_nothing_is_wider_than_the_page_and_all_is_inert(session: str, decided: str, page: Page) -> None:
    run = past.entered(past.looked(past.Seen(), decided), decided, 0)
    for seen in (run, *(past.entered(run, decided, at) for at in range(8))):
        text = shown(seen, page)
        assert "\x1b" not in text and max(map(columns, text.split("\n"))) <= page.width
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
