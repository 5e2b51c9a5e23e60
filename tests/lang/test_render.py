"""Diagnostics on a terminal, to the character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang.parser import parse
from sdol.lang.render import render

MIX = Source("mix.sdol", 'let cat = ~"cat"\nlet chat = ~"chat"@swift\nprint cat ~ chat\n')


def shown(text: str, *labels: tuple[str, str], width: int = 80, **more: str) -> str:
    """One diagnostic whose labels mark the first occurrence of some characters."""
    places = [Label(text.index(part), text.index(part) + len(part), said) for part, said in labels]
    one = Diagnostic("E0999", "it is wrong", Source("t.sdol", text), tuple(places), **more)
    return render([one], color=False, width=width)


def test_the_form_of_the_language_page() -> None:
    at = MIX.text.index("print")
    labels = (Label(at + 12, at + 16, "vec@swift"), Label(at + 6, at + 9, "vec@minilm"))
    help = "translate one side: `cat ~ chat as minilm`"
    one = Diagnostic("E0301", "these two vectors live in different spaces", MIX, labels, help=help)
    assert render([one], color=False, width=80) == (
        "error[E0301]: these two vectors live in different spaces\n"
        "  --> mix.sdol:3:13\n"
        "   |\n"
        " 3 | print cat ~ chat\n"
        "   |       ---   ^^^^ vec@swift\n"
        "   |       |\n"
        "   |       vec@minilm\n"
        "help: translate one side: `cat ~ chat as minilm`\n"
    )


def test_a_note_is_folded_between_words_on_a_terminal() -> None:
    one = Diagnostic(
        "E0999",
        "it is wrong",
        reason="this is about words, of which there are some",
        help="see `a b c d e f g h i`",
    )
    assert render([one], color=False, width=40, folded=True) == (
        "error[E0999]: it is wrong\n"
        "note: this is about words, of which\n"
        "      there are some\n"
        "help: see `a b c d e f g h i`\n"
    )
    assert render([one], color=False, width=40).count("\n") == 3


def test_a_mistake_of_form_end_to_end() -> None:
    _, diagnostics = parse(Source("a.sdol", "let x = 1\nif x<-1 {\n}\n"))
    assert render(diagnostics, color=False, width=80) == (
        "error[E0115]: `<-` moves a variable, as a statement: `x <- v by t`\n"
        "  --> a.sdol:2:5\n"
        "   |\n"
        " 2 | if x<-1 {\n"
        "   |     ^^\n"
        "note: `<-` is one sign: it moves a variable a part of the way\n"
        "help: to compare, write `x < -1`\n"
    )


def test_three_labels_on_one_line() -> None:
    assert shown("a + b + c", ("b", ""), ("a", "first"), ("c", "last")).splitlines()[3:] == [
        " 1 | a + b + c",
        "   | -   ^   - last",
        "   | |",
        "   | first",
    ]
    assert shown("a + b + c", ("c", ""), ("a", "first"), ("b", "second")).splitlines()[4:] == [
        "   | -   -   ^",
        "   | |   |",
        "   | |   second",
        "   | first",
    ]


def test_labels_on_lines_far_apart() -> None:
    text = "let a = 1\n" + "\n" * 9 + "print a"
    assert shown(text, ("print", "used here"), ("a =", "made here")).splitlines()[1:] == [
        "   --> t.sdol:11:1",
        "    |",
        "  1 | let a = 1",
        "    |     --- made here",
        "...",
        " 11 | print a",
        "    | ^^^^^ used here",
    ]


def test_a_label_over_several_lines() -> None:
    assert shown("f(\n  1,\n  2)\n", ("(\n  1,\n  2)", "all of it")).splitlines()[3:] == [
        " 1 | f(",
        "   |  ^",
        " 2 |   1,",
        "   |   ^^",
        " 3 |   2)",
        "   |   ^^ all of it",
    ]


def test_a_very_long_label_shows_its_beginning_and_end() -> None:
    text = "[\n" + "1,\n" * 100 + "]"
    lines = shown(text, (text, "")).splitlines()
    assert len(lines) < 16
    assert any(line.startswith(" 102 | ]") for line in lines)


def test_reason_help_and_trace() -> None:
    one = Diagnostic("E0501", "division by zero", reason="n is 0", help="check n", trace=("in f, a.sdol:3",))
    assert render([one], color=False, width=80) == (
        "error[E0501]: division by zero\nnote: n is 0\nhelp: check n\n  in f, a.sdol:3\n"
    )


def test_severity_and_two_diagnostics() -> None:
    two = [Diagnostic("W0001", "unused", severity="warning"), Diagnostic("", "and 3 more", severity="note")]
    assert render(two, color=False, width=80) == "warning[W0001]: unused\n\nnote: and 3 more\n"
    assert render([], color=False, width=80) == ""


def test_tabs_and_wide_characters_keep_the_columns() -> None:
    assert shown('\tlet x = "日本" + y', ("y", "here")).splitlines()[3:] == [
        ' 1 |     let x = "日本" + y',
        "   |                      ^ here",
    ]
    assert shown("e\u0301 + y", ("y", "")).splitlines()[4] == "   |     ^"


def test_the_end_of_a_line_can_be_marked() -> None:
    one = Diagnostic("E0111", "x", Source("t", "let x\nprint"), (Label(5, 5),))
    assert render([one], color=False, width=80).splitlines()[3:] == [" 1 | let x", "   |      ^"]


@pytest.mark.parametrize("at", [0, 40, 300, 595])
def test_a_long_line_is_cut_around_what_is_marked(at: int) -> None:
    text = "x" * at + "HERE" + "y" * (596 - at)
    row, under = shown(text, ("HERE", "")).splitlines()[3:5]
    assert max(len(row), len(under)) <= 80
    assert row[under.index("^") :].startswith("HERE")
    assert under.count("^") == 4
    assert row[5] == ("…" if at > 79 else text[0])


def test_a_gigantic_line_takes_no_time() -> None:
    text = "[" + "1," * 2_000_000 + "HERE"
    assert "HERE" in shown(text, ("HERE", ""))


def test_nothing_acts_on_the_terminal() -> None:
    text = "print \x1b[31m\u202e\x07\x9b"
    out = shown(text, ("print", "\x1b[2J"), help="\r\n\x1b]0;x\x07")
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out) == []
    assert "␛[31m" in out


def test_colour_adds_only_colour() -> None:
    one = Diagnostic(
        "E0999", "wrong", MIX, (Label(4, 7, "this"), Label(10, 16, "that")), help="h", reason="r"
    )
    coloured = render([one], color=True, width=80)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render([one], color=False, width=80)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 200))
def test_any_label_in_any_text_can_be_shown(text: str, start: int, length: int, width: int) -> None:
    start = min(start, len(text))
    label = Label(start, min(start + length, len(text)), "text")
    out = render([Diagnostic("E0999", "m", Source("t", text), (label, label))], color=False, width=width)
    assert "^" in out
