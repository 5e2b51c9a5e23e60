"""What the search works on: rows of phasors in which binding is the product of coordinates.

Every family binds by a product, in some basis: MAP in its own (signs), BSC as signs of its bits, FHRR as
phasors, HRR in the spectrum. There one search serves all four.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.vsa import BSC, FHRR, HRR, MAP, Family

Rows = npt.NDArray[Any]
"""Phasors (n, m): float32 of +1 and -1, or complex64 of modulus 1; a problem's may have any length."""

_MODULUS = 1e-3  # how far from 1 a coordinate's modulus may be that is taken for a phasor's
_TINY = 1e-12
_SIGN, _ONE = np.uint32(0x80000000), np.float32(1).view(np.uint32)


def family_of(book: npt.ArrayLike) -> Family:
    """The family to which codewords look to belong: complex FHRR, bits BSC, signs MAP, other numbers HRR."""
    rows = np.asarray(book)
    dimension = rows.shape[-1] if rows.ndim else 0
    if rows.dtype.kind == "c":
        return FHRR(dimension)
    if rows.dtype in (np.uint8, np.bool_):
        return BSC(dimension)
    signs = rows.dtype.kind in "iuf" and bool((np.abs(rows) == 1).all())
    return MAP(dimension) if signs else HRR(dimension)


class Carrier:
    """How vectors of a family become rows of phasors, for one choice of codebooks.

    Codewords that are no phasors, such as Gaussian HRR rows, lose the moduli of their spectrum, and so do the
    problems then: a product of phasors remains.

    Attributes:
        books: the codebooks (K_f, m).
    """

    def __init__(self, family: Family, codebooks: Sequence[Rows]) -> None:
        """Raises `GeometryError` where codewords of MAP are no signs."""
        self._enter = _ENTER[family.name]
        books = [self._enter(book) for book in codebooks]
        self._modular = all(_modular(book) for book in books)
        if family.name == "MAP" and not self._modular:
            raise GeometryError("codewords of MAP hold +1 and -1 only: take `signs` of them first")
        self.books = [_phasors(book) if book.dtype == np.complex64 else book for book in books]

    def problems(self, s: Rows) -> Rows:
        """Vectors (n, d) of the family as rows (n, m) whose squares have a mean of 1."""
        rows = self._enter(s)
        return _levelled(rows if self._modular else _phasors(rows))


def reals(rows: Rows) -> npt.NDArray[np.float32]:
    """The same rows as real numbers, two for each complex one: their dot is the real part of that of phasors."""
    return rows.view(np.float32) if rows.dtype == np.complex64 else rows


def conjugate(rows: Rows) -> Rows:
    """What unbinds by product: signs are their own inverses."""
    return rows.conj() if rows.dtype == np.complex64 else rows


def projected(rows: Rows) -> Rows:
    """Each coordinate brought to modulus 1, zero to +1: the activation function of the network."""
    if rows.dtype == np.complex64:
        return _phasors(rows)
    # The sign bit on a one; adding zero takes the sign from a negative zero.
    bits = (rows + np.float32(0)).view(np.uint32)
    bits &= _SIGN
    bits |= _ONE
    return bits.view(np.float32)


def cosines(a: Rows, b: Rows) -> npt.NDArray[np.float32]:
    """Real cosines of rows whose squares have a mean of 1, pair by pair: (n, m), (n, m) -> (n,)."""
    found: npt.NDArray[np.float32] = np.vecdot(reals(a), reals(b)) / np.float32(a.shape[1])
    return found


def _from_signs(rows: Rows) -> Rows:
    return np.ascontiguousarray(rows, dtype=np.float32)


def _from_bits(rows: Rows) -> Rows:
    return np.float32(1) - np.float32(2) * rows.astype(np.float32)


def _from_phasors(rows: Rows) -> Rows:
    return np.ascontiguousarray(rows, dtype=np.complex64)


def _from_waves(rows: Rows) -> Rows:
    # The bins at zero and at half the sampling rate are real: two numbers of d that the search does without.
    spectrum = np.fft.rfft(rows)[:, 1 : (rows.shape[1] + 1) // 2]
    if spectrum.shape[1] == 0:
        raise GeometryError(f"vectors of dimension {rows.shape[1]} are too short to be factored")
    length = np.sqrt(np.vecdot(rows, rows))[:, None]
    return np.ascontiguousarray(spectrum / np.maximum(length, np.float32(_TINY)), dtype=np.complex64)


_ENTER: dict[str, Callable[[Rows], Rows]] = {
    "MAP": _from_signs,
    "BSC": _from_bits,
    "FHRR": _from_phasors,
    "HRR": _from_waves,
}


def _modular(rows: Rows) -> bool:
    return bool((np.abs(np.abs(rows) - 1.0) < _MODULUS).all())


def _phasors(rows: Rows) -> Rows:
    size = np.abs(rows)
    unit: Rows = np.where(size > _TINY, rows / np.maximum(size, np.float32(_TINY)), np.float32(1))
    return unit.astype(rows.dtype, copy=False)


def _levelled(problems: Rows) -> Rows:
    flat = reals(problems)
    power = np.vecdot(flat, flat)[:, None] / np.float32(problems.shape[1])
    if (power == 1.0).all():
        return problems
    return np.ascontiguousarray(problems / np.sqrt(np.maximum(power, np.float32(_TINY))))
