"""`sdol store`: dumps that can be read back, checks that find what is wrong, and sessions that may only be read."""

from __future__ import annotations

import base64
import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

PROGRAM = """store notes@swift
let id = notes.put("late, \\"very\\" late", {n: 1})
notes.update(id, {n: [1, nil]})
notes.put("a\\nb")
store atoms@hd
atoms.put('x)
"""


@pytest.fixture
def session(call: Callable, script: Callable) -> str:
    assert call("run", script(PROGRAM), "--session", "s.db").status == 0
    return "s.db"


def test_a_dump_has_everything_to_the_last_bit(call: Callable, session: str) -> None:
    lines = [
        json.loads(line) for line in call("store", "dump", "notes", "--session", session).out.splitlines()
    ]
    head, first, second = lines
    assert (head["partition"], head["count"], head["dimension"]) == ("notes", 2, 256)
    assert (first["text"], first["payload"], second["text"]) == (
        'late, "very" late',
        {"n": [1, None]},
        "a\nb",
    )
    vector = np.frombuffer(base64.b64decode(first["vec"]), "<f4")
    assert vector.shape == (256,) and abs(np.linalg.norm(vector) - 1) < 1e-3


@pytest.mark.parametrize("form", ["--jsonl", "--json"])
def test_a_dump_that_is_loaded_dumps_the_same(
    call: Callable, session: str, tmp_path: Path, form: str
) -> None:
    dumped = call("store", "dump", form, "--session", session).out
    (tmp_path / "dump").write_text(dumped)
    loaded = call("store", "load", "dump", "--session", "other.db", "--json").json
    assert loaded == [{"name": "atoms", "new": 1, "known": 0}, {"name": "notes", "new": 2, "known": 0}]
    assert call("store", "dump", form, "--session", "other.db").out == dumped
    again = call("store", "load", "dump", "--session", "other.db", "--json").json
    assert [(one["new"], one["known"]) for one in again] == [(0, 1), (0, 2)]


def test_what_was_updated_is_still_kept_once_after_loading(
    call: Callable, session: str, script: Callable, tmp_path: Path
) -> None:
    (tmp_path / "dump").write_text(call("store", "dump", "--session", session).out)
    call("store", "load", "dump", "--session", "other.db")
    text = PROGRAM.splitlines()[1].partition('"')[2].rpartition('"')[0]
    again = script(
        f'store notes@swift\nnotes.put("{text}", {{n: [1, nil]}})\nprint notes.count()', "again.sdol"
    )
    assert call("run", again, "--session", "other.db").out == "2\n"


def test_a_table_is_one_that_other_programs_read(call: Callable, session: str) -> None:
    rows = list(csv.reader(io.StringIO(call("store", "dump", "--csv", "--session", session).out)))
    assert rows[0] == ["partition", "id", "text", "payload"]
    assert [row[2] for row in rows[1:]] == ["", 'late, "very" late', "a\nb"]
    assert json.loads(rows[2][3]) == {"n": [1, None]}


HEAD = '{"partition": "notes", "space": "swift@1", "dimension": 2, "count": 1}\n'


@pytest.mark.parametrize(
    ("dump", "code"),
    [
        ("not json", "E0617"),
        ("[]", "E0617"),
        ('{"id": "a"}', "E0617"),
        ('{"partitions": 3}', "E0617"),
        (HEAD + '{"id": "a", "text": "x", "payload": null}', "E0617"),
        (HEAD + '{"id": "", "text": "x", "payload": null, "vec": ""}', "E0617"),
        (HEAD + '{"id": "a", "text": 3, "payload": null, "vec": ""}', "E0617"),
        (HEAD + '{"id": "a", "text": "x", "payload": null, "vec": "!"}', "E0617"),
        (HEAD + '{"id": "a", "text": "x", "payload": null, "vec": "AAAA"}', "E0617"),
        (HEAD + '{"id": "a", "text": "x", "payload": null, "vec": "AAAAAAAAAAA="}', "E0610"),
        (HEAD.replace("2", "-2"), "E0617"),
        (HEAD.replace("2", "9" * 30), "E0617"),
        (HEAD.replace("swift@1", "\\ud800"), "E0617"),
        (HEAD.replace("1}", "true}"), "E0617"),
        (HEAD + '{"id": "\\udcff", "text": "x", "payload": null, "vec": "AACAPwAAAAA="}', "E0617"),
        (HEAD + '{"id": "a", "text": "x", "payload": 1' + "0" * 5000 + ', "vec": ""}', "E0617"),
        (HEAD.replace("notes", "no name"), "E0609"),
    ],
)
def test_what_is_no_dump_is_told_and_nothing_is_taken_in(
    call: Callable, tmp_path: Path, dump: str, code: str
) -> None:
    (tmp_path / "dump").write_text(dump)
    failed = call("store", "load", "dump", "--session", "s.db")
    assert failed.status == 1 and f"error[{code}]" in failed.err
    assert call("store", "ls", "--session", "s.db").out == "no partitions\n"


