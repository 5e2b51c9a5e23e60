"""`docs/tools.md`, followed to the letter: what it says to save is saved, what it says to type is typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from doc_blocks import ROOT, Block, blocks

from sdol.shell.main import main

PAGE = "docs/tools.md"
BLOCKS = blocks(PAGE)
PROMPT = "sdol> "
CALL = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def _is_session(block: Block) -> bool:
    return block.text.startswith(PROMPT)


def _steady(text: str) -> str:
    """Without the times, which differ, and what is measured in degrees, which may in its last digit."""
    text = re.sub(r"[\d,.]+ (ms|s|MB)\b", r"N \1", text)
    text = re.sub(r"[█-▏]+ *", "█", text)
    return re.sub(r"-?\+?\d+(\.\d+)?(?=°|$)", "N", text, flags=re.MULTILINE) if "°" in text else text


def _typed(words: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    name, *rest = shlex.split(words)
    if name == "cd":
        monkeypatch.chdir(rest[0])
        return ""
    assert name == "sdol" and main(rest) == 0, capfd.readouterr()
    return "".join(capfd.readouterr())


def test_what_is_typed_gives_what_is_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for block in BLOCKS:
        if block.file:
            Path(block.file).write_text(block.text)
        elif block.language == "console":
            for words, wanted in CALL.findall(block.text):
                shown = _typed(words, capfd, monkeypatch)
                if wanted:
                    assert _steady(shown).rstrip() == _steady(wanted).rstrip(), words
    session = "".join(block.text for block in BLOCKS if _is_session(block))
    assert _steady(_answered(session)) == _steady(_answers(session))


def _answered(session: str) -> str:
    """What a session writes that is given these entries."""
    entries = "".join(
        f"{line.removeprefix(PROMPT)}\n" for line in session.splitlines() if line.startswith(PROMPT)
    )
    ran = subprocess.run(
        [sys.executable, "-m", "sdol", "repl"], input=entries, capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    return ran.stdout


def _answers(session: str) -> str:
    return "".join(f"{line}\n" for line in session.splitlines() if not line.startswith(PROMPT))


def test_every_command_that_a_person_meets_first_is_on_the_page() -> None:
    text = (ROOT / PAGE).read_text()
    named = set(re.findall(r"(?<![\w.])sdol ([a-z]+)", text))
    first = "new run test fmt lint check trace debug profile dis doc explain lsp jupyter completions packages"
    assert set(first.split()) <= named
    known = {path.stem for path in (ROOT / "sdol/shell/commands").glob("*.py")}
    assert named - known == set()
