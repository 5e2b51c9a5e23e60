"""Pictures printed: plain in a file, in colour on a terminal, and in programs of both engines."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sdol.kernel.kinds import Made
from sdol.kernel.output import Output
from sdol.kernel.pictures import Picture
from sdol.kernel.pictures.bars import Bars
from sdol.kernel.pictures.curves import curves
from sdol.kernel.pictures.heatmap import heatmap
from sdol.kernel.pictures.sparkline import sparkline
from sdol.kernel.pictures.spectrum import spectrum

ENGINES = ("step", "emit")
COLOUR = re.compile("\x1b\\[[0-9;]*m")
CHESS = heatmap(np.indices((6, 6)).sum(axis=0) % 2 + np.eye(6), ["a"] * 6, [], "a board")
EVIL = Bars("\x1b]0;title\x07", ["\x1b[2J", "\u202eback"], np.array([1.0, 2.0]), True)
ALL = [
    CHESS,
    EVIL,
    curves(["fast", "slow"], [np.arange(20.0), np.sqrt(np.arange(20.0))], "two"),
    sparkline(np.arange(5.0), 40),
    spectrum(np.arange(32.0), "a ramp"),
]


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Prints on a terminal, and gives what that received."""

    def on_terminal(*values: Any, encoding: str = "utf-8", **variables: str) -> str:
        for name in ("NO_COLOR", "COLORTERM", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", **variables}.items():
            monkeypatch.setenv(name, value)
        stream = Terminal(io.BytesIO(), encoding=encoding)
        Output(stream).print(values)
        received: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined]
        return received.decode(encoding)

    return on_terminal


def made(picture: Picture) -> Made:
    return Made("picture", "", picture)


@pytest.mark.parametrize("picture", ALL, ids=lambda p: p.kind)
@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "xterm-direct"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_colour_adds_and_never_replaces(
    picture: Picture, term: str, width: int, shown: Callable[..., str]
) -> None:
    received = shown(made(picture), TERM=term, COLUMNS=str(width))
    assert COLOUR.search(received)
    uncoloured = [line.rstrip() for line in COLOUR.sub("", received).split("\n")]
    assert "\n".join(uncoloured) == picture.text(width) + "\n"


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
@pytest.mark.parametrize("picture", ALL, ids=lambda p: p.kind)
def test_without_colour_a_terminal_gets_plain_text(
    picture: Picture, variables: dict[str, str], shown: Callable[..., str]
) -> None:
    assert shown(made(picture), **variables) == f"{picture}\n"


def test_a_shade_covers_its_sign_only_where_there_are_colours_enough(shown: Callable[..., str]) -> None:
    darkest = "\x1b\\[38;5;(\\d+);48;5;(\\d+)m█"
    fine = re.search(darkest, shown(made(CHESS)))
    assert fine
    assert fine[1] == fine[2]
    assert not re.search("\x1b\\[[0-9;]*4[0-9]m", shown(made(CHESS), TERM="xterm"))


def test_a_terminal_of_another_encoding_gets_ascii(shown: Callable[..., str]) -> None:
    assert shown(made(CHESS), encoding="ascii", NO_COLOR="1") == CHESS.text(ascii=True) + "\n"


def test_the_console_of_linux_has_no_font_for_dots(shown: Callable[..., str]) -> None:
    assert shown(made(CHESS), TERM="linux", NO_COLOR="1") == CHESS.text(ascii=True) + "\n"


def test_beside_a_picture_other_values_are_as_inert_as_ever(shown: Callable[..., str]) -> None:
    received = shown("\x1b[31mred", made(sparkline(np.arange(3.0), 9)), 7, NO_COLOR="1")
    assert received == "␛[31mred ▁▅█ 7\n"


def test_nothing_of_a_label_acts_on_a_terminal(shown: Callable[..., str]) -> None:
    received = COLOUR.sub("", shown(made(EVIL)))
    assert "\x1b" not in received
    assert "\u202e" not in received
    assert "␛]0;title␇" in received


