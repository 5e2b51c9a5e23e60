"""Records."""

from __future__ import annotations

from typing import Any

import pytest

from sdol.errors import SdolError
from sdol.kernel.families import record


def test_a_record_is_made_of_names_and_values() -> None:
    assert record.make("a", 1, "b", None) == {"a": 1, "b": None}
    assert record.make() == record.record() == {}


def test_changes_make_new_records_in_the_old_order() -> None:
    before = {"a": 1, "b": 2}
    assert list(record.with_(before, "a", 9).items()) == [("a", 9), ("b", 2)]
    assert list(record.merge(before, {"c": 3, "a": 0})) == ["a", "b", "c"]
    assert record.without(before, "z") == before
    assert before == {"a": 1, "b": 2}


def test_a_field_that_is_nil_is_there() -> None:
    assert record.has({"a": None}, "a")


@pytest.mark.parametrize("value", [None, [1], "a", 2.5, True])
def test_data_that_are_no_record_are_named(value: Any) -> None:
    with pytest.raises(SdolError, match="takes a record, and this is") as raised:
        record.keys(value)
    assert raised.value.code == "E0521"
