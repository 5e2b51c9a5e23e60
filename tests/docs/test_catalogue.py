"""The catalogue of errors: it knows every code, and its programs end as it says. `--update` writes the messages."""

from __future__ import annotations

import re
import runpy
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from doc_blocks import ROOT

from sdol.shell import catalogue
from sdol.shell.catalogue import ALL_GROUPS, GROUPS, Block, Entry
from sdol.shell.main import main
from sdol.spaces import registry

ENTRIES = catalogue.entries()
HOME = "/home/ann"
"""Stands in the messages for the folder that the test runs in."""

SHOWN = [one for one in ENTRIES if any(b.role == "wrong" for b in one.blocks)]
PROGRAM = "program.sdol"


class Ended(NamedTuple):
    status: int
    error: str


@pytest.fixture
def call(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[list[str]], Ended]]:
    """Calls `sdol` in a folder of its own, that of the user whom the catalogue knows."""
    folder = tmp_path / "ann"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SDOL_MODELS", str(folder / "models"))
    monkeypatch.setattr("sys.stdin", sys.stdin)  # whatever a script makes of it ends with the test

    def called(words: list[str]) -> Ended:
        code = main(words)
        error = capfd.readouterr().err.replace(str(folder), HOME).rstrip()
        error = re.sub(
            r"[\d,]+,\d+ more calls", "thousands more calls", error
        )  # Python's own frames count, too
        return Ended(code, error and error + "\n")

    registry.forget()
    yield called
    registry.forget()


def _played(block: Block, call: Callable[[list[str]], Ended], command: str) -> Ended:
    """Does what a block says, a program by a command; how the last of its calls ended."""
    ended = Ended(0, "")
    if block.role == "file":
        data = bytes.fromhex(block.text) if block.language == "hex" else block.text.encode()
        Path(block.words[0]).write_bytes(data)
    elif block.language == "python":
        Path("before.py").write_text(block.text)
        runpy.run_path("before.py")
    elif block.language == "console":
        for line in block.text.splitlines():
            assert ended.status == 0, ended.error
            ended = call(shlex.split(line.removeprefix("$ sdol ")))
    elif block.language == "sdol":
        Path(PROGRAM).write_text(block.text)
        ended = call([command, PROGRAM, *block.words])
    return ended


@pytest.mark.parametrize("one", SHOWN, ids=lambda one: one.code)
def test_an_entry_is_true(one: Entry, call: Callable[[list[str]], Ended], update: bool) -> None:
    roles = [block.role for block in one.blocks]
    assert "wrong" in roles and "right" in roles
    told = []
    for block in one.blocks:
        if block.role == "output":
            continue
        ended = _played(block, call, "lint" if one.is_rule else "run")
        if block.role == "wrong":
            told.append(ended)
            assert set(re.findall(r"^(?:error|warning)\[(\w+)\]", ended.error, re.MULTILINE)) == {one.code}, (
                ended.error
            )
        else:
            assert not ended.error and ended.status == 0, ended.error
    if update:
        _write(one.code, told)
    shown = [Ended(int(b.words[0]), b.text) for b in one.blocks if b.role == "output"]
    assert update or shown == told


def _write(code: str, told: list[Ended]) -> None:
    """Puts the message of each wrong program below it."""
    path = catalogue.path_of(code)
    text = re.sub(r"\n```output[^\n]*\n.*?^```\n", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    outputs = iter(told)

    def below(fence: re.Match[str]) -> str:
        ended = next(outputs)
        return f"{fence[0]}\n```output {ended.status}\n{ended.error}```\n"

    path.write_text(re.sub(r"^```\w+ wrong.*?^```\n", below, text, flags=re.MULTILINE | re.DOTALL))


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    package = "".join(path.read_text() for path in sorted((ROOT / "sdol").rglob("*.py")))
    assert catalogue.codes() == sorted(set(re.findall(r'"(E\d{4}|L\d{3})"', package)))


def test_the_groups_are_those_of_the_reference() -> None:
    page = (ROOT / "docs/language.md").read_text()
    assert re.findall(r"^\| (E\d\d)xx \|", page, re.MULTILINE) == list(GROUPS)


def test_an_entry_without_a_program_says_why() -> None:
    silent = [one.code for one in ENTRIES if one not in SHOWN and "Not shown: " not in one.text]
    assert silent == []
    assert [one.code for one in SHOWN if "Not shown:" in one.text] == []


def test_entries_are_written_alike() -> None:
    for one in ENTRIES:
        assert one.code == catalogue.entry(one.code).code and one.group in ALL_GROUPS.values()
        assert one.title[0].islower() or not one.title[0].isalpha(), one.code
        assert not one.title.endswith("."), one.code
        assert len(one.text) >= 60, f"{one.code} says too little"
        assert {b.role for b in one.blocks} <= {"wrong", "right", "output", "file", "before"}, one.code
