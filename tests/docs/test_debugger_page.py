"""The page about the debugger: its session is what the debugger says, and it names commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from doc_blocks import ROOT, blocks

from sdol.shell.debugger.registry import find
from sdol.shell.main import main

PAGE = "docs/debugger.md"
PROGRAM = next(block for block in blocks(PAGE) if block.language == "sdol")
SESSION = next(block for block in blocks(PAGE) if block.language == "console")


def test_the_session_is_what_it_says(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("halves.sdol").write_text(PROGRAM.text)
    line, _, shown = SESSION.text.partition("\n")
    Path("commands").write_text("\n".join(re.findall("^debug> (.*)$", shown, re.MULTILINE)))
    assert main(line.split()[2:]) == 0
    assert capfd.readouterr().out == shown


def test_the_commands_that_it_names_are_there() -> None:
    text = (ROOT / PAGE).read_text().partition("## Stopping")[2].partition("## In a session")[0]
    named = {code.split()[0] for code in re.findall("`([^`]+)`", text)} - {"try", "if", "engine"}
    for name in named:
        find(name)
