"""The language reference: each of its programs compiles, and prints what stands below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from doc_blocks import ROOT, Block, blocks

from sdol.shell.running import Rejected, compile_new

PAGE = "docs/language.md"
BLOCKS = blocks(PAGE)
PROGRAMS = [block for block in BLOCKS if block.language == "sdol"]
SHOWN = [(one, below) for one, below in pairwise(BLOCKS) if below.language == "output"]


def _line(block: Block | tuple[Block, Block]) -> str:
    return f"line {(block if isinstance(block, Block) else block[0]).line}"


@pytest.mark.parametrize("block", PROGRAMS, ids=_line)
def test_a_program_compiles_unless_it_shows_a_mistake(block: Block) -> None:
    if block.words == "rejected":
        with pytest.raises(Rejected):
            compile_new("page.sdol", block.text)
    else:
        compile_new("page.sdol", block.text)


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("shown", SHOWN, ids=_line)
def test_a_program_prints_what_is_shown(
    shown: tuple[Block, Block], engine: str, run: Callable[..., Any]
) -> None:
    program, output = shown
    ran = run(program.text, engine)
    failures = [f"error[{code}]: {message}\n" for code, message in zip(ran.codes, ran.messages, strict=True)]
    assert _without_ends(ran.out + "".join(failures)) == _without_ends(output.text)


def _without_ends(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_the_words_of_the_language_are_all_named() -> None:
    from sdol.lang.tables import tables
    from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

    page = (ROOT / PAGE).read_text()
    section = page[page.index("## A file") : page.index("## Types")]
    named = set(re.findall(r"`([a-z]+)`", section))
    assert set(tables().words) | FUTURE_WORDS | SOFT_WORDS <= named


def test_every_effect_and_exit_status_is_named() -> None:
    from sdol.kernel.effects import ASKED, FREE
    from sdol.shell import status

    page = (ROOT / PAGE).read_text()
    effects = page[page.index("## Effects") : page.index("## Errors")]
    assert [name for name in (*ASKED, *FREE) if f"`{name}`" not in effects] == []
    codes = {code for name, code in vars(status).items() if name.isupper() and isinstance(code, int)}
    assert {int(n) for n in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)} >= codes
