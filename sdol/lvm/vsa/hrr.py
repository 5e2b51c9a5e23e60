"""HRR: real unit rows, bound by circular convolution."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import random_points
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import array_of
from sdol.lvm.sphere import Matrix
from sdol.lvm.vsa import rows as unit_rows
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.convolution import convolved, to_unit
from sdol.lvm.vsa.family import NUMBERS, Family, Rows
from sdol.lvm.vsa.transforms import Spectrum, backward, forward


class HRR(Family):
    """Holographic reduced representations (Plate 1995): float32 unit rows, bound by circular convolution.

    Attributes:
        unitary: atoms have spectra of modulus 1, so that unbinding them is exact; else they are normalised
            Gaussian rows, as Plate's, whose unbinding leaves noise.
    """

    name: ClassVar[str] = "HRR"
    dtype: ClassVar[Any] = np.float32

    def __init__(self, dimension: int = 1024, unitary: bool = True) -> None:
        super().__init__(dimension)
        self.unitary = bool(unitary)

    def atom(self, name: str, seed: int = 0) -> Matrix:
        if self.unitary:
            return unit_rows.atom(name, self.dimension, seed)
        words = streams.of_atom("gaussian atom", name, seed, 1)
        return random_points(1, self.dimension, int(words[0] >> np.uint64(1)))

    def random(self, n: int, seed: int = 0) -> Matrix:
        if not self.unitary:
            return random_points(n, self.dimension, seed)
        return unit_rows.unitary(streams.of_seed(seed, n, self.dimension // 2 + 1), self.dimension)

    def identity(self) -> Matrix:
        one = np.zeros((1, self.dimension), dtype=np.float32)
        one[0, 0] = 1.0
        return one

    def bundle(self, *terms: npt.ArrayLike) -> Matrix:
        """The normalised sum, terms with equal weights: O(n d) a term."""
        if len(terms) == 2:
            return unit_rows.summed(*self._pair(*terms))
        return unit_rows.bundle(*self._terms(terms))

    def bind(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """Circular convolution, normalised: c[k] = sum_j a[j] b[k - j mod d], in O(n d log d)."""
        return convolved(*self._pair(a, b), conjugate=False)

    def unbind(self, c: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """Circular correlation, normalised, in O(n d log d). Exact where b is unitary."""
        return convolved(*self._pair(c, b), conjugate=True)

    def inverse(self, a: npt.ArrayLike) -> Matrix:
        """The involution a[-i mod d]: the exact inverse of unitary rows, Plate's approximate one of others."""
        return self._blockwise(unit_rows.involution, self.rows(a))

    def truncate(self, a: npt.ArrayLike, dimension: int) -> Matrix:
        """The rows whose spectrum is the beginning of these rows' spectrum, as unit rows.

        Exact under binding, bundling and unbinding: dropping bins is linear, and keeps products of bins.
        Where the dimension is even, the bin at half the sampling rate is zero: a real signal could only
        keep its real part there, which is not multiplicative.
        """
        self._check_shorter(dimension)
        if dimension == self.dimension:
            return super().truncate(a, dimension)
        spectrum = np.ascontiguousarray(self.spectra(a)[:, : dimension // 2 + 1])
        if dimension % 2 == 0:
            spectrum[:, -1] = 0.0
        return to_unit(backward(spectrum, dimension))

    def spectra(self, a: npt.ArrayLike) -> Spectrum:
        """The half spectra of rows, (n, d) -> (n, d // 2 + 1) complex64, scaled so that atoms have modulus 1.

        In the spectrum binding is `a * b`, unbinding `a * b.conj()` and bundling `a + b`, with numpy's own
        operators; `from_spectra` brings the rows back, and checks them. Vectors that are bound often are kept
        so: a binding costs one complex product for each bin instead of three transforms.
        """
        spectra = forward(self.rows(a))
        reals = spectra.view(np.float32)
        np.multiply(reals, np.float32(math.sqrt(self.dimension)), out=reals)
        return spectra

    def from_spectra(self, spectra: npt.ArrayLike) -> Matrix:
        """The unit rows (n, d) of half spectra (n, d // 2 + 1).

        Raises:
            GeometryError: a spectrum is zero, holds NaN or infinity, is real, or has another number of bins.
        """
        given = array_of(spectra, NUMBERS)
        bins = self.dimension // 2 + 1
        if given.dtype.kind != "c" or given.ndim != 2 or given.shape[1] != bins:
            raise GeometryError(
                f"spectra of {self!r} are complex rows (n, {bins}), not {given.dtype} of shape {given.shape}"
            )
        return to_unit(backward(given.astype(np.complex64, copy=False), self.dimension))

    def _mixable(self, rows: Rows) -> Rows:
        return self.spectra(rows)  # bins of modulus 1 remain so, where coordinates would not

    def _mixed(self, mixed: Rows) -> Rows:
        return self.from_spectra(mixed)

    def _numbers(self, x: npt.ArrayLike) -> Rows:
        return self._reals_only(x)

    def _real(self, rows: Rows) -> Matrix:
        return rows
