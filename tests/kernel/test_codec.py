"""Texts in other forms, against the standards' own examples and Python's own."""

from __future__ import annotations

import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import codec, whole, wording

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_what_is_encoded_is_read_back(t: str) -> None:
    assert codec.from_base64(codec.to_base64(t)) == t
    assert codec.percent_decode(codec.percent_encode(t)) == t
    assert codec.from_code_points(codec.code_points(t)) == t


@given(TEXTS)
def test_percent_encoding_is_that_of_urls(t: str) -> None:
    assert codec.percent_encode(t) == urllib.parse.quote(t, safe="")


def test_digests_and_base64_of_the_standards() -> None:
    assert codec.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [codec.to_base64("foobar"[:n]) for n in range(4)] == ["", "Zg==", "Zm8=", "Zm9v"]


@pytest.mark.parametrize("t", ["Zg=", "Z", "Zg==Zg==x", "/w==", "é"])
def test_what_is_no_base64_of_a_text(t: str) -> None:
    with pytest.raises(SdolError) as raised:
        codec.from_base64(t)
    assert raised.value.code == "E0528"


@given(st.integers(), st.integers(2, 36))
def test_digits_of_every_base_are_read_back(n: int, base: int) -> None:
    assert int(whole.to_base(n, base), base) == n == whole.from_base(whole.to_base(n, base), base)


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_the_edit_distance_is_a_distance(a: str, b: str, c: str) -> None:
    assert wording.edit_distance(a, b) == wording.edit_distance(b, a)
    assert (wording.edit_distance(a, b) == 0) == (a == b)
    assert wording.edit_distance(a, c) <= wording.edit_distance(a, b) + wording.edit_distance(b, c)
    assert abs(len(a) - len(b)) <= wording.edit_distance(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("a", "b", "distance"), [("kitten", "sitting", 3), ("flaw", "lawn", 2), ("intention", "execution", 5)]
)
def test_known_edit_distances(a: str, b: str, distance: int) -> None:
    assert wording.edit_distance(a, b) == distance


@given(st.text("ab \n日", max_size=40), st.integers(1, 12))
def test_wrapped_lines_fit_and_keep_the_words(t: str, width: int) -> None:
    from sdol.kernel.show import columns

    wrapped = wording.wrap(t, width)
    assert wrapped.split() == t.split()
    assert all(columns(line) <= width or " " not in line for line in wrapped.split("\n"))
