"""What the families draw by lot: phases, signs and permutations that a name and a seed fix on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import source
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole

Words = npt.NDArray[np.uint64]

_GRID = 2.0**24


def of_name(text: str, count: int) -> Words:
    """The first `count` 64-bit words of SHAKE-256 of a text."""
    digest = hashlib.shake_256(text.encode("utf-8", "surrogatepass")).digest(8 * count)
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64)


def of_atom(kind: str, name: str, seed: int, count: int) -> Words:
    """The words of an atom: those of its kind, seed and name.

    Raises:
        GeometryError: the name is no text, or the seed no whole number.
    """
    if not isinstance(name, str):
        raise GeometryError(f"names are texts; {name!r} is none")
    return of_name(f"sdol {kind} {whole(seed, 'a seed')} {name}", count)


def of_seed(seed: int, rows: int, columns: int) -> Words:
    """A matrix of 64-bit words from PCG64; fewer rows of one seed are the beginning of more.

    Raises:
        GeometryError: a negative number of rows, or what is no whole number.
    """
    if whole(rows, "the number of hypervectors") < 0:
        raise GeometryError(f"there are no {rows} random hypervectors")
    words: Words = source(seed).random_raw(rows * columns).reshape(rows, columns)
    return words


def turns(words: Words) -> npt.NDArray[np.complex128]:
    """Complex numbers of modulus 1 whose phases are the words as parts of a whole turn."""
    turned: npt.NDArray[np.complex128] = np.exp(2j * np.pi * (words / 2.0**64))
    return turned


def on_grid(wide: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Float64 rounded to multiples of 2^-24, below which mathematical libraries differ in their last bit."""
    return (np.rint(wide * _GRID) / _GRID).astype(np.float32)


def bits(words: Words, dimension: int) -> npt.NDArray[np.uint8]:
    """Rows of 0 and 1, `dimension` of them, from rows of words: the lowest bit of the first word first."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return np.unpackbits(octets, axis=-1, count=dimension, bitorder="little")


def row_by_row(make: Callable[[str], Any], names: Iterable[str], dimension: int, dtype: Any) -> Any:
    """A matrix (n, d) with the row that each name makes."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        given = "one text" if isinstance(names, str) else repr(names)
        raise GeometryError(f"names are a list of texts, not {given}")
    rows = [make(name) for name in names]
    return np.concatenate(rows) if rows else np.empty((0, dimension), dtype=dtype)


@lru_cache(maxsize=256, typed=True)
def permutation(dimension: int, n: int) -> npt.NDArray[np.intp]:
    """The n-th power of a random permutation of that many coordinates; -n is its inverse.

    The permutation is one cycle through all coordinates, in random order. So none of its powers below d
    leaves a coordinate where it is: a permutation drawn from all would have a dozen short cycles, whose
    coordinates come back every few powers and correlate the places of a sequence.
    Not a cyclic shift: a shift is itself a convolution, it passes through circular binding, and the order of
    bound terms would be lost.
    """
    order = _order(dimension)
    power = np.empty_like(order)
    power[order] = np.roll(order, -(whole(n, "a power") % dimension))
    power.flags.writeable = False
    return power


@lru_cache(maxsize=16)
def _order(dimension: int) -> npt.NDArray[np.intp]:
    """The coordinates in the order in which the permutation goes through them."""
    return np.argsort(of_name(f"sdol permutation {dimension}", dimension), kind="stable")
