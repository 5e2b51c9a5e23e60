"""Equality goes by contents: what Python takes for equal because it is the same object or counts alike is not."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.equality import equal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def tagged(value: object) -> object:
    """The value with each truth value made another thing than any number, for Python to compare."""
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, list):
        return [tagged(v) for v in value]
    if isinstance(value, dict):
        return {k: tagged(v) for k, v in value.items()}
    return value


@given(JSON, JSON)
def test_equal_is_what_python_says_where_truth_is_no_number(a: object, b: object) -> None:
    assert equal(a, b) == (tagged(a) == tagged(b))
    assert equal(a, a)


def test_what_holds_nan_equals_nothing() -> None:
    one = [math.nan]
    assert not equal(one, one)
    assert not equal({"a": one}, {"a": one})


PROGRAM = """
fn same(a: T, b: T) -> bool {{ a == b }}
let v = 'paris
let f = () => 1
let j = parse_json("[true, 1, [[0]]]")
let k = parse_json("[1, 1, [[false]]]")
print {expression}
"""


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("j == k", "false"),
        ("j == j", "true"),
        ("j[1] == 1, j[0] == 1, j[0] == true", "true false true"),
        ("j[2] != k[2]", "true"),
        ('j == nil, parse_json("null") == nil', "false true"),
        ('match j[0] { 1 => "number"\n true => "truth"\n _ => "else" }', "truth"),
        ("same([1, 2], [1, 2]), same({a: 1}, {a: 2})", "true false"),
        ('try { "{same([v], [v])}" } else e { e.code }', "E0511"),
        ('try { "{same({a: f}, {a: f})}" } else e { e.code }', "E0511"),
    ],
)
def test_both_engines_say(engine: str, expression: str, says: str, run: Callable) -> None:
    assert run(PROGRAM.format(expression=expression), engine).out == f"{says}\n"


@pytest.mark.parametrize("expression", ["v in [v]", "v not in [v]", "{a: v} in [{a: v}]"])
def test_what_has_no_equality_is_in_no_list(expression: str, run: Callable) -> None:
    """The checker tells it: a search by `==` could only fail, and only where the list is not empty."""
    assert run(PROGRAM.format(expression=expression)).codes == ["E0312"]
