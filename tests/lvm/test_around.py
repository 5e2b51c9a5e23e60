"""The region around examples: what it takes in, whatever the examples are like."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol.lvm import Around, Calibration, GeometryError, angle, around, normalise, random_points
from sdol.lvm.surrounding import distinct

# A space in which unrelated pairs have cosines of mean 0 and deviation 0.1, and related ones of about 0.5.
SPACE = Calibration(
    unrelated_mean=0.0,
    unrelated_std=0.1,
    unrelated_quantiles=(-0.3, -0.23, -0.16, -0.07, 0.0, 0.07, 0.3, 0.45, 0.6),
    related_mean=0.5,
    related_std=0.2,
    related_quantiles=(0.0, 0.05, 0.15, 0.35, 0.5, 0.65, 0.83, 0.92, 0.98),
)


def cluster(centre, count, seed, spread=1.0):
    """Rows around a centre whose cosines with each other are near 1 / (1 + spread^2)."""
    return normalise(centre + spread * random_points(count, centre.shape[-1], seed))


def test_one_example_makes_a_ball():
    point = random_points(1, 384, 1)
    others = random_points(50, 384, 2)
    region = around(point, SPACE)
    assert np.allclose(region.distance(others), angle(point, others) - SPACE.radius(1), atol=1e-6)
    assert region.distance(point)[0] == pytest.approx(-SPACE.radius(1), abs=1e-6)


@pytest.mark.parametrize("copies", [2, 300, 2500])
def test_copies_of_one_example_change_nothing(copies):
    point, others = random_points(1, 384, 1), random_points(50, 384, 2)
    region = around(np.repeat(point, copies, axis=0), SPACE)
    assert region.radius == pytest.approx(SPACE.radius(1), abs=1e-6)
    assert np.allclose(region.distance(others), around(point, SPACE).distance(others), atol=1e-5)
    assert region.distance(point)[0] == pytest.approx(-SPACE.radius(1), abs=1e-5)


def test_near_duplicates_count_as_one():
    point = random_points(1, 384, 1)
    near = cluster(point, 20, 2, spread=0.05)
    assert distinct(near, 0.92) == pytest.approx(1.0, abs=1e-6)
    mixed = np.concatenate([near, random_points(3, 384, 3)])
    assert distinct(mixed, 0.92) == pytest.approx(4.0, abs=1e-6)


@pytest.mark.parametrize("count", [3, 10, 300, 500])
def test_what_is_like_the_examples_is_in_and_strangers_are_out(count):
    centre = random_points(1, 384, 1)
    region = around(cluster(centre, count, 2), SPACE)
    assert region.contains(cluster(centre, 200, 3)).mean() > 0.95
    assert not region.contains(random_points(200, 384, 4)).any()


def test_a_region_of_two_topics_holds_both_and_not_the_middle_of_a_third():
    topics = random_points(2, 384, 1)
    region = around(np.concatenate([cluster(t[None], 10, i) for i, t in enumerate(topics)]), SPACE)
    for i, topic in enumerate(topics):
        assert region.contains(cluster(topic[None], 50, 10 + i)).mean() > 0.9


def test_a_message_goes_to_its_region_whatever_the_numbers_of_examples():
    centres = random_points(4, 384, 1)
    regions = [around(cluster(c[None], n, n), SPACE) for c, n in zip(centres, (3, 10, 100, 400), strict=True)]
    for i, centre in enumerate(centres):
        messages = cluster(centre[None], 50, 50 + i)
        nearest = np.argmin([region.distance(messages) for region in regions], axis=0)
        assert np.mean(nearest == i) > 0.95


@given(st.integers(0, 2**32 - 1), st.permutations(range(12)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_examples_does_not_matter(seed, order):
    examples, others = random_points(12, 64, seed), random_points(20, 64, seed + 1)
    there, here = around(examples, SPACE), around(examples[order], SPACE)
    assert np.allclose(there.distance(others), here.distance(others), atol=1e-5)


def test_opposite_examples_behave():
    point = random_points(1, 384, 1)
    region = around(np.concatenate([point, -point]), SPACE)
    assert region.contains(np.concatenate([point, -point])).all()
    assert np.isfinite(region.distance(random_points(20, 384, 2))).all()
    # Between them the two weigh the same and cancel; there is no blend, and so no nearness.
    middle = np.zeros((1, 2), dtype=np.float32)
    middle[0, 1] = 1.0
    assert around([[1, 0], [-1, 0]], SPACE).distance(middle)[0] == pytest.approx(
        math.pi / 2 - SPACE.radius(2)
    )


def test_without_sharpness_it_is_a_ball_about_the_mean():
    examples, others = random_points(5, 8, 1), random_points(50, 8, 2)
    mean = normalise(examples.sum(axis=0))
    assert np.allclose(Around(examples, 0.0, 0.5).distance(others), angle(mean, others) - 0.5, atol=1e-5)


def test_few_and_many_examples_take_ways_that_agree():
    """Up to d examples a blend's length comes from the Gram matrix, beyond from the blend itself."""
    examples, others = random_points(8, 8, 1), random_points(50, 8, 2)
    twice = Around(np.concatenate([examples, examples]), 9.0, 0.5)
    assert np.allclose(Around(examples, 9.0, 0.5).distance(others), twice.distance(others), atol=1e-5)


@pytest.mark.parametrize("none", [[], np.empty((0, 384))])
def test_no_examples_make_an_empty_region(none):
    with pytest.raises(GeometryError, match="an empty region"):
        around(none, SPACE)


def test_an_example_without_direction_is_named():
    with pytest.raises(GeometryError, match="row 1"):
        around([[1.0, 0.0], [0.0, 0.0]], SPACE)
