"""How many pairs one record holds: read one by one, and read together.

One by one (Plate 1995; Frady, Kleyko and Sommer 2018): the clean-up of one term among others, as in
`sdol.lvm.capacity`.

Together (state evolution; Barbier and Krzakala 2017): message passing succeeds where each round lowers the noise,
(n / d) mmse(tau) < tau^2 for all tau, mmse being the mean squared error of a slot's posterior mean under noise
of deviation tau. So d / n has to exceed the largest mmse(tau) / tau^2, the critical ratio of the codebook's size.
"""

from __future__ import annotations

import math

import numpy as np

from sdol.lvm.capacity import choice_error, room
from sdol.lvm.errors import GeometryError
from sdol.lvm.vsa import HRR

ACCURACY = 0.99
"""The share of slots read right down to which a record counts as readable."""

_SIZES = (2, 4, 10, 32, 100, 316, 1000, 3162, 10_000, 100_000)
_SPREADS = (1.0, 4.0, 16.0, 64.0)
# max over tau of mmse / tau^2 by Monte Carlo (to 1%), for codebooks of random unit items, and for slots whose
# squared weights fall geometrically by the factor above.
_RATIOS = (
    (0.48, 0.45, 0.38, 0.30),
    (1.01, 0.94, 0.77, 0.61),
    (1.81, 1.65, 1.33, 1.03),
    (2.91, 2.61, 2.05, 1.56),
    (4.02, 3.58, 2.74, 2.07),
    (5.44, 4.78, 3.60, 2.69),
    (6.72, 5.82, 4.33, 3.21),
    (7.98, 6.87, 5.03, 3.70),
    (9.50, 8.00, 5.84, 4.30),
    (12.99, 10.67, 7.55, 5.49),
)
# State evolution is exact for large d; a record of finite d fluctuates by about 1 / sqrt(d). With this factor
# every slot was right in 99% of records at d = 256 to 2048 (benchmarks/hologram.py).
_FLUCTUATION = 5.2
# Under about 100 items the slots are no longer independent columns: the few items' own spectra show in the sum, and
# records fail above one pair for 3 dimensions whatever state evolution says (measured at d = 256 and 768).
_LEAST_RATIO = 4.0


def critical_ratio(items: int, spread: float = 1.0) -> float:
    """How many dimensions each slot takes when a large record of random items is read together.

    Args:
        items: how many items a slot may hold, at least 1.
        spread: the largest squared weight of a slot divided by the smallest; weights fall geometrically.

    Raises:
        GeometryError: no items, or a spread outside [1, 64].
    """
    if items < 1:
        raise GeometryError("an empty codebook: a slot can hold nothing")
    if not 1.0 <= spread <= _SPREADS[-1]:
        raise GeometryError(
            f"the spread of squared weights must lie in [1, {_SPREADS[-1]:.0f}], and is {spread}"
        )
    sizes, spreads = np.log(_SIZES), np.log(_SPREADS)
    rows = [float(np.interp(math.log(spread), spreads, row)) for row in _RATIOS]
    beyond = math.log(items) / sizes[-1]
    return float(np.interp(math.log(items), sizes, rows) * max(float(beyond), 1.0))


def joint_capacity(dimension: int, items: int, spread: float = 1.0) -> int:
    """The most pairs of a record of which 99 in 100 are read without an error, all slots together.

    For items as unlike as random ones. At least 1, and at most one pair for 4 dimensions.

    Raises:
        GeometryError: no dimensions, no items, or a spread outside [1, 64].
    """
    if dimension < 1:
        raise GeometryError(f"a vector of dimension {dimension} can hold nothing")
    slack = 1.0 + _FLUCTUATION / math.sqrt(dimension)
    return max(int(dimension / (max(critical_ratio(items, spread), _LEAST_RATIO) * slack)), 1)


def recall_rate(pairs: int, dimension: int, items: int) -> float:
    """The probability that a slot of a record of so many pairs is read right, alone, among so many items.

    As `choice_error` of rows of HRR has it, for one pair among the others.

    Raises:
        GeometryError: a number is below 1, or the dimension below 2.
    """
    return 1.0 - choice_error(HRR(dimension), pairs, items)


def single_capacity(dimension: int, items: int, accuracy: float = ACCURACY) -> int:
    """The most pairs of which each is read right, alone, with at least this probability.

    Raises:
        GeometryError: a number is below 1, or the accuracy outside (0, 1).
    """
    return min(max(room(HRR(dimension), items, 1.0 - accuracy), 1), dimension)
