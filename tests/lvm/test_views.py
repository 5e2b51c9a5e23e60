"""Matryoshka views: exact where it is promised, honest about recall, and a verdict on who was trained for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import GeometryError, Views


def nested(n: int, d: int, seed: int, decay: float = 0.6) -> np.ndarray:
    """Rows as a model trained for prefixes makes them: what matters comes first."""
    weights = np.arange(1, d + 1) ** -decay
    return lvm.normalise(lvm.random_normals(n * d, seed).reshape(n, d) * weights)


ROWS = nested(4000, 256, 1)
FLAT = lvm.random_points(2000, 256, 2)


@given(st.integers(1, 60), st.integers(2, 40), st.integers(0, 12), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_the_exact_search_is_the_search_of_all_rows(n: int, d: int, k: int, seed: int) -> None:
    rows, query = lvm.random_points(n, d, seed), lvm.random_points(1, d, seed + 1)
    views = Views(rows, tuple(sorted({1, max(d // 2, 1), d})))
    places, scores = views.closest(query, k, exact=True)
    assert np.array_equal(places, lvm.nearest(query, rows, k)[0])
    assert np.array_equal(scores, lvm.similarity(rows[places], query))


@pytest.mark.parametrize("rows", [ROWS, FLAT])
def test_it_stays_exact_over_many_rows(rows: np.ndarray) -> None:
    views = Views(rows)
    for query in lvm.random_points(20, 256, 3):
        assert np.array_equal(views.closest(query, 7, exact=True)[0], lvm.nearest(query, rows, 7)[0])


def test_coarse_to_fine_finds_nearly_all_where_the_prefix_carries_the_most() -> None:
    assert Views(ROWS).recall(nested(50, 256, 5)) > 0.98


def test_its_cosines_are_those_of_the_full_vectors_even_where_it_misses() -> None:
    places, scores = Views(FLAT).closest(FLAT[:1], 5)
    assert places[0] == 0 and np.array_equal(scores, lvm.similarity(FLAT[places], FLAT[:1]))


def test_who_was_trained_for_prefixes_is_told_by_measurement() -> None:
    assert Views(ROWS).trained and not Views(FLAT).trained
    assert all(level.kept > level.random + 0.1 for level in Views(ROWS).measure())


def test_the_same_rows_with_their_coordinates_shuffled_are_not_trained() -> None:
    assert not Views(ROWS[:, np.random.default_rng(1).permutation(256)]).trained


def test_zooming_copies_nothing_and_sees_the_prefix() -> None:
    views = Views(ROWS)
    near = views.zoom(32)
    assert np.shares_memory(near.rows, views.rows) and near.prefixes == (32,)
    query = nested(1, 256, 8)
    cut = lvm.normalise(ROWS[:, :32])
    places, scores = near.closest(query, 4)
    assert np.array_equal(places, lvm.nearest(lvm.normalise(query[:, :32]), cut, 4)[0])
    assert np.allclose(scores, (cut @ lvm.normalise(query[:, :32]).T)[places, 0], atol=1e-6)
    assert views.zoom(200).prefixes == (32, 128, 200)


@given(st.integers(1, 20), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_an_exact_search_at_a_depth(depth: int, seed: int) -> None:
    views = Views(lvm.random_points(50, 20, seed), (1, 20) if depth > 1 else ()).zoom(depth)
    query = lvm.random_points(1, 20, seed + 7)
    true = lvm.nearest(lvm.normalise(query[:, :depth]), views.seen(), 6)[0]
    found = views.closest(query, 6, exact=True)
    if depth > 1:  # at depth 1 all cosines are 1 or -1
        assert np.array_equal(found[0], true)
    assert np.allclose(
        found[1], lvm.similarity(views.seen()[true], lvm.normalise(query[:, :depth])), atol=1e-6
    )


def test_nothing_is_near_in_no_rows() -> None:
    places, scores = Views(np.empty((0, 64), np.float32)).closest(np.eye(64)[:1], 3, exact=True)
    assert len(places) == len(scores) == 0
    assert Views(ROWS).recall(np.empty((0, 256), np.float32)) == 1.0


def test_short_vectors_have_one_view() -> None:
    assert Views(np.eye(16)).prefixes == (16,) and not Views(lvm.random_points(40, 16, 1)).trained


def test_it_is_written_and_read() -> None:
    again = Views.from_dict(Views(ROWS[:10]).zoom(100).to_dict())
    assert again.prefixes == (32, 100) and np.array_equal(again.rows, ROWS[:10])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: Views(np.zeros((2, 4))), "row 0 is zero"),
        (lambda: Views(np.eye(4), (2, 2)), "must rise"),
        (lambda: Views(np.eye(4), (0, 4)), "must rise"),
        (lambda: Views(np.eye(4), (2, 5)), "must rise"),
        (lambda: Views(np.eye(4)).zoom(2), "row 2 has nothing in its first 2"),
        (lambda: Views(FLAT).zoom(257), "no prefix of 257"),
        (lambda: Views(FLAT).closest(np.eye(4)[:1]), "dimension"),
        (lambda: Views(FLAT).closest(FLAT[:2]), "one vector asks"),
        (lambda: Views(FLAT).closest(FLAT[:1], -1), "0 rows or more, not -1"),
        (lambda: Views(FLAT[:9]).measure(), "too few"),
        (lambda: Views.from_dict({"rows": FLAT}), "no views"),
        (lambda: Views.from_dict({"rows": FLAT, "prefixes": "ab"}), "a prefix is a whole number"),
        (lambda: Views(FLAT, (2.5, 256)), "a prefix is a whole number"),
        (lambda: Views(FLAT).zoom(2.5), "a prefix is a whole number"),
        (lambda: Views(FLAT).closest(FLAT[0], 2.5), "the number of rows is a whole number"),
    ],
)
def test_what_cannot_be_seen(call: Callable[[], object], says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        call()
