"""The store browser: what it finds in a session, by meaning and by words, and on a screen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Thread

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from sdol.kernel.embedding import Embeddings
from sdol.kernel.pictures.page import ASCII, UNICODE, Page, plain
from sdol.kernel.show import columns
from sdol.store import Database
from sdol.tui.models import shelves, store
from sdol.tui.models.reading import Reading
from sdol.tui.widgets import looking
from sdol.tui.widgets.store import StoreView, model

TEXTS = ["my card was stolen", "the ATM kept my money", "what is the exchange rate", "a\x1b[2Jb\u202ec"]
WIDE = Page(80, UNICODE)


@pytest.fixture
def session(tmp_path: Path) -> str:
    path = str(tmp_path / "session.db")
    with Database.open(path) as database:
        embeddings = Embeddings(lambda: database.embeddings, lambda told: None, lambda *told: None)
        space, rows = embeddings.matrix("swift", TEXTS)
        notes = database.partition("notes", space, rows.shape[1])
        notes.put_many(TEXTS, rows, [{"from": "Ann"}, None, None, None])
        database.partition("symbols", "other@9", 8).put(None, np.eye(8, dtype=np.float32)[0])
    return path


def shown(seen: store.Seen, page: Page = WIDE) -> str:
    return plain(list(store.rows(seen, page)))


def inside(session: str) -> store.Seen:
    return store.entered(store.looked(store.Seen(), session), session, 0, 2)


def test_partitions_then_records_then_one_and_back(session: str) -> None:
    first = store.looked(store.Seen(), session)
    assert [line.split()[:3] for line in shown(first).split("\n")] == [
        ["notes", "swift", "4"],
        ["symbols", "other", "1"],
    ]
    records = store.entered(first, session, 0, 2)
    assert shown(records).split("\n")[:2] == TEXTS[:2] and store.title(records) == "Store: notes (4)"
    one = store.entered(records, session, 0, 4)
    text = shown(one)
    assert text.startswith(TEXTS[0]) and '"from": "Ann"' in text and "near to it:" in text
    near = one.detail.near  # type: ignore[union-attr]
    of = len(store.rows(one, WIDE))
    other = store.entered(one, session, of - len(near), of)
    assert other.detail.record.id == near[0].id  # type: ignore[union-attr]
    assert store.left(store.left(other)).partitions == first.partitions


def test_a_search_by_meaning_puts_the_nearest_first_and_one_for_words_finds_these(session: str) -> None:
    found = store.searched(inside(session), session, "a thief has my card")
    assert found.items[0].text == TEXTS[0] and found.items[0].score > found.items[-1].score  # type: ignore
    assert [one.text for one in store.searched(found, session, '"atm').items] == [TEXTS[1]]
    assert "nothing was found" in shown(store.searched(found, session, '"zebra'))
    assert len(store.searched(found, session, "").items) == 4


def test_a_space_that_is_not_there_and_a_file_that_is_gone_are_said(session: str) -> None:
    symbols = store.entered(store.looked(store.Seen(), session), session, 1, 2)
    asked = store.searched(symbols, session, "anything")
    assert asked.problem is not None and asked.problem.message in shown(asked).replace("\n", " ")
    assert store.left(asked).problem is None and store.left(asked).info == symbols.info
    gone = store.looked(symbols, session + ".none")
    assert gone.problem is not None and gone.problem.code == "E0608"


def test_what_another_process_writes_is_seen_at_the_next_look(session: str) -> None:
    seen = inside(session)
    with Database.open(session) as database:
        info = database.partitions()[0]
        row = np.eye(info.dimension, dtype=np.float32)[0]
        database.partition(info.name, info.space, info.dimension).put("new", row)
        with database.transaction():
            assert [one.text for one in store.looked(seen, session).items] == [*TEXTS, "new"]
        database.drop("notes")
    assert store.looked(seen, session).info is None


@pytest.mark.parametrize("page", [Page(80, UNICODE), Page(17, ASCII), Page(250, ASCII), Page(14, ASCII)])
def test_text_from_outside_is_inert_and_nothing_is_wider_than_the_page(session: str, page: Page) -> None:
    first = store.looked(store.Seen(), session)
    records = store.entered(first, session, 0, 2)
    for seen in (first, records, store.entered(records, session, 3, 4), store.looked(first, "/none/none")):
        text = shown(seen, page)
        assert "\x1b" not in text and "\u202e" not in text
        assert max(map(columns, text.split("\n"))) <= page.width


def test_an_empty_session_and_none(tmp_path: Path) -> None:
    Database.open(tmp_path / "empty.db").close()
    assert "no partitions" in plain(list(model(Reading(store=str(tmp_path / "empty.db")), 80, 9)))
    assert "opened no session" in plain(list(model(Reading(), 80, 9)))


class Alone(App[None]):
    def compose(self) -> ComposeResult:
        yield StoreView()


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def test_on_a_screen_by_keys(session: str) -> None:
    async def act() -> None:
        async with Alone().run_test(size=(80, 24)) as pilot:
            view = pilot.app.query_one(StoreView)
            view.show(Reading(event=1, store=session))
            await settled(pilot)
            view.focus()
            assert "notes" in view.render_line(0).text
            await pilot.press("enter")
            await settled(pilot)
            assert view.render_line(0).text.strip() == TEXTS[0]
            await pilot.press("slash", *"money", "enter")
            await settled(pilot)
            assert TEXTS[1] in view.render_line(0).text
            await pilot.press("down", "enter")
            await settled(pilot)
            assert view.seen.detail is not None and "near to it" in plain(list(view.rows(80, 24)))
            await pilot.press("escape", "escape")
            await pilot.pause()
            assert view.border_title == "Store"

    asyncio.run(act())


def test_what_is_written_while_the_program_stands_still_comes_onto_the_screen(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "BETWEEN", 0.02)

    async def act() -> None:
        async with Alone().run_test(size=(80, 24)) as pilot:
            view = pilot.app.query_one(StoreView)
            view.show(Reading(event=1, store=session))
            await settled(pilot)
            with Database.open(session) as database:
                info = database.partitions()[0]
                row = np.eye(info.dimension, dtype=np.float32)[0]
                database.partition(info.name, info.space, info.dimension).put("new", row)
            for _ in range(500):
                await pilot.pause(0.02)
                if view.render_line(0).text.split()[2:3] == ["5"]:
                    return
            raise AssertionError(view.render_line(0).text)

    asyncio.run(act())


class Writing:
    """Another process with the database open."""

    def __init__(self, program: str, path: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._said: list[str] = []
        self._news = Condition()
        self._ear = Thread(target=self._listen)
        self._ear.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self._said.append(line.strip())
                self._news.notify_all()

    def has_said(self, word: str) -> bool:
        return word in self._said

    def wait(self, word: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: word in self._said, 20)

    def close(self) -> None:
        self._ear.join(20)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def say(self, word: str) -> None:
        assert self.process.stdin is not None
        print(word, file=self.process.stdin, flush=True)


@contextmanager
def writing(program: str, path: str) -> Iterator[Writing]:
    """The process, from when it has the database open; it ends with the test, or killed."""
    made = Writing(program, path)
    try:
        made.wait("open")
        yield made
        made.say("end")
        assert made.process.wait(20) == 0
    finally:
        made.process.kill()
        made.process.wait()
        made.close()


WRITER = """
import sys
from sdol.store import Database
import numpy as np
with Database.open(sys.argv[1]) as database:
    info = database.partitions()[0]
    notes = database.partition(info.name, info.space, info.dimension)
    print("open", flush=True)
    sys.stdin.readline()
    for at in range(300):
        notes.put(f"note {at}", np.eye(info.dimension, dtype=np.float32)[at % info.dimension])
    print("done", flush=True)
    sys.stdin.readline()
"""


def test_another_process_writes_while_one_looks_and_neither_waits_for_the_other(session: str) -> None:
    with writing(WRITER, session) as writer:
        writer.say("begin")
        counts = []
        while not writer.has_said("done"):
            seen = inside(session)
            assert seen.problem is None
            counts.append(len(seen.items))
        assert counts == sorted(counts) and len(inside(session).items) == 304
        assert len(set(counts)) > 2, "it was never looked at while it was written to"


HOLDER = """
import sys
from sdol.store.sqlite import library
connection = library.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma locking_mode = exclusive")
connection.execute("begin exclusive")
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_database_that_another_process_keeps_to_itself_is_said_and_read_once_it_is_free(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "WAIT", 0.05)
    seen = inside(session)
    with writing(HOLDER, session):
        held = store.looked(seen, session)
        assert held.problem is not None and held.problem.code.startswith("E06")
        assert "another process" in shown(held).replace("\n", " ") and held.items == seen.items
    free = store.looked(held, session)
    assert free.problem is None and free.items == seen.items
