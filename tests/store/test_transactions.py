from __future__ import annotations

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.store import Database

SPACE = "minilm@1"
DIMENSION = 4
ROWS = np.eye(DIMENSION, dtype=np.float32)


def code_of(use):
    with pytest.raises(SdolError) as caught:
        use()
    return caught.value.code


def test_nothing_is_written_outside_a_transaction_that_sqlite_has_undone(db):
    notes = db.partition("notes", SPACE, DIMENSION)
    with pytest.raises(SdolError) as caught, db.transaction():
        notes.put("a", ROWS[0])
        db._connection.raw.execute("ROLLBACK")  # as SQLite does by itself where a write fails
        for use in (lambda: notes.put("b", ROWS[1]), lambda: db.settings.set("a", 1), notes.count):
            assert code_of(use) == "E0613"
    assert caught.value.code == "E0613"
    assert notes.count() == 0 and db.settings.get("a") is None


def test_commits_are_flushed_to_the_disk(db):
    assert db._connection.row("PRAGMA journal_mode") == ("wal",)
    assert db._connection.row("PRAGMA synchronous") == (2,)  # FULL
    assert db._connection.row("PRAGMA page_size") == (16384,)
    assert db._connection.row("PRAGMA foreign_keys") == (1,)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SdolError("E0500", "no"), GeneratorExit])
def test_whatever_ends_a_transaction_undoes_it(db, stop):
    notes = db.partition("notes", SPACE, DIMENSION)
    with pytest.raises(BaseException) as caught, db.transaction():
        notes.put("a", ROWS[0])
        raise stop
    assert isinstance(caught.value, stop if isinstance(stop, type) else SdolError)
    assert notes.count() == 0 and notes.near(ROWS[0]) == []
    with db.transaction():
        notes.put("b", ROWS[1])
    assert notes.count() == 1


def test_a_transaction_that_an_interrupt_left_behind_swallows_nothing(db, path):
    notes = db.partition("notes", SPACE, DIMENSION)
    run = db.journal.start_run("a", "1")
    for write in (
        lambda: notes.put("a", ROWS[0]),
        lambda: db.settings.set("a", 1),
        lambda: db.journal.intent(run, "fs.read", "a", "read", None),
    ):
        db._connection.raw.execute("BEGIN")
        db._connection.raw.execute("SELECT * FROM records").fetchall()
        write()
        assert not db._connection.raw.in_transaction
    with Database.open(path) as other:
        assert (
            other.partitions()[0].count == other.settings.get("a") == len(list(other.journal.entries())) == 1
        )


def test_an_inner_transaction_is_undone_alone(db):
    notes = db.partition("notes", SPACE, DIMENSION)
    with db.transaction():
        notes.put("outer", ROWS[0])
        with pytest.raises(ZeroDivisionError), db.transaction():
            notes.put("inner", ROWS[1])
            1 / 0  # noqa: B018
        with db.transaction():
            notes.put("kept", ROWS[2])
    assert [record.text for record in notes] == ["outer", "kept"]
