"""What the panels show, without a screen: rooms, keys, long lists, hostile texts, files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.kernel.debugging import Variable
from sdol.kernel.pictures.page import Line, Span, Style, plain
from sdol.kernel.show import columns
from sdol.tui.models import dialogue, exporting, journal, output, registers, source, status
from sdol.tui.models.arranging import arranged
from sdol.tui.models.keys import Key, line
from sdol.tui.models.reading import Happened, Reading, Said
from sdol.tui.models.tail import Tail

NAMES = ["registers", "decisions", "output", "map", "meaning", "journal", "prompt", "drift", "store", "past"]
HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60).map(lambda text: text + "\x1b[2J\u202e\x9b")


def widest(rows: list[Line]) -> int:
    return max(sum(columns(span.text) for span in row) for row in rows)


def test_the_least_screen_has_two_panels_and_a_large_one_nine() -> None:
    assert arranged(80, 24, NAMES, "registers") == (2, 1, ("source", "registers"))
    assert arranged(80, 24, NAMES, "store").names == ("source", "store")
    assert len(arranged(250, 70, NAMES, "past").names) == 9


@given(st.integers(1, 400), st.integers(1, 200), st.sampled_from(NAMES))
def test_what_was_chosen_is_always_seen_and_nothing_twice(width: int, height: int, chosen: str) -> None:
    made = arranged(width, height, NAMES, chosen)
    assert chosen in made.names and made.names[0] == "source"
    assert len(set(made.names)) == len(made.names) <= made.columns * made.rows


@given(st.integers(8, 120))
def test_the_line_of_keys_fits_and_never_loses_the_way_to_all_of_them(width: int) -> None:
    keys = [Key(letter, "word" * (at + 1)) for at, letter in enumerate("snobq")]
    row = line(keys, width, Key("?", "keys"))
    assert widest([row]) <= width and plain([row]).endswith("? keys")


@given(HOSTILE, st.integers(20, 120))
def test_no_text_from_outside_acts_or_is_wider_than_its_panel(text: str, width: int) -> None:
    reading = Reading(
        state="stopped",
        source=Source(text, text),
        line=1,
        variables=(Variable(text, text, text, 0), Variable("b", "text", text, 1)),
        output=(text,),
        dialogue=(Said(text, text),),
        happened=(Happened(0, "fs.read", (text,), text, None, 0),),
        why=text,
    )
    for model in (source, registers, output, dialogue, journal):
        rows = list(model.model(reading, width, 10))
        shown = "".join(span.text for row in rows for span in row)
        assert not {"\x1b", "\u202e", "\x9b", "\n"} & set(shown), model
        assert widest(rows) <= width, model
    assert "\x1b" not in plain([status.row(reading, width, "")])


def test_only_the_rows_that_are_seen_of_ten_thousand_registers_are_made() -> None:
    asked = []

    class Value:
        """Tells when somebody wants to see it."""

        def __repr__(self) -> str:
            asked.append(self)
            return "value"

    variables = tuple(Variable(f"v{at}", "int", Value(), at) for at in range(10_000))
    rows = registers.model(Reading(variables=variables), 60, 20)
    assert len(rows) == 10_000 and not asked
    assert plain([rows[9_999]]).startswith("v9999")


def test_the_line_at_the_top_loses_whole_parts_and_the_least_important_first() -> None:
    reading = Reading(state="ended", why="the program has ended", time=102_311, source=Source("a.sdol", ""))
    assert plain([status.row(reading, 80, "")]) == "a.sdol ended · 102,311 instructions"
    assert plain([status.row(reading, 34, "")]) == "a.sdol ended"
    assert (
        plain([status.row(reading, 34, "something that is worth saying")])
        == "a.sdol ended · something that is …"
    )


def test_ascii_is_all_that_a_terminal_without_signs_gets() -> None:
    reading = Reading(
        ascii=True,
        variables=(Variable("naïve", "text", "žluťoučký", 0),),
        happened=(Happened(0, "fs.read", ("ž",), "ž", None, 0),),
        output=("žluť",),
    )
    for model in (registers, output, journal):
        assert plain(list(model.model(reading, 60, 5))).isascii(), model


def test_the_tail_keeps_the_last_lines_and_counts_the_others() -> None:
    tail = Tail(kept=2)
    for part in ("a\nb", "b\nc\n", "d"):
        tail.write(part)
    assert tail.seen() == (("bb", "c", "d"), 1)


def test_effects_that_repeat_are_one_row() -> None:
    happened = tuple(Happened(at, "input.advance", (), True, None, 0) for at in range(5))
    reading = Reading(source=Source("p", "x\n"), happened=happened, next_effect=3)
    rows = plain(list(journal.model(reading, 80, 10))).splitlines()
    assert len(rows) == 2 and "3 times" in rows[0] and "2 times" in rows[1]


def test_a_picture_is_xml_that_holds_the_text_and_asks_nobody(tmp_path: Path) -> None:
    rows = [[Span("a <b> & c", Style((1, 2, 3), solid=True)), Span("d", Style(weight="bold"))], []]
    made = exporting.write(tmp_path, "panel", rows, "Title & more")
    assert made[0].read_text() == "a <b> & cd\n\n"
    drawn = ElementTree.parse(made[1]).getroot()
    texts = ["".join(one.itertext()) for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Title & more", "a <b> & c", "d"]
    assert [path.name for path in exporting.write(tmp_path, "panel", rows, "")] == [
        "panel-2.txt",
        "panel-2.svg",
    ]


@pytest.mark.parametrize(
    "module", ["sdol.tui.models.driving", "sdol.tui.models.engine", "sdol.shell.commands.tui"]
)
def test_nothing_below_the_screen_loads_textual(module: str) -> None:
    code = f"import sys, {module}; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
