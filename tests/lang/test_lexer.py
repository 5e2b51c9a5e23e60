"""Characters to tokens: kinds, places, texts, and what is no token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import problems

from sdol.diagnostics import Source
from sdol.lang.lexer import Lexed, lex
from sdol.lang.tables import tables
from sdol.lang.tokens import Embedded, TextToken


def lexed(text: str) -> Lexed:
    return lex(Source("t", text), tables())


def kinds(text: str) -> list[str]:
    return [token.type for token in lexed(text).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x<-1", ["NAME", "<-", "NUMBER"]),
        ("x < -1", ["NAME", "<", "-", "NUMBER"]),
        ("a|>f", ["NAME", "|>", "NAME"]),
        ("a~=~b", ["NAME", "~=", "~", "NAME"]),
        ("a>>-1>=b", ["NAME", ">>", "-", "NUMBER", ">=", "NAME"]),
        ("lets let letter", ["NAME", "let", "NAME"]),
        ("'paris*'usa", ["SYMBOL", "*", "SYMBOL"]),
        ("1.e 1.5.x 0x1F 1e-3", ["NUMBER", ".", "NAME", "NUMBER", ".", "NAME", "NUMBER", "NUMBER"]),
        ("größe _ x1", ["NAME"] * 3),
        ("ask send", ["FUTURE", "FUTURE"]),
        ("top where", ["top", "where"]),
        ("a # b\n## c", ["NAME", "NEWLINE"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_comments_are_kept_with_their_places() -> None:
    text = "#!/bin/sdol\na # b\r\n## c"
    assert [(text[slice(*span)].rstrip(), shown) for span, shown in lexed(text).comments] == [
        ("#!/bin/sdol", "#!/bin/sdol"),
        ("# b", "# b"),
        ("## c", "## c"),
    ]


def test_a_text_is_one_token_with_parts() -> None:
    (token,) = lexed('"a\\n{ {x: "}"}.x }\\{b}"').tokens
    assert isinstance(token, TextToken)
    first, embedded, last = token.parts
    assert (first, last) == ("a\n", "{b}")
    assert isinstance(embedded, Embedded)
    assert [inner.value for inner in embedded.tokens] == ["{", "x", ":", '"}"', "}", ".", "x"]
    assert embedded.span == (4, 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('let a = "abc\nlet b = 1', [("E0101", '"')]),
        ('let a = """abc\nlet b = 1', [("E0101", '"""')]),
        ('let a = "b {c" + 1\nlet d = "{e}"', [("E0102", "{")]),
        ('let a = "b {"c" + 1', [("E0102", "{")]),
        ("let a = 'hello there'", [("E0103", "'hello there'")]),
        ("let a = 'x + 'hello'", [("E0103", "'hello'")]),
        ("let a = ''", [("E0103", "''")]),
        ("let a = “hi”", [("E0103", "“hi”")]),
        ('let a = "\\q\\u{d800}"', [("E0104", "\\q"), ("E0104", "\\u{d800}")]),
        ('let a = "x{}y"', [("E0105", "{}")]),
        ('let a = "x{ }y"', [("E0105", "{ }")]),
        ("let a = 5 % 2", [("E0107", "%")]),
        ("let a = 1;; let b = 2", [("E0107", ";;")]),
        ("let\u00a0a = 1", [("E0107", "\u00a0")]),
        ("let a \x07= 1", [("E0107", "\x07")]),
        ("let a = 1x", [("E0132", "1x")]),
        ("let a = 1__0", [("E0132", "1__0")]),
        ("let a = 0x", [("E0132", "0x")]),
        ("let a = 1e999", [("E0132", "1e999")]),
    ],
)
def test_what_is_no_token_is_told_once_and_skipped(text: str, expected: list[tuple[str, str]]) -> None:
    assert problems(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text("\"{}\\\n'#an(1 ", max_size=60))
def test_tokens_are_in_order_and_inside_of_the_text(text: str) -> None:
    found = lexed(text)
    ends = 0
    for token in found.tokens:
        assert ends <= token.span.start < token.span.end <= len(text)
        ends = token.span.end


@pytest.mark.parametrize("piece", ['"{', '"{\n', "'a ' ", '"""{', "{\n", "([{", "x y\n", ")]}"])
def test_time_grows_with_length_only(piece: str) -> None:
    """A scan that began again at every quote or brace would take minutes for this."""
    assert len(problems(piece * (60_000 // len(piece)))) <= 200
