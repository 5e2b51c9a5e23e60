"""Lists taken apart and put together, by laws that hold for every list."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel import symbols
from sdol.kernel.families import list as lists
from sdol.kernel.families import pieces as p
from sdol.kernel.families import random as r
from sdol.kernel.values import Vecs, pack

LISTS = st.lists(st.integers(-3, 3), max_size=8)
NESTED = st.lists(st.one_of(st.integers(0, 2), st.lists(st.integers(0, 1), max_size=2)), max_size=6)


@given(LISTS, st.integers(-20, 20))
def test_rotating_there_and_back(xs: list[int], n: int) -> None:
    assert p.rotate(p.rotate(xs, n), -n) == xs


@given(LISTS)
def test_runs_put_together_are_the_list(xs: list[int]) -> None:
    found = p.runs(xs)
    assert [x for run in found for x in run] == xs
    assert all(a[0] != b[0] for a, b in pairwise(found))


@given(st.integers(0, 4), st.integers(1, 4), st.data())
def test_transposing_twice(rows: int, columns: int, data: st.DataObject) -> None:
    table = [data.draw(st.lists(st.integers(), min_size=columns, max_size=columns)) for _ in range(rows)]
    assert p.transpose(p.transpose(table)) == table


@given(LISTS, st.integers(-10, 10))
def test_the_two_parts_of_a_split_are_the_list(xs: list[int], i: int) -> None:
    before, after = p.split_at(xs, i)
    assert before + after == xs


@given(LISTS.filter(bool), st.data())
def test_what_is_inserted_can_be_removed(xs: list[int], data: st.DataObject) -> None:
    i = data.draw(st.integers(-len(xs), len(xs)))
    inserted = list(xs)
    inserted.insert(i, 99)
    assert p.insert_at(xs, i, 99) == inserted
    assert p.remove_at(inserted, inserted.index(99)) == xs
    j = data.draw(st.integers(-len(xs), len(xs) - 1))
    assert p.remove_at(xs, j) == [x for k, x in enumerate(xs) if k != j % len(xs)]


@given(NESTED, NESTED)
def test_sets_of_any_values(a: list[Any], b: list[Any]) -> None:
    def distinct(xs: list[Any]) -> list[Any]:
        return [x for i, x in enumerate(xs) if x not in xs[:i]]

    assert p.union(a, b) == distinct(a + b)
    assert p.intersection(a, b) == [x for x in distinct(a) if x in b]
    assert p.difference(a, b) == [x for x in distinct(a) if x not in b]
    assert [(f["value"], f["at"]) for f in p.places(a)] == [
        (x, [i for i, y in enumerate(a) if y == x]) for x in distinct(a)
    ]


def test_what_is_equal_is_what_the_language_says() -> None:
    nan = float("nan")
    assert lists.unique([1, True, 1.0, [True], [1]]) == [1, True, [True], [1]]
    assert len(lists.unique([nan, nan])) == 2
    assert lists.index_of([True, "1", 1], 1) == 2
    assert lists.count([nan, nan], nan) == 0
    assert p.runs([1, True, 1.0]) == [[1], [True], [1.0]]
    with pytest.raises(SdolError, match="vectors"):
        p.union([[symbols.atom("a")]], [])
    with pytest.raises(SdolError, match="functions"):
        lists.unique([lambda: 1])


def test_vectors_stay_one_matrix() -> None:
    three = pack([symbols.atom(name) for name in "abc"])
    for found in (
        p.rotate(three, 1),
        p.remove_at(three, -1),
        p.interleave(three, three),
        p.fill(2, three[0]),
    ):
        assert isinstance(found, Vecs)
    assert isinstance(p.windows(three, 2)[0], Vecs)
    assert isinstance(p.transpose([three, three])[0], Vecs)
    assert isinstance(r.shuffle(three, 1), Vecs)
    assert [v.name for v in p.remove_at(three, -1)] == ["a", "b"]


@given(LISTS, st.integers())
def test_a_shuffle_loses_nothing_and_repeats_itself(xs: list[int], seed: int) -> None:
    assert sorted(r.shuffle(xs, seed)) == sorted(xs)
    assert r.shuffle(xs, seed) == r.shuffle(xs, seed)


def test_every_order_is_as_likely() -> None:
    counts: dict[tuple[int, ...], int] = {}
    for seed in range(6000):
        order = tuple(r.shuffle([0, 1, 2], seed))
        counts[order] = counts.get(order, 0) + 1
    # Chi-square with 5 degrees of freedom: above 25.7 once in ten thousand times.
    assert sum((n - 1000) ** 2 / 1000 for n in counts.values()) < 25.7


def test_what_a_seed_gives_is_fixed() -> None:
    """Printed results depend on these numbers: they may never change."""
    assert r.random_ints(8, 0, 100, 42) == [93, 36, 99, 4, 62, 0, 66, 84]
    assert r.shuffle(list(range(8)), 42) == [5, 3, 2, 6, 4, 7, 0, 1]
    assert r.random_ints(3, 1 << 80, 1 << 81, 1) != r.random_ints(3, 1 << 80, 1 << 81, -1)
