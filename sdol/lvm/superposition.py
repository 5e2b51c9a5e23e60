"""Weighted superpositions: sums of rows in which some may weigh more than others, or be taken out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, as_rows, combine, normalise

_NOTHING = 1e-6  # what float32 rows leave of a sum that should be zero, beside a weight of 1


def superpose(x: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Matrix:
    """The normalised weighted sum of rows, sum w_i x_i: (n, d) and n weights -> (1, d), in O(n d).

    A negative weight takes out what is in a sum: where a bundle of n orthogonal rows has weight sqrt(n), the row
    has weight -1. Weights are 1 by default.

    Raises:
        GeometryError: there are no rows, the weights do not fit, something is NaN or infinite, or the sum vanishes.
    """
    rows = as_rows(x)
    shares = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(rows):
        raise GeometryError("a bundle needs at least one term")
    if shares.shape != (len(rows),):
        raise GeometryError(f"{len(rows)} vectors need as many weights, not {shares.size}")
    if not (np.isfinite(shares).all() and np.isfinite(rows).all()):
        raise GeometryError("a bundle cannot hold NaN or infinity, in a vector or as a weight")
    largest = np.abs(shares).max()
    total = combine(shares[None] / (largest or 1.0), rows)
    if np.abs(total).max() <= _NOTHING:
        raise GeometryError("the terms of a bundle cancel each other out")
    return normalise(total)
