"""How much one hypervector holds: errors of clean-up from a superposition, in closed form.

A structure is a weighted sum of terms that are nearly orthogonal. Whoever asks for one term sees it with
weight 1 and, from all others, a Gaussian crosstalk of variance E / (g d): E is the sum of the other terms'
squared weights, d the dimension, and g the number of independent real numbers in a component: 1 for HRR, MAP
and BSC (whose bits are summed as +-1), 2 for FHRR, whose components are complex.

The clean-up errors that follow are those of signal detection (Peterson, Birdsall and Fox 1954), as applied to
superpositions by Frady, Kleyko and Sommer (2018), "A theory of sequence indexing and working memory in
recurrent neural networks", and by Plate (2003).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from sdol.lvm.errors import GeometryError

_WIDEST = 9.0  # standard deviations: errors below 1e-18 are lost
_POINTS = 360
_GAIN = {"HRR": 1.0, "FHRR": 2.0, "MAP": 1.0, "BSC": 1.0}
_LARGEST = 1 << 40


def gain(family: Any) -> float:
    """Independent real numbers for each component of a family's vectors: the g above.

    Raises:
        GeometryError: no family, or one whose crosstalk is not known.
    """
    name = getattr(family, "name", None)
    if name not in _GAIN:
        raise GeometryError(f"no family of hypervectors whose capacity is known: {name or family!r}")
    return _GAIN[name]


def crosstalk(family: Any, energy: float) -> float:
    """Standard deviation of the noise that terms with this sum of squared weights make: sqrt(E / (g d))."""
    return math.sqrt(max(energy, 0.0) / (gain(family) * float(family.dimension)))


def choice_error(family: Any, terms: float, choices: int, threshold: float | None = None) -> float:
    """Probability that clean-up takes a wrong one of m choices for one of n terms of weight 1.

    1 - E[Phi((1 + s x) / t)^(m - 1)] for a standard normal x, with s the crosstalk of the n - 1 other terms and
    t that of all n, which is what the wrong choices see. With a threshold, a right choice that falls short of
    it is wrong too. O(1).

    Raises:
        GeometryError: fewer than one term or one choice.
    """
    _require(terms >= 1 and choices >= 1, f"no clean-up of {terms:g} terms among {choices} choices")
    least = -math.inf if threshold is None else threshold
    return _missed(crosstalk(family, terms - 1), crosstalk(family, terms), choices, least)


@lru_cache(maxsize=4096)
def _missed(own: float, wrong: float, choices: int, least: float) -> float:
    """How often a right score 1 + own x is below the least, or below one of the wrong ones."""
    short = _tail((1.0 - least) / own) if own else float(least > 1.0)
    beaten = sum(
        weight * any_error(_tail((1.0 + own * x) / wrong), choices - 1)
        for x, weight in zip(*_normal(), strict=True)
        if 1.0 + own * x >= least
    )
    return min(short + beaten, 1.0)


def presence_error(family: Any, terms: float) -> float:
    """Probability that a threshold of 1/2 is wrong on whether one name is among n terms: Q(1 / (2 s)).

    s is the crosstalk of n terms, which an absent name sees; a present one sees n - 1 and is surer.
    """
    _require(terms >= 0, f"no structure has {terms:g} terms")
    noise = crosstalk(family, terms)
    return _tail(0.5 / noise) if noise else 0.0


def room(family: Any, choices: int, error: float = 0.01) -> int:
    """The most terms of weight 1 of which each is cleaned up among m choices with at most this error.

    Raises:
        GeometryError: the error is not between 0 and 1.
    """
    _require(0.0 < error < 1.0, f"an error between 0 and 1 is needed, not {error}")
    return _most(lambda n: choice_error(family, n, choices) <= error)


def room_for_presence(family: Any, error: float = 0.01) -> int:
    """The most terms for which a threshold tells what is among them with at most this error for each name."""
    _require(0.0 < error < 1.0, f"an error between 0 and 1 is needed, not {error}")
    return _most(lambda n: presence_error(family, n) <= error)


def error_free(error: float) -> float:
    """Expected number of steps before the first wrong one, where each goes wrong with this probability.

    The mean of the geometric distribution, (1 - p) / p; infinite for p = 0.
    """
    return math.inf if error <= 0.0 else (1.0 - error) / error


def any_error(error: float, times: float) -> float:
    """Probability of at least one error in so many independent decisions: 1 - (1 - p)^n."""
    return -math.expm1(times * math.log1p(-min(error, 1 - 1e-16)))


def _most(holds: Any) -> int:
    """The largest n for which a property of small numbers holds; 0 where it never does."""
    high = 1
    while high < _LARGEST and holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _tail(x: float) -> float:
    """Q(x): how often a standard normal number is greater."""
    return 0.5 * math.erfc(x / math.sqrt(2.0))


@lru_cache(maxsize=1)
def _normal() -> tuple[list[float], list[float]]:
    """Points of a standard normal variable and their weights, for integrals by the trapezoidal rule."""
    points = [_WIDEST * (2 * i / _POINTS - 1) for i in range(_POINTS + 1)]
    weights = [math.exp(-x * x / 2) for x in points]
    total = math.fsum(weights)
    return points, [weight / total for weight in weights]


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise GeometryError(message)
