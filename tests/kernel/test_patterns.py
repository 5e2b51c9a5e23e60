"""Patterns: what they find is what Python's `re` finds, and nothing makes them hang."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import pattern as family
from sdol.kernel.patterns.search import Pattern
from sdol.kernel.patterns.syntax import parse

ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "é",
        "[ab]",
        "[^a]",
        ".",
        r"\w",
        r"\d",
        r"\s",
        r"\.",
        "[a-c1-3]",
        r"[\d_]",
        r"\bb",
        "^a",
        r"a\b",
    ]
)
COUNTS = st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{1,}", "{0,2}?"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + "|".join(parts) + ")"),
        inner.map(lambda p: f"({p})"),
        st.tuples(inner, COUNTS).map(lambda two: f"(?:{two[0]}){two[1]}"),
        st.tuples(ATOMS, COUNTS).map(lambda two: "(?:" + two[0] + ")" + two[1]),
    )


PATTERNS = st.recursive(ATOMS, _grown, max_leaves=8)
TEXTS = st.text("ab1é _.\n", max_size=12)


@given(PATTERNS, TEXTS)
@example("(a|ab)(c|bcd)", "abcd")
@example("(?:a*?)(a*)", "aaa")
@example("(?i)[a-c]É", "xBé")
@example("(?m)^b", "a\nb")
@example("(?s)a.b", "a\nb")
def test_the_first_match_and_its_groups_are_those_of_python(pattern: str, text: str) -> None:
    expected = re.search(pattern, text)
    found = next(Pattern(parse(pattern)).matches(text, groups=True), None)
    assert (found is None) == (expected is None)
    if found and expected:
        assert found.spans[0] == expected.span()
        if not re.search(r"[*+?}]\)", pattern.replace("?)", ")")) and "|" not in pattern:
            assert found.spans == [expected.span(i) for i in range(expected.re.groups + 1)]


@given(PATTERNS.filter(lambda p: not re.compile(p).match("")), TEXTS)
def test_all_matches_are_those_of_python(pattern: str, text: str) -> None:
    expected = [m.span() for m in re.finditer(pattern, text) if m.end() > m.start()]
    found = [m.spans[0] for m in Pattern(parse(pattern)).matches(text)]
    assert [span for span in found if span[1] > span[0]] == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(a+)+$", "a" * 50_000 + "b"),
        (r"(a|aa)*c", "a" * 50_000),
        (r"(\w+\s?)*!", "word " * 10_000),
        (r"a*b", "a" * 50_000),
        (r"(?:(?:a?){30}){30}a{30}b", "a" * 2_000),
    ],
)
def test_what_makes_others_hang_takes_the_time_of_the_text(pattern: str, text: str) -> None:
    begun = time.process_time()
    assert not family.matches(text, pattern)
    assert time.process_time() - begun < 5


def test_work_without_end_is_given_up() -> None:
    with pytest.raises(SdolError) as raised:
        family.find_all("a" * 200_000, "(?:a.*c|a)")
    assert raised.value.code == "E0527"


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "[]", "*a", "a**", "a{2,1}", "a{9999}", r"\1", "(?=a)", "(?<=a)", r"\q", "\\", r"\x1", "(?P<1>a)",
     "[b-a]", "(?<n>a)(?<n>b)", "(" * 100 + ")" * 100, "((a{1000}){1000})", "()" * 101, "(?i", "(?<n"],
)  # fmt: skip
def test_a_pattern_that_is_not_well_formed_says_where(pattern: str) -> None:
    with pytest.raises(SdolError) as raised:
        family.matches("a", pattern)
    assert raised.value.code == "E0526"


@given(st.text("()[]{}*+?|\\^$.-a1,<>P:=!i", max_size=15), TEXTS)
def test_any_text_is_a_pattern_or_an_error(pattern: str, text: str) -> None:
    try:
        family.find_groups(text, pattern)
    except SdolError as error:
        assert error.code == "E0526"


@given(st.text(max_size=20))
def test_an_escaped_text_finds_itself(text: str) -> None:
    pattern = f"^{family.escape_pattern(text)}$"
    assert family.matches(text, pattern)
    assert not family.matches(text + "x", pattern)


def test_replacement_by_groups() -> None:
    assert family.replace_pattern("2026-03-01", r"(?<y>\d+)-(\d+)", "$2/$y$$") == "03/2026$-01"
    with pytest.raises(SdolError, match="no group"):
        family.replace_pattern("a", "a", "$3")
