"""How many codewords a resonator network can tell apart: the published operational capacities."""

from __future__ import annotations

import numpy as np

from sdol.lvm.errors import GeometryError

PUBLISHED: dict[int, dict[int, float]] = {
    2: {1000: 340, 1250: 467, 1500: 600, 1750: 710, 2000: 828, 2500: 1087, 3000: 1360, 3500: 1619},
    3: {1500: 79, 1750: 104, 2000: 128, 2250: 150, 2600: 175, 3000: 205, 4000: 267.5, 5000: 323, 7000: 421},
    4: {2000: 41, 2500: 49, 3000: 56, 4000: 67, 5000: 76, 6000: 84, 7000: 92, 8000: 98.48, 10000: 109.5},
    5: {3000: 19.39, 4000: 24.1, 5000: 27.15, 6000: 30.0, 8000: 34.3, 10000: 38.08},
}
"""By factors and dimension: the size of each codebook at which the network with outer products finds 99% of
all products within a thousandth as many iterations as there are products (Kent, Frady, Sommer & Olshausen
2020, figures 5 and 6; the numbers are those that the authors published with their code)."""

PUBLISHED_INVERSE: dict[int, dict[int, float]] = {
    3: {1500: 99.3, 1750: 122.38, 2000: 141.5, 2250: 160},
    4: {2000: 41.1, 2500: 49.5, 3000: 56},
}
"""The same with the pseudo-inverse."""


def resonator_capacity(dimension: int, factors: int, cleanup: str = "outer") -> float:
    """Codewords for each factor that a network finds 99% of all products of, as published.

    Interpolated between published dimensions (log-log, as the capacity grows by a power). It is stated for
    bipolar vectors and the network alone; `factor` goes on beyond it by its covering search.

    Raises:
        GeometryError: nothing was published for so many factors, or for a dimension that small or large.
    """
    table = (PUBLISHED if cleanup == "outer" else PUBLISHED_INVERSE).get(factors)
    if table is None:
        raise GeometryError(f"no capacity was published for {factors} factors and clean-up {cleanup!r}")
    low, high = min(table), max(table)
    if not low <= dimension <= high:
        raise GeometryError(
            f"capacities for {factors} factors were published from {low} to {high} dimensions"
        )
    known, sizes = np.log(list(table)), np.log(list(table.values()))
    return float(np.exp(np.interp(np.log(dimension), known, sizes)))
