"""Vector-symbolic architecture: holographic reduced representations (Plate 1995) with unitary atoms.

Binding is circular convolution, computed as a product of spectra. An atom's spectrum has modulus 1
everywhere, so that unbinding by the conjugate (correlation) undoes binding exactly. All results are unit
rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, as_rows, normalise, pair, same_dimension, sound, table

DIMENSION = 1024

_GRID = 2.0**24
_QUERIES = 1024  # rows of one similarity table in a clean-up


def atom(name: str, dimension: int = DIMENSION, seed: int = 0) -> Matrix:
    """The atomic hypervector (1, d) of a name: unitary, and the same on every machine.

    The phases of the spectrum are read from SHAKE-256 of seed and name, so that an atom of fewer dimensions
    has the beginning of the same spectrum.

    Raises:
        GeometryError: the dimension is below 2.
    """
    if dimension < 2:
        raise GeometryError(f"a hypervector of dimension {dimension} can hold nothing")
    words = _stream(f"sdol atom {seed} {name}", dimension // 2 + 1)
    spectrum = np.exp(2j * np.pi * (words / 2.0**64))
    # A real signal's spectrum is real at zero frequency and, where there is one, at half the sampling rate.
    spectrum[0] = 1.0 if words[0] & np.uint64(1) else -1.0
    if dimension % 2 == 0:
        spectrum[-1] = 1.0 if words[0] & np.uint64(2) else -1.0
    wave = np.fft.irfft(spectrum, dimension)
    # Mathematical libraries differ in the last bit of a float64; on this grid the difference is lost.
    return (np.rint(wave * _GRID) / _GRID).astype(np.float32).reshape(1, -1)


def atoms(names: Iterable[str], dimension: int = DIMENSION, seed: int = 0) -> Matrix:
    """The atoms of several names, one row each: (n, d)."""
    rows = [atom(name, dimension, seed) for name in names]
    return np.concatenate(rows) if rows else np.empty((0, dimension), dtype=np.float32)


def bind(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Circular convolution of rows, pair by pair, normalised: (n, d), (n, d) -> (n, d). Commutes.

    Raises:
        GeometryError: the rows do not pair, or a result vanishes.
    """
    left, right = pair(a, b)
    return _from_spectrum(np.fft.rfft(left) * np.fft.rfft(right), left.shape[1])


def unbind(c: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Circular correlation, normalised: what was bound to b in c. Exact where b is unitary, as atoms are.

    Raises:
        GeometryError: the rows do not pair, or a result vanishes.
    """
    left, right = pair(c, b)
    return _from_spectrum(np.fft.rfft(left) * np.conj(np.fft.rfft(right)), left.shape[1])


def inverse(a: npt.ArrayLike) -> Matrix:
    """The rows whose binding undoes that of a: the involution a[-i], whose spectrum is the conjugate."""
    rows = as_rows(a)
    return np.ascontiguousarray(np.roll(rows[:, ::-1], 1, axis=1))


def bundle(*terms: npt.ArrayLike) -> Matrix:
    """The normalised sum of all terms with equal weights, row by row: each (n, d) or (1, d) -> (n, d).

    Raises:
        GeometryError: no terms, rows that do not pair, or terms that cancel each other out.
    """
    if not terms:
        raise GeometryError("a bundle needs at least one term")
    total = as_rows(terms[0]).astype(np.float64)
    for term in terms[1:]:
        rows = pair(total, term)[1]
        total = total + rows
    return normalise(total)


def permute(a: npt.ArrayLike, n: int = 1) -> Matrix:
    """The coordinates of each row under the n-th power of a fixed random permutation; -n undoes n.

    Not a cyclic shift, for shifts pass through convolution and the order of bound terms would be lost.
    """
    rows = as_rows(a)
    return sound(np.ascontiguousarray(rows[:, _power(rows.shape[1], n)]))


def cleanup(queries: npt.ArrayLike, codebook: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], Matrix]:
    """The nearest row of the codebook to each query: indices (n,) and cosines (n,); ties by lower index.

    Raises:
        GeometryError: the codebook is empty, or dimensions differ.
    """
    rows, book = as_rows(queries), as_rows(codebook)
    same_dimension(rows, book)
    if len(book) == 0:
        raise GeometryError("an empty codebook cannot clean up")
    best = np.empty(len(rows), dtype=np.int64)
    score = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _QUERIES):
        part = slice(start, start + _QUERIES)
        cosines = table(rows[part], book)
        best[part] = cosines.argmax(axis=1)
        score[part] = cosines.max(axis=1)
    return best, score


def _stream(text: str, count: int) -> npt.NDArray[np.uint64]:
    digest = hashlib.shake_256(text.encode("utf-8", "surrogatepass")).digest(8 * count)
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64)


def _from_spectrum(spectrum: npt.NDArray[np.complexfloating], dimension: int) -> Matrix:
    return normalise(np.fft.irfft(spectrum, dimension))


@lru_cache(maxsize=16)
def _permutation(dimension: int) -> npt.NDArray[np.intp]:
    return np.argsort(_stream(f"sdol permutation {dimension}", dimension), kind="stable")


@lru_cache(maxsize=256)
def _power(dimension: int, n: int) -> npt.NDArray[np.intp]:
    base = _permutation(dimension)
    base = base if n >= 0 else np.argsort(base, kind="stable")
    result, left = np.arange(dimension), abs(n)
    while left:
        result = result[base] if left & 1 else result
        base, left = base[base], left >> 1
    return result
