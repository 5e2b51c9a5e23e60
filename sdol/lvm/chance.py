"""Random points and numbers that a seed fixes on every machine.

Mathematical libraries differ in the last bits of log and cos, and vector units in the order of a sum. So
only operations that IEEE 754 rounds correctly are used (+ - * / and the square root), one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.sphere import Matrix, Wide

_LN2 = 0.6931471805599453
_TERMS = 13  # of the series below: with |s| at most 0.172, the next one is under 1e-20
_PAIRS = 1 << 16


class Stream:
    """Draws that a seed fixes on every machine, one after the other, whatever the version of numpy.

    Seeds are whole numbers; -1 and 1 differ.
    """

    def __init__(self, seed: int) -> None:
        self._source: Any = source(seed)

    def uniforms(self, n: int) -> Wide:
        """n numbers, even over [0, 1)."""
        uniforms: Wide = (self._source.random_raw(n) >> np.uint64(11)) * 2.0**-53
        return uniforms

    def order(self, n: int) -> npt.NDArray[np.int64]:
        """The numbers 0 to n - 1 in an order of which each is as likely."""
        return np.argsort(self._source.random_raw(n), kind="stable")


def source(seed: int) -> Any:
    """The raw bits of a seed; raises `GeometryError` where it is no whole number."""
    seed = whole(seed, "a seed")
    return np.random.PCG64(2 * seed if seed >= 0 else -2 * seed - 1)


def random_normals(n: int, seed: int) -> Wide:
    """n numbers of the standard normal distribution, float64, by the polar method (Marsaglia 1962).

    Fewer numbers of one seed are the beginning of more. Seeds are whole numbers; -1 and 1 differ.

    Raises:
        GeometryError: n is negative.
    """
    if n < 0:
        raise GeometryError(f"there are no {n} random numbers")
    bits = source(seed)
    out = np.empty(n + 1)
    done = 0
    for pair in _polar(bits, n):
        piece = pair.reshape(-1)[: n - done]
        out[done : done + len(piece)] = piece
        done += len(piece)
    return out[:n]


def random_points(n: int, d: int, seed: int) -> Matrix:
    """n points of dimension d, uniform on the sphere (Muller 1959: normalised Gaussians).

    Raises:
        GeometryError: n is negative, or d below 1.
    """
    if n < 0 or d < 1:
        raise GeometryError(f"there are no {n} random points of dimension {d}")
    wide = random_normals(n * d, seed).reshape(n, d)
    squares = np.zeros(n)
    for column in wide.T:  # a sum of numpy's own would depend on the width of the vector unit
        squares += column * column
    rows: Matrix = (wide / np.sqrt(squares)[:, None]).astype(np.float32)
    return rows


def _polar(bits: Any, n: int) -> Iterator[Wide]:
    """Blocks of pairs (m, 2) of normal numbers, at least n numbers together."""
    left = n
    while left > 0:
        raw = bits.random_raw(2 * min(_PAIRS, left))
        uniform = (raw >> np.uint64(11)) * 2.0**-52 - 1.0
        pairs = uniform.reshape(-1, 2)
        squares = pairs[:, 0] * pairs[:, 0] + pairs[:, 1] * pairs[:, 1]
        inside = (squares > 0.0) & (squares < 1.0)
        pairs, squares = pairs[inside], squares[inside]
        yield pairs * np.sqrt(-2.0 * _log(squares) / squares)[:, None]
        left -= pairs.size


def _log(x: Wide) -> Wide:
    """The natural logarithm of positive numbers: ln m by the series of the inverse hyperbolic tangent."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < 0.7071067811865476
    mantissa = np.where(small, mantissa * 2.0, mantissa)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    series = np.zeros_like(s)
    for term in range(_TERMS, -1, -1):
        series = series * square + 1.0 / (2 * term + 1)
    log: Wide = 2.0 * s * series + (exponent - small) * _LN2
    return log
