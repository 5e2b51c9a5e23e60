"""Lists, and the matrices that stand for lists of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.families import list as lists
from sdol.kernel.families import pieces
from sdol.kernel.values import Vec, Vecs


@pytest.fixture
def matrix() -> Vecs:
    return Vecs("hd@1", np.arange(12, dtype=np.float32).reshape(4, 3), ["a", "b", None, "d"])


OPERATIONS: list[tuple[Any, list[int]]] = [
    (lambda m: lists.reverse(m), [3, 2, 1, 0]),
    (lambda m: lists.take(m, 2), [0, 1]),
    (lambda m: lists.drop(m, 1), [1, 2, 3]),
    (lambda m: lists.slice_(m, -2), [2, 3]),
    (lambda m: lists.pick(m, [2, 0, 2]), [2, 0, 2]),
    (lambda m: lists.concat(m, m), [0, 1, 2, 3, 0, 1, 2, 3]),
    (lambda m: lists.concat([], m), [0, 1, 2, 3]),
    (lambda m: lists.append(m, m[1]), [0, 1, 2, 3, 1]),
    (lambda m: lists.append([], m[1]), [1]),
    (lambda m: lists.set_at(m, -1, m[0]), [0, 1, 2, 0]),
    (lambda m: lists.flatten(lists.chunk(m, 3)), [0, 1, 2, 3]),
    (lambda m: lists.make(*m), [0, 1, 2, 3]),
]


@pytest.mark.parametrize(("operation", "rows"), OPERATIONS)
def test_a_matrix_stays_a_matrix(matrix: Vecs, operation: Any, rows: list[int]) -> None:
    found = operation(matrix)
    assert isinstance(found, Vecs)
    assert found.rows.flags.c_contiguous
    assert np.array_equal(found.rows, matrix.rows[rows])
    assert matrix.names is not None
    assert [v.name for v in found] == [matrix.names[i] for i in rows]


def test_elements_of_a_matrix_are_vectors(matrix: Vecs) -> None:
    assert isinstance(lists.at(matrix, -1), Vec)
    assert lists.at(matrix, -1).name == lists.last(matrix).name == "d"


@pytest.mark.parametrize("verb", ["unique", "contains"])
def test_vectors_are_not_compared(matrix: Vecs, verb: str) -> None:
    call = {"unique": lambda: lists.unique(matrix), "contains": lambda: lists.contains(matrix[0], matrix)}[
        verb
    ]
    with pytest.raises(SdolError) as raised:
        call()
    assert raised.value.code == "E0511"


@pytest.mark.parametrize(
    "call", [lists.at, lambda xs, i: lists.pick(xs, [0, i]), lambda xs, i: lists.set_at(xs, i, 0)]
)
@pytest.mark.parametrize("i", [3, -4, 10**30])
def test_a_place_that_is_not_there_is_an_error_with_the_length(call: Any, i: int) -> None:
    with pytest.raises(SdolError, match=f"there is no place {i} in a list of 3") as raised:
        call([1, 2, 3], i)
    assert raised.value.code == "E0510"


def test_an_empty_text_has_no_place() -> None:
    with pytest.raises(SdolError, match="no place 0 in a text of 0"):
        lists.at("", 0)


@given(st.lists(st.floats(allow_nan=True)), st.booleans())
def test_order_sorts_stably_with_nan_last(xs: list[float], descending: bool) -> None:
    places = lists.order(xs, descending)
    found = [xs[i] for i in places]
    proper = [x for x in found if x == x]
    assert sorted(places) == list(range(len(xs)))
    assert all(x != x for x in found[len(proper) :])
    for (i, x), (j, y) in zip(
        list(zip(places, proper, strict=False))[:-1], list(zip(places, proper, strict=False))[1:], strict=True
    ):
        assert (x > y if descending else x < y) or (x == y and i < j)
    assert [repr(x) for x in lists.sort(xs, descending)] == [repr(x) for x in found]


@given(
    st.lists(
        st.one_of(
            st.integers(0, 3), st.lists(st.integers(0, 1)), st.dictionaries(st.text("ab"), st.integers(0, 1))
        )
    )
)
def test_unique_keeps_the_first_of_each(xs: list[Any]) -> None:
    expected: list[Any] = []
    for x in xs:
        if x not in expected:
            expected.append(x)
    assert lists.unique(xs) == expected


def test_nothing_changes_its_argument() -> None:
    xs = [3, 1, 2]
    for changed in (
        lists.sort(xs),
        lists.append(xs, 4),
        lists.set_at(xs, 0, 9),
        lists.reverse(xs),
        lists.concat(xs, [1]),
    ):
        assert changed != xs
    assert xs == [3, 1, 2]


def test_negative_counts_take_nothing() -> None:
    assert (lists.take([1, 2], -1), lists.drop([1, 2], -1)) == ([], [1, 2])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: lists.range_(10**12), "E0516"),
        (lambda: lists.range_(0, 10, 0), "E0516"),
        (lambda: lists.range_(10**12, 0, -1), "E0516"),
        (lambda: lists.chunk([1], 0), "E0516"),
        (lambda: lists.zip_([1], []), "E0507"),
    ],
)
def test_wrong_arguments(call: Any, code: str) -> None:
    with pytest.raises(SdolError) as raised:
        call()
    assert raised.value.code == code


def test_a_tally_puts_the_most_frequent_first_and_keeps_ties_in_order() -> None:
    counted = pieces.tally(["b", "a", "c", "c"])
    assert [(row["value"], row["count"]) for row in counted] == [("c", 2), ("b", 1), ("a", 1)]
