"""Data of files and services, and their conversion to types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import json
from sdol.kernel.rows import read_json
from tests.conftest import ENGINES, Ran

Run = Callable[..., Ran]

DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(DATA)
def test_what_is_written_reads_back(value: Any) -> None:
    written = json.to_json(value)
    written.encode()
    assert json.parse_json(written) == value


@given(DATA)
def test_every_value_is_json_and_can_be_described(value: Any) -> None:
    assert json.convert(value, "json") == value
    assert json.describe(value)


@pytest.mark.parametrize(
    ("value", "type", "found"),
    [
        (3, "num", 3),
        (2.5, "num", 2.5),
        (3.0, "int", 3),
        (None, "text?", None),
        ([1.0, 2], "list[int]", [1, 2]),
        ({"a": 1, "more": True}, "{a: num, b: text?}", {"a": 1, "more": True, "b": None}),
        ([{"xs": [None, 1]}], "list[{xs: list[int?]}]", [{"xs": [None, 1]}]),
    ],
)
def test_conversion(value: Any, type: str, found: Any) -> None:
    converted = json.convert(value, type)
    assert repr(converted) == repr(found)


@pytest.mark.parametrize(
    ("value", "type", "message"),
    [
        (None, "text", "expected text, found nothing"),
        (True, "num", "expected num, found true"),
        (2.5, "int", "expected int, found the number 2.5"),
        (1, "bool", "expected bool, found the number 1"),
        ("7", "int", 'expected int, found the text "7"'),
        ({"a": [1, "x"]}, "{a: list[num]}", 'expected num, found the text "x" at .a[1]'),
        ([{"user": {}}], "list[{user: {name: text}}]", "expected text, found nothing at [0].user.name"),
        ([1], "{a: num}", "expected {a: num}, found a list of 1"),
        ({"a": 1}, "list[json]", "expected list[json], found a record with a"),
        (0, "text?", "expected text, found the number 0"),
    ],
)
def test_a_failed_conversion_says_what_was_found_and_where(value: Any, type: str, message: str) -> None:
    with pytest.raises(SdolError) as raised:
        json.convert(value, type)
    assert (raised.value.code, raised.value.message) == ("E0520", message)


def test_conversion_leaves_the_data_alone() -> None:
    data = {"a": 3.0}
    assert json.convert(data, "{a: int}") == {"a": 3}
    assert repr(data) == "{'a': 3.0}"


def test_looking_into_data() -> None:
    data = {"a": [10, 20], "b": None}
    assert json.field(data, "a") == [10, 20]
    assert json.field(json.field(json.field(data, "b"), "c"), "d") is None
    assert json.index(data["a"], -1) == 20
    assert json.index(data, "b") is None
    assert json.len_(data) == 2


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: json.field([1], "a"), "E0521"),
        (lambda: json.index({"a": 1}, 0), "E0521"),
        (lambda: json.index([1], True), "E0521"),
        (lambda: json.index([1], 1), "E0510"),
        (lambda: json.len_(3), "E0521"),
        (lambda: json.parse_json("[NaN]"), "E0523"),
        (lambda: json.to_json([float("nan")]), "E0522"),
        (lambda: json.to_json({"a": object()}), "E0522"),
    ],
)
def test_errors(call: Any, code: str) -> None:
    with pytest.raises(SdolError) as raised:
        call()
    assert raised.value.code == code


def test_a_number_of_too_many_digits_is_told_without_advice_to_programmers() -> None:
    with pytest.raises(ValueError, match="more than 4,300 digits") as caught:
        read_json("[" + "9" * 5000 + "]")
    assert "sys." not in str(caught.value)


def test_half_a_surrogate_pair_survives() -> None:
    written = json.to_json(["é\ud800"])
    assert written == '["\\u00e9\\ud800"]'
    assert json.parse_json(written) == ["é\ud800"]


PRICES = r"""
let row = parse_json("\{\"price\": \"12.5\", \"n\": 3, \"x\": 1.5, \"tags\": [\"new\", \"red\"]}")
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("num(row.price) + num(row.n)", "15.5"),
        ('int(parse_csv("n\\n42")[0].n)', "42"),
        ("abs(row.x)", "1.5"),
        ("max(row.n, row.x)", "3"),
        ("clamp(row.x, 0, 1)", "1"),
        ('"new" in row.tags', "true"),
        ('"2.5" in row.price', "true"),
        ('row.price in ["12.5", "3"]', "true"),
        ("row.n not in [1, 2]", "true"),
        ("('a >> row.n) ~ ('a >> 3) > 0.99", "true"),
    ],
)
def test_data_where_several_types_would_do(expression: str, printed: str, engine: str, run: Run) -> None:
    """The run decides what the data are: the checker does not pick the first type that could be meant."""
    assert run(f"{PRICES}print {expression}", engine).out == f"{printed}\n"


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("num(row.gone)", "E0520"),
        ("int(row.tags)", "E0520"),
        ("1 in row.x", "E0521"),
        ('"n" in row', "E0521"),
        ("'a >> row.x", "E0520"),
    ],
)
def test_data_of_no_type_that_would_do(expression: str, code: str, run: Run) -> None:
    assert run(f"{PRICES}let _ = {expression}").codes == [code]


@pytest.mark.parametrize(
    "expression", ['num(first(["1"]))', "num([1])", "len(3)", '"a" in first(["ab"])', "1 in {a: 1}"]
)
def test_what_is_no_data_is_not_taken_for_them(expression: str, run: Run) -> None:
    assert run(f"let _ = {expression}").status == 2
