"""Superpositions of each family as plain sums: what a structure keeps, so that a term can be taken out again.

A family's own bundle is normalised (HRR), or reduced to signs or bits, and can then neither forget nor count.
Here the rows are lifted into a linear space (bits become +1 and -1, the rest stays) in which binding by a
fixed vector and permutation are linear maps, and the term of an atom has weight 1 whatever else is in the
sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.vsa import MAP, Family, streams

Rows: TypeAlias = npt.NDArray[Any]
"""Rows (n, d) of a linear space: float32, complex64 for FHRR."""


class Linear:
    """The linear space of one family: (n, d) rows, of which one row on a side repeats."""

    def __init__(self, family: Any) -> None:
        """Of a family object such as `lvm.HRR(1024)`.

        Raises:
            GeometryError: no family, or HRR without unitary atoms.
        """
        if not isinstance(family, Family):
            raise GeometryError(f"structures are built over a family such as HRR(1024), not over {family!r}")
        if not getattr(family, "unitary", True):
            raise GeometryError(
                "structures need HRR with unitary atoms: unbinding others leaves noise of its own"
            )
        self.family = family
        self.name: str = family.name
        self.dimension: int = family.dimension
        self._squared = 1.0 if self.name == "HRR" else float(self.dimension)

    def zero(self, count: int = 1) -> Rows:
        """Empty sums (n, d)."""
        return np.zeros((count, self.dimension), np.complex64 if self.name == "FHRR" else np.float32)

    def lift(self, rows: npt.ArrayLike) -> Rows:
        """A family's hypervectors (n, d) as rows of the linear space."""
        given = np.atleast_2d(np.asarray(rows))
        if given.shape[1] != self.dimension:
            raise GeometryError(f"vectors of {given.shape[1]} components in a space of {self.dimension}")
        if self.name == "BSC":
            return np.asarray(1.0 - 2.0 * given, dtype=np.float32)
        return np.ascontiguousarray(given, dtype=np.complex64 if self.name == "FHRR" else np.float32)

    def lower(self, sums: Rows) -> Rows:
        """The family's own bundles (n, d): scaled rows (HRR, FHRR), the sums themselves (MAP), majorities (BSC).

        Raises:
            GeometryError: a sum is zero, which has no direction.
        """
        if self.name == "BSC":
            return (MAP(self.dimension).signs(sums) < 0).astype(np.uint8)
        lowered: Rows = self.family.bundle(sums)
        return lowered

    def spectra(self, rows: Rows) -> Rows:
        """The rows in the basis in which binding is a product of components: half spectra for HRR, else as they are."""
        return np.fft.rfft(rows) if self.name == "HRR" else rows

    def from_spectra(self, spectra: Rows) -> Rows:
        """What `spectra` came from."""
        if self.name != "HRR":
            return spectra
        return np.asarray(np.fft.irfft(spectra, self.dimension), dtype=np.float32)

    def bind(self, a: Rows, b: Rows) -> Rows:
        """Products of rows, unnormalised: circular convolution for HRR, component by component for the rest."""
        return self.from_spectra(self.spectra(a) * self.spectra(b))

    def unbind(self, c: Rows, b: Rows) -> Rows:
        """The adjoint of binding by b: <unbind(c, b), x> = <c, bind(b, x)> for every x, and so its inverse where b
        is unitary."""
        return self.from_spectra(self.spectra(c) * np.conj(self.spectra(b)))

    def product(self, rows: Rows) -> Rows:
        """All rows bound together: (n, d) -> (1, d)."""
        bound = rows[:1]
        for row in rows[1:]:
            bound = self.bind(bound, row[None])
        return bound

    def permute(self, rows: Rows, n: int = 1) -> Rows:
        """The rows under the n-th power of the family's permutation."""
        return rows.take(streams.permutation(self.dimension, n), axis=1)

    def guard(self, rows: Rows, n: int = 1) -> Rows:
        """The rows under the n-th power of a permutation that keeps unitary rows unitary, for factors of products.

        Of the coordinates; for HRR of the bins of the spectrum, but the lowest and the highest. Permuting the
        coordinates of HRR keeps order as well, but makes an atom's spectrum like noise: a term that shares such
        a factor with what is asked for disturbs twice as much.
        """
        if self.name != "HRR":
            return self.permute(rows, n)
        spectrum = np.fft.rfft(rows)
        inner = spectrum[:, 1 : (self.dimension + 1) // 2]
        if inner.shape[1] > 1:
            spectrum[:, 1 : 1 + inner.shape[1]] = inner[:, streams.permutation(inner.shape[1], n)]
        return self.from_spectra(spectrum)

    def permuted(self, rows: Rows, powers: Iterable[int]) -> Rows:
        """Each row under a power of its own; one row repeats: (n, d) and n powers -> (n, d)."""
        each = list(powers)
        out = np.empty((len(each), self.dimension), rows.dtype)
        for i, power in enumerate(each):
            row = rows[0 if len(rows) == 1 else i]
            row.take(streams.permutation(self.dimension, power), out=out[i])
        return out

    def scores(self, sums: Rows, book: Rows) -> npt.NDArray[np.float32]:
        """Weights of the book's rows in the sums, with crosstalk: (n, d), (m, d) -> (n, m)."""
        product = sums @ np.conj(book).T
        return np.asarray(product.real / self._squared, dtype=np.float32)
