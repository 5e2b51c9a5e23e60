"""Circular convolution and correlation of rows, as products of spectra, with unit rows as the result.

A batch goes block by block, each small enough for the second-level cache, and each row has the bits that it
has alone. NaN, infinity and zero rows are found by the length of the result, which is needed anyway.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix
from sdol.lvm.vsa.blocks import rows_of_block
from sdol.lvm.vsa.transforms import Spectrum, backward, forward

_ROWS = 16  # at least so many in a block, for each call of a transform plans it anew


def convolved(left: Matrix, right: Matrix, conjugate: bool) -> Matrix:
    """Rows bound pair by pair, or unbound where `conjugate`; one row on a side meets all of the other.

    Raises:
        GeometryError: a result vanishes or is no number.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if len(left) == 1 and len(right) == 1:
            return _one(left, right, conjugate)
        return _many(left, right, conjugate)


def _many(left: Matrix, right: Matrix, conjugate: bool) -> Matrix:
    count, width = (len(left) if len(right) == 1 else len(right)), left.shape[1]
    out = np.empty((count, width), dtype=np.float32)
    step = max(_ROWS, rows_of_block(width, 4))
    first, second = _spectra(left, step, False), _spectra(right, step, conjugate)
    for start in range(0, count, step):
        rows = out[start : start + step]
        ours, theirs = first(start, len(rows)), second(start, len(rows))
        # In place, for the cache's sake; the spectrum of a single row is needed again.
        product = np.multiply(ours, theirs, out=ours if len(left) > 1 else theirs)
        to_unit(backward(product, width, rows), start)
    return out


def to_unit(rows: Matrix, first: int = 0) -> Matrix:
    """Scale rows to length 1 where they are; `first` is the number of the first one in the message.

    Raises:
        GeometryError: a row is zero, or holds NaN or infinity.
    """
    squares = np.vecdot(rows, rows)
    directed(squares, first)
    if len(rows) == 1:
        # A Python float is rounded to float32 here as the elements of the array are below.
        np.multiply(rows, 1.0 / math.sqrt(squares.item()), out=rows)
        return rows
    factors = (1.0 / np.sqrt(squares.astype(np.float64))).astype(np.float32)
    np.multiply(rows, factors[:, None], out=rows)
    return rows


def directed(squares: Matrix, first: int = 0) -> None:
    """Raise `GeometryError` where the squared length of a row is zero, infinite or no number."""
    if len(squares) == 1:
        good = 0.0 < squares.item() < math.inf
    else:
        good = len(squares) == 0 or bool(squares.min() > 0.0 and squares.max() < math.inf)
    if not good:
        row = int(np.flatnonzero(~((squares > 0.0) & (squares < math.inf)))[0])
        what = "is zero and has no direction" if squares[row] == 0.0 else "holds NaN or infinity"
        raise GeometryError(f"row {first + row} {what}")


def _one(left: Matrix, right: Matrix, conjugate: bool) -> Matrix:
    spectra = forward(np.concatenate((left, right)))
    first, second = spectra[:1], spectra[1:]
    if conjugate:
        np.conjugate(second, out=second)
    np.multiply(first, second, out=first)
    return to_unit(backward(first, left.shape[1]))


def _spectra(rows: Matrix, step: int, conjugate: bool) -> Callable[[int, int], Spectrum]:
    """What gives the spectra of so many rows from a place on; that of a single row is computed once."""
    room = np.empty((min(step, len(rows)), rows.shape[1] // 2 + 1), dtype=np.complex64)

    def transformed(start: int, count: int) -> Spectrum:
        block = forward(rows[start : start + count], room[:count])
        return np.conjugate(block, out=block) if conjugate else block

    if len(rows) != 1:
        return transformed
    only = transformed(0, 1)
    return lambda start, count: only