def test_a_picture_of_several_lines_begins_on_a_line_of_its_own() -> None:
    stream = io.StringIO()
    output = Output(stream)
    bars = Bars("", ["a", "b"], np.array([1.0, 1.0]), True)
    output.print(("before", made(bars), 3, 4))
    output.flush()
    assert stream.getvalue() == f"before\n{bars}\n3 4\n"


def test_in_a_file_a_picture_has_eighty_columns_whatever_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = io.StringIO()
    output = Output(stream)
    output.print((made(CHESS),))
    output.flush()
    assert stream.getvalue() == f"{CHESS.text(80)}\n"


# --- in programs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("heatmap([[1], [2, 3]])", "E0588", "row 0 has 1 numbers, row 1 has 2"),
        ("heatmap([[1, 2]], low: 3)", "E0589", "it would go from 3 to 2"),
        ("heatmap([[1, 2]], low: 2, high: 2)", "E0589", "it would go from 2 to 2"),
        ('heatmap([[1, 2]], ["a", "b"])', "E0507", "there are 2 labels for 1 rows"),
        ('heatmap([[1, 2]], across: ["a"])', "E0507", "there are 1 labels for 2 columns"),
        ("similarities(['a, 'b], [\"a\"])", "E0507", "there are 1 labels for 2 vectors"),
        ("curve([1, 2], xs: [1])", "E0507", "there are 1 places for 2 numbers"),
        ('curves(["a"], [[1], [2]])', "E0507", "there are 1 labels for 2 curves"),
        ('curves(map(range(9), i => "{i}"), map(range(9), i => [1]))', "E0516", "cannot have 9 curves"),
        ('bar_chart(["a"], [1, 2])', "E0507", "there are 1 labels for 2 bars"),
        ('bar_chart({a: "x"})', "E0520", 'expected num, found the text "x" at a'),
        (r'bar_chart(parse_json("[1]"))', "E0520", "found a list of 1"),
        ("distribution([1, 2], intervals: 0)", "E0516", "a histogram cannot have 0 intervals"),
        ("scatter([1, 2], [1])", "E0507", "there are 2 places across and 1 up"),
        ("sparkline([1, 2], 0)", "E0516", "a sparkline cannot have 0 signs"),
        ("drawn(curve([1]), 10)", "E0516", "a picture cannot have 10 columns"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    line: str, code: str, message: str, engine: str, run: Callable[..., Any]
) -> None:
    ran = run(f"print {line}\n", engine)
    assert ran.codes == [code]
    assert message in ran.messages[0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "line",
    [
        "heatmap([])",
        "heatmap([[], []])",
        "similarities(take(['a], 0))",
        "curve([])",
        "curves([], [])",
        "bar_chart([], [])",
        "distribution([])",
        "scatter(take([1], 0), [])",
        "scatter(take(['a], 0))",
    ],
)
def test_of_nothing_there_is_nothing_to_draw(line: str, engine: str, run: Callable[..., Any]) -> None:
    ran = run(f"print {line}\n", engine)
    assert (ran.out, ran.messages) == ("(nothing to draw)\n", [])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_picture_is_a_value_like_others(engine: str, run: Callable[..., Any]) -> None:
    program = """
fn trend(ys: list[num]) -> picture { sparkline(ys) }
let all = [trend([1, 2]), trend([2, 1])]
for p in all { print "{p}" }
print len(drawn(all[0]))
"""
    ran = run(program, engine)
    assert (ran.out, ran.messages) == ("▁█\n█▁\n2\n", [])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_range_is_a_curve_too(engine: str, run: Callable[..., Any]) -> None:
    ran = run("print curve(range(100000))\n", engine)
    assert "100,000 points, drawn as the extremes of 4,000 stretches" in ran.out, ran.messages


def test_numbers_beyond_doubles_are_left_out(run: Callable[..., Any]) -> None:
    ran = run("print curve([1, pow(10, 400), 2])\n")
    assert "1 value not drawn" in ran.out, ran.messages
