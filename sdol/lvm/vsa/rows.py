"""Holographic reduced representations (Plate 1995) with unitary atoms, as functions of real rows.

Binding is circular convolution, computed as a product of spectra. An atom's spectrum has modulus 1
everywhere, so that unbinding by the conjugate (correlation) undoes binding exactly. All results are unit
rows. The family `HRR` offers the same with a fixed dimension and with the checks of a family.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.sphere import Matrix, as_rows, normalise, pair, sound
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.blocks import fill
from sdol.lvm.vsa.convolution import convolved, directed, to_unit

DIMENSION = 1024


def atom(name: str, dimension: int = DIMENSION, seed: int = 0) -> Matrix:
    """The atomic hypervector (1, d) of a name: unitary, and the same on every machine.

    The phases of the spectrum are read from SHAKE-256 of seed and name, so that an atom of fewer dimensions
    has the beginning of the same spectrum.

    Raises:
        GeometryError: the dimension is below 2.
    """
    if whole(dimension, "a dimension") < 2:
        raise GeometryError(f"a hypervector of dimension {dimension} can hold nothing")
    return unitary(streams.of_atom("atom", name, seed, dimension // 2 + 1)[None], dimension)


def unitary(words: streams.Words, dimension: int) -> Matrix:
    """Rows whose spectra have modulus 1 and phases read from words: (n, d // 2 + 1) -> (n, d)."""
    rows = np.empty((len(words), dimension), dtype=np.float32)
    fill(rows, (words,), _write_unitary)
    return rows


def _write_unitary(words: streams.Words, rows: Matrix) -> None:
    dimension = rows.shape[1]
    spectrum = streams.turns(words)
    # A real signal's spectrum is real at zero frequency and, where there is one, at half the sampling rate.
    spectrum[:, 0] = np.where(words[:, 0] & np.uint64(1), 1.0, -1.0)
    if dimension % 2 == 0:
        spectrum[:, -1] = np.where(words[:, 0] & np.uint64(2), 1.0, -1.0)
    rows[:] = streams.on_grid(np.fft.irfft(spectrum, dimension))


def atoms(names: Iterable[str], dimension: int = DIMENSION, seed: int = 0) -> Matrix:
    """The atoms of several names, one row each: (n, d)."""
    made: Matrix = streams.row_by_row(lambda name: atom(name, dimension, seed), names, dimension, np.float32)
    return made


def bind(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Circular convolution of rows, pair by pair, normalised: (n, d), (n, d) -> (n, d). Commutes.

    c[k] = sum over j of a[j] b[k - j mod d] (Plate 1995), as a product of spectra in O(n d log d).

    Raises:
        GeometryError: the rows do not pair, or a result vanishes.
    """
    return convolved(*pair(a, b), conjugate=False)


def unbind(c: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Circular correlation, normalised: what was bound to b in c. Exact where b is unitary, as atoms are.

    a[k] = sum over j of c[j + k mod d] b[j] (Plate 1995): (n, d), (n, d) -> (n, d) in O(n d log d).

    Raises:
        GeometryError: the rows do not pair, or a result vanishes.
    """
    return convolved(*pair(c, b), conjugate=True)


def inverse(a: npt.ArrayLike) -> Matrix:
    """The rows whose binding undoes that of a: the involution a[-i mod d], of conjugate spectrum: (n, d) -> (n, d).

    Raises:
        GeometryError: a row is zero, or holds NaN or infinity.
    """
    rows = as_rows(a)
    with np.errstate(over="ignore", invalid="ignore"):
        directed(np.vecdot(rows, rows))
    involution(rows, out := np.empty_like(rows))
    return out


def involution(rows: Matrix, out: Matrix) -> None:
    """Writes a[-i mod d] of rows a (n, d) to `out` (n, d)."""
    out[:, 0] = rows[:, 0]
    out[:, 1:] = rows[:, :0:-1]


def bundle(*terms: npt.ArrayLike) -> Matrix:
    """The normalised sum of all terms with equal weights, row by row: each (n, d) or (1, d) -> (n, d).

    Raises:
        GeometryError: no terms, rows that do not pair, or terms that cancel each other out.
    """
    if not terms:
        raise GeometryError("a bundle needs at least one term")
    if len(terms) == 2:
        return summed(*pair(*terms))
    total = as_rows(terms[0]).astype(np.float64)
    for term in terms[1:]:
        rows = pair(total, term)[1]
        total = total + rows
    return normalise(total)


def summed(left: Matrix, right: Matrix) -> Matrix:
    """The normalised sum of two matrices that pair; float32 will do, for two terms have but one order."""
    with np.errstate(over="ignore", invalid="ignore"):
        if len(left) == 1 and len(right) == 1:
            return to_unit(np.add(left, right))
        count = len(left) if len(right) == 1 else len(right)
        out = np.empty((count, left.shape[1]), dtype=np.float32)
        fill(out, (left, right), np.add, to_unit)
    return out


def permute(a: npt.ArrayLike, n: int = 1) -> Matrix:
    """The coordinates of each row under the n-th power of a fixed random permutation; -n undoes n.

    (b, d) -> (b, d) in O(b d).

    Not a cyclic shift, for shifts pass through convolution and the order of bound terms would be lost.

    Raises:
        GeometryError: a row is no unit vector.
    """
    rows = as_rows(a)
    return sound(rows.take(streams.permutation(rows.shape[1], n), axis=1))
