"""What goes wrong around a database: kills, locks, damage, a full disk, other versions."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.store import Database, default_path, failures, migrations, schema

SPACE = "minilm@1"
DIMENSION = 64
ROWS = np.linalg.qr(np.random.default_rng(1).standard_normal((DIMENSION, DIMENSION)))[0].astype(np.float32)

PRELUDE = f"""
import sys
import numpy as np
from sdol.errors import SdolError
from sdol.store import Database
row = np.eye({DIMENSION}, dtype=np.float32)[0]
db = Database.open(sys.argv[1])
notes = db.partition("notes", "{SPACE}", {DIMENSION})
"""


def child(path, code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, str(path), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def fill(path, count=400):
    with Database.open(path) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        texts = [f"text {index} " + "x" * 200 for index in range(count)]
        notes.put_many(
            texts, ROWS[np.arange(count) % DIMENSION], [{"index": index} for index in range(count)]
        )


def refusal(use):
    with pytest.raises(SdolError) as caught:
        use()
    assert caught.value.reason and caught.value.help
    return caught.value


WRITER = """
start = int(sys.argv[2])
run = db.journal.start_run("writer", "0")
for number in range(start, start + 100000):
    if number % 5 == 0:
        texts = [f"{number} {part}" for part in range(40)]
        stored = notes.put_many(texts, np.repeat(row[None], 40, axis=0), [{"pad": "x" * 300}] * 40)
        print("put", *(id for id, _ in stored), flush=True)
    elif number % 5 == 1:
        print("intent", db.journal.intent(run, "fs.read", f"{number}", "read", [number]), flush=True)
    else:
        print("put", notes.put(f"{number}", row)[0], flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(path):
    rng = random.Random(7)
    acknowledged = {"put": set(), "intent": set()}
    for attempt in range(10):
        with child(path, WRITER, str(attempt * 100_000)) as writer:
            lines = [writer.stdout.readline() for _ in range(rng.randrange(1, 60))]
            writer.send_signal(signal.SIGKILL)
            lines += writer.stdout.readlines()
        for kind, *ids in (line.split() for line in lines if line.endswith("\n")):
            acknowledged[kind].update(ids)
    with Database.open(path) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        assert acknowledged["put"] <= {record.id for record in notes}
        assert acknowledged["intent"] <= {str(entry.id) for entry in db.journal.entries()}
        assert {entry.outcome for entry in db.journal.entries()} == {"unknown"}
        assert len(notes.near(np.eye(DIMENSION)[0], 10**6)) == notes.count() >= 50
        assert db.check() == []


def test_several_processes_write_at_once(path):
    code = """
sys.stdin.readline()
for number in range(60):
    notes.put(f"{sys.argv[2]} {number}", row)
"""
    writers = [child(path, code, name) for name in ("a", "b", "c")]
    for writer in writers:
        writer.communicate("go\n")
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    with Database.open(path) as db:
        assert db.partition("notes", SPACE, DIMENSION).count() == 180


def test_another_process_s_writes_are_seen(path):
    code = """
for line in sys.stdin:
    notes.put(line.strip(), row)
    print("done", flush=True)
"""
    with Database.open(path) as db, child(path, code) as writer:
        notes = db.partition("notes", SPACE, DIMENSION)
        for text in ("first", "second", "third"):
            writer.stdin.write(text + "\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "done\n"
            assert notes.near(np.eye(DIMENSION)[0], 10)[-1].text == text
        writer.stdin.close()


def test_a_lock_held_too_long_is_told(path):
    code = """
with db.transaction():
    notes.put("held", row)
    print("held", flush=True)
    sys.stdin.readline()
"""
    with child(path, code) as holder, Database.open(path, timeout=0.05) as db:
        assert holder.stdout.readline() == "held\n"
        notes = db.partition("notes", SPACE, DIMENSION)
        error = refusal(lambda: notes.put("mine", ROWS[0]))
        assert error.code == "E0601" and str(path) in error.message
        assert notes.count() == 0  # readers do not wait
        holder.communicate("\n")
        assert notes.put("mine", ROWS[0])[1]
        assert notes.count() == 2


def test_several_processes_create_one_file(path):
    code = "print(db.info().version)"
    openers = [child(path, code) for _ in range(4)]
    assert [opener.communicate()[0] for opener in openers] == [f"{len(schema.MIGRATIONS)}\n"] * 4


def test_creating_waits_for_another_that_creates(path, monkeypatch):
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refusal(lambda: Database.open(path, timeout=0.01)).code == "E0601"
        monkeypatch.setattr(migrations.time, "sleep", lambda _: other.execute("ROLLBACK"))
        Database.open(path).close()


FILLER = """
import resource
def limit(bytes):
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))
limit(2_000_000)
number = 0
try:
    while True:
        id, _ = notes.put(f"{number}" + "x" * 2000, row)
        print(id, flush=True)
        number += 1
except SdolError as error:
    print(error.code, error.reason != "", error.help != "")
limit(resource.RLIM_INFINITY)
print(notes.put("after", row)[0], notes.count() == number + 1)
"""


def test_a_file_that_may_not_grow_loses_nothing(path):
    with child(path, FILLER) as filler:
        *stored, refused, last = filler.communicate()[0].splitlines()
    assert filler.returncode == 0
    assert refused == "E0606 True True"
    id, counted = last.split()
    assert counted == "True"
    with Database.open(path) as db:
        assert len(stored) > 3
        assert {record.id for record in db.partition("notes", SPACE, DIMENSION)} == {*stored, id}
        assert db.check() == []


def test_a_full_disk_undoes_the_whole_transaction(path):
    fill(path, 10)
    with Database.open(path) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        (pages,) = db._connection.row("PRAGMA page_count")
        db._connection.row(f"PRAGMA max_page_count = {pages + 2}")
        texts = [f"{index}" * 200 for index in range(1000, 1200)]
        rows = ROWS[np.arange(200) % DIMENSION]
        assert refusal(lambda: notes.put_many(texts, rows)).code == "E0606"
        assert notes.count() == 10
        db._connection.row("PRAGMA max_page_count = 1000000")
        assert all(new for _, new in notes.put_many(texts, rows))
        assert db.check() == []


def test_a_newer_version_is_refused_and_left_alone(path):
    fill(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = path.read_bytes()
    for readonly in (False, True):
        assert refusal(lambda readonly=readonly: Database.open(path, readonly=readonly)).code == "E0604"
    assert path.read_bytes() == before


def test_migrations_go_on_from_the_version_that_is_there(path):
    fill(path)
    steps = (*schema.MIGRATIONS, ("CREATE TABLE more (a)",), ("CREATE TABLE broken (",))
    with Database.open(path) as db:
        with pytest.raises(SdolError):
            migrations.migrate(db._connection, steps)
        assert db.info().version == len(schema.MIGRATIONS) + 1
        assert "more" in db.info().tables
        assert db.partition("notes", SPACE, DIMENSION).count() == 400
    assert refusal(lambda: Database.open(path)).code == "E0604"


def test_a_session_that_is_still_empty_is_said_to_be(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    found = refusal(lambda: Database.open(path, readonly=True))
    assert (found.code, found.message) == ("E0605", f"the session {path} is empty")


@pytest.mark.parametrize(
    "content",
    [b"x", b"not a database\n" * 5, b"not a database\n" * 5000, os.urandom(16384), b"\0" * 4096],
    ids=["one byte", "short text", "long text", "random", "zeros"],
)
def test_a_file_that_is_no_database_is_left_alone(path, content):
    path.write_bytes(content)
    for readonly in (False, True):
        assert refusal(lambda readonly=readonly: Database.open(path, readonly=readonly)).code == "E0605"
    assert path.read_bytes() == content


def test_another_program_s_database_is_left_alone(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    assert refusal(lambda: Database.open(path)).code == "E0605"
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_an_empty_file_becomes_a_session(path):
    path.touch()
    with Database.open(path) as db:
        assert db.partitions() == []


def use_everything(path):
    """Every way of reading, for a damaged file to go wrong in."""
    with Database.open(path) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        ids = [record.id for record in notes]
        assert len(notes.near(ROWS[0], 1000)) == len(ids) == notes.count() == 400
        assert all(notes.get(id) for id in ids)
        assert db.check() == []


@pytest.mark.parametrize("change", ["DROP TABLE records", "ALTER TABLE vectors RENAME COLUMN vec TO other"])
def test_tables_of_another_form_are_told_as_damage(path, change):
    fill(path, 2)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(change)

    def use():
        with Database.open(path) as db:
            list(db.partition("notes", SPACE, DIMENSION))

    assert refusal(use).code == "E0602"


def test_names_of_tables_that_are_not_utf_8_are_told_as_damage(path):
    fill(path, 2)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE records", b"CREATE TABLE rec\xab\xabds"))
    assert path.read_bytes() != content
    assert refusal(lambda: Database.open(path)).code == "E0602"


def test_damage_on_any_page_is_told_as_damage(path):
    fill(path)
    sound = path.read_bytes()
    rng = np.random.default_rng(3)
    codes = []
    for start in range(schema.PAGE_SIZE, len(sound), schema.PAGE_SIZE):
        garbage = rng.bytes(2000)
        at = start + (schema.PAGE_SIZE // 2 if start % 3 else 0)
        path.write_bytes(sound[:at] + garbage + sound[at + len(garbage) :])
        try:
            use_everything(path)
        except SdolError as error:
            assert str(path) in error.message and error.help
            codes.append(error.code)
        except AssertionError:
            codes.append("noticed")  # readable, but not what was written
    assert codes.count("E0602") > 10
    assert set(codes) <= {"E0602", "noticed"}


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_told_as_damage(path, keep):
    fill(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refusal(lambda: use_everything(path)).code == "E0602"


def test_a_damaged_header_is_left_alone(path):
    fill(path)
    path.write_bytes(os.urandom(100) + path.read_bytes()[100:])
    before = path.read_bytes()
    assert refusal(lambda: Database.open(path)).code == "E0605"
    assert path.read_bytes() == before


def test_a_damaged_vector_is_not_searched(path):
    fill(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER vectors_fixed")
        raw.execute("UPDATE vectors SET vec = zeroblob(length(vec)) WHERE record = 7")
        raw.commit()
    with Database.open(path) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        for _ in range(2):
            assert refusal(lambda: notes.near(ROWS[0])).code == "E0602"


@pytest.mark.parametrize(
    ("text", "code"),
    [("database is locked", "E0601"), ("database disk image is malformed", "E0602"), ("who knows", "E0612")],
)
def test_a_library_without_result_codes_is_understood(text, code):
    error = failures.translate(sqlite3.OperationalError(text), "session.db")
    assert error.code == code and error.reason and error.help


def test_what_cannot_be_opened_says_why(tmp_path):
    missing = tmp_path / "no such folder" / "session.db"
    for use in (
        lambda: Database.open(missing),
        lambda: Database.open(tmp_path),
        lambda: Database.open(tmp_path / "absent.db", create=False),
        lambda: Database.open(tmp_path / "absent.db", readonly=True),
        lambda: Database.open("/dev/null"),
    ):
        assert refusal(use).code == "E0608"
    assert list(tmp_path.iterdir()) == []


def test_reading_only_writes_nothing(path):
    fill(path)
    with Database.open(path, readonly=True) as db:
        notes = db.partition("notes", SPACE, DIMENSION)
        assert len(notes.near(ROWS[0], 5)) == 5
        for use in (
            lambda: notes.put("a", ROWS[0]),
            lambda: db.partition("other", SPACE, 4),
            lambda: db.drop("notes"),
            lambda: db.settings.set("a", 1),
        ):
            assert refusal(use).code == "E0607"
        assert notes.count() == 400


def test_the_default_session_is_made_for_its_user_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SDOL_SESSION", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with Database.open() as db:
        db.partition("notes", SPACE, DIMENSION).put("a", ROWS[0])
        files = [path for path in (tmp_path / "data" / "sdol").iterdir() if path.name != "session.db-shm"]
        assert default_path() in files
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() == tmp_path / ".local" / "share" / "sdol" / "session.db"
    monkeypatch.setenv("SDOL_SESSION", "~/mine.db")
    assert default_path() == tmp_path / "mine.db"


def test_importing_the_store_is_light():
    code = "import sys, sdol.store; print(sorted({'numpy', 'sqlite_utils'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_sqlite_utils_uses_the_same_library():
    import sqlite_utils.utils

    from sdol.store.sqlite import library

    assert sqlite_utils.utils.dbapi2.Connection is library.Connection
