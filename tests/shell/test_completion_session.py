"""Completion of an interactive session: its names, its database, its commands; paths and known texts."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.completion import Everywhere, Item, Scope, complete
from sdol.shell.completion.session import of_session
from sdol.shell.repl.evaluator import Evaluator
from sdol.store.database import Database
from sdol.store.glance import LONGEST, Brief, Glance

ENTRIES = (
    "import lists",
    'store letters\nletters.put("late parcel", {year: 2021, who: "me"})',
    'region cold = around ["ice", "snow"]',
    "## Who answers. At once.\nfn team(msg: text) -> text {\n  msg\n}",
)


@pytest.fixture
def scope() -> Iterator[Scope]:
    world = World()
    evaluator = Evaluator(Session(), world, path=os.environ["SDOL_SESSION"])
    for entry in ENTRIES:
        assert not evaluator.enter(entry, final=True).problems
    yield of_session(evaluator)
    world.close()


def offered(text: str, scope: Scope) -> list[str]:
    return [item.text for item in complete(text, len(text), scope).items]


def test_what_the_session_defined(scope: Scope) -> None:
    assert complete("tea", 3, scope).items[0] == Item(
        "team", "function", "(msg: text) -> text", "Who answers."
    )
    assert complete("col", 3, scope).items[0] == Item("cold", "variable", "region@minilm", "")
    assert offered("lists.group", scope) == ["group_by"]
    assert offered("letters.pu", scope) == ["put", "put_all"]


def test_what_its_database_holds(scope: Scope) -> None:
    assert complete("store l", 7, scope).items == (Item("letters", "partition", "", "1 records in minilm"),)
    assert offered('near "x" in letters where .', scope) == ["who", "year"]
    assert offered('~"la', scope) == ["late parcel"]
    assert offered('around ["lat', scope) == ["late parcel"]
    assert offered('let plain = "la', scope) == []


def test_commands_and_what_stands_after_them(scope: Scope) -> None:
    assert complete(":typ", 4, scope).items[0].kind == "command"
    assert offered(":help ty", scope) == ["type"]
    assert offered(":type tea", scope)[0] == "team"
    assert offered("?lists.group", scope) == ["lists.group_by"]
    assert offered("?text.upp", scope) == ["text.upper"]
    assert "route" in offered("?rou", scope)


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    for name in ("notes.jsonl", "tools.sdol", ".hidden", "data/rows.csv"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    nowhere = Everywhere()
    assert offered('read("', nowhere) == ["data/", "notes.jsonl", "tools.sdol"]
    assert offered('read(".h', nowhere) == [".hidden"]
    assert offered('write_csv("data/r', nowhere) == ["rows.csv"]
    assert offered('import "', nowhere) == ["data/", "tools.sdol"]
    assert offered('upper("', nowhere) == []
    assert offered(f'read("{tmp_path}/no', nowhere) == ["notes.jsonl"]
    assert offered('read("nowhere/x', nowhere) == []


def test_paths_are_those_of_the_folder_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "tools.sdol").write_text("")

    class Document(Scope):
        def folder(self) -> str:
            return str(tmp_path)

    assert offered('import "to', Document()) == ["tools.sdol"]


def test_a_text_is_offered_as_it_is_written() -> None:
    class Quoting(Scope):
        def texts(self, prefix: str, most: int) -> list[str]:
            return ['say "hi" {now}', "say \x1b[31m"]

    assert offered('~"say', Quoting()) == ['say \\"hi\\" \\{now}']


# --- the glance into a database -----------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A session with 100,000 partitions and records, as SQLite holds them."""
    path = tmp_path / "large.db"
    Database.open(path).close()
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO spaces (name) VALUES ('minilm@1')")
    numbers = range(100_000)
    raw.executemany(
        "INSERT INTO partitions (name, space, dimension) VALUES (?, 1, 4)",
        ((f"part_{n:06}",) for n in numbers),
    )
    raw.executemany(
        "INSERT INTO records (partition, id, text, payload) VALUES (1, ?, ?, '{\"year\":1}')",
        ((str(n), f"text number {n} of the large session") for n in numbers),
    )
    raw.commit()
    raw.close()
    return path


def test_a_large_session_is_looked_into_within_bounds(large: Path) -> None:
    scope = of_session(Evaluator(Session(), World(), path=large))
    began = time.process_time()
    assert offered("store part_0999", scope)[0] == "part_099900"
    assert offered('~"text number 9999', scope)[0] == "text number 99999 of the large session"
    assert offered('~"nothing begins so', scope) == []
    assert time.process_time() - began < 3 * (LONGEST + 0.2)
    assert Glance(large).partitions("part_000001", 5) == [Brief("part_000001", "minilm@1", 0)]


def test_what_cannot_be_read_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all" * 100)
    for name in ("broken.db", "missing.db", ":memory:"):
        glance = Glance(name if name == ":memory:" else tmp_path / name)
        assert (glance.partitions("", 5), glance.texts("", 5), glance.payloads("x")) == ([], [], [])
    assert not (tmp_path / "missing.db").exists()


def test_no_model_and_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys; from sdol.shell.completion import complete, Everywhere, warm; warm(); "
        "complete('near \"x', 7, Everywhere()); complete('x.', 2, Everywhere()); "
        "print(*[m for m in ('onnxruntime', 'tokenizers', 'lark', 'prompt_toolkit', 'rich') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr) == ("", "")


def test_a_command_offers_its_own_words_before_those_of_the_program(scope: Scope) -> None:
    assert offered(":time of", scope) == ["off"]
    assert offered(":json o", scope)[:2] == ["off", "on"]
    assert complete(":why co", 7, scope).items[0] == Item("cold", "variable", "region@minilm", "")
    assert offered(":grants allow fs.r", scope)[0] == "fs.read"
    assert offered(":dis! tea", scope)[0] == "team"
    assert offered(":time cold + o", scope)[0] != "off"
