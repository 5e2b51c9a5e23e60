"""Two processes on one session: a reader sees what is committed, a writer waits or is told. Kept in step by pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.store import Database

SPACE = "minilm@1"
ROWS = np.eye(4, dtype=np.float32)

OTHER = f"""
import sys
import numpy as np
from sdol.errors import SdolError
from sdol.store import Database
rows = np.eye(4, dtype=np.float32)
db = Database.open(sys.argv[1], timeout=60)
notes = db.partition("notes", "{SPACE}", 4)
for line in sys.stdin:
    try:
        print(eval(line), flush=True)
    except SdolError as error:
        print(error.code, flush=True)
"""


class Other:
    """Another process with the same session, which evaluates what it is told."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    def tell(self, code: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(code + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def __call__(self, code: str) -> str:
        self.tell(code)
        return self.answer()


@pytest.fixture
def other(path: Path, db: Database) -> Iterator[Callable[[], Other]]:
    made: list[Other] = []

    def start() -> Other:
        made.append(Other(path))
        assert made[-1]("1") == "1"
        return made[-1]

    yield start
    for one in made:
        one.process.communicate(timeout=60)
        assert one.process.returncode == 0


def nearest(notes, axis: int) -> list[str]:
    return [hit.text for hit in notes.near(ROWS[axis], 10) if hit.score > 0.5]


def test_a_reader_sees_what_another_process_commits_and_nothing_before(db, other):
    notes = db.partition("notes", SPACE, 4)
    notes.put("mine", ROWS[0])
    writer = other()
    assert nearest(notes, 0) == ["mine"]
    writer('notes.put("theirs", rows[0])')
    assert nearest(notes, 0) == ["mine", "theirs"]
    writer("db.begin()")
    writer("notes.delete(notes.ids()[0])")
    writer('notes.put("more", rows[0])')
    assert nearest(notes, 0) == ["mine", "theirs"] and notes.count() == 2
    writer("db.commit()")
    assert nearest(notes, 0) == ["theirs", "more"]
    writer("notes.update(notes.ids()[0], [1])")
    assert notes.payloads() == [[1], None]
    writer("notes.clear()")
    assert nearest(notes, 0) == [] and len(notes.all()) == 0


def test_what_another_process_rolls_back_was_never_there(db, other):
    notes, writer = db.partition("notes", SPACE, 4), other()
    writer("db.begin()")
    writer('notes.put("never", rows[1])')
    writer("db.roll_back(0)")
    writer('notes.put("kept", rows[1])')
    assert nearest(notes, 1) == ["kept"]


def test_a_writer_waits_for_the_one_before_it(db, other):
    first, second = other(), other()
    first("db.begin()")
    first('notes.put("first", rows[0])')
    second.tell('notes.put("second", rows[0])[1]')
    first("db.commit()")
    assert second.answer() == "True"
    assert db.partition("notes", SPACE, 4).texts() == ["first", "second"]


def test_a_writer_that_waited_in_vain_is_told_who_writes(path, db, other):
    writer = other()
    writer("db.begin()")
    writer('notes.put("theirs", rows[0])')
    with Database.open(path, timeout=0.05) as hurried:
        notes = hurried.partition("notes", SPACE, 4)
        with pytest.raises(SdolError) as caught:
            notes.put("mine", ROWS[1])
        assert caught.value.code == "E0601"
        if sys.platform == "linux":
            assert f"another process ({writer.process.pid}, " in caught.value.message
        assert nearest(notes, 0) == []  # reading goes on
        writer("db.commit()")
        assert notes.put("mine", ROWS[1])[1]


def test_a_record_that_another_process_deletes_under_a_walk_is_told_of(db, other):
    notes, writer = db.partition("notes", SPACE, 4), other()
    notes.put_many(list("abcd"), ROWS)
    walk = iter(notes.all())
    assert next(walk).text == "a"
    writer("notes.clear()")
    with pytest.raises(SdolError) as caught:
        list(walk)
    assert caught.value.code == "E0615"


READER = "store notes@swift\nprint notes.count()\nfor line in input.lines { print notes.texts() }\n"
WRITER = """store notes@swift
notes.put("before")
transaction {
  notes.put("inside")
  print "inside"
  for line in input.lines { print line }
}
"""


def test_two_programs(path, tmp_path):
    def started(name: str, text: str) -> subprocess.Popen[str]:
        (tmp_path / name).write_text(text)
        return subprocess.Popen(
            [sys.executable, "-m", "sdol", "run", str(tmp_path / name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "SDOL_SESSION": str(path)},
        )

    writer = started("writer.sdol", WRITER)
    assert writer.stdout and writer.stdout.readline() == "inside\n"
    reader = started("reader.sdol", READER)
    assert reader.stdout and reader.stdout.readline() == "1\n"
    assert writer.communicate(timeout=60)[0] == "" and writer.returncode == 0
    assert reader.communicate("now\n", timeout=60)[0] == '["before", "inside"]\n'
