"""The gate as a user meets it: it refuses, or lets through what a flag allows, and keeps a record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.store import Database
from tests.shell.conftest import Answer

Call = Callable[..., Answer]
READ = "print read(args.path)"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """`inside/a.txt` is what may be granted; `secret.txt` stands beside, and links lead to it."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a.txt").write_text("allowed")
    (tmp_path / "insider.txt").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inside" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "inside" / "up").symlink_to(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "inside")
    return tmp_path


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_a_refusal_is_status_three_and_names_the_flag(
    engine: str, call: Call, script: Callable[..., str], files: Path
) -> None:
    name = script(READ)
    refused = call("run", name, "-D", "path=secret.txt", "--engine", engine)
    assert (refused.status, refused.out) == (3, "")
    assert f"{name}:1:7" in refused.err
    assert "--allow fs.read=secret.txt" in refused.err
    assert call(
        "run", name, "-D", "path=secret.txt", "--allow", "fs.read=secret.txt", "--engine", engine
    ) == (
        0,
        "secret\n",
        "",
    )


@pytest.mark.parametrize(
    "path", ["inside/a.txt", "./inside/../inside/a.txt", "link/a.txt", "inside/up/inside/a.txt"]
)
@pytest.mark.parametrize("grant", ["fs.read=inside", "fs.read=link/", "fs.read=inside/a.txt", "fs.read"])
def test_a_grant_covers_what_really_lies_in_it(
    path: str, grant: str, call: Call, script: Callable[..., str], files: Path
) -> None:
    assert call("run", script(READ), "-D", f"path={path}", "--allow", grant) == (0, "allowed\n", "")


@pytest.mark.parametrize(
    "path",
    [
        "secret.txt",
        "inside/../secret.txt",
        "inside/link.txt",
        "inside/up/secret.txt",
        "insider.txt",
        "inside/up",
    ],
)
@pytest.mark.parametrize("engine", ["emit", "step"])
def test_dots_and_links_do_not_escape_a_grant(
    path: str, engine: str, call: Call, script: Callable[..., str], files: Path
) -> None:
    answer = call("run", script(READ), "-D", f"path={path}", "--allow", "fs.read=inside", "--engine", engine)
    assert (answer.status, answer.out) == (3, "")


def test_a_grant_to_read_is_none_to_write(call: Call, script: Callable[..., str], files: Path) -> None:
    name = script('write("inside/b.txt", "x")')
    assert call("run", name, "--allow", "fs.read=inside").status == 3
    assert not (files / "inside" / "b.txt").exists()
    assert call("run", name, "--allow", "fs.write=inside") == (0, "", "")
    assert (files / "inside" / "b.txt").read_text() == "x"


def test_a_refusal_can_be_caught(call: Call, script: Callable[..., str], files: Path) -> None:
    name = script('try { print read("secret.txt") } else e { print e.code, "{e.message}" }')
    answer = call("run", name)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("E0401 ") and "secret.txt" in answer.out


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_intent_and_result_are_in_the_journal(
    engine: str, call: Call, script: Callable[..., str], files: Path
) -> None:
    name = script(
        'print read("inside/a.txt")\n'
        'try { print read("inside/none.txt") } else { print 1 }\n'
        'print read("secret.txt")\n'
    )
    given = ("--allow", "fs.read=inside", "--session", "run.db", "--engine", engine)
    assert call("run", name, *given).status == 3
    with Database.open(files / "run.db") as database:
        runs = database.journal.runs()
        entries = [e for e in database.journal.entries() if e.effect == "fs.read"]
    assert [(run.program, run.status) for run in runs] == [(name, "3")]
    assert [(Path(e.resource).name, e.instruction, e.outcome) for e in entries] == [
        ("a.txt", "fs.read", "done"),
        ("none.txt", "fs.read", "failed"),
        ("secret.txt", "gate.ask", "refused"),
    ]
    assert entries[0].value == "allowed"


def test_nothing_is_asked_of_a_program_that_only_prints(
    call: Call, script: Callable[..., str], files: Path
) -> None:
    assert call("run", script("print 1")) == (0, "1\n", "")
    assert not (files / "session.db").exists()
