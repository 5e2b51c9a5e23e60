"""Who is near whom: the sparse graph of nearest neighbours that density and hubs are counted on.

That a few points are neighbours of very many is a curse of many dimensions (Radovanović et al. 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.search import nearest
from sdol.lvm.sphere import Matrix, Wide, similarity

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Graph:
    """The k nearest neighbours of each of n points, itself not among them, best first, ties by lower place.

    Attributes:
        places: (n, k).
        cosines: (n, k), float64.
    """

    places: Places
    cosines: Wide

    @classmethod
    def of(cls, points: Matrix, k: int) -> Graph:
        """The graph of unit rows (n, d), with min(k, n - 1) neighbours each: O(n² d) by matrix products."""
        count = min(k, len(points) - 1)
        found = nearest(points, points, count + 1)
        places = np.stack([_others(each, place, count) for place, each in enumerate(found)])
        cosines = [similarity(points[each], points[place]) for place, each in enumerate(places)]
        return cls(places, np.stack(cosines).astype(np.float64))

    def received(self, shares: Wide) -> Wide:
        """(n,) sums of what points receive, where (n, k) shares go from each point to its neighbours."""
        return np.bincount(self.places.ravel(), shares.ravel(), len(self.places)).astype(np.float64)


def skewness(counts: npt.ArrayLike) -> float:
    """The third standardised moment of numbers (n,): the hubness of a space, of how often points are neighbours.

    0 where hubs and orphans balance, and where all are equal; above 1 few points are neighbours of very many
    (Radovanović, Nanopoulos and Ivanović 2010).

    Raises:
        GeometryError: no numbers, or one that is NaN or infinite.
    """
    try:
        values = np.asarray(counts, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError):
        raise GeometryError("a skewness is that of numbers") from None
    if not (len(values) and np.isfinite(values).all()):
        raise GeometryError("a skewness takes at least one number, and no NaN or infinity")
    offsets = values - values.mean()
    deviation = float(np.sqrt(np.square(offsets).mean()))
    return float((offsets**3).mean() / deviation**3) if deviation > 0.0 else 0.0


def _others(found: Places, own: int, count: int) -> Places:
    # Among copies of a point its own place may not have been found.
    others: Places = found[found != own][:count]
    return others
