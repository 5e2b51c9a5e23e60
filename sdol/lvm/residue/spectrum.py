"""Vectors of the two families that hold phasors, and back: real rows by their spectrum, complex rows as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.layout import Phasors
from sdol.lvm.sphere import Matrix, as_rows
from sdol.lvm.vsa import bind, unbind

FAMILIES = ("hrr", "fhrr")

_SMALL = 1e-6
_GRID = 2.0**24  # mathematical libraries differ in the last bit of a float64; on this grid that is lost


def width_of(dimension: int, family: str) -> int:
    """How many free phasors a vector has: a real one's spectrum is real at both ends, and symmetric.

    Raises:
        GeometryError: there is no such family, or the dimension leaves no phasor.
    """
    if family not in FAMILIES:
        raise GeometryError(f"numbers are held by the families hrr and fhrr, not by {family!r}")
    width = (dimension - 1) // 2 if family == "hrr" else dimension
    if width < 1:
        raise GeometryError(f"a vector of dimension {dimension} can hold no number")
    return width


def rows_of(phasors: Phasors, dimension: int, family: str) -> npt.NDArray[Any]:
    """(n, width) -> (n, d): float32 unit rows with spectrum 1 at its real ends, or complex64 phasors."""
    if family == "fhrr":
        return _rounded(phasors).astype(np.complex64)
    spectrum = np.ones((len(phasors), dimension // 2 + 1), dtype=np.complex128)
    spectrum[:, 1 : 1 + phasors.shape[1]] = phasors
    wave = np.fft.irfft(spectrum, dimension)
    return (np.rint(wave * _GRID) / _GRID).astype(np.float32)


def spectra_of(rows: npt.NDArray[Any], family: str) -> Phasors:
    """(n, d) -> the spectra of real rows, (n, d // 2 + 1); complex rows are theirs. Not scaled."""
    return rows if family == "fhrr" else np.fft.rfft(rows)


def phasors_of(spectra: Phasors, width: int, family: str) -> Phasors:
    """The free part of spectra: (n, s) -> (n, width)."""
    return spectra if family == "fhrr" else spectra[:, 1 : 1 + width]


def checked_rows(rows: npt.ArrayLike, dimension: int, family: str) -> npt.NDArray[Any]:
    """Rows of a family: float32 (n, d) or complex64 (n, d), very long or short ones scaled.

    Raises:
        GeometryError: another family's numbers, another dimension, or a row that is zero, NaN or infinite.
    """
    given = _complex_rows(rows) if family == "fhrr" else _real_rows(rows)
    if given.shape[1] != dimension:
        raise GeometryError(f"these vectors have dimension {given.shape[1]}, and the numbers {dimension}")
    peaks = np.abs(given).max(axis=1, keepdims=True, initial=0.0)
    bad = np.flatnonzero(~(np.isfinite(peaks) & (peaks > 0.0)))
    if len(bad):
        raise GeometryError(f"row {int(bad[0])} is zero, or holds NaN or infinity")
    # Products of far smaller or greater numbers would leave the range of float32.
    return given if ((peaks > _SMALL) & (peaks < 1.0 / _SMALL)).all() else given / peaks


def bound(a: npt.NDArray[Any], b: npt.NDArray[Any], family: str, sign: int) -> npt.NDArray[Any]:
    """The binding of rows, pair by pair, or for a negative sign the unbinding of b from a; real ones of length 1."""
    if family == "fhrr":
        both: npt.NDArray[Any] = a * (b if sign > 0 else np.conj(b))
        return both.astype(np.complex64)
    return bind(a, b) if sign > 0 else unbind(a, b)


def cosines(spectra: Phasors, phasors: Phasors, dimension: int, family: str) -> Matrix:
    """Similarity of rows with the numbers that have these phasors, pair by pair, within [-1, 1].

    By the spectra alone (Parseval): (n, s), (n, width) -> (n,). For complex rows the real part.
    """
    inside = phasors_of(spectra, phasors.shape[1], family)
    products = np.vecdot(phasors, inside).real
    squares = np.vecdot(inside, inside).real.astype(np.float64)
    if family == "hrr":
        ends = np.delete(spectra, np.s_[1 : 1 + phasors.shape[1]], axis=1).real
        products = 2.0 * products + ends.sum(axis=1)
        squares = 2.0 * squares + np.vecdot(ends, ends)
    found: Matrix = np.clip(products / np.sqrt(squares * dimension), -1.0, 1.0).astype(np.float32)
    return found


def _real_rows(rows: npt.ArrayLike) -> npt.NDArray[Any]:
    if np.iscomplexobj(rows):
        raise GeometryError("these numbers are held by real vectors (hrr), and complex ones were given")
    return as_rows(rows)


def _complex_rows(rows: npt.ArrayLike) -> npt.NDArray[Any]:
    if not np.iscomplexobj(rows):
        raise GeometryError("these numbers are held by complex phasors (fhrr), and real vectors were given")
    given = np.ascontiguousarray(rows, dtype=np.complex64)
    given = given.reshape(1, -1) if given.ndim < 2 else given
    if given.ndim > 2 or given.shape[1] == 0:
        raise GeometryError(f"vectors must be rows of a matrix (n, d), not of shape {given.shape}")
    return given


def _rounded(phasors: Phasors) -> Phasors:
    out: Phasors = (np.rint(phasors.real * _GRID) + 1j * np.rint(phasors.imag * _GRID)) / _GRID
    return out
