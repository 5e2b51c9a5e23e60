"""A lens: what it may never do, what one mass does, and that use makes it stronger."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import GeometryError, Lens, random_points

X, Y, Z = np.eye(3, dtype=np.float32)[:, None]
seeds = st.integers(0, 2**32 - 1)
shapes = st.tuples(st.integers(1, 60), st.sampled_from([2, 3, 8, 33]))
makings = st.fixed_dictionaries(
    {
        "softening": st.floats(0.01, 2.0),
        "power": st.sampled_from([0.5, 2.0, 3.0, 32.0]),
        "strength": st.sampled_from([0.0, 0.1, 10.0, 1e3, 1e9]),
        "limit": st.floats(0.0, math.pi / 2),
        "contrast": st.sampled_from([0.0, 1.0]),
    }
)


def crowd(n, d, seed):
    """Points among which are copies and antipodes."""
    points = random_points(n, d, seed)
    points[n // 2 :: 5] = points[0]
    points[n // 3 :: 7] = -points[0]
    return points


def of_all_kinds(points, seed):
    """Queries at random, on points, and opposite to them."""
    return np.concatenate([random_points(5, points.shape[1], seed), points[:3], -points[:3]])


@settings(max_examples=80, deadline=None)
@given(shapes, seeds, makings, st.booleans())
def test_no_query_bends_beyond_the_limit(shape, seed, making, projected):
    points = crowd(*shape, seed)
    lens = Lens(points, **making, axes=2 if projected else None).used([0], 1e6)
    queries = of_all_kinds(points, seed + 1)
    bent = lens.bend(queries)
    assert np.allclose(np.linalg.norm(bent, axis=1), 1.0, atol=1e-6)
    assert lvm.angle(queries, bent).max() <= making["limit"] + 2e-6
    assert np.allclose(lens.deflection(queries), lvm.angle(queries, bent), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(shapes, seeds, makings)
def test_no_query_falls_out_of_a_well(shape, seed, making):
    points = crowd(*shape, seed)
    lens = Lens(points, **making, tolerance=0)
    queries = of_all_kinds(points, seed + 1)
    before, after = lens.potential(queries), lens.potential(lens.bend(queries))
    # The steepest that a potential can be, times the rounding of a bent query to float32.
    steep = lens.masses.sum() * 1e-6
    assert (after >= before - steep).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 300), seeds, st.sampled_from([0.001, 0.01, 0.1]))
def test_the_tree_bends_as_the_exact_sum_does(n, seed, tolerance):
    points, queries = crowd(n, 3, seed), random_points(6, 3, seed + 1)
    setting = {"power": 3.0, "softening": 0.3, "strength": 2.0 / n, "limit": math.pi / 2}
    quick, exact = (Lens(points, **setting, tolerance=t) for t in (tolerance, 0.0))
    together = queries + exact.pull(queries)
    assume((np.linalg.norm(together, axis=1) > 0.5).all())
    apart = lvm.angle(quick.bend(queries), exact.bend(queries))
    assert apart.max() <= math.asin(tolerance / 0.5) + 1e-5


@pytest.mark.parametrize("turn", [0.1, 1.0, 2.0, 3.0])
def test_one_mass_bends_by_the_angle_of_the_sum_of_inertia_and_pull(turn):
    query = [math.cos(turn), math.sin(turn), 0.0]
    lens = Lens(X, softening=1.0, power=2.0, strength=0.8, limit=1.5)
    pull = 0.8 / (1.0 + 2.0 - 2.0 * math.cos(turn))
    angle = math.atan2(pull * math.sin(turn), 1.0 + pull * math.cos(turn))
    assert lens.deflection(query)[0] == pytest.approx(angle, abs=1e-6)
    assert lvm.angle(lens.bend(query), X)[0] == pytest.approx(turn - angle, abs=1e-6)
    assert np.linalg.norm(lens.pull(query)) == pytest.approx(pull * math.sin(turn), abs=1e-6)


def test_what_pulls_alike_on_all_sides_or_from_behind_does_not_bend():
    ring = lvm.normalise([[1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1]])
    assert np.array_equal(Lens(ring).bend(X), X)
    assert np.array_equal(Lens(-X, power=3, strength=1e6).bend(X), X)
    assert np.array_equal(Lens([X[0]] * 40).bend(X), X)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), seeds, st.floats(0.01, 100))
def test_use_draws_queries_nearer(n, seed, amount):
    points, queries = crowd(n, 8, seed), random_points(4, 8, seed + 1)
    setting = {"power": 3.0, "strength": 0.1 / n, "limit": math.pi / 2, "tolerance": 0}
    before = Lens(points, **setting)
    bent = before.bend(queries)
    after = before.used([0], amount)
    assert (lvm.angle(after.bend(queries), points[0]) <= lvm.angle(bent, points[0]) + 1e-6).all()
    assert after.masses[0] == pytest.approx(before.masses[0] + amount)
    assert np.array_equal(before.bend(queries), bent)


def test_use_counts_the_same_before_and_after_the_tree_stands():
    points, queries = crowd(200, 6, 3), random_points(5, 6, 4)
    fresh, standing = Lens(points, tolerance=0), Lens(points, tolerance=0)
    standing.bend(queries)
    fresh, standing = (lens.used([3, 3, 7], [1, 2, 4]) for lens in (fresh, standing))
    assert fresh.masses[[3, 7]].tolist() == [4.0, 5.0]
    assert np.allclose(fresh.bend(queries), standing.bend(queries), atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.sampled_from([3, 48]), seeds)
def test_a_query_bends_alone_as_it_does_in_a_batch(n, d, seed):
    lens = Lens(crowd(n, d, seed), axes=min(d, 3))
    queries = of_all_kinds(lens.points, seed)
    whole = lens.bend(queries)
    assert all(np.array_equal(lens.bend(row)[0], whole[i]) for i, row in enumerate(queries))


def test_masses_follow_the_density_of_their_region():
    tight = lvm.slerp(X, random_points(30, 3, 1), 0.02)
    loose = lvm.slerp(-X, random_points(30, 3, 2), 0.5)
    masses = Lens(np.concatenate([tight, loose]), contrast=1.0).masses
    assert masses[:30].min() > masses[30:].max() and masses.mean() == pytest.approx(1.0)
    assert set(Lens(tight).masses) == {1.0}


def test_a_lens_of_few_axes_keeps_what_it_does_not_see():
    flat = np.concatenate([random_points(40, 2, 5), np.zeros((40, 2), np.float32)], axis=1)
    lens = Lens(flat, axes=2, power=3.0, strength=0.1)
    query = lvm.normalise([0.6, 0.1, 0.5, -0.3])
    bent = lens.bend(query)
    assert np.allclose(bent[0, 2:], query[0, 2:], atol=1e-6) and not np.allclose(bent, query, atol=1e-4)


def test_a_lens_comes_back_from_its_data():
    lens = Lens(crowd(50, 5, 1), limit=0.4, contrast=0.5, axes=3).used([1, 2], 3)
    again = Lens.from_dict(lens.to_dict())
    queries = random_points(4, 5, 2)
    assert np.array_equal(again.bend(queries), lens.bend(queries))
    assert np.array_equal(again.masses, lens.masses) and str(again) == "50 points, bends by up to 0.4"


@pytest.mark.parametrize(
    ("points", "setting"),
    [
        (np.empty((0, 3)), {}),
        ([[1.0, math.nan]], {}),
        ([[0.0, 0.0]], {}),
        (X, {"limit": 2.0}),
        (X, {"limit": math.nan}),
        (X, {"softening": 0.0}),
        (X, {"power": -1}),
        (X, {"strength": math.inf}),
        (X, {"contrast": "much"}),
        (X, {"axes": 4}),
        (X, {"axes": 2.5}),
        (X, {"tolerance": -0.1}),
    ],
)
def test_a_lens_that_cannot_be_is_refused(points, setting):
    with pytest.raises(GeometryError):
        Lens(points, **setting)


def test_bad_queries_uses_and_data_are_refused():
    lens = Lens([X[0], Y[0]])
    for query in ([1.0, 0.0], [0.0, 0.0, 0.0], [math.nan, 0.0, 1.0]):
        with pytest.raises(GeometryError):
            lens.bend(query)
    for places, amount in (([2], 1), ([-1], 1), ([0.5], 1), ([0], -1), ([0], math.nan), ([0, 1], [1, 2, 3])):
        with pytest.raises(GeometryError):
            lens.used(places, amount)
    data = lens.to_dict()
    for wrong in (data | {"power": None}, data | {"uses": [1.0] * 3}, {"points": X}, None):
        with pytest.raises(GeometryError):
            Lens.from_dict(wrong)


def test_no_queries_give_none():
    lens = Lens(X)
    empty = np.empty((0, 3), np.float32)
    assert lens.bend(empty).shape == lens.pull(empty).shape == (0, 3)
    assert lens.deflection(empty).shape == lens.density(empty).shape == (0,)


def test_its_arrays_cannot_be_written_to():
    for array in (Lens(X).points, Lens(X).uses):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2.0
