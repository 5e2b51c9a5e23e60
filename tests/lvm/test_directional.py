"""Means and the von Mises-Fisher fit against closed forms."""

import math

import numpy as np
import pytest

from sdol.lvm import GeometryError, angle, fit_von_mises_fisher, frechet_mean, log_map, random_points, slerp
from sdol.lvm.directional import _bessel_ratio, _kappa


def sample_vmf(kappa, n, seed):
    """Around the third axis of the 2-sphere, where the cosine has a closed inverse distribution function."""
    rng = np.random.default_rng(seed)
    u, turn = rng.random(n), 2 * math.pi * rng.random(n)
    w = 1 + np.log(u + (1 - u) * math.exp(-2 * kappa)) / kappa
    r = np.sqrt(1 - w**2)
    return np.stack([r * np.cos(turn), r * np.sin(turn), w], axis=1)


def test_the_mean_of_two_points_is_half_way_and_weights_move_it():
    a, b = random_points(2, 384, 3)
    assert angle(frechet_mean([a, b]), slerp(a, b, 0.5))[0] < 1e-6
    assert angle(frechet_mean([a, b], [3.0, 1.0]), slerp(a, b, 0.25))[0] < 1e-6
    assert np.array_equal(frechet_mean([a]), a[None])


def test_the_displacements_from_the_mean_cancel():
    cloud = sample_vmf(5.0, 50, 1)
    mean = frechet_mean(cloud)
    assert np.linalg.norm(log_map(mean, cloud).mean(axis=0)) < 1e-6


@pytest.mark.parametrize("kappa", [1.0, 10.0, 200.0])
def test_the_fit_finds_direction_and_concentration(kappa):
    mean, found = fit_von_mises_fisher(sample_vmf(kappa, 40_000, 2))
    assert angle(mean, [0.0, 0.0, 1.0])[0] < 0.02
    assert found == pytest.approx(kappa, rel=0.03)


@pytest.mark.parametrize("kappa", [0.01, 1.0, 30.0, 5000.0])
def test_the_bessel_ratio_on_the_2_sphere_is_langevins_function(kappa):
    assert _bessel_ratio(kappa, 3) == pytest.approx(1 / math.tanh(kappa) - 1 / kappa, rel=1e-10)


@pytest.mark.parametrize("kappa", [0.5, 50.0, 2e4, 1e6])
def test_kappa_undoes_langevins_function(kappa):
    assert _kappa(1 / math.tanh(kappa) - 1 / kappa, 3) == pytest.approx(kappa, rel=1e-8)


def test_one_point_alone_is_infinitely_concentrated():
    point = random_points(1, 384, 4)
    mean, kappa = fit_von_mises_fisher(np.repeat(point, 5, axis=0))
    assert np.allclose(mean, point, atol=1e-7) and kappa == math.inf


@pytest.mark.parametrize(
    ("rows", "weights"),
    [
        (np.empty((0, 3)), None),
        ([[1, 0], [-1, 0]], None),
        ([[1, 0], [0, 1]], [1.0]),
        ([[1, 0], [0, 1]], [0.0, 0.0]),
        ([[1, 0], [0, 1]], [2.0, -1.0]),
        ([[1, 0], [0, 1]], [math.nan, 1.0]),
    ],
)
def test_points_without_a_mean_are_refused(rows, weights):
    with pytest.raises(GeometryError):
        frechet_mean(rows, weights)
