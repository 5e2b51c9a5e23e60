"""How sure a rate is that was counted."""

from __future__ import annotations

import math


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95% interval of a rate (Wilson 1927)."""
    z, rate = 1.96, hits / trials
    middle = rate + z * z / (2 * trials)
    half = z * math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    return (middle - half) / (1 + z * z / trials), (middle + half) / (1 + z * z / trials)
