"""Size, depth, unfinished entries, and whatever else is typed: never an exception, always an end."""

from __future__ import annotations

import pytest
from contract import PROGRAMS
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import problems

from sdol.diagnostics import Source
from sdol.lang.parser import parse, parse_entry

# --- size and depth -----------------------------------------------------------------------------------------


def test_long_chains_are_read() -> None:
    module, diagnostics = parse(Source("t", "print " + " + ".join(["a"] * 4000)))
    assert (len(module.items), diagnostics) == (1, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 10_000 + "1" + ")" * 10_000, "E0180"),
        ("print " + "not " * 10_000 + "a", "E0180"),
        ("print " + " + ".join(["a"] * 10_000), "E0181"),
        ("a" + ".b()" * 10_000, "E0181"),
        ("if a { 1 }" + " else if a { 1 }" * 5_000, "E0181"),
        ("print " + '"{' * 100 + "x" + '}"' * 100, "E0180"),
    ],
    ids=["parentheses", "nots", "sums", "methods", "else if", "texts"],
)
def test_what_is_too_deep_is_one_diagnostic(text: str, code: str) -> None:
    assert [found for found, _ in problems(text)] == [code]


def test_a_huge_or_binary_file_is_refused_at_once() -> None:
    _, huge = parse(Source("t", "let a = 1\n" * 300_000))
    _, binary = parse(Source("t", "ELF\0\1\2"))
    assert [one.code for one in huge + binary] == ["E0190", "E0190"]


def test_of_many_mistakes_200_are_told_and_the_rest_counted() -> None:
    _, diagnostics = parse(Source("t", "let = 1\n" * 1000))
    assert len(diagnostics) == 201
    assert diagnostics[-1].message == "and 800 more"


# --- the interactive entry ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("fn f() {", "f(1,", 'print """abc', "try { a }", "let x = [\n1,\n", "if a {\n print 1"),
        *("let {a, b", "let {a,\n", "for {a, b", "let x: {a: int"),
    ],
)
def test_an_entry_that_goes_on(text: str) -> None:
    _, diagnostics, incomplete = parse_entry(Source("t", text))
    assert incomplete
    assert diagnostics


@pytest.mark.parametrize(
    "text",
    ["", "a + b", "let = {", "f(1))", 'print "abc', "let x = 1\n) {", "fn f() { x y", "let x", "let {a b"],
)
def test_an_entry_that_is_whole_or_wrong(text: str) -> None:
    assert not parse_entry(Source("t", text))[2]


# --- whatever is typed --------------------------------------------------------------------------------------

PIECES = [
    *[
        "fn",
        "let",
        "var",
        "for",
        "in",
        "while",
        "if",
        "else",
        "try",
        "match",
        "route",
        "region",
        "store",
        "test",
        "space",
        "import",
        "print",
        "assert",
        "return",
    ],
    *[
        "near",
        "around",
        "codebook",
        "top",
        "where",
        "by",
        "uses",
        "as",
        "and",
        "or",
        "not",
        "true",
        "nil",
        "void",
        "ask",
        "x",
        "y",
        "name",
    ],
    *[
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "=",
        "==",
        "<-",
        "=>",
        "->",
        "|>",
        "|",
        "&",
        "+",
        "-",
        "*",
        "/",
        "~",
        "~=",
        "!",
        ">>",
        "<",
        "@",
        "?",
        ";",
        "%",
        "'",
        "\\",
        "#",
        "##",
        "1",
        "2.5",
        "0x",
        "1e",
    ],
    *[
        '"',
        '"""',
        '"a"',
        '"{',
        '}"',
        "'sym",
        "\n",
        "\nfn ",
        "\nlet ",
        "  ",
        "\t",
        "\r\n",
        "é",
        "\u202e",
        "\x07",
    ],
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=80))
def test_nothing_that_is_typed_raises(text: str) -> None:
    module, diagnostics, incomplete = parse_entry(Source("t", text))
    assert diagnostics or not incomplete
    assert all(0 <= label.start <= label.end <= len(text) for one in diagnostics for label in one.labels)
    assert diagnostics or not module.broken


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(PROGRAMS.values())), st.data())
def test_a_damaged_program_is_told_of_or_still_means_something(program: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(program)))
    end = data.draw(st.integers(start, min(start + 5, len(program))))
    piece = data.draw(st.sampled_from(["", *PIECES]))
    module, diagnostics = parse(Source("t", program[:start] + piece + program[end:]))
    assert diagnostics or module.items
