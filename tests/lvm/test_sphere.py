"""The sphere against known angles, its own inverses, and the promise of the same bits in any batch."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import (
    GeometryError,
    angle,
    angle_table,
    as_rows,
    exp_map,
    log_map,
    normalise,
    random_points,
    similarity,
    slerp,
    table,
    top,
    transport,
)

seeds = st.integers(0, 2**32 - 1)
sizes = st.tuples(st.integers(1, 30), st.sampled_from([2, 3, 17, 384]))
X, Y = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]


def near(a, distance, seed):
    """Points at this angle from the rows of a, in random directions."""
    steps = np.random.default_rng(seed).standard_normal(a.shape)
    steps -= np.sum(steps * a, axis=1, keepdims=True) * a
    return exp_map(a, distance * steps / np.linalg.norm(steps, axis=1, keepdims=True))


def test_coercion_makes_contiguous_float32_rows():
    rows = as_rows(np.arange(6.0).reshape(3, 2).T)
    assert rows.dtype == np.float32 and rows.flags.c_contiguous and rows.shape == (2, 3)
    assert as_rows([1, 2]).shape == (1, 2)


@pytest.mark.parametrize("bad", [["1.5"], [1j], None, [[1], [1, 2]], np.zeros((1, 1, 1)), [[]]])
def test_what_is_no_matrix_of_numbers_is_refused(bad):
    with pytest.raises(GeometryError):
        as_rows(bad)


@given(sizes, seeds, st.floats(-30, 30))
@settings(deadline=None)
def test_normalised_rows_have_length_one_at_any_scale_and_stay_as_they_are(size, seed, exponent):
    rows = normalise(random_points(*size, seed) * np.float32(10.0**exponent))
    assert np.allclose(np.linalg.norm(rows.astype(np.float64), axis=1), 1.0, atol=1e-7)
    assert np.array_equal(normalise(rows), rows)


@pytest.mark.parametrize("bad", [0.0, math.nan, math.inf, -math.inf, 1e39, 1e-60])
def test_a_row_without_direction_is_named(bad):
    with pytest.raises(GeometryError, match="row 2"):
        normalise([X, Y, [bad, 0.0, 0.0]])


def test_known_cosines_and_angles():
    half = [math.cos(1e-5), math.sin(1e-5), 0.0]
    assert similarity([X, X, X], [X, Y, [-1, 0, 0]]).tolist() == [1.0, 0.0, -1.0]
    assert np.allclose(angle(X, [X, Y, [-1, 0, 0]]), [0.0, math.pi / 2, math.pi], atol=1e-7)
    # The cosine of this angle is 1 in float32.
    assert angle(X, half)[0] == pytest.approx(1e-5, rel=1e-5)
    assert angle_table(X, half)[0, 0] == pytest.approx(1e-5, rel=1e-5)


@given(st.integers(1, 60), st.integers(1, 9), st.sampled_from([2, 3, 17, 384, 1024]), seeds)
@settings(deadline=None)
def test_one_row_has_the_bits_it_has_in_a_batch(n, m, d, seed):
    a, b = random_points(n, d, seed), random_points(m, d, seed + 1)
    whole, angles = table(a, b), angle_table(a, b)
    for i in range(n):
        assert np.array_equal(whole[i], similarity(a[i], b))
        assert np.array_equal(whole[i], table(a[i], b)[0])
        assert np.array_equal(angles[i], angle_table(a[i], b)[0])
        assert np.array_equal(whole[:, 0][i], similarity(b[0], a[i])[0])


def test_a_table_larger_than_a_block_is_whole():
    a, b = random_points(3, 384, 1), random_points(5000, 384, 2)
    assert np.array_equal(table(a, b), np.stack([similarity(row, b) for row in a]))
    assert np.array_equal(angle(a[:1], b), np.concatenate([angle(a[:1], row) for row in b]))


@given(sizes, seeds, st.floats(0, 1))
@settings(deadline=None)
def test_slerp_divides_the_angle_and_keeps_its_ends(size, seed, t):
    a, b = random_points(*size, seed), random_points(*size, seed + 1)
    if np.max(angle(a, b)) > 3.0:
        return
    assert np.array_equal(slerp(a, b, 0), a) and np.array_equal(slerp(a, b, 1), b)
    between = slerp(a, b, t)
    assert np.allclose(angle(a, between), t * angle(a, b), atol=1e-6)
    assert np.allclose(np.linalg.norm(between, axis=1), 1.0, atol=1e-6)


def test_slerp_takes_a_fraction_for_each_row_and_half_of_a_right_angle_is_known():
    path = slerp(X, Y, [0.0, 0.5, 1.0])
    assert np.allclose(path, [X, [math.sqrt(0.5), math.sqrt(0.5), 0.0], Y], atol=1e-7)
    assert np.array_equal(slerp(X, X, 0.3), as_rows(X))


@pytest.mark.parametrize("t", [-0.1, 1.1, math.nan, [0.1, 0.2]])
def test_a_fraction_outside_the_way_or_without_its_row_is_refused(t):
    with pytest.raises(GeometryError):
        slerp([X, Y, X], [Y, X, Y], t)


def test_antipodes_have_no_way_between_them_but_have_ends():
    opposite = [-1.0, 0.0, 0.0]
    assert slerp(X, opposite, 0).tolist() == [X] and slerp(X, opposite, 1).tolist() == [opposite]
    for impossible in (lambda: slerp(X, opposite, 0.5), lambda: log_map(X, opposite)):
        with pytest.raises(GeometryError, match="antipode"):
            impossible()
    with pytest.raises(GeometryError, match="antipode"):
        transport(Y, X, opposite)


@given(sizes, seeds, st.sampled_from([1e-6, 1e-4, 0.01, 0.5, 1.5, 3.0]))
@settings(deadline=None)
def test_exp_undoes_log_and_a_displacement_is_as_long_as_the_angle(size, seed, distance):
    a = random_points(*size, seed)
    b = near(a, distance, seed + 1)
    step = log_map(a, b)
    assert np.allclose(exp_map(a, step), b, atol=3e-7)
    assert np.allclose(np.linalg.norm(step, axis=1), distance, atol=2e-7)
    assert np.allclose(np.sum(a * step, axis=1), 0.0, atol=1e-6)


def test_exp_projects_the_displacement_first():
    assert np.allclose(exp_map(X, [5.0, math.pi / 2, 0.0]), [Y], atol=1e-7)
    with pytest.raises(GeometryError, match="NaN"):
        exp_map(X, [math.nan, 0, 0])


@given(sizes, seeds)
@settings(deadline=None)
def test_transport_keeps_lengths_and_lands_in_the_tangent_space(size, seed):
    a, b = random_points(*size, seed), random_points(*size, seed + 1)
    if np.max(angle(a, b)) > 3.0:
        return
    step = log_map(a, near(a, 0.7, seed))
    moved = transport(step, a, b)
    assert np.allclose(np.linalg.norm(moved, axis=1), np.linalg.norm(step, axis=1), atol=1e-5)
    assert np.allclose(np.sum(moved * b, axis=1), 0.0, atol=1e-5)
    # The direction of travel stays the direction of travel.
    assert np.allclose(transport(log_map(a, b), a, b), -log_map(b, a), atol=1e-5)


def test_transport_round_an_octant_turns_by_a_right_angle():
    north = [0.0, 0.0, 1.0]
    step = transport(transport(transport(Y, X, Y), Y, north), north, X)
    assert np.allclose(step, [[0.0, 0.0, -1.0]], atol=1e-6) or np.allclose(step, [north], atol=1e-6)


def test_rows_that_do_not_pair_are_refused():
    with pytest.raises(GeometryError, match="dimension 3 and of dimension 2"):
        similarity(X, [1.0, 0.0])
    with pytest.raises(GeometryError, match="2 rows and 3 rows"):
        similarity([X, X], [X, X, X])


def test_no_rows_give_no_results():
    none = np.empty((0, 3), dtype=np.float32)
    assert normalise(none).shape == (0, 3) and similarity(none, X).shape == (0,)
    assert table(none, [X, Y]).shape == (0, 2) and angle(none, X).shape == (0,)
    assert slerp(none, X, 0.5).shape == log_map(none, X).shape == exp_map(none, X).shape == (0, 3)


def test_random_points_are_the_same_for_a_seed_and_spread_over_the_sphere():
    cloud = random_points(20_000, 3, 7)
    assert np.array_equal(cloud, random_points(20_000, 3, 7))
    # Archimedes: each coordinate of a uniform point of the 2-sphere is uniform on [-1, 1].
    assert np.allclose(np.quantile(cloud, [0.25, 0.5, 0.75], axis=0).T, [-0.5, 0.0, 0.5], atol=0.03)


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0, -0.0]), max_size=40), st.integers(0, 45))
@settings(deadline=None)
def test_top_is_a_stable_sort_cut_off(scores, k):
    expected = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    assert top(scores, k).tolist() == expected


def test_top_refuses_what_has_no_order():
    with pytest.raises(GeometryError):
        top([1.0, math.nan], 1)
    with pytest.raises(GeometryError):
        top([1.0], -1)
