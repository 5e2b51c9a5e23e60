"""What runs decided, beside the journal: only added to, read back by run, absent in what an older version made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sdol.errors import SdolError
from sdol.store import Database, schema
from sdol.store.decisions import Kept, packed

ONE = Kept(
    1, 0, "route", "a text\ud800", "cards", False, 0.25, True, "desk.sdol", 7, {"of": 1, "chosen": [0]}
)


def older(path: Path, version: int) -> None:
    """A database as an older version left it, with a run of one effect."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for step in schema.MIGRATIONS[:version]:
            for statement in step:
                raw.execute(statement)
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {version}")
        raw.execute("INSERT INTO runs VALUES (1, 'a program', '0', 1.0)")
        raw.execute("INSERT INTO intents VALUES (1, 1, 'fs.read', '/a', 'fs.read', '[]', 1.0)")


def test_what_is_added_is_read_back_by_run_and_number(db: Database, path: Path) -> None:
    first, second = db.journal.start_run("a", "1"), db.journal.start_run("b", "2")
    many = [ONE._replace(number=number, after=number // 2) for number in range(1, 2501)]
    db.decisions.add(first, map(packed, many))
    db.decisions.add(second, [packed(ONE._replace(why=None, margin=None, kind="match"))])
    with Database.open(path, readonly=True) as later:
        assert list(later.decisions.of(first)) == [one._replace(why=None) for one in many]
        assert list(later.decisions.of(first, reasons=True)) == many
        assert later.decisions.one(first, 2400) == many[2399]
        assert later.decisions.one(second, 2) is None
        assert [one.kind for one in later.decisions.of(second)] == ["match"]


def test_they_are_only_added_to_and_each_once(db: Database, path: Path) -> None:
    run = db.journal.start_run("a", "1")
    db.decisions.add(run, [packed(ONE)])
    db.decisions.add(run, [packed(ONE._replace(outcome="again")), packed(ONE._replace(number=2))])
    assert [(one.number, one.outcome) for one in db.decisions.of(run)] == [(1, "cards"), (2, "cards")]
    with closing(sqlite3.connect(path)) as raw:
        for sql in ("DELETE FROM decisions", "UPDATE decisions SET line = 0"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                raw.execute(sql)


def test_an_older_database_is_read_as_it_is_and_has_none(path: Path) -> None:
    older(path, schema.READABLE)
    before = path.read_bytes()
    with Database.open(path, readonly=True) as database:
        assert (list(database.decisions.of(1)), database.decisions.one(1, 1)) == ([], None)
        assert [one.effect for one in database.journal.entries(1)] == ["fs.read"]
    assert path.read_bytes()[100:] == before[100:]  # the header counts openings
    with Database.open(path) as database:
        database.decisions.add(1, [packed(ONE)])
        assert database.check() == []


def test_one_that_is_too_old_is_still_refused_where_it_may_only_be_read(path: Path) -> None:
    older(path, schema.READABLE - 1)
    with pytest.raises(SdolError) as raised:
        Database.open(path, readonly=True)
    assert raised.value.code == "E0604"
