"""Entries as text: how lines are indented, what is taken of a paste, and what is coloured."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.lang.pieces import KINDS
from sdol.shell.repl import settings
from sdol.shell.repl.terminal import reading
from sdol.shell.repl.terminal.colours import PIECES, coloured, style
from sdol.shell.repl.terminal.pasting import cleaned
from sdol.shell.repl.terminal.reading import State

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted([*ROOT.glob("stdlib/*.sdol"), *ROOT.glob("examples/**/*.sdol")])
BROKEN = st.text(st.sampled_from('ab(){}[]"#~\\ \n\'|>:,=0?!.@"') | st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_what_is_typed_is_indented_as_the_formatter_does(path: Path) -> None:
    before = ""
    for line in path.read_text().split("\n"):
        typed = line.lstrip()
        if typed and reading.state(before) is not State.TEXT:
            closes = reading.outdented(before) if typed[0] in ")]}" else None
            assert len(line) - len(typed) == (reading.indentation(before) if closes is None else closes), line
        elif not typed and reading.outdented(before) is None and reading.state(before) is not State.TEXT:
            before = ""  # outside of all brackets
        before += "\n" + line


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("1 +", State.WHOLE),
        ("f(", State.OPEN),
        ('"""a {', State.TEXT),
        ("try { 1 }", State.AWAITS),
        ("## of what follows", State.AWAITS),
        ("# said by the way", State.WHOLE),
        (":type f(", State.OPEN),
        (":help f(", State.WHOLE),
        ("?near", State.WHOLE),
        ("", State.WHOLE),
    ],
)
def test_how_an_entry_stands(text: str, state: State) -> None:
    assert reading.state(text) is state


@given(BROKEN)
def test_no_text_is_too_broken_to_be_typed(text: str) -> None:
    reading.ends(text)
    assert reading.indentation(text) >= 0
    assert (reading.outdented(text) or 0) >= 0
    drawn = ("".join(piece[1] for piece in line) for line in coloured(text))
    assert "\n".join(drawn) == text


@given(BROKEN)
def test_a_paste_without_prompts_is_taken_as_it_is(text: str) -> None:
    plain = text.replace(">", "").replace("\r", "")
    assert cleaned(plain) == plain
    assert cleaned(plain.replace("\n", "\r\n")) == plain


def test_a_paste_whose_line_ends_came_twice_has_them_once() -> None:
    assert cleaned("fn f() {\r\r  1\r\r\r\r}\r\r") == "fn f() {\n  1\n\n}\n"
    assert cleaned("a\r\rb\rc") == "a\n\nb\nc"
    assert cleaned("a\n\nb") == "a\n\nb"


def test_a_long_entry_is_not_read_at_each_enter() -> None:
    assert reading.ends("f(" + " " * reading.LARGE)
    assert reading.indentation(" " * reading.LARGE + "\n  f(") == 2


def test_every_piece_has_the_style_of_a_kind_and_every_kind_can_be_set() -> None:
    assert {piece for pieces in PIECES.values() for piece in pieces} == {*KINDS, "command"} - {
        "blank",
        "newline",
    }
    assert {*PIECES, "prompt"} == set(settings.KINDS)
    drawn = style({"keyword": "underline bright-red", "prompt": ""})
    for piece in PIECES["keyword"]:
        attributes = drawn.get_attrs_for_style_str(f"class:sdol.{piece.replace(' ', '-')}")
        assert (attributes.color, attributes.underline, attributes.bold) == ("ansibrightred", True, False)
    assert not drawn.get_attrs_for_style_str("class:prompt").bold
