"""Directional statistics: the mean of points on the sphere, and the von Mises-Fisher fit."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import ANTIPODAL, Matrix, Wide, exp_map, log_map, normalise

_STEPS = 100
_SETTLED = 1e-7
_CONCENTRATED = 1e7


def frechet_mean(x: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Matrix:
    """The point with the least mean squared geodesic distance to the rows (Karcher 1977): (n, d) -> (1, d).

    Gradient descent from the normalised arithmetic mean (Buss and Fillmore 2001); unique where the rows lie
    within a quarter turn of one point.

    Args:
        x: n points.
        weights: n numbers, none negative, not all zero; equal by default.

    Raises:
        GeometryError: there are no rows, their sum vanishes (no mean), or the weights do not fit.
    """
    rows = normalise(x)
    shares = _shares(weights, len(rows))
    mean = _mean_direction(rows, shares)[0]
    for _ in range(_STEPS):
        step = _weighted(log_map(mean, rows), shares)
        mean = exp_map(mean, step)
        if np.vecdot(step, step) < _SETTLED**2:
            break
    return mean


def fit_von_mises_fisher(x: npt.ArrayLike) -> tuple[Matrix, float]:
    """Maximum-likelihood mean direction (1, d) and concentration kappa of a von Mises-Fisher distribution.

    Kappa by the approximation of Banerjee et al. 2005, then Newton steps on the Bessel ratio (Sra 2012).
    Infinite where all rows are the same point.

    Raises:
        GeometryError: there are no rows, d is 1, or the sum of the rows vanishes.
    """
    rows = normalise(x)
    if rows.shape[1] < 2:
        raise GeometryError("a von Mises-Fisher distribution needs at least two dimensions")
    mean, length = _mean_direction(rows, _shares(None, len(rows)))
    if length > 1.0 - 1e-7:
        return mean, math.inf
    return mean, _kappa(length, rows.shape[1])


def _shares(weights: npt.ArrayLike | None, count: int) -> Wide:
    if count == 0:
        raise GeometryError("no points have no mean")
    given = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64).reshape(-1)
    if len(given) != count:
        raise GeometryError(f"{count} points have {len(given)} weights")
    if not (np.isfinite(given).all() and np.all(given >= 0.0) and np.any(given > 0.0)):
        raise GeometryError("weights must be finite, none negative and not all zero")
    given = given / given.max()
    shares: Wide = given / given.sum()
    return shares


def _mean_direction(rows: Matrix, shares: Wide) -> tuple[Matrix, float]:
    total = _weighted(rows, shares)
    length = float(np.sqrt(np.vecdot(total, total))[0])
    if length < ANTIPODAL:
        raise GeometryError("the points cancel each other out and have no mean direction")
    return normalise(total), length


def _weighted(rows: Matrix, shares: Wide) -> Wide:
    return (shares @ rows.astype(np.float64))[None, :]


def _kappa(length: float, dimension: int) -> float:
    kappa = length * (dimension - length**2) / (1.0 - length**2)
    # Beyond this the approximation is off by less than the rounding of float32 rows, and 1 - ratio**2 by more.
    for _ in range(3 if kappa < _CONCENTRATED else 0):
        ratio = _bessel_ratio(kappa, dimension)
        kappa -= (ratio - length) / (1.0 - ratio**2 - (dimension - 1) / kappa * ratio)
    return kappa


def _bessel_ratio(kappa: float, dimension: int) -> float:
    """I_{d/2}(kappa) / I_{d/2-1}(kappa) by Gauss's continued fraction, from the far end inwards."""
    ratio = 0.0
    # An error dies away with exp(-terms**2 / kappa), or faster.
    for term in range(20 + int(min(kappa, 7.0 * math.sqrt(kappa))), -1, -1):
        ratio = 1.0 / ((dimension + 2 * term) / kappa + ratio)
    return ratio
