"""The page about pictures: its programs draw what stands below them. `--update` draws anew."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from doc_blocks import ROOT, Block, blocks, with_output

from sdol.shell.main import main

PAGE = "docs/pictures.md"
BLOCKS = blocks(PAGE)
SHOWN = with_output(BLOCKS)


def test_every_program_shows_what_it_draws() -> None:
    assert len(SHOWN) == len([block for block in BLOCKS if block.language == "sdol"]) > 8


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"line {shown[0].line}")
def test_a_program_draws_what_is_shown(
    shown: tuple[Block, Block], engine: str, run: Callable[..., Any], update: bool
) -> None:
    program, output = shown
    ran = run(program.text, engine)
    assert ran.messages == []
    if update:
        path = ROOT / PAGE
        before = f"```sdol\n{program.text}```\n\n```output\n"
        path.write_text(path.read_text().replace(f"{before}{output.text}```", f"{before}{ran.out}```"))
    else:
        assert ran.out == output.text


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "console"], ids=lambda block: f"line {block.line}"
)
def test_a_command_answers_as_shown(block: Block, capfd: pytest.CaptureFixture[str]) -> None:
    command, answer = block.text.splitlines()
    assert main(shlex.split(command)[2:]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(answer)
