"""Data of files and services, and their conversion to types."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import json

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


def test_half_a_surrogate_pair_survives() -> None:
    written = json.to_json(["é\ud800"])
    assert written == '["\\u00e9\\ud800"]'
    assert json.parse_json(written) == ["é\ud800"]
