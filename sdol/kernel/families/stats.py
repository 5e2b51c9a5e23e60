"""Statistics of lists of numbers. NaN in a list makes the result NaN: it is never left out silently."""

from __future__ import annotations

import math
from itertools import accumulate

from sdol.errors import SdolError
from sdol.kernel.families.num import of_nothing, sum_
from sdol.kernel.table import Example, instruction

_LISTS = ("(xs: list[int]) -> list[int]", "(xs: list[num]) -> list[num]")
_FOLD = ("(xs: list[int]) -> int", "(xs: list[num]) -> num")


@instruction(
    "stats.median",
    "(xs: list[num]) -> num",
    examples=[Example("median([3, 1, 2])", "2.0"), Example("median([1, 2, 3, 10])", "2.5")],
)
def median(xs: list[float]) -> float:
    """The number that half of a list lies below; between the two middle ones of an even number of them."""
    if not xs:
        raise of_nothing("median")
    return _quantile(xs, 0.5)


@instruction(
    "stats.quantile",
    "(xs: list[num], q: num) -> num",
    examples=[Example("quantile([0, 10, 20], 0.25)", "5.0"), Example("quantile([3, 1, 2], 1)", "3.0")],
)
def quantile(xs: list[float], q: float) -> float:
    """The number that the share q of a list lies below, by linear interpolation between neighbours.

    The definition 7 of Hyndman and Fan 1996, which numpy, R and Julia take by default.
    """
    if not xs:
        raise of_nothing("quantile")
    if not 0 <= q <= 1:
        raise SdolError("E0515", f"there is no quantile {q}", help="write a share from 0 to 1")
    return _quantile(xs, q)


def _quantile(xs: list[float], q: float) -> float:
    if any(x != x for x in xs):
        return math.nan
    ordered = sorted(xs)
    place = (len(xs) - 1) * q
    at = min(int(place), len(xs) - 1)
    low, share = float(ordered[at]), place - at
    if not share or ordered[at + 1] == low:
        return low
    return low * (1 - share) + ordered[at + 1] * share


@instruction(
    "stats.variance", "(xs: list[num]) -> num", examples=[Example("variance([1, 2, 3, 4])", "1.666667")]
)
def variance(xs: list[float]) -> float:
    """The variance of a sample: the sum of squared deviations from the mean over one less than their number."""
    if len(xs) < 2:
        raise SdolError(
            "E0512",
            f"the variance of a list of {len(xs)} has no value",
            reason="a sample says something of its spread from two numbers on",
            help="test it first: `if len(xs) > 1 { ... }`",
        )
    centre = float(sum_(xs)) / len(xs)
    squares = [(x - centre) ** 2 for x in xs]
    return float(sum_(squares)) / (len(xs) - 1)


@instruction("stats.stddev", "(xs: list[num]) -> num", examples=[Example("stddev([1, 2, 3, 4])", "1.290994")])
def stddev(xs: list[float]) -> float:
    """The standard deviation of a sample: the root of its variance."""
    return math.sqrt(variance(xs))


@instruction(
    "stats.product",
    _FOLD,
    examples=[Example("product([2, 3, 4])", "24"), Example("product([0.5, 4])", "2.0")],
)
def product(xs: list[float]) -> float:
    """The product of a list; 1 for an empty one."""
    if sum(x.bit_length() for x in xs if isinstance(x, int)) > MOST_PRODUCT:
        raise SdolError(
            "E0504", "the number is too large", reason=f"it may have more than {MOST_PRODUCT:,} bits"
        )
    return math.prod(xs)


MOST_PRODUCT = 100_000
"""Bits to which `product` makes whole numbers."""


@instruction(
    "stats.cumulative",
    _LISTS,
    examples=[Example("cumulative([1, 2, 3])", "[1, 3, 6]"), Example("cumulative([0.5, 1])", "[0.5, 1.5]")],
)
def cumulative(xs: list[float]) -> list[float]:
    """The running sums of a list: each number with all before it."""
    return list(accumulate(xs))


@instruction(
    "stats.dot",
    ("(a: list[int], b: list[int]) -> int", "(a: list[num], b: list[num]) -> num"),
    examples=[Example("dot([1, 2], [3, 4])", "11"), Example("dot([0.5, 1], [2, 3])", "4.0")],
)
def dot(a: list[float], b: list[float]) -> float:
    """The sum of the products of two lists, element by element."""
    if len(a) != len(b):
        from sdol.kernel.families.list import uneven

        raise uneven(a, b)
    total: float = sum_([x * y for x, y in zip(a, b, strict=True)])
    return total


# --- places -------------------------------------------------------------------------------------------------


@instruction(
    "stats.arg_min",
    "(xs: list[num]) -> int?",
    examples=[Example("arg_min([3, 1, 2])", "1"), Example("arg_min([])", "nil")],
)
def arg_min(xs: list[float]) -> int | None:
    """The first place of the smallest number, or of NaN where there is one; nil for an empty list."""
    return _place(xs, min)


@instruction(
    "stats.arg_max",
    "(xs: list[num]) -> int?",
    examples=[Example("arg_max([3, 1, 4])", "2"), Example("arg_max([])", "nil")],
)
def arg_max(xs: list[float]) -> int | None:
    """The first place of the largest number, or of NaN where there is one; nil for an empty list."""
    return _place(xs, max)


def _place(xs: list[float], choose: object) -> int | None:
    if not xs:
        return None
    odd = next((i for i, x in enumerate(xs) if x != x), None)
    return xs.index(choose(xs)) if odd is None else odd  # type: ignore[operator]
