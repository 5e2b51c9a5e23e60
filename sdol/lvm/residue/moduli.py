"""Moduli: what makes a residue number system (Garner 1959), its range, and the Chinese remainder theorem."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError

Integers: TypeAlias = npt.NDArray[np.int64]

DEFAULT = (7, 11, 13, 17, 19, 23)

GREATEST = 1 << 14
"""The greatest modulus, and the greatest product of moduli decoded together: candidates are tried one by one."""

_MOST = 1 << 53  # what a float64 still counts one by one
_SMALL = 1 << 10  # candidates of a group below which another group gains nothing


def checked_moduli(moduli: Iterable[Any]) -> tuple[int, ...]:
    """The moduli as integers, in the order given.

    Raises:
        GeometryError: none, one below 2 or too great, two with a common divisor, or too many numbers.
    """
    try:
        whole = tuple(operator.index(m) for m in moduli)
    except TypeError:
        raise GeometryError("moduli must be a list of whole numbers, such as 7, 11, 13") from None
    if not whole:
        raise GeometryError("a residue number system needs at least one modulus")
    for m in whole:
        if not 2 <= m <= GREATEST:
            raise GeometryError(f"the modulus {m} is not between 2 and {GREATEST:,}")
    _refuse_common_divisors(whole)
    if math.prod(whole) > _MOST:
        raise GeometryError("the product of the moduli is beyond 2^53: leave out the greatest")
    return whole


def grouped(moduli: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The moduli in as few groups as keep each product small, greatest product first.

    Greatest modulus first, each to the group with the least product (longest-processing-time rule, Graham 1969).

    Raises:
        GeometryError: no number of groups keeps every product within `GREATEST`.
    """
    fitting = None
    for count in range(1, len(moduli) + 1):
        groups = _balanced(moduli, count)
        greatest = math.prod(groups[0])
        if greatest <= GREATEST and fitting is None:
            fitting = groups
        if greatest <= _SMALL:
            break
    if fitting is None:
        raise GeometryError(f"these moduli do not fall into groups with products within {GREATEST:,}")
    return groups if math.prod(groups[0]) <= _SMALL else fitting


def remainders(values: Integers, moduli: Sequence[int]) -> Integers:
    """(n,) integers -> (n, F) remainders."""
    return values[:, None] % np.array(moduli, dtype=np.int64)


def chinese(residues: Integers, moduli: Sequence[int], lowest: int = 0) -> Integers:
    """The numbers from `lowest` on, below `lowest` + the product, that leave these remainders: (n, F) -> (n,).

    By mixed radix (Garner 1959), in which nothing grows beyond the product of the moduli.
    """
    value = np.zeros(len(residues), dtype=np.int64)
    product = 1
    for column, m in zip(residues.T, moduli, strict=True):
        digit = (column - value) % m * pow(product, -1, m) % m
        value = value + digit * product
        product *= m
    return (value - lowest) % product + lowest


def bounds(moduli: Sequence[int], signed: bool) -> tuple[int, int]:
    """The least and the greatest number of a system; the signed range is centred on 0."""
    product = math.prod(moduli)
    lowest = -(product // 2) if signed else 0
    return lowest, lowest + product - 1


def _refuse_common_divisors(moduli: tuple[int, ...]) -> None:
    for place, m in enumerate(moduli):
        for other in moduli[:place]:
            if math.gcd(m, other) != 1:
                raise GeometryError(
                    f"the moduli {other} and {m} are both divisible by {math.gcd(m, other)}: "
                    "they must be pairwise coprime"
                )


def _balanced(moduli: Sequence[int], count: int) -> tuple[tuple[int, ...], ...]:
    groups: list[list[int]] = [[] for _ in range(count)]
    for m in sorted(moduli, reverse=True):
        min(groups, key=math.prod).append(m)
    return tuple(tuple(group) for group in sorted(groups, key=math.prod, reverse=True))
