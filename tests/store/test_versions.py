"""A database of an older version is brought up to date with all that is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from sdol.store import Database, schema

ROW = np.eye(4, dtype=np.float32)[0]


def first_version(path: Path) -> None:
    """A database as version 1 wrote it, with a record and two effects."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statement in schema.MIGRATIONS[0]:
            raw.execute(statement)
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute("PRAGMA user_version = 1")
        raw.execute("INSERT INTO spaces VALUES (1, 'minilm@1')")
        raw.execute("INSERT INTO partitions (id, name, space, dimension) VALUES (1, 'notes', 1, 4)")
        raw.execute("INSERT INTO records VALUES (1, 1, 'an id', 'a text', '{\"n\":1}')")
        raw.execute("INSERT INTO vectors VALUES (1, ?)", (ROW.tobytes(),))
        raw.execute("INSERT INTO runs VALUES (1, 'a program', '0', 1.0)")
        for intent in (1, 2):
            raw.execute("INSERT INTO intents VALUES (?, 1, 'fs.read', '/a', 'fs.read', '[]', 1.0)", (intent,))
        raw.execute("INSERT INTO results VALUES (1, 'done', 'null', 2.0)")


def test_the_first_version_is_brought_up_to_date(path: Path) -> None:
    first_version(path)
    with Database.open(path) as database:
        notes = database.partition("notes", "minilm@1", 4)
        assert [(r.id, r.text, r.payload) for r in notes] == [("an id", "a text", {"n": 1})]
        assert [(e.id, e.outcome) for e in database.journal.entries()] == [(1, "done"), (2, "unknown")]
        database.journal.result(2, "rolled back")
        assert notes.update("an id", {"n": 2, "longer": True})
        assert database.check() == []
        assert database.info().version == len(schema.MIGRATIONS)
