"""Residue arithmetic on phasor tuples: one vector for each modulus, (n, F, width) complex64.

Addition is binding, the product of phasors. Multiplication is the second binding of Kymn et al. 2023: phases are whole
multiples r(x) = k x of 2 pi / m where a coordinate turns by k, and r(xy) = r(x) r(y) k^-1 modulo m. All of it is exact:
a result has exactly the phasors of the number that it is, modulo each m.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.layout import Layout, Phasors, roots
from sdol.lvm.residue.moduli import Integers, remainders

_BLOCK = 1 << 20


def checked_parts(parts: npt.ArrayLike, layout: Layout) -> Phasors:
    """A phasor tuple, complex64.

    Raises:
        GeometryError: not complex, another shape, or with zero, NaN or infinite numbers in it.
    """
    given = np.asarray(parts)
    expected = (len(layout.moduli), layout.width)
    if given.ndim != 3 or given.shape[1:] != expected or given.dtype.kind != "c":
        raise GeometryError(
            f"a phasor tuple is complex, of shape (n, {expected[0]}, {expected[1]}), not {given.dtype} {given.shape}"
        )
    sizes = np.abs(given)
    if not (np.isfinite(sizes) & (sizes > 0.0)).all():
        raise GeometryError("a phasor tuple holds zero, NaN or infinity")
    return given.astype(np.complex64)


def parts_of(residues: Integers, layout: Layout) -> Phasors:
    """(n, F) remainders -> (n, F, width)."""
    columns = [layout.part(residues[:, place], m) for place, m in enumerate(layout.moduli)]
    return np.stack(columns, axis=1).astype(np.complex64)


def residues_of(parts: Phasors, layout: Layout) -> tuple[Integers, npt.NDArray[np.float32]]:
    """The most similar remainder for each modulus, (n, F), and the least of those similarities, (n,).

    O(n width sum of moduli).
    """
    found = np.empty(parts.shape[:2], dtype=np.int64)
    least = np.ones(len(parts), dtype=np.float32)
    for place, m in enumerate(layout.moduli):
        book = np.conj(layout.part(np.arange(m), m)).astype(np.complex64)
        lengths = np.sqrt(np.vecdot(parts[:, place], parts[:, place]).real * layout.width)
        step = max(1, _BLOCK // m)
        for start in range(0, len(parts), step):
            rows = slice(start, start + step)
            scores = (parts[rows, place] @ book.T).real / lengths[rows, None]
            found[rows, place] = scores.argmax(axis=1)
            least[rows] = np.minimum(least[rows], scores.max(axis=1))
    return found, least


def added(a: Phasors, b: Phasors) -> Phasors:
    """Binding: the tuples of sums."""
    return a * b


def negated(a: Phasors) -> Phasors:
    """The conjugate: the tuples of negatives."""
    return np.conj(a)


def multiplied(a: Phasors, b: Phasors, layout: Layout) -> Phasors:
    """The second binding: the tuples of products, (n, F, width)."""
    out = np.empty(np.broadcast_shapes(a.shape, b.shape), dtype=np.complex64)
    for place, m in enumerate(layout.moduli):
        undo = _inverses(layout.multipliers[m], m)
        steps = _steps(a[:, place], m) * _steps(b[:, place], m) % m * undo % m
        out[:, place] = roots(m)[steps]
    return out


def dense_phasors(parts: Phasors) -> Phasors:
    """The product over the moduli: (n, F, width) -> (n, width)."""
    product: Phasors = parts.astype(np.complex128).prod(axis=1)
    return product / np.abs(product)


def tuple_of(values: Integers, layout: Layout) -> Phasors:
    """The phasor tuples of integers: (n,) -> (n, F, width)."""
    return parts_of(remainders(values, layout.moduli), layout)


def _steps(phasors: Phasors, modulus: int) -> Integers:
    """Phases as whole multiples of 2 pi / m, from 0 on."""
    steps: Integers = np.rint(np.angle(phasors) * (modulus / (2.0 * np.pi))).astype(np.int64) % modulus
    return steps


def _inverses(multipliers: Integers, modulus: int) -> Integers:
    """k^-1 modulo m for each k, and 0 for 0, whose coordinate stands still."""
    table = np.array(
        [pow(k, -1, modulus) if k else 0 for k in np.unique(multipliers).tolist()], dtype=np.int64
    )
    return table[np.searchsorted(np.unique(multipliers), multipliers)]
