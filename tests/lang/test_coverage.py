"""What the checker says of cases, against all values of small types, one after another."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.diagnostics import Source
from sdol.kernel.types import BOOL, NUM, Con, Record, Type, list_of
from sdol.lang import ast, coverage
from sdol.lang.coverage import TooLong, missing, takes_nothing_new
from sdol.lang.parser import parse

MAYBE = Con("optional", (BOOL,))
PAIR = Record((("a", BOOL), ("b", MAYBE)))
TYPES: dict[str, Type] = {
    "bool": BOOL,
    "bool?": MAYBE,
    "record": PAIR,
    "record?": Con("optional", (PAIR,)),
    "list": list_of(BOOL),
    "list of lists": list_of(list_of(BOOL)),
}
LONGEST = 3
"""Items of a list of values; patterns have fewer, so that a longer list fits only what takes all."""


def values(t: Type, longest: int = LONGEST) -> list[Any]:
    """The values of a type, as far as patterns tell them apart."""
    match t:
        case Con("optional", (inner,)):
            return [None, *values(inner)]
        case Con("list", (inner,)):
            items = values(inner, longest - 1)
            return [list(v) for n in range(longest + 1) for v in product(items, repeat=n)][:400]
        case Record(fields):
            names = [n for n, _ in fields]
            return [dict(zip(names, v, strict=True)) for v in product(*(values(f) for _, f in fields))]
    return [True, False]


def patterns(t: Type, depth: int = 2) -> st.SearchStrategy[str]:
    anything = st.just("_")
    match t:
        case Con("optional", (inner,)):
            return st.just("nil") | patterns(inner, depth)
        case Con("list", (inner,)):
            lists = st.lists(patterns(inner, depth - 1), max_size=2 if depth > 1 else 1)
            return anything | lists.map(lambda found: f"[{', '.join(found)}]")
        case Record(fields):
            each = [st.just("") | patterns(f, depth).map(lambda p, n=n: f"{n}: {p}") for n, f in fields]
            return st.tuples(*each).map(_record)
    return anything | st.sampled_from(["true", "false"])


def _record(parts: tuple[str, ...]) -> str:
    written = ", ".join(p for p in parts if p)
    return f"{{{written}}}" if written else "_"


def read(text: str) -> ast.Pattern:
    module, problems = parse(Source("t", f"match x {{\n  {text} => 1\n}}"))
    assert problems == []
    statement = module.items[0]
    assert isinstance(statement, ast.ExprStmt)
    assert isinstance(statement.value, ast.Match)
    return statement.value.arms[0].pattern


def fits(pattern: ast.Pattern, value: Any) -> bool:
    match pattern:
        case ast.NamePattern():
            return True
        case ast.LiteralPattern(value=ast.Nil()):
            return value is None
        case ast.LiteralPattern(value=ast.Bool(value=wanted)):
            return value is wanted
        case ast.RecordPattern():
            return isinstance(value, dict) and all(fits(p, value[n]) for n, p in pattern.fields)
        case ast.ListPattern():
            same = isinstance(value, list) and len(value) == len(pattern.items)
            return same and all(fits(p, v) for p, v in zip(pattern.items, value, strict=True))
    raise AssertionError(pattern)


def cases(name: str) -> st.SearchStrategy[list[str]]:
    return st.lists(patterns(TYPES[name]), min_size=1, max_size=5)


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_what_is_missing_is_what_no_case_takes(name: str, data: st.DataObject) -> None:
    found = [read(text) for text in data.draw(cases(name))]
    left = [v for v in values(TYPES[name]) if not any(fits(p, v) for p in found)]
    witness = missing(found, TYPES[name])
    assert (witness is None) == (left == [])
    if witness is not None:
        assert any(fits(read(witness), v) for v in left)


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_a_case_is_of_no_use_where_all_that_it_takes_is_taken(name: str, data: st.DataObject) -> None:
    *before, last = [read(text) for text in data.draw(cases(name))]
    fresh = [v for v in values(TYPES[name]) if fits(last, v) and not any(fits(p, v) for p in before)]
    assert takes_nothing_new(before, last, TYPES[name]) == (fresh == [])


def test_numbers_are_never_all_taken() -> None:
    assert missing([read("1"), read("-1")], NUM) == "_"
    assert takes_nothing_new([read("1")], read("1.0"), NUM)
    assert not takes_nothing_new([read("1")], read("-1"), NUM)


def test_what_would_take_too_long_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = Record(tuple((f"f{i}", BOOL) for i in range(40)))
    found = [read(f"{{f{i}: true, f{i + 1}: false}}") for i in range(39)]
    monkeypatch.setattr(coverage, "MOST_STEPS", 20)
    with pytest.raises(TooLong):
        missing(found, wide)
