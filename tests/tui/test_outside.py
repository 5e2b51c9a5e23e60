"""Long texts from outside, broken into lines."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.pictures.page import UNICODE, Page
from sdol.kernel.show import columns
from sdol.tui.models.outside import wrapped


@given(st.text("ab 日é", max_size=80), st.integers(2, 30))
def test_nothing_but_blanks_at_the_breaks_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, Page(width, UNICODE))
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_break_between_words() -> None:
    assert wrapped("the quick brown fox", Page(10, UNICODE)) == ["the quick", "brown fox"]


def test_a_megabyte_takes_time_by_its_length() -> None:
    begun = process_time()
    assert len(wrapped("word " * 200_000, Page(20, UNICODE))) == 50_000
    assert process_time() - begun < 5
