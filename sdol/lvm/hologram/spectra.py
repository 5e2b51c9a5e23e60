"""Rows as spectra in which binding is a product and the inner product is a matrix product.

The real Fourier transform is made orthonormal: bins that stand for a conjugate pair are weighted by the square
root of 2, so that the inner product of rows is that of their spectra read as real numbers. A unitary key is
then a rotation of each bin, and no transform is needed while a record is decoded.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, as_rows

Spectra: TypeAlias = npt.NDArray[np.complex64]

_UNITARY = 1e-2  # how far a key's moduli may be from 1: room for keys that went through float16


def item_spectra(rows: npt.ArrayLike) -> Spectra:
    """Spectra (n, d // 2 + 1) of rows (n, d), whose real inner products are those of the rows.

    Raises:
        GeometryError: a row holds NaN or infinity.
    """
    given = as_rows(rows)
    if not np.isfinite(given).all():
        raise GeometryError("a vector holds NaN or infinity")
    spectra: Any = np.fft.rfft(given, norm="ortho").astype(np.complex64, copy=False)
    spectra[:, 1 : (given.shape[1] + 1) // 2] *= np.float32(2**0.5)
    return np.ascontiguousarray(spectra)


def key_spectra(keys: npt.ArrayLike) -> Spectra:
    """The rotations (n, d // 2 + 1) that keys (n, d) bind by: their spectra, of modulus 1.

    Raises:
        GeometryError: a key holds NaN or infinity, or is not unitary.
    """
    rows = as_rows(keys)
    if not np.isfinite(rows).all():
        raise GeometryError("a key holds NaN or infinity")
    spectra: Any = np.fft.rfft(rows).astype(np.complex64, copy=False)
    moduli = np.abs(spectra)
    off = np.flatnonzero((np.abs(moduli - 1.0) > _UNITARY).any(axis=1))
    if len(off):
        raise GeometryError(
            f"key {int(off[0])} is not unitary: its spectrum must have modulus 1, as that of an atom has"
        )
    return np.ascontiguousarray(spectra / moduli)


def as_real(spectra: Spectra) -> Matrix:
    """The same numbers as float32 rows (n, 2 * bins), without a copy."""
    return np.ascontiguousarray(spectra).view(np.float32)


def as_spectra(reals: Matrix) -> Spectra:
    """Undoes `as_real`."""
    return np.ascontiguousarray(reals).view(np.complex64)


def energy(spectrum: npt.NDArray[np.complexfloating]) -> float:
    """The squared length of a spectrum."""
    return float(np.vdot(spectrum, spectrum).real)
