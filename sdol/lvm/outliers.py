"""Outliers: rows that are farther from their neighbours than those are from theirs, with p-values.

The score of a row is the mean angle to its k nearest rows divided by the mean of the same of those (the
simplified local outlier factor: Schubert, Zimek and Kriegel 2014, after Breunig et al. 2000), which is about 1 inside
of a cluster however dense it is. Against rows that are known to be good the p-value is conformal (Vovk et al.
2005; Bates et al. 2023). Without them the logarithm of the score is taken for normal, its middle and spread from
the median and the upper decile, which a few outliers hardly move. Rows are flagged by the step-up procedure of
Benjamini and Hochberg (1995), which keeps the share of false ones among them below a rate as far as the p-values
hold: with good rows they do, from the fitted normal only nearly. Of Gaussian clouds of 30 to 400 rows that have no
outlier, fewer than 1 row in 100 was flagged, but in 5 to 64 of 100 clouds one was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.search import nearest
from sdol.lvm.sphere import Matrix, Wide, angle, as_rows, normalise, same_dimension

NEIGHBOURS = 5
"""Rows that a row is compared with."""

_EVEN = 0.02  # deviation of the logarithm: rows that lie more evenly than this are not told apart by a trifle
_LEAST = 1e-3  # radians: under this, rows are the same with rounding


@dataclass(frozen=True, eq=False, repr=False)
class Outliers(Described):
    """What was found of each of n rows.

    Attributes:
        score: (n,) about 1 for a row like its neighbours, 2 for one that is twice as far from them as they are.
        p_value: (n,) of a score so high, if the row is one of the others.
        flagged: (n,) whether it is taken for an outlier.
    """

    score: Matrix
    p_value: Matrix
    flagged: npt.NDArray[np.bool_]

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """The flagged rows, the highest score first."""
        found = np.flatnonzero(self.flagged)
        return found[np.argsort(-self.score[found], kind="stable")]

    def __str__(self) -> str:
        return f"{int(self.flagged.sum())} of {len(self.score)} rows are outliers"

    def to_dict(self) -> dict[str, Any]:
        """The three arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Outliers:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: an array is missing or they differ in length.
        """
        try:
            score, p_value = (as_rows(data[name])[0] for name in ("score", "p_value"))
            flagged = np.asarray(data["flagged"], bool).reshape(-1)
        except (KeyError, TypeError) as wrong:
            raise GeometryError(f"these are no outliers: {wrong}") from None
        if not len(score) == len(p_value) == len(flagged):
            raise GeometryError("the figures of outliers differ in length")
        return cls(score, p_value, flagged)


def find_outliers(
    x: npt.ArrayLike, good: npt.ArrayLike | None = None, *, neighbours: int = NEIGHBOURS, rate: float = 0.05
) -> Outliers:
    """Which rows (n, d) are unlike the others; or unlike rows (m, d) that are known to be good. O(n^2 d), O(n m d).

    Args:
        x: the rows in question; at least `neighbours` + 3 of them where they are compared with each other.
        good: rows to compare with; the p-values then hold for any distribution, and are at least 1 / (m + 1).
        neighbours: how many a row is compared with.
        rate: above 0 and under 1: about the share of the flagged rows that may be flagged wrongly (see above); with
            good rows, the share of rows like those that may be.

    Raises:
        GeometryError: too few rows, a row is zero or not finite, dimensions differ, or an argument out of range.
    """
    rows = normalise(x)
    known = rows if good is None else normalise(good)
    same_dimension(rows, known)
    if whole(neighbours, "the number of neighbours") < 1 or len(known) < neighbours + 3:
        raise GeometryError(
            f"{len(known)} vectors are too few to compare with {neighbours} neighbours: "
            f"at least {max(neighbours, 1) + 3}"
        )
    if not 0.0 < rate < 1.0:
        raise GeometryError(f"the rate of false flags must lie between 0 and 1, not {rate}")
    own_places, own_angles = _neighbours(known, known, neighbours, itself=True)
    own: Wide = own_angles / own_angles[own_places].mean(axis=1)
    if good is None:
        scores, p_values = own, _tail(np.log(own))
        flagged = _flags(p_values, rate)
    else:
        places, angles = _neighbours(rows, known, neighbours, itself=False)
        scores = angles / own_angles[places].mean(axis=1)
        p_values = _conformal(scores, own)
        flagged = p_values <= rate
    return Outliers(scores.astype(np.float32), p_values.astype(np.float32), flagged)


def _neighbours(rows: Matrix, known: Matrix, k: int, *, itself: bool) -> tuple[npt.NDArray[np.int64], Wide]:
    """The places (n, k) of the nearest known rows, and the mean angle (n,) to them."""
    found = nearest(rows, known, k + itself)
    if itself:
        found = [places[places != row][:k] for row, places in enumerate(found)]
    places = np.stack(found) if found else np.empty((0, k), np.int64)
    angles = [angle(rows, known[column]).astype(np.float64) for column in places.T]
    mean = np.maximum(np.stack(angles).mean(axis=0), _LEAST)
    return places, mean


def _conformal(scores: Wide, known: Wide) -> Wide:
    """(1 + the number of known rows that score as high) / (m + 1)."""
    as_high = len(known) - np.searchsorted(np.sort(known), scores, side="left").astype(np.float64)
    return (1.0 + as_high) / (len(known) + 1.0)


def _tail(logs: Wide) -> Wide:
    """The upper tail of a normal distribution with the median and the upper decile of the numbers.

    Scores have a longer tail above than below, and of the tenth above it outliers may be any part.
    """
    middle, high = (float(q) for q in np.quantile(logs, (0.5, 0.9)))
    normal = NormalDist()
    spread = max((high - middle) / normal.inv_cdf(0.9), _EVEN)
    return np.array([normal.cdf(-z) for z in ((logs - middle) / spread).tolist()])


def _flags(p_values: Wide, rate: float) -> npt.NDArray[np.bool_]:
    """The step-up procedure of Benjamini and Hochberg (1995)."""
    rising = np.sort(p_values)
    passing = np.flatnonzero(rising <= rate * np.arange(1, len(rising) + 1) / max(len(rising), 1))
    return p_values <= (rising[passing[-1]] if len(passing) else -1.0)
