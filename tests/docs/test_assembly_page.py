"""The page about assembly: its example assembles and prints what is shown, and it names every form there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from doc_blocks import ROOT, blocks

from sdol.kernel import machine
from sdol.shell.main import main

PAGE = "docs/assembly.md"
LISTING = next(block for block in blocks(PAGE) if block.language == "sdolasm")
CALLS = [block for block in blocks(PAGE) if block.language == "console" and "down" in block.text]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    def called(line: str) -> str:
        main(line.split()[1:])
        return capfd.readouterr().out

    return called


def test_the_example_does_what_it_says(
    call: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("down.sdolasm").write_text(LISTING.text)
    (block,) = CALLS
    for part in block.text.split("$ ")[1:]:
        line, _, shown = part.partition("\n")
        assert call(line) == shown


def test_every_form_is_there() -> None:
    text = (ROOT / PAGE).read_text()
    words = {"getglobal": "global", "setglobal": "global", "const": "constant", "jump": "goto"}
    for form in machine._CODES:
        assert words.get(form, form) in text
