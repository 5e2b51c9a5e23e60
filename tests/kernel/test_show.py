"""How values look."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

import sdol
from sdol.errors import SdolError
from sdol.kernel.show import clip, columns, quote, show, table
from sdol.kernel.values import Codebook, Disp, Region, Vec, Vecs


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.0"),
        (-0.0, "0.0"),
        (2.0, "2.0"),
        (1 / 3, "0.333333"),
        (0.0001, "0.0001"),
        (12345678901.123, "12345678901.123"),
        (1e-7, "1e-07"),
        (1e15, "1e+15"),
        (1.5e20, "1.5e+20"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (7, "7"),
        (True, "true"),
        (None, "nil"),
        ('say "hi"', 'say "hi"'),
        (['say "hi"', 2.0, None], '["say \\"hi\\"", 2.0, nil]'),
        ({"a": [], "two words": {}}, '{a: [], "two words": {}}'),
    ],
)
def test_plain_values(value: object, shown: str) -> None:
    assert show(value) == shown


@given(st.floats(1e-4, 1e15, exclude_max=True))
def test_an_everyday_number_is_shown_to_six_decimals(x: float) -> None:
    shown = show(x)
    assert "e" not in shown
    assert abs(float(shown) - x) <= 5.001e-7 + 1e-15 * x
    assert len(shown.partition(".")[2]) in range(1, 7)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_nested_text_is_quoted_as_json_is(text: str) -> None:
    assert json.loads(quote(text)) == text


def test_nesting_has_no_bound() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    assert show(value) == "[" * 100_001 + "]" * 100_001


def test_values_of_a_space() -> None:
    row = np.zeros(384, np.float32)
    row[:3] = 0.0124, -0.0341, -0.0001
    point = Vec("minilm@f00", row)
    assert show(point) == "vec@minilm[384] 0.012 -0.034 0.000 …"
    assert show(Disp("minilm@f00", np.array([0.3, 0.4], np.float32))) == "disp@minilm[2] 0.50 rad"
    assert show({"v": Vec("hd@1", row, "paris")}) == "{v: 'paris}"
    many = Vecs("minilm@f00", np.zeros((20, 384), np.float32))
    assert show(many) == "list of 20 vec@minilm[384]"
    assert show(Vecs("hd@1", np.zeros((2, 4), np.float32), ["a", "b"])) == "['a, 'b]"
    assert show(Region("minilm@f00", None, "billing")) == "region billing"
    assert show(Region("minilm@f00", None)) == "region@minilm"
    assert show(Codebook(many)) == "codebook of 20 vec@minilm"


def test_a_table_is_aligned_by_what_a_terminal_shows() -> None:
    rows = [{"team": "billing", "n": 12}, {"team": "日本", "n": 3, "note": "a\x1b[2J\nb"}]
    lines = table(rows, 100).split("\n")
    assert lines == [
        "team      n  note",
        "-------  --  -------",
        "billing  12",
        "日本      3  a [2J b",
    ]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5), st.integers(40, 100))
def test_a_table_keeps_to_its_width(cells: list[str], width: int) -> None:
    drawn = table([{f"c{i}": cell for i, cell in enumerate(cells)} for _ in range(2)], width)
    assert max(columns(line) for line in drawn.split("\n")) <= max(width, 10 * len(cells) - 2)


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(SdolError, match="made of records") as raised:
        table([1], 80)
    assert raised.value.code == "E0519"


@given(st.text(), st.integers(0, 20))
def test_a_clipped_text_fits(text: str, width: int) -> None:
    assert columns(clip(text, width)) <= width


def test_the_common_families_load_nothing_heavy() -> None:
    root = str(Path(sdol.__file__).parents[1])
    code = f"""
import sys; sys.path.insert(0, {root!r})
from sdol.kernel.families import num, text, list, record, logic, output, input
from sdol.kernel import output, input
print(sorted({{"typing", "dataclasses", "numpy", "json", "re", "datetime", "wcwidth"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_value_of_a_kind_keeps_its_commas_to_itself_among_others(run: Callable[..., Any]) -> None:
    found = run("let glass = lens(['a])\nprint glass\nprint [glass], {n: residue(3), p: heatmap([[1, 2]])}")
    alone = "lens@hd, 1 point, bends by up to 0.3"
    assert found.out == f"{alone}\n[<{alone}>] {{n: 3, p: <picture>}}\n"


@given(st.text(st.characters(max_codepoint=0x36F)))
def test_columns_are_those_of_each_character(text: str) -> None:
    assert columns(text) == sum(max(wcwidth(c), 0) for c in text)
