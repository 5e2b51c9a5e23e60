"""`sdol fmt`: which files it writes, what it says, and how it ends."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.shell import rewriting
from tests.shell.conftest import Answer

Calls = Callable[..., Answer]
Scripts = Callable[..., str]

ROOT = Path(__file__).parents[2]
UGLY, NEAT, WRONG = "let a=1\nprint  a\n", "let a = 1\nprint a\n", "let a =\n"


def test_the_library_and_the_examples_are_formatted(call: Calls) -> None:
    answer = call("fmt", "--check", str(ROOT / "stdlib"), str(ROOT / "examples"))
    assert answer == (0, "", "")


def test_files_and_folders_are_written(call: Calls, script: Scripts, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    script(UGLY, "below/one.sdol")
    script(UGLY, "two.sdol")
    script(UGLY, "data.txt")
    assert call("fmt", "below", "two.sdol") == (0, "", "")
    assert (tmp_path / "below/one.sdol").read_text() == (tmp_path / "two.sdol").read_text() == NEAT
    assert (tmp_path / "data.txt").read_text() == UGLY


def test_without_a_file_it_is_the_folder(call: Calls, script: Scripts, tmp_path: Path) -> None:
    script(UGLY)
    assert call("fmt").status == 0
    assert (tmp_path / "program.sdol").read_text() == NEAT


def test_what_is_formatted_is_not_touched(call: Calls, script: Scripts, tmp_path: Path) -> None:
    path = tmp_path / script(NEAT)
    before = path.stat()
    assert call("fmt", "program.sdol").status == 0
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_names_the_files_and_writes_nothing(call: Calls, script: Scripts, tmp_path: Path) -> None:
    names = script(UGLY, "ugly.sdol"), script(NEAT, "neat.sdol")
    assert call("fmt", "--check", *names) == (1, "ugly.sdol\n", "")
    assert (tmp_path / "ugly.sdol").read_text() == UGLY
    assert call("fmt", "--check", "neat.sdol") == (0, "", "")


def test_diff(call: Calls, script: Scripts, tmp_path: Path) -> None:
    script(UGLY.removesuffix("\n"))
    answer = call("fmt", "--diff", "program.sdol")
    assert answer.status == 0
    assert answer.out.splitlines() == [
        *("--- program.sdol", "+++ program.sdol formatted", "@@ -1,2 +1,2 @@"),
        *("-let a=1", "-print  a", "\\ No newline at end of file", "+let a = 1", "+print a"),
    ]
    assert call("fmt", "--check", "--diff", "program.sdol").status == 1
    assert (tmp_path / "program.sdol").read_text() == UGLY.removesuffix("\n")


def test_json(call: Calls, script: Scripts) -> None:
    names = script(UGLY, "ugly.sdol"), script(NEAT, "neat.sdol"), script(WRONG, "wrong.sdol")
    answer = call("fmt", "--check", "--json", *names)
    told = answer.json
    assert answer.status == told["status"] == 2
    assert [(f["file"], f["changed"]) for f in told["files"]] == [
        *(("ugly.sdol", True), ("neat.sdol", False), ("wrong.sdol", False)),
    ]
    assert "+print a\n" in told["files"][0]["diff"]
    assert [d["code"] for d in told["diagnostics"]] == ["E0120"]


def test_a_file_with_mistakes_is_told_as_check_tells_it(call: Calls, script: Scripts, tmp_path: Path) -> None:
    script(WRONG, "wrong.sdol")
    script(UGLY, "ugly.sdol")
    answer = call("fmt", "wrong.sdol", "ugly.sdol")
    assert answer == (2, "", call("check", "wrong.sdol").err)
    assert (tmp_path / "wrong.sdol").read_text() == WRONG
    assert (tmp_path / "ugly.sdol").read_text() == NEAT


@pytest.mark.parametrize(
    ("data", "code"), [(b"let a = \xff\n", "E0812"), (b"a\0b", "E0190"), (b" " * (5 << 20), "E0815")]
)
def test_what_is_no_program(data: bytes, code: str, call: Calls, tmp_path: Path) -> None:
    (tmp_path / "a.sdol").write_bytes(data)
    answer = call("fmt", "a.sdol")
    assert answer.status == 2 and f"error[{code}]" in answer.err
    assert (tmp_path / "a.sdol").read_bytes() == data


def test_no_such_file_and_no_program(call: Calls) -> None:
    assert call("fmt", "nowhere.sdol").status == 2
    for words in (["fmt"], ["lint"], ["test"], ["check", "."]):
        answer = call(*words)
        assert answer.status == 2 and "there is no program here" in answer.err


class Input(io.TextIOWrapper):
    """Standard input with these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


def test_standard_input(call: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(data: str, *words: str) -> Answer:
        monkeypatch.setattr(sys, "stdin", Input(data.encode()))
        return call("fmt", *words, "-")

    assert given(UGLY) == (0, NEAT, "")
    assert given("") == (0, "", "")
    assert given(UGLY, "--check") == (1, "standard input\n", "")
    assert given(UGLY, "--json").json["files"][0]["text"] == NEAT
    wrong = given(WRONG)
    assert (wrong.status, wrong.out) == (2, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"let a=1\r\nprint a\r\n", b"let a = 1\r\nprint a\r\n"),
        (b"let a=1\r\nprint a", b"let a = 1\r\nprint a\r\n"),
        (b"let a = 1\r\nlet b = 1\nprint a\n", b"let a = 1\nlet b = 1\nprint a\n"),
        (b"\xef\xbb\xbflet a=1\n", b"\xef\xbb\xbflet a = 1\n"),
        (b'let a="""\r\n  x\r\n  """\r\n', b'let a = """\r\n  x\r\n  """\r\n'),
    ],
)
def test_line_endings_and_mark_stay(before: bytes, after: bytes, call: Calls, tmp_path: Path) -> None:
    path = tmp_path / "a.sdol"
    path.write_bytes(before)
    assert call("fmt", "a.sdol").status == 0
    assert path.read_bytes() == after
    assert call("fmt", "--check", "a.sdol").status == 0


def test_permissions_and_links_stay(call: Calls, script: Scripts, tmp_path: Path) -> None:
    path = tmp_path / script(UGLY)
    path.chmod(0o751)
    (tmp_path / "link.sdol").symlink_to(path)
    assert call("fmt", "link.sdol").status == 0
    assert (tmp_path / "link.sdol").is_symlink()
    assert path.read_text() == NEAT
    assert stat.S_IMODE(path.stat().st_mode) == 0o751


def test_a_write_that_fails_leaves_the_file_and_nothing_else(
    call: Calls, script: Scripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(UGLY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rewriting.os, "fsync", full)
    answer = call("fmt", "program.sdol")
    assert answer.status == 1 and "error[E0804]: program.sdol cannot be written" in answer.err
    assert [p.name for p in tmp_path.iterdir()] == ["program.sdol"]
    assert (tmp_path / "program.sdol").read_text() == UGLY


def test_a_file_that_may_only_be_read_stays(
    call: Calls, script: Scripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(UGLY)
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests may be root
    answer = call("fmt", "program.sdol")
    assert answer.status == 1 and "error[E0803]" in answer.err
    assert (tmp_path / "program.sdol").read_text() == UGLY