def test_a_dump_that_was_cut_off_is_not_taken_for_a_whole_one(
    call: Callable, session: str, tmp_path: Path
) -> None:
    lines = call("store", "dump", "notes", "--session", session).out.splitlines(keepends=True)
    (tmp_path / "dump").write_text("".join(lines[:-1]))
    failed = call("store", "load", "dump", "--session", "other.db")
    assert failed.status == 1 and "error[E0617]" in failed.err and "1 more" in failed.err
    assert call("store", "ls", "--session", "other.db").out == "no partitions\n"


def test_another_record_under_the_same_id_is_not_replaced(
    call: Callable, session: str, tmp_path: Path
) -> None:
    dumped = call("store", "dump", "notes", "--session", session).out
    (tmp_path / "dump").write_text(dumped.replace('"a\\nb"', '"new"'))
    failed = call("store", "load", "dump", "--session", session)
    assert failed.status == 1 and "error[E0618]" in failed.err
    assert call("store", "dump", "notes", "--session", session).out == dumped


def test_a_dump_that_does_not_exist(call: Callable) -> None:
    assert call("store", "load", "nowhere.jsonl", "--session", "s.db").status == 1


DAMAGE = {
    "has no vector": "DELETE FROM vectors WHERE record = 1",
    "not the dimension 256": "INSERT OR REPLACE INTO vectors VALUES (1, x'0000')",
    "not the length 1": "INSERT OR REPLACE INTO vectors VALUES (1, zeroblob(1024))",
    "is not JSON": "UPDATE records SET payload = '{' WHERE seq = 1",
    "says that it has 7 records": "UPDATE partitions SET count = 7 WHERE name = 'notes'",
    "says that it takes 9 bytes": "UPDATE partitions SET bytes = 9 WHERE name = 'notes'",
    "refers to a missing row of records": "INSERT INTO vectors VALUES (99, x'00')",
}


@pytest.mark.parametrize("said", DAMAGE)
def test_a_check_finds_what_does_not_hold_together(call: Callable, session: str, said: str) -> None:
    assert call("store", "check", "--session", session).status == 0
    with closing(sqlite3.connect(session)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute(DAMAGE[said])
        raw.commit()
    failed = call("store", "check", "--session", session)
    assert failed.status == 1 and said in failed.out
    assert call("store", "check", "--session", session, "--json").json["sound"] is False


def test_a_check_of_a_damaged_file_says_what_can_still_be_read(call: Callable, script: Callable) -> None:
    rows = ", ".join(f'"text {n}"' for n in range(200))
    call("run", script(f"store notes@swift\nfor t in [{rows}] {{ notes.put(t) }}"), "--session", "s.db")
    content = bytearray(Path("s.db").read_bytes())
    page = content.index(b"text 100") // 16384 * 16384
    content[page + 8 : page + 200] = b"\xff" * 192
    Path("s.db").write_bytes(content)
    failed = call("store", "check", "--session", "s.db", "--json")
    assert failed.status == 1 and failed.json["problems"]
    assert 0 <= failed.json["readable"].get("notes", 0) < 200


def test_a_dropped_partition_is_gone_and_the_others_are_not(call: Callable, session: str) -> None:
    assert call("store", "drop", "notes", "--session", session, "--json").json == {
        "dropped": "notes",
        "records": 2,
    }
    assert [one["name"] for one in call("store", "ls", "--session", session, "--json").json] == ["atoms"]
    assert call("store", "drop", "notes", "--session", session).status == 1


def test_a_session_in_a_folder_that_may_not_be_written_is_read(
    call: Callable, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: mode != 2)
    for side in ("-wal", "-shm"):
        Path(session + side).unlink(missing_ok=True)
    assert "notes" in call("store", "ls", "--session", session).out
    assert not Path(session + "-shm").exists()


@pytest.mark.parametrize("words", [["store", "ls"], ["run", "program.sdol"], ["eval", "1"]])
def test_a_session_without_a_name(call: Callable, script: Callable, words: list[str]) -> None:
    script("print 1")
    failed = call(*words, "--session", "")
    assert failed.status in (1, 2) and "error[E0608]: the session '' cannot be opened" in failed.err


@pytest.mark.parametrize(
    "words", [["load"], ["drop"], ["check", "x"], ["ls", "x"], ["ls", "--csv"], ["dump", "--csv", "--json"]]
)
def test_calls_that_make_no_sense(call: Callable, words: list[str]) -> None:
    assert call("store", *words).status == 2
