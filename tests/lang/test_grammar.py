"""The grammar has no conflicts, the shipped tables are its, and our automaton agrees with Lark's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lark
import pytest
from contract import PROGRAMS
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.lang import tables as building
from sdol.lang.builder import Builder
from sdol.lang.driver import Driver, Stuck
from sdol.lang.layout import lay_out
from sdol.lang.lexer import lex
from sdol.lang.tables import build_parser, shipped_bytes, tables
from sdol.lang.tokens import Token
from sdol.resources import folder

GRAMMAR = (folder("grammar") / "sdol.lark").read_bytes()
MISTAKES = (folder("grammar") / "sdol.mistakes").read_bytes()


@pytest.fixture(scope="module")
def oracle() -> lark.Lark:
    """Lark itself, built strictly: a conflict or two terminals that collide would raise here."""
    return build_parser(GRAMMAR.decode(), strict=True)


def test_the_shipped_tables_are_those_of_the_grammar() -> None:
    assert (folder("grammar") / "sdol.tables").read_bytes() == shipped_bytes(GRAMMAR, MISTAKES)


def test_every_alternative_has_its_function() -> None:
    names = {name for size, _, name in tables().rules if name or size != 1}
    assert None not in names
    assert [name for name in names if not callable(getattr(Builder, str(name), None))] == []


@pytest.mark.parametrize("shipped", [None, b"SDOL tables 0\n{}", b"", "other grammar"])
def test_tables_that_do_not_fit_are_built_in_memory(
    shipped: bytes | str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sdol.lark").write_bytes(GRAMMAR)
    (tmp_path / "sdol.mistakes").write_bytes(MISTAKES)
    if isinstance(shipped, str):
        shipped = (folder("grammar") / "sdol.tables").read_bytes().replace(b"lark 1", b"lark 1", 1)
        (tmp_path / "sdol.lark").write_bytes(GRAMMAR + b"// changed\n")
    if shipped is not None:
        (tmp_path / "sdol.tables").write_bytes(shipped)
    monkeypatch.setattr(building, "folder", lambda name: tmp_path)
    assert building.tables.__wrapped__() == tables()
    written = (tmp_path / "sdol.tables").read_bytes() if shipped is not None else None
    assert written == shipped


def test_parsing_imports_no_lark() -> None:
    program = (
        "import sys; from sdol.diagnostics import Source; from sdol.lang.parser import parse;"
        "parse(Source('t', 'let = 1')); sys.exit('lark' in sys.modules or 'interegular' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _lark_accepts(oracle: lark.Lark, tokens: list[Token]) -> bool:
    names = {t.pattern.value: t.name for t in oracle.terminals if t.pattern.type == "str"}
    interactive = oracle.parse_interactive(start="item")
    try:
        for token in tokens[:-1]:
            interactive.feed_token(lark.Token(names.get(token.type, token.type), token.value))
        interactive.feed_eof()
    except lark.UnexpectedToken:
        return False
    return True


def _ours_accepts(tokens: list[Token]) -> bool:
    stuck: list[Stuck] = []
    actions = [(lambda parts: parts) if name else None for _, _, name in tables().rules]
    Driver(tables(), actions, stuck.append).run(tokens, "item")
    return not stuck


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_lark_reads_the_contract_programs(program: str, oracle: lark.Lark) -> None:
    source = Source("t", program)
    for item in lay_out(lex(source, tables()).tokens, source).items:
        assert _lark_accepts(oracle, item)
        assert _ours_accepts(item)


_WORDS = st.sampled_from(
    [
        "let",
        "x",
        "=",
        "1",
        "+",
        "(",
        ")",
        "[",
        "]",
        ",",
        "if",
        "{",
        "}",
        "else",
        "x",
        "=>",
        "y",
        ":",
        "match",
        "near",
        "in",
        "top",
        ".",
        "f",
        "~",
        "not",
        "print",
        "@",
        "{a:",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=12))
def test_our_automaton_agrees_with_lark(words: list[str]) -> None:
    source = Source("t", " ".join(words))
    parser = _oracle()
    for item in lay_out(lex(source, tables()).tokens, source).items:
        assert _ours_accepts(item) == _lark_accepts(parser, item)


_built: list[lark.Lark] = []


def _oracle() -> lark.Lark:
    if not _built:
        _built.append(build_parser(GRAMMAR.decode(), strict=False))
    return _built[0]
