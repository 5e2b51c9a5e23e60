"""Texts from outside as labels: inert, on one line, and as wide as every terminal takes them for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sdol.kernel.pictures.page import ASCII, UNICODE, Page
from sdol.kernel.show import columns

JOINED = [
    "👩\u200d🚀",
    "👍🏽",
    "🇩🇪",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "\u202e",
    "\u200b",
    "\x1b[2J",
    "\ud800",
    "e\u0301",
    "日",
]
TEXTS = st.lists(st.text(max_size=4) | st.sampled_from(JOINED), max_size=20).map("".join)


@given(TEXTS, st.integers(1, 60))
def test_a_label_is_inert_and_no_wider_than_it_may_be_by_anyone_s_count(text: str, width: int) -> None:
    shown = Page(80, UNICODE).label(text, width)
    assert shown.isprintable()
    assert cell_len(shown) == columns(shown) <= width
    assert Page(80, ASCII).label(text, width).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🇩🇪 👍🏽 ❤\ufe0f", "DE 👍 ❤"),
        ("pay\u200bpal \u202ecod.exe", "pay<U+200B>pal <U+202E>cod.exe"),
        ("\U000e0041\ufeff\u061c", "<U+E0041><U+FEFF><U+061C>"),
        ("a\nb\tc\x1b[1m", "a b c␛[1m"),
    ],
)
def test_what_is_not_seen_becomes_a_sign_and_what_is_joined_is_taken_apart(text: str, shown: str) -> None:
    assert Page(80, UNICODE).label(text, 80) == shown


def test_a_label_of_a_huge_text_is_short_and_says_that_it_is_cut() -> None:
    for text in ("x" * 1_000_000, "e" + "\u0301" * 1_000_000):
        shown = Page(80, UNICODE).label(text, 20)
        assert len(shown) < 200 and shown.endswith("…")
