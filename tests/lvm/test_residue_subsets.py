"""Subset-sum: the exact solver against all subsets, the resonator on sizes that it can do."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import GeometryError, Residue, subset_sum, subset_sum_by_resonator


@given(st.lists(st.integers(-50, 50), max_size=9), st.integers(-60, 60))
@settings(deadline=None)
def test_the_exact_solver_finds_a_subset_where_one_of_all_subsets_does(
    numbers: list[int], target: int
) -> None:
    sums = {
        sum(x for x, taken in zip(numbers, mask, strict=True) if taken)
        for mask in product([0, 1], repeat=len(numbers))
    }
    found = subset_sum(numbers, target)
    assert (found is not None) == (target in sums)
    assert found is None or (
        len(found) == len(numbers) and np.array(numbers, dtype=int)[found].sum() == target
    )


def test_forty_numbers_are_solved_exactly() -> None:
    chance = np.random.Generator(np.random.PCG64(4))
    numbers, mask = chance.integers(1, 10**12, 40), chance.random(40) < 0.5
    assert np.array_equal(subset_sum(numbers, int(numbers[mask].sum())), mask)
    assert subset_sum(2 * numbers, 2 * int(numbers[mask].sum()) + 1) is None


def test_the_resonator_solves_small_problems_and_every_answer_adds_up() -> None:
    chance = np.random.Generator(np.random.PCG64(2))
    solved = 0
    for _ in range(20):
        numbers, mask = chance.integers(1, 900_000, 8), chance.random(8) < 0.5
        found = subset_sum_by_resonator(numbers, int(numbers[mask].sum()))
        assert found is None or numbers[found].sum() == numbers[mask].sum()
        solved += found is not None
    assert solved >= 18
    assert subset_sum_by_resonator([2, 4, 6], 5, starts=2, iterations=5) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1] * 47, 3), "47 numbers are too many for an exact answer: it takes at most 46"),
        (([1.5], 3), "must be whole"),
        (([2**60], 3), "is not within"),
        (([3, 5], 3.7), "must be whole"),
        (([3, 5], 10**20), "is not within"),
        (([3, 5], [3, 8]), "one target, not to 2"),
    ],
)
def test_what_the_exact_solver_cannot_take_is_refused(arguments: tuple[list[int], int], message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        subset_sum(*arguments)


@pytest.mark.parametrize(
    ("numbers", "target", "starts"),
    [([], 0, 1), ([1], -1, 1), ([8_000_000], 1, 1), ([0.5], 1, 1), ([1], 1, 0)],
)
def test_what_the_resonator_cannot_take_is_refused(numbers: list[int], target: int, starts: int) -> None:
    with pytest.raises(GeometryError):
        subset_sum_by_resonator(numbers, target, Residue(dimension=64, family="fhrr"), starts=starts)
