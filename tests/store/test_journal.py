from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from sdol.errors import SdolError
from sdol.store import Database


def test_an_intent_without_a_result_is_unknown(db, path):
    run = db.journal.start_run("triage.sdol", "abc")
    done = db.journal.intent(run, "fs.read", "/somewhere/a", "read", {"path": "a"})
    killed = db.journal.intent(run, "net", "example.org", "fetch", ["\ud800"])
    db.journal.result(done, "done", {"bytes": 3})
    with Database.open(path) as later:
        first, second = later.journal.entries(run)
        assert first[:9] == (
            done,
            run,
            "fs.read",
            "/somewhere/a",
            "read",
            {"path": "a"},
            "done",
            {"bytes": 3},
            first.began,
        )
        assert second[:8] == (killed, run, "net", "example.org", "fetch", ["\ud800"], "unknown", None)
        assert second.ended is None and first.began <= first.ended
        assert [(found.id, found.status) for found in later.journal.runs()] == [(run, "unknown")]


def test_entries_are_of_one_run_or_of_all(db):
    first, second = db.journal.start_run("a", "1"), db.journal.start_run("b", "2")
    with db.transaction():
        for number in range(700):
            entry = db.journal.intent(first if number % 2 else second, "fs.read", f"{number}", "read", number)
            db.journal.result(entry, "refused")
    assert [entry.arguments for entry in db.journal.entries(first)] == list(range(1, 700, 2))
    assert [entry.arguments for entry in db.journal.entries()] == list(range(700))
    assert list(db.journal.entries(99)) == []
    db.journal.end_run(second, "done")
    assert [(run.program, run.digest, run.status) for run in db.journal.runs()] == [
        ("a", "1", "unknown"),
        ("b", "2", "done"),
    ]


def test_the_journal_is_only_added_to(db, path):
    run = db.journal.start_run("a", "1")
    db.journal.result(db.journal.intent(run, "fs.read", "a", "read", None), "failed", "gone")
    db.journal.end_run(run, "failed")
    with closing(sqlite3.connect(path)) as raw:
        for table in ("runs", "run_ends", "intents", "results"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET at = 0"):
                with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                    raw.execute(sql)


def test_what_does_not_go_together_is_refused(db):
    run = db.journal.start_run("a", "1")
    entry = db.journal.intent(run, "fs.read", "a", "read", None)
    db.journal.result(entry, "done")
    db.journal.end_run(run, "done")
    for use in (
        lambda: db.journal.result(entry, "done"),
        lambda: db.journal.result(entry + 1, "done"),
        lambda: db.journal.intent(run + 1, "fs.read", "a", "read", None),
        lambda: db.journal.end_run(run + 1, "done"),
        lambda: db.journal.end_run(run, "done"),
    ):
        with pytest.raises(SdolError) as caught:
            use()
        assert caught.value.code == "E0614"
    with pytest.raises(SdolError) as caught:
        db.journal.intent(run, "fs.read", "a", "read", [float("nan")])
    assert caught.value.code == "E0611"
