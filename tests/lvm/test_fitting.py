"""The fitted ellipsoid: it holds strangers of the same kind, and knows their shape."""

from __future__ import annotations

import numpy as np
import pytest

from sdol import lvm
from sdol.lvm import GeometryError, fit_ellipsoid


def cloud(n: int, seed: int, d: int = 32) -> np.ndarray:
    """Points about the first axis that spread three times as far along the second as elsewhere."""
    spread = np.full(d, 0.05)
    spread[0], spread[1] = 0.0, 0.3
    steps = lvm.random_normals(n * d, seed).reshape(n, d) * spread
    return lvm.exp_map(np.eye(d)[:1], steps)


@pytest.mark.parametrize("n", [40, 200, 1000])
def test_nineteen_in_twenty_strangers_lie_inside(n: int) -> None:
    inside = [fit_ellipsoid(cloud(n, s)).contains(cloud(2000, 99)).mean() for s in range(3)]
    assert 0.88 < np.mean(inside) < 0.99


def test_others_lie_outside() -> None:
    region = fit_ellipsoid(cloud(200, 1))
    assert not region.contains(lvm.random_points(500, 32, 2)).any()


def test_it_finds_the_direction_in_which_they_spread() -> None:
    region = fit_ellipsoid(cloud(500, 1), axes=1)
    assert abs(region.axes[0, 1]) > 0.95
    assert 4 < region.radii[0, 0] / region.residual < 8


def test_full_shrinkage_makes_a_ball() -> None:
    region = fit_ellipsoid(cloud(100, 1), shrinkage=1.0)
    assert np.allclose(region.radii, region.residual, rtol=1e-4)


def test_it_is_a_region_like_any_other() -> None:
    region = fit_ellipsoid(cloud(20, 1))
    assert lvm.region_from_dict(region.to_dict()) == region


@pytest.mark.parametrize(
    "call",
    [
        lambda: fit_ellipsoid(cloud(2, 1)),
        lambda: fit_ellipsoid(np.tile(cloud(1, 1), (5, 1))),
        lambda: fit_ellipsoid(cloud(9, 1), shrinkage=0.0),
        lambda: fit_ellipsoid(cloud(9, 1), shrinkage=float("nan")),
        lambda: fit_ellipsoid(cloud(9, 1), axes=-1),
        lambda: fit_ellipsoid(np.concatenate([np.eye(4)[:2], -np.eye(4)[:2]])),
    ],
)
def test_what_cannot_be_fitted(call: object) -> None:
    with pytest.raises(GeometryError):
        call()  # type: ignore[operator]


def test_examples_that_are_nearly_all_one_point_are_not_said_to_be_all_one() -> None:
    with pytest.raises(GeometryError, match="but for 1 all the same point"):
        fit_ellipsoid(cloud(2, 1)[[0, 0, 1]])
