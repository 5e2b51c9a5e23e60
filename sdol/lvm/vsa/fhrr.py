"""FHRR: rows of phasors, bound coordinate by coordinate."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import array_of
from sdol.lvm.sphere import Matrix
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.blocks import fill
from sdol.lvm.vsa.family import NUMBERS, Family, Rows

Phasors = npt.NDArray[np.complex64]


class FHRR(Family):
    """Fourier holographic reduced representations (Plate 2003): complex64 rows of phasors, bound by product.

    Atoms have modulus 1 in every coordinate. A bundle has modulus 1 in the mean square, so that every row has
    length sqrt(d); `phasors` brings its coordinates back to modulus 1.
    """

    name: ClassVar[str] = "FHRR"
    dtype: ClassVar[Any] = np.complex64

    def atom(self, name: str, seed: int = 0) -> Phasors:
        return _phasors(streams.of_atom("phasor", name, seed, self.dimension)[None])

    def random(self, n: int, seed: int = 0) -> Phasors:
        return _phasors(streams.of_seed(seed, n, self.dimension))

    def identity(self) -> Phasors:
        return np.ones((1, self.dimension), dtype=np.complex64)

    def bundle(self, *terms: npt.ArrayLike) -> Phasors:
        """The sum, scaled to length sqrt(d): O(n d) a term."""
        return self._blockwise(self._scaled_sum, *self._terms(terms))

    def bind(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Phasors:
        """The product, coordinate by coordinate: O(n d)."""
        return self._blockwise(np.multiply, *self._pair(a, b))

    def unbind(self, c: npt.ArrayLike, b: npt.ArrayLike) -> Phasors:
        """The product with the conjugate, coordinate by coordinate: exact where b has modulus 1."""
        return self._blockwise(_times_conjugate, *self._pair(c, b))

    def inverse(self, a: npt.ArrayLike) -> Phasors:
        """The conjugate."""
        return self._blockwise(np.conjugate, self.rows(a))

    def phasors(self, a: npt.ArrayLike) -> Phasors:
        """The rows (n, d) with every coordinate at modulus 1; a coordinate that is zero becomes 1."""
        rows = self.rows(a)
        self._check(rows, 0)
        sizes = np.abs(rows)
        made: Phasors = np.where(sizes > 0.0, rows / np.where(sizes > 0.0, sizes, np.float32(1)), 1.0)
        return made.astype(np.complex64, copy=False)

    def _numbers(self, x: npt.ArrayLike) -> Rows:
        given = array_of(x, NUMBERS)
        if given.dtype.kind != "c":
            raise GeometryError(f"{self!r} was given real rows: its vectors are complex phasors")
        return given

    def _real(self, rows: Rows) -> Matrix:
        return rows.view(np.float32)

    def _scaled_sum(self, *sides: Rows) -> None:
        """Writes the sum of all but the last argument to the last, in length sqrt(d)."""
        *terms, out = sides
        total = terms[0] if len(terms) < 3 else terms[0].astype(np.complex128)  # two commute as they are
        for term in terms[1:]:
            total = total + term
        reals = total.view(total.real.dtype)
        squares = np.vecdot(reals, reals)
        # What has no direction stays zero, or becomes no number, and is refused by the check of the result.
        known = np.where(squares < np.inf, np.where(squares > 0.0, squares, 1.0), np.nan)
        factors = np.sqrt(self.dimension / known)
        np.multiply(total, factors.astype(reals.dtype)[:, None], out=out, casting="same_kind")


def _times_conjugate(c: Rows, b: Rows, out: Rows) -> None:
    np.multiply(c, np.conjugate(b), out=out)


def _phasors(words: streams.Words) -> Phasors:
    made = np.empty(words.shape, dtype=np.complex64)
    fill(made, (words,), _write_phasors)
    return made


def _write_phasors(words: streams.Words, rows: Phasors) -> None:
    wide = streams.turns(words)
    rows.real, rows.imag = streams.on_grid(wide.real), streams.on_grid(wide.imag)
