"""Scales: which stretch of numbers a picture shows, and at which round numbers it is marked.

The marks are at 1, 2 or 5 times a power of ten, after Heckbert, "Nice numbers for graph labels" (Graphics Gems,
1990).
"""

from __future__ import annotations

import math
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np

LARGEST = 1e300
"""Beyond it a number is as good as infinite for a picture: differences of two such would overflow."""

_SMALLEST = 1e-290
_SLACK = 1e-6  # of a step: by so much may a number lie beyond a mark that it should lie on


class Scale(NamedTuple):
    """A stretch of numbers, with its marks from the lowest to the highest."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]

    def part(self, x: Any) -> Any:
        """Where a number lies, from 0 at `low` to 1 at `high`; arrays alike."""
        return (x - self.low) / (self.high - self.low)


def doubles(xs: Any) -> np.ndarray:
    """Numbers as float64; a whole number that no double reaches becomes infinite."""
    import numpy as np

    try:
        return np.asarray(xs, np.float64)
    except OverflowError:
        return np.array([_double(x) for x in xs])


def _double(x: Any) -> float:
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def drawable(xs: np.ndarray) -> np.ndarray:
    """The numbers, with NaN for each that cannot be drawn."""
    import numpy as np

    return np.where(np.abs(xs) <= LARGEST, xs, np.nan)


def left_out(count: int) -> str:
    """What is said of numbers that cannot be drawn."""
    if not count:
        return ""
    return f"{count:,} {'value' if count == 1 else 'values'} not drawn: NaN, infinite or beyond {LARGEST:g}"


def ends(xs: np.ndarray) -> tuple[float, float] | None:
    """The least and the greatest of numbers of which some may be NaN; None where all are."""
    import numpy as np

    known = xs[~np.isnan(xs)]
    return (float(known.min()), float(known.max())) if known.size else None


def widened(low: float, high: float) -> tuple[float, float]:
    """The stretch, or one about it where it is a single number as far as doubles can tell."""
    largest = max(abs(low), abs(high))
    if high - low > max(largest * 1e-12, _SMALLEST):
        return low, high
    margin = largest / 2 if largest > _SMALLEST else 1.0
    return low - margin, high + margin


def covering(low: float, high: float, most: int) -> Scale:
    """A scale that begins and ends at a mark, with about so many marks."""
    low, high = widened(low, high)
    step = nice_step(high - low, most)
    first, last = math.floor(low / step + _SLACK), math.ceil(high / step - _SLACK)
    return Scale(first * step, last * step, _marks(first, last, step))


def within(low: float, high: float, most: int, *, whole: bool = False) -> Scale:
    """A scale of just this stretch, with the marks that fall into it; only at whole numbers where it counts."""
    low, high = widened(low, high)
    step = nice_step(high - low, most)
    if whole:
        step = max(step, 1.0)
    return Scale(low, high, _marks(math.ceil(low / step - _SLACK), math.floor(high / step + _SLACK), step))


def powers(low: float, high: float, most: int) -> Scale:
    """A scale of logarithms to base 10 that covers the stretch, marked with the numbers themselves."""
    if high - low < _SLACK:
        low, high = low - 1, high + 1
    step = nice_step(high - low, most)
    step = max(1.0, float(round(step))) if high - low >= 1 else step
    first, last = math.floor(low / step + _SLACK), math.ceil(high / step - _SLACK)
    values = [i * step for i in range(first, last + 1)]
    return Scale(first * step, last * step, tuple((v, _power(v)) for v in values))


def _power(exponent: float) -> str:
    """The power of ten, which may be beyond what a double holds."""
    return f"1e{exponent:+03.0f}" if abs(exponent) > 300 else f"{10.0**exponent:.3g}"


def _marks(first: int, last: int, step: float) -> tuple[tuple[float, str], ...]:
    values = [i * step for i in range(first, last + 1)]
    return tuple(zip(values, labels(values, step), strict=True))


def nice_step(span: float, most: int) -> float:
    """The least of 1, 2 and 5 times a power of ten that divides the span into at most so many steps."""
    raw = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next((m * power for m in (1, 2, 5) if m * power >= raw * (1 - 1e-9)), 10 * power)


def labels(values: Iterable[float], step: float) -> list[str]:
    """The numbers with as many decimals as the step has; large and small ones with an exponent."""
    values = list(values)
    if max(map(abs, values), default=0) < 1e6 and step >= 1e-5:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return [_positive_zero(f"{v:.{decimals}f}") for v in values]
    for digits in range(1, 16):
        texts = [_positive_zero(f"{v:.{digits}g}") for v in values]
        if all(abs(float(t) - v) <= step / 50 for t, v in zip(texts, values, strict=True)):
            break
    return texts


def bounds(values: list[float]) -> list[str]:
    """Numbers at even distances that are no marks: with the decimals that they have, or else two that matter."""
    step = (values[-1] - values[0]) / (len(values) - 1)
    power = 10.0 ** math.floor(math.log10(step) + 1e-9) if step > _SMALLEST else 1.0
    even = all(abs(v / power - round(v / power)) < _SLACK for v in values)
    return labels(values, power if even else power / 10)


def _positive_zero(text: str) -> str:
    return text.removeprefix("-") if not float(text) else text
