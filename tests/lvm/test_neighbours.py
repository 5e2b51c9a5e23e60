"""Neighbours found by products are those that comparing pair by pair finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm


def crowd(n: int, seed: int) -> np.ndarray:
    """Points with copies and near copies among them."""
    points = lvm.random_points(n, 48, seed)
    points[n // 2 :] = lvm.slerp(points[: n - n // 2], points[n // 2 :], 0.01)
    points[-3:] = points[:1]
    return points


@settings(max_examples=20, deadline=None)
@given(st.integers(8, 1200), st.integers(0, 9), st.integers(0, 12))
def test_the_nearest_are_those_of_the_plain_way(n: int, seed: int, k: int) -> None:
    points, queries = crowd(n, seed), crowd(8, seed + 1)
    expected = [lvm.top(row, k).tolist() for row in lvm.table(queries, points)]
    assert [found.tolist() for found in lvm.nearest(queries, points, k)] == expected


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.999, 1.0, 2.0, -1e308])
def test_the_pairs_are_those_of_the_plain_way(threshold: float) -> None:
    points = crowd(700 if threshold > -1 else 60, 4)
    scores = np.triu(lvm.table(points, points).astype(np.float64) >= threshold, 1)
    found = [
        (i, j)
        for first, second, _ in lvm.pairs_within(points, threshold)
        for i, j in zip(first, second, strict=True)
    ]
    assert found == list(zip(*np.nonzero(scores), strict=True))


def test_no_pair_is_within_what_is_no_number() -> None:
    assert sum(len(first) for first, _, _ in lvm.pairs_within(crowd(20, 1), float("nan"))) == 0
