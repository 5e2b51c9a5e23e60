"""Colours: complete and linear on any text, in agreement with the parser's own lexer on right ones."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.lang.highlighting import COLOURS, SdolLexer
from sdol.lang.lexer import lex
from sdol.lang.pieces import KINDS, pieces, words
from sdol.lang.tables import tables
from sdol.lang.tokens import FUTURE_WORDS, Embedded, TextToken, Token

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    p for folder in ("stdlib", "examples", "tests/golden") for p in (ROOT / folder).rglob("*.sdol")
)
FRAGMENTS = st.sampled_from(
    [
        '"',
        '"""',
        "{",
        "}",
        "\\",
        "\n",
        "\r\n",
        "'a",
        "# c",
        "##  >>> x",
        "let",
        "fn f(a: text)",
        "x",
        "1.5",
        "~",
        "§",
        " ",
    ]
)


def kinds(text: str) -> dict[str, str]:
    """What each piece of a line is, by its characters."""
    return {text[p.start : p.end]: p.kind for p in pieces(text)}


def tokens(found: list[Token]) -> Iterator[Token]:
    """The parser's tokens, those between the braces of texts too."""
    for token in found:
        yield token
        for part in token.parts if isinstance(token, TextToken) else ():
            if isinstance(part, Embedded):
                yield from tokens(part.tokens)


def test_every_kind_has_a_colour() -> None:
    assert set(COLOURS) == set(KINDS)


@given(st.lists(FRAGMENTS).map("".join) | st.text())
def test_no_character_is_lost_and_nothing_fails(text: str) -> None:
    values = [value for _, _, value in SdolLexer().get_tokens_unprocessed(text)]
    assert "".join(values) == text
    assert all(values)
    assert all(p.kind in KINDS for p in pieces(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agrees_with_the_parsers_lexer(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    lexed = lex(source, tables())
    if lexed.findings.count:
        return
    found = {p.start: p for p in pieces(source.text)}
    for token in tokens(lexed.tokens):
        piece = found[token.span.start]
        if isinstance(token, TextToken):
            assert piece.kind == "text"
        else:
            assert piece.end == token.span.end
            assert (piece.kind == "number") == (token.type == "NUMBER")
            assert (piece.kind == "symbol") == (token.type == "SYMBOL")
    assert {span.start for span, _ in lexed.comments} <= set(found)
    assert "error" not in {p.kind for p in found.values()}


@pytest.mark.parametrize(
    ("line", "shown", "kind"),
    [
        ("let x = 1", "let", "declaration"),
        ("print x", "print", "keyword"),
        ("x and y", "and", "word operator"),
        ("x == nil", "nil", "constant"),
        ("map(xs, f)", "map", "builtin"),
        ("mine(xs)", "mine", "function"),
        ("xs |> sort", "sort", "builtin"),
        ("fn sort(x: text) { }", "sort", "definition"),
        ("fn f(where: text) { }", "where", "parameter"),
        ("fn f(x: text) { }", "text", "type"),
        ("fn f() -> list[K]? { }", "K", "type"),
        ("fn f() uses fs.read { }", "read", "effect"),
        ("let r: region = x", "region", "type"),
        ("region r = around x", "region", "declaration"),
        ("let text = 1", "text", "name"),
        ("~x@swift", "swift", "space"),
        ("v as swift", "swift", "space"),
        ("v as swift", "as", "keyword"),
        ("near q in s top 3", "top", "keyword"),
        ("top + 1", "top", "name"),
        ("r.in", "in", "field"),
        ("{in: 1}", "in", "field"),
        ("'paris * 2", "'paris", "symbol"),
        ('"a {b} c"', "b", "name"),
        ('"a {b} c"', "{", "brace"),
        ('"\\u{1f600}"', "\\u{1f600}", "escape"),
        ('"\\q"', "\\", "error"),
        ("agent x", "agent", "future"),
        ("## says", "## says", "doc"),
        ("# says", "# says", "comment"),
        ("##  >>> f(1)", ">>> ", "prompt"),
        ("##  >>> f(1)", "1", "number"),
        ("input.lines", "input", "builtin"),
    ],
)
def test_what_a_word_is(line: str, shown: str, kind: str) -> None:
    assert kinds(line)[shown] == kind


def test_a_text_that_is_not_closed_ends_with_its_line() -> None:
    assert kinds('let a = "never {closed\nprint b')["print"] == "keyword"
    assert kinds('let a = """never\nprint')["never\nprint"] == "text"


def test_the_grammars_words_are_all_known() -> None:
    known = words()
    together = [*known.constants, *known.operators, *known.declaring, *known.others]
    assert sorted(together) == sorted(tables().words - {"top", "where", "by", "uses", "as", "transaction"})
    assert known.declaring >= {"let", "var", "fn", "region", "store", "space", "test", "import"}
    assert known.predefined == {"input", "args"}
    assert not FUTURE_WORDS & set(together)


@pytest.mark.parametrize("bad", ['"{', '"""{', "{[(", "## >>> ", "\\", '"a{"', "§", "fn f(", "x ", "\n"])
def test_bad_text_takes_linear_time(bad: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        pieces(bad * times)
        return time.process_time() - began

    few, many = (min(seconds(times) for _ in range(3)) for times in (1_000, 10_000))
    assert many < 40 * max(few, 0.002)


def test_the_lexer_is_cheap_to_import() -> None:
    code = (
        "import sys; import sdol.lang.highlighting; "
        "print(*[m for m in ('numpy', 'lark', 'sdol.kernel.table', 'sdol.lang.tables') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout.strip() == "", ran.stderr


def test_pygments_finds_it_by_its_name() -> None:
    from pygments.lexers import get_lexer_by_name, get_lexer_for_filename

    assert isinstance(get_lexer_by_name("sdol"), SdolLexer)
    assert isinstance(get_lexer_for_filename("a.sdol"), SdolLexer)
