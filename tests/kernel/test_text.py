"""Texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import text
from sdol.kernel.lines import Lines
from sdol.kernel.show import columns


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_the_lines_of_a_text_are_those_of_a_file(t: str) -> None:
    pieces = iter([t.encode()])
    assert text.lines(t) == list(iter(Lines(lambda: next(pieces, b""), "data").next, None))


def test_other_separators_do_not_end_a_line() -> None:
    assert text.lines("a\u2028b\x0bc\r\n\nd") == ["a\u2028b\x0bc", "", "d"]


@given(st.text(), st.integers(0, 40), st.sampled_from(["left", "right", "both"]))
def test_padding_fills_the_columns_and_keeps_the_text(t: str, width: int, side: str) -> None:
    padded = text.pad(t, width, side)
    assert t in padded
    assert columns(padded) == max(width, columns(t))


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert text.cut("日本語", 4) == "日…"
    assert text.cut("日本語", 6) == "日本語"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: text.split("a", ""), "E0517"),
        (lambda: text.replace("a", "", "b"), "E0517"),
        (lambda: text.count("a", ""), "E0517"),
        (lambda: text.repeat("ab", 10**12), "E0516"),
        (lambda: text.pad("a", 10**12), "E0516"),
        (lambda: text.pad("a", 3, "top"), "E0518"),
    ],
)
def test_wrong_arguments(call: Any, code: str) -> None:
    with pytest.raises(SdolError) as raised:
        call()
    assert raised.value.code == code


def test_an_interpolated_text_shows_its_parts_as_print_does() -> None:
    assert text.join_parts("a ", 1.0, " ", ["x"], None, True) == 'a 1.0 ["x"]niltrue'
