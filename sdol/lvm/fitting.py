"""An ellipsoid fitted to examples: principal geodesic analysis with shrinkage, as wide as strangers of the
same kind need it.

The covariance is taken in the tangent space at the Fréchet mean (Fletcher et al. 2004) and drawn towards a
sphere of the same total (Ledoit and Wolf 2004, with a given shrinkage), so that a few examples in many
dimensions do not make a pancake. The width comes from examples that the fit has not seen.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sdol.lvm.directional import frechet_mean
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number
from sdol.lvm.regions import Ellipsoid
from sdol.lvm.sphere import Matrix, log_map, normalise

_FOLDS = 5
_SAME = 1e-12  # variance in square radians below which points are one point with rounding
_THINNEST, _WIDEST = 1e-6, math.pi


def fit_ellipsoid(x: npt.ArrayLike, shrinkage: float = 0.1, axes: int = 16, cover: float = 0.95) -> Ellipsoid:
    """The ellipsoid that examples (n, d) describe.

    Its half-lengths are the standard deviations, scaled so that the share `cover` of examples lies inside an
    ellipsoid that was fitted without them (five-fold; the conformal quantile, Vovk et al. 2005).

    Args:
        x: n >= 3 points.
        shrinkage: from 0.001 to 1, how far the covariance is drawn towards a sphere; at 1 it is a ball.
        axes: the most principal axes that are kept.
        cover: from 0 to 1.

    Raises:
        GeometryError: too few examples, all of them the same point (or all of those that are left when a fifth
        is kept out), or an argument out of range.
    """
    rows = normalise(x)
    shrinkage = number(shrinkage, "the shrinkage of a region", 0.001, 1.0)
    cover = number(cover, "the cover of a region", 0.0, 1.0)
    if len(rows) < 3:
        raise GeometryError(f"an ellipsoid is fitted to at least three examples, not {len(rows)}")
    if axes < 0:
        raise GeometryError(f"an ellipsoid cannot have {axes} axes")
    fitted = _deviations(rows, shrinkage, axes)
    return _scaled(fitted, _width(rows, shrinkage, axes, cover))


def _deviations(rows: Matrix, shrinkage: float, axes: int, left_out: int = 0) -> Ellipsoid:
    """The ellipsoid of one standard deviation; `left_out` of the examples are not among the rows."""
    centre = frechet_mean(rows)
    around = log_map(centre, rows).astype(np.float64)
    total = float(np.vecdot(around, around).mean())
    room = rows.shape[1] - 1
    if total < _SAME or room < 1:
        but = f"but for {left_out} " if left_out else ""
        raise GeometryError(f"the examples are {but}all the same point, which gives an ellipsoid no width")
    _, lengths, directions = np.linalg.svd(around, full_matrices=False)
    spread = lengths**2 / len(rows)
    kept = min(axes, int(np.count_nonzero(spread > _SAME)), room)
    even = total / room
    rest = max(total - spread[:kept].sum(), 0.0) / (room - kept) if kept < room else even
    radii = np.sqrt((1.0 - shrinkage) * spread[:kept] + shrinkage * even)
    residual = math.sqrt((1.0 - shrinkage) * rest + shrinkage * even)
    return Ellipsoid(centre, directions[:kept].astype(np.float32), _within(radii), float(_within(residual)))


def _width(rows: Matrix, shrinkage: float, axes: int, cover: float) -> float:
    """How many deviations hold the share `cover` of examples that a fit has not seen."""
    folds = min(_FOLDS, len(rows))
    levels: list[float] = []
    for fold in range(folds):
        seen = np.delete(rows, np.s_[fold::folds], axis=0)
        fitted = _deviations(seen, shrinkage, axes, len(rows) - len(seen))
        levels += fitted.levels(rows[fold::folds]).tolist()
    rank = math.ceil((len(rows) + 1) * cover)
    return float(sorted(levels)[max(min(rank, len(rows)), 1) - 1])


def _scaled(fitted: Ellipsoid, width: float) -> Ellipsoid:
    residual = float(_within(fitted.residual * width))
    return Ellipsoid(fitted.centre, fitted.axes, _within(fitted.radii * width), residual)


def _within(radii: npt.ArrayLike) -> Matrix:
    # A hair inside pi, which float32 would round up.
    return np.clip(np.asarray(radii, np.float64), _THINNEST, _WIDEST - 1e-6).astype(np.float32)
