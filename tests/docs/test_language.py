"""The language reference: each of its programs compiles, and prints what stands below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from doc_blocks import ROOT, Block, blocks, with_output

from sdol.diagnostics import Source
from sdol.lang.driver import Driver
from sdol.lang.parser import parse
from sdol.lang.tables import Tables, tables
from sdol.lang.tokens import Token
from sdol.shell.running import Rejected, compile_new

PAGE = "docs/language.md"
PAGE_TEXT = (ROOT / PAGE).read_text()
BLOCKS = blocks(PAGE)
PROGRAMS = [block for block in BLOCKS if block.language == "sdol"]
SHOWN = with_output(BLOCKS)


@pytest.fixture(autouse=True)
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page says to save is saved, in the folder that programs run in."""
    monkeypatch.chdir(tmp_path)
    for block in BLOCKS:
        if block.file:
            (tmp_path / block.file).write_text(block.text)


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
    from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

    section = PAGE_TEXT[PAGE_TEXT.index("## A file") : PAGE_TEXT.index("## Types")]
    named = set(re.findall(r"`([a-z]+)`", section))
    assert set(tables().words) | FUTURE_WORDS | SOFT_WORDS <= named


MISTAKES_ONLY = {("match_arms", "none"), ("route_arms", "none")}
"""Rules that are there for their message: no right program has them."""


def test_every_form_of_the_grammar_is_shown_in_a_program_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, used = tables().rules, set()
    words: set[str] = set()

    class Watching(Driver):
        def run(self, tokens: Sequence[Token], start: str) -> Any:
            words.update(token.type for token in tokens)
            return super().run(tokens, start)

    def watching(tables: Tables, actions: Sequence[Any], report: Any) -> Driver:
        def noted(at: int) -> Any:
            return lambda parts: (used.add(rules[at][1:]), actions[at](parts))[1]

        return Watching(tables, [act and noted(at) for at, act in enumerate(actions)], report)

    monkeypatch.setattr("sdol.lang.parser.Driver", watching)
    for program, _ in SHOWN:
        if program.words != "rejected":
            parse(Source("page.sdol", program.text))
    forms = {(origin, name) for _, origin, name in rules if name}
    missing = {(origin.strip("<>"), name) for origin, name in forms - used} - MISTAKES_ONLY
    assert (sorted(missing), sorted({*tables().words, *tables().signs} - words)) == ([], [])


def test_every_variable_of_the_environment_is_named() -> None:
    from sdol.shell.man import ENVIRONMENT

    section = PAGE_TEXT[PAGE_TEXT.index("## The command line") :]
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", section, re.MULTILINE)
    names = {name for left, _ in ENVIRONMENT for name in left.split(", ")}
    assert {name for row in rows for name in re.findall(r"[A-Z_]+", row)} == names


def test_every_effect_and_exit_status_is_named() -> None:
    from sdol.kernel.effects import ASKED, FREE
    from sdol.shell import status

    effects = PAGE_TEXT[PAGE_TEXT.index("## Effects") : PAGE_TEXT.index("## Errors")]
    assert [name for name in (*ASKED, *FREE) if f"`{name}`" not in effects] == []
    codes = {code for name, code in vars(status).items() if name.isupper() and isinstance(code, int)}
    assert {int(n) for n in re.findall(r"^\| (\d+) \|", PAGE_TEXT, re.MULTILINE)} >= codes
