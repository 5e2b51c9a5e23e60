"""A tree's sums against the plain ones: never farther than the bound it states, nor than it was allowed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm.tree import Pull, Tree

seeds = st.integers(0, 2**32 - 1)
pulls = st.builds(Pull, st.floats(0.05, 2.0), st.sampled_from([0.5, 2.0, 3.0, 8.0, 32.0]))


def clusters(n, d, seed):
    """Points in tight groups, copies among them, and masses of which some are 0."""
    rng = np.random.default_rng(seed)
    centres = lvm.random_points(6, d, seed)[rng.integers(0, 6, n)]
    points = lvm.slerp(centres, lvm.random_points(n, d, seed + 1), rng.random(n) ** 3)
    points[n // 2 :: 7] = points[0]
    return points, rng.random(n) * (rng.random(n) < 0.8)


def plain(query, points, masses, pull):
    weights = masses * pull.of(points.astype(np.float64) @ query[0].astype(np.float64))
    return weights @ points.astype(np.float64), weights.sum()


def off(found, query, points, masses, pull):
    """By how much a sum is wrong, and what rounding cosines to float32 may have done to it."""
    exact, weight = plain(query, points, masses, pull)
    rounding = 1e-5 * masses.sum() * (1.0 + pull.slope(1.0) * np.sqrt(len(query[0])))
    return max(np.linalg.norm(found.pull - exact), abs(found.weight - weight)), rounding


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(2, 24), seeds, pulls, st.sampled_from([0.0, 1e-3, 0.1, 10.0]))
def test_a_sum_is_as_near_as_it_says_and_as_it_must(n, d, seed, pull, tolerance):
    points, masses = clusters(n, d, seed)
    query = lvm.random_points(1, d, seed + 2)
    found = Tree.over(points, masses).sum(query, pull, tolerance)
    wrong, rounding = off(found, query, points, masses, pull)
    assert wrong <= found.bound + rounding
    assert found.bound <= tolerance * (1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), seeds, pulls, st.integers(1, 20))
def test_a_tree_that_was_made_heavier_keeps_its_bound(n, seed, pull, k):
    points, masses = clusters(n, 5, seed)
    rng = np.random.default_rng(seed)
    places, amounts = rng.integers(0, n, k), rng.random(k) * 5
    query = points[:1]
    found = Tree.over(points, masses).heavier(places, amounts).sum(query, pull, 0.05)
    np.add.at(masses, places, amounts)
    wrong, rounding = off(found, query, points, masses, pull)
    assert wrong <= found.bound + rounding
    assert found.bound <= 0.05 * (1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200), seeds)
def test_nodes_are_what_they_claim(n, seed):
    points, masses = clusters(n, 4, seed)
    tree = Tree.over(points, masses)
    assert sorted(tree.order.tolist()) == list(range(n))
    assert np.array_equal(tree.points, points[tree.order])
    for i, (a, b) in enumerate(zip(tree.start, tree.stop, strict=True)):
        offsets = tree.points[a:b].astype(np.float64) - tree.centre[i]
        assert np.linalg.norm(offsets, axis=1).max() <= tree.radius[i] + 1e-7
        if tree.total[i] > 0:
            covariance = (offsets * tree.masses[a:b, None]).T @ offsets / tree.total[i]
            assert np.linalg.eigvalsh(covariance)[-1] <= tree.spread[i] + 1e-9
        if tree.child[i] >= 0:
            left, right = tree.child[i], tree.child[i] + 1
            assert (tree.start[left], tree.stop[right]) == (a, b) and tree.stop[left] == tree.start[right]


def test_terms_hardly_grow_with_the_masses_where_dimensions_are_few():
    pull, query = Pull(0.5, 3.0), lvm.random_points(1, 3, 9)
    terms = []
    for n in (4_000, 32_000):
        tree = Tree.over(lvm.random_points(n, 3, 1), np.full(n, 1.0 / n))
        tenth = 0.1 * np.linalg.norm(tree.sum(query, pull, 0.0).pull)
        terms.append(tree.sum(query, pull, float(tenth)).terms)
    assert terms[1] < 2 * terms[0] < 0.1 * 32_000


def test_points_that_fill_many_dimensions_are_left_in_one_node():
    tree = Tree.over(lvm.random_points(500, 40, 1), np.ones(500))
    assert tree.child.tolist() == [-1]
    assert tree.sum(lvm.random_points(1, 40, 2), Pull(0.5, 3.0), 1.0).terms == 501


@pytest.mark.parametrize("power", [0.5, 2.0, 3.0, 32.0])
def test_derivatives_and_potential_of_a_pull(power):
    pull, t, h = Pull(0.5, power), np.linspace(-0.9, 0.9, 7), 1e-5
    assert np.allclose((pull.of(t + h) - pull.of(t - h)) / (2 * h), pull.slope(t), rtol=1e-6)
    assert np.allclose((pull.slope(t + h) - pull.slope(t - h)) / (2 * h), pull.curve(t), rtol=1e-6)
    assert np.allclose((pull.potential(t + h) - pull.potential(t - h)) / (2 * h), pull.of(t), rtol=1e-6)


def test_newtons_pull_is_the_inverse_square_beyond_the_softening():
    cosines = np.array([0.0, 0.5])  # chords of √2 and 1
    near, far = Pull(1e-6, 3.0).of(cosines)[::-1]
    assert near / far == pytest.approx(2.0**1.5)
