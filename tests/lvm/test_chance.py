"""Random points: their distribution, and that a seed fixes every bit."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm.chance import Stream, _log


def test_a_seed_fixes_every_bit() -> None:
    """The digest stands for all machines: it changes only where what programs printed would change."""
    points = lvm.random_points(50, 384, 7)
    digest = hashlib.sha256(points.astype("<f4").tobytes()).hexdigest()
    assert digest == "b3f4d029835fd481a49f51a01a06016147813d54ac3c1e58ad6985c75a6b4641"


def test_fewer_numbers_are_the_beginning_of_more() -> None:
    many = lvm.random_normals(200_000, 3)
    assert np.array_equal(lvm.random_normals(10, 3), many[:10])
    assert not np.array_equal(many, lvm.random_normals(200_000, -3))


def test_the_numbers_are_normal() -> None:
    x = lvm.random_normals(200_000, 11)
    # Standard errors: 1/sqrt(n), sqrt(2/n) and sqrt(96/n); six of them are never reached by chance.
    assert abs(x.mean()) < 0.014
    assert abs(x.var() - 1) < 0.019
    assert abs((x**4).mean() - 3) < 0.14


def test_the_points_favour_no_direction() -> None:
    points = lvm.random_points(20_000, 3, 5).astype(np.float64)
    assert np.abs(points.mean(axis=0)).max() < 6 * np.sqrt(1 / 3 / 20_000)
    # Archimedes: on the sphere of three dimensions each coordinate is uniform.
    assert np.abs(np.sort(points[:, 0]) - np.linspace(-1, 1, 20_000)).max() < 0.03
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-6)


def test_its_logarithm_is_the_logarithm() -> None:
    x = np.concatenate([np.logspace(-300, 0, 5000), np.linspace(0.4, 1, 5000)])
    assert np.allclose(_log(x), np.log(x), rtol=1e-15, atol=1e-16)


def test_no_points_and_impossible_ones() -> None:
    assert lvm.random_points(0, 5, 1).shape == (0, 5)
    with pytest.raises(lvm.GeometryError):
        lvm.random_points(-1, 5, 1)
    with pytest.raises(lvm.GeometryError):
        lvm.random_points(1, 0, 1)


@given(st.integers(0, 200), st.integers(-1000, 1000))
def test_an_order_has_every_number_once_and_is_that_of_its_seed(n: int, seed: int) -> None:
    order = Stream(seed).order(n)
    assert sorted(order.tolist()) == list(range(n))
    assert np.array_equal(order, Stream(seed).order(n))


def test_orders_of_one_stream_differ_and_are_even() -> None:
    stream = Stream(3)
    first = np.array([stream.order(5)[0] for _ in range(5000)])
    # A count of 5,000 draws at 1 in 5 has a deviation of 28.
    assert np.abs(np.bincount(first, minlength=5) - 1000).max() < 120
    assert not np.array_equal(Stream(1).order(50), Stream(-1).order(50))


def test_uniform_numbers_are_even() -> None:
    drawn = Stream(5).uniforms(40_000)
    assert drawn.min() >= 0.0 and drawn.max() < 1.0
    # The deviation of a uniform number is 0.289, of the mean of 40,000 of them 0.00144.
    assert abs(drawn.mean() - 0.5) < 0.006
    assert np.abs(np.histogram(drawn, 10, (0, 1))[0] - 4000).max() < 250
