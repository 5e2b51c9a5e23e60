"""A medium: its field against the formula, what no change may do to its charges, and hubs that give."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import GeometryError, Medium, random_points, skewness

X, Y = np.eye(3, dtype=np.float32)[:2, None]
seeds = st.integers(0, 2**32 - 1)
media = st.tuples(st.integers(1, 80), st.sampled_from([2, 3, 16]), seeds)


def made(size, reach=0.3, neighbours=8):
    """A medium with copies and antipodes among its points, and charges of which some are 0."""
    n, d, seed = size
    points = random_points(n, d, seed)
    points[n // 2 :: 5] = points[0]
    points[n // 3 :: 7] = -points[0]
    rng = np.random.default_rng(seed)
    return Medium(points, rng.random(n) * (rng.random(n) < 0.8), reach=reach, neighbours=neighbours)


def star(spokes=40, d=24):
    """A centre that is a neighbour of all, among points that are neighbours of few."""
    centre = random_points(1, d, 1)
    return np.concatenate([centre, lvm.slerp(centre, random_points(spokes, d, 2), 0.5)])


def test_the_field_of_one_charge_is_a_bell():
    medium = Medium(X, [2.0], reach=0.5)
    turns = np.array([0.0, 0.3, 1.5, math.pi])
    queries = [[math.cos(turn), math.sin(turn), 0.0] for turn in turns]
    assert np.allclose(medium.density(queries), 2.0 * np.exp((np.cos(turns) - 1.0) / 0.25), rtol=1e-5)
    slope = medium.gradient(queries[1])
    assert lvm.similarity(lvm.normalise(slope), lvm.normalise(lvm.log_map(queries[1], X)))[0] > 0.9999


@settings(max_examples=30, deadline=None)
@given(media, seeds)
def test_the_gradient_is_the_slope_of_the_density(size, seed):
    medium, query = made(size, reach=0.5), random_points(1, size[1], seed)
    way = lvm.normalise(lvm.log_map(query, random_points(1, size[1], seed + 1)))
    steps = [lvm.exp_map(query, lvm.scale(way, h)) for h in (-5e-3, 5e-3)]
    slope = (medium.density(steps[1]) - medium.density(steps[0]))[0] / 1e-2
    assert np.vecdot(medium.gradient(query), way)[0] == pytest.approx(slope, abs=2e-3 * (1 + medium.total))


@settings(max_examples=60, deadline=None)
@given(media, st.integers(0, 6))
def test_redistribution_keeps_the_total_and_leaves_none_negative(size, rounds):
    medium = made(size)
    after = medium.redistribute(rounds)
    assert after.total == pytest.approx(medium.total, rel=1e-12, abs=1e-300)
    assert (after.charges >= 0.0).all() and len(after) == len(medium)


@settings(max_examples=60, deadline=None)
@given(media, seeds, st.lists(st.floats(0, 1e3), min_size=1, max_size=5))
def test_a_reward_adds_its_amount_and_takes_from_nobody(size, seed, given_amounts):
    medium = made(size)
    after = medium.reward(random_points(len(given_amounts), size[1], seed), given_amounts)
    assert after.total == pytest.approx(medium.total + sum(given_amounts), rel=1e-9)
    assert (after.charges[: len(medium)] >= medium.charges).all()


@settings(max_examples=60, deadline=None)
@given(media, st.floats(0, 1e4), st.floats(0, 1e4))
def test_decay_only_lessens_and_adds_up(size, first, second):
    medium = made(size)
    after = medium.decay(first)
    assert (after.charges <= medium.charges).all() and (after.charges >= 0.0).all()
    both, once = after.decay(second), medium.decay(first + second)
    assert np.allclose(both.charges, once.charges, rtol=1e-9, atol=1e-300)


@settings(max_examples=40, deadline=None)
@given(media, seeds)
def test_the_density_lies_between_nothing_and_the_total(size, seed):
    medium = made(size)
    queries = np.concatenate([random_points(4, size[1], seed), medium.points[:2], -medium.points[:2]])
    density = medium.density(queries)
    assert (density >= 0.0).all() and (density <= medium.total * (1 + 1e-6)).all()


@settings(max_examples=40, deadline=None)
@given(media)
def test_attention_is_shared_out_whole(size):
    medium = Medium(made(size).points, reach=0.3, neighbours=8)
    assert medium.attention().sum() == pytest.approx(len(medium) if len(medium) > 1 else 0.0)
    assert (medium.attention() >= 0.0).all()


def test_a_half_life_is_one():
    assert Medium(X, [3.0], half_life=5.0).decay(5).charges.tolist() == [1.5]
    assert Medium(X, [3.0], half_life=math.inf).decay(1e9).charges.tolist() == [3.0]
    assert Medium(X, [3.0], half_life=1e-9).decay(1e300).charges.tolist() == [0.0]


def test_a_reward_goes_to_the_nearest_and_far_from_all_makes_a_point():
    medium = Medium(np.concatenate([X, Y]), reach=0.2, growth=1.0)
    near = medium.reward(lvm.slerp(X, Y, 0.1), 4.0)
    assert len(near) == 2 and near.charges[0] > 4.9 and near.charges[1] < 1.01
    grown = medium.reward([0.0, 0.0, 1.0], 4.0)
    assert grown.charges.tolist() == [1.0, 1.0, 4.0]
    assert grown.density([0.0, 0.0, 1.0])[0] == pytest.approx(4.0, rel=1e-5)
    assert len(medium.reward([[0.0, 0.0, 1.0]] * 3, 0.0)) == 2
    assert len(medium.reward([[0.0, 0.0, 1.0]] * 3, 1.0)) == 3
    assert grown.attention().sum() == pytest.approx(3.0)


def test_the_centre_of_a_star_is_its_hub_and_gives():
    medium = Medium(star(), reach=0.3, neighbours=5)
    places, attention = medium.hubs(3)
    assert places[0] == 0 and attention[0] > 5.0 and list(attention) == sorted(attention)[::-1]
    after = medium.redistribute(3)
    assert after.charges[0] < 0.5 and after.hubs(1)[1][0] < 0.6 * attention[0]


def test_redistribution_evens_out_who_is_found():
    centre, outwards = random_points(1, 24, 1), random_points(400, 24, 2)
    points = lvm.slerp(centre, outwards, np.linspace(0.4, 1.0, 400))
    medium = Medium(points)
    after = medium.redistribute()
    assert medium.hubness() > 1.5 and after.hubness() < 0.6 * medium.hubness()
    assert medium.occurrences(5).sum() == after.occurrences(5).sum() == 5 * 400


def test_search_in_an_even_medium_is_by_similarity_and_finds_no_empty_point():
    points, queries = random_points(30, 8, 1), random_points(4, 8, 2)
    even = Medium(points).nearest(queries, 5)
    plain = lvm.nearest(queries, points, 5)
    assert [places.tolist() for places, _ in even] == [places.tolist() for places in plain]
    charges = np.ones(30)
    charges[even[0][0]] = 0.0
    assert not set(even[0][0]) & set(Medium(points, charges).nearest(queries[:1], 30)[0][0])
    assert len(Medium(points, 0.0).nearest(queries, 3)[0][0]) == 0


def test_points_that_are_all_one_and_a_single_point_are_no_trouble():
    same = Medium(np.repeat(X, 12, axis=0), neighbours=4)
    assert same.redistribute(3).total == pytest.approx(12.0) and np.isfinite(same.attention()).all()
    alone = Medium(X)
    assert alone.redistribute(2).charges.tolist() == [1.0] and alone.attention().tolist() == [0.0]
    assert alone.hubs(3)[0].tolist() == [0] and str(alone) == "1 point, charge 1"
    empty = Medium(star(), 0.0)
    assert empty.redistribute().total == 0.0 and empty.attention().sum() == 0.0


def test_skewness_of_known_numbers():
    assert skewness([0, 0, 0, 1]) == pytest.approx(2 / math.sqrt(3))
    assert skewness([1, 2, 3]) == pytest.approx(0.0) and skewness([4, 4]) == 0.0
    for none in ([], [math.nan, 1.0], ["x"]):
        with pytest.raises(GeometryError):
            skewness(none)


def test_a_medium_comes_back_from_its_data():
    medium = made((40, 3, 7)).reward(X, 3)
    again = Medium.from_dict(medium.to_dict())
    assert np.array_equal(again.charges, medium.charges)
    assert np.array_equal(again.attention(), medium.attention())


@pytest.mark.parametrize(
    ("points", "setting"),
    [
        (np.empty((0, 3)), {}),
        ([[math.inf, 1.0]], {}),
        ([[0.0, 0.0]], {}),
        (X, {"charges": [-1.0]}),
        (X, {"charges": [math.nan]}),
        (X, {"charges": [1.0, 2.0]}),
        (X, {"charges": ["a"]}),
        (X, {"reach": 0.0}),
        (X, {"half_life": 0}),
        (X, {"growth": -1}),
        (X, {"neighbours": 0}),
        (X, {"neighbours": 1.5}),
    ],
)
def test_a_medium_that_cannot_be_is_refused(points, setting):
    with pytest.raises(GeometryError):
        Medium(points, **setting)


def test_bad_places_steps_and_data_are_refused():
    medium = Medium(np.concatenate([X, Y]))
    for act in (
        lambda: medium.density([1.0, 0.0]),
        lambda: medium.reward([0.0, 0.0, 0.0]),
        lambda: medium.reward(X, -1.0),
        lambda: medium.reward(X, math.inf),
        lambda: medium.decay(-1.0),
        lambda: medium.redistribute(-1),
        lambda: medium.hubs(-1),
        lambda: Medium.from_dict(medium.to_dict() | {"charges": [1.0] * 3}),
        lambda: Medium.from_dict({"points": X}),
    ):
        with pytest.raises(GeometryError):
            act()


def test_its_arrays_cannot_be_written_to():
    for array in (Medium(X).points, Medium(X).charges):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2.0
