"""The history of interactive sessions: whole entries, several sessions at once, and databases that cannot be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sdol.store.database import Database
from sdol.store.history import History


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.db"


def test_entries_are_kept_whole_and_newest_first(path: Path) -> None:
    first = History(path)
    for text in ("let x = 1", "fn f() {\n  x\n}\n", "fn f() {\n  x\n}", "  a secret", "", "é \ud800"):
        first.keep(text)
    first.close()
    again = History(path)
    assert again.newest() == ["é ?", "fn f() {\n  x\n}", "let x = 1"]
    assert again.newest(1) == ["é ?"]
    assert again.search("x\n") == ["fn f() {\n  x\n}"]
    assert again.search("%") == []
    again.clear()
    assert (again.newest(), again.problem) == ([], None)
    again.close()


def test_sessions_see_each_other(path: Path) -> None:
    one, other = History(path), History(path)
    one.keep("1")
    other.keep("2")
    assert one.newest() == other.newest() == ["2", "1"]
    one.close()
    other.close()


def test_what_another_process_holds_back_is_written_later(path: Path) -> None:
    kept = History(path)
    kept.keep("1")
    with Database.open(path) as writer, writer.transaction():
        kept.keep("2")
        assert kept.newest() == ["2", "1"]
    kept.keep("3")
    kept.close()
    reader = History(path)
    assert (reader.newest(), reader.problem) == (["3", "2", "1"], None)
    reader.close()


def test_a_database_that_cannot_be_used_loses_no_entry(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"this is no database, but a text that is long enough to be one" * 100)
    broken = History(path)
    broken.keep("1")
    assert broken.newest() == ["1"]
    assert broken.problem is not None and broken.problem.code == "E0605"
    assert path.read_bytes().startswith(b"this is no database")
    broken.close()


def test_a_table_that_breaks_while_it_is_used(path: Path) -> None:
    kept = History(path)
    kept.keep("1")
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE history")
    raw.close()
    kept.keep("2")
    kept.keep("3")
    assert kept.newest() == ["3", "2"]
    assert kept.problem is not None
    kept.close()


def test_only_so_many_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sdol.store.history.MOST", 3)
    kept = History(path)
    for n in range(5):
        kept.keep(str(n))
    assert kept.newest(9) == ["4", "3", "2"]
    kept.close()
    alone = History(None)
    for n in range(5):
        alone.keep(str(n))
    assert alone.newest(9) == ["4", "3", "2"]
