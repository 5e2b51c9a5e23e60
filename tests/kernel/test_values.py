"""Vectors, regions and codebooks have no equality, by whatever way they come to be compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel.families import list as lists
from sdol.kernel.values import Codebook, Disp, Disps, Region, Vec, Vecs

ROWS = np.eye(2, dtype=np.float32)
KINDS: list[Any] = [
    lambda: Vec("hd@1", ROWS[0]),
    lambda: Disp("hd@1", ROWS[0]),
    lambda: Vecs("hd@1", ROWS),
    lambda: Disps("hd@1", ROWS),
    lambda: Region("hd@1", None),
    lambda: Codebook(Vecs("hd@1", ROWS)),
]


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize(
    "compare",
    [
        lambda a, b: a == b,
        lambda a, b: a != b,
        lambda a, b: lists.unique([a, b]),
        lambda a, b: lists.unique([{"v": a}, {"v": b}]),
        lambda a, b: lists.count([{"v": a}], {"v": b}),
        lambda a, b: lists.index_of([[a, 1]], [b, 1]),
        lambda a, b: lists.contains({"v": a}, [{"v": b}]),
    ],
)
def test_they_are_not_compared(make: Any, compare: Any) -> None:
    with pytest.raises(SdolError) as raised:
        compare(make(), make())
    assert raised.value.code == "E0511"


@pytest.mark.parametrize("make", KINDS)
def test_they_are_told_from_nil(make: Any) -> None:
    value, nil = make(), None
    assert (value == nil, nil == value, value != nil, nil != value) == (False, False, True, True)


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize(
    "test", ["a == b", "a != b", "a in [b]", "[a] == [b]", "count([{v: a}], {v: b}) == 1"]
)
def test_a_generic_function_does_not_compare_them(run: Any, engine: str, test: str) -> None:
    ran = run(f"fn same(a: T, b: T) -> bool {{ {test} }}\nprint same('a, 'b)", engine)
    assert (ran.out, ran.codes) == ("", ["E0511"])


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_an_optional_vector_is_tested_for_nil(run: Any, engine: str) -> None:
    ran = run("let v = first(['a, 'b])\nprint v != nil, v == nil", engine)
    assert (ran.out, ran.codes) == ("true false\n", [])
