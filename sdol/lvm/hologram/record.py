"""One record: the exact sum of its bound pairs, and its reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from sdol.lvm.hologram.joint import Decoded, decode
from sdol.lvm.sphere import Matrix, table
from sdol.lvm.vsa import atom

GRID = 2.0**40
"""Bound pairs are rounded to this many steps a unit and summed as integers: what was put in comes out to the bit."""


_ALIKE = 1.0 - 1e-5
"""The cosine from which items are not told apart by what float32 leaves of a record."""

SLOTS = 5107
"""The seed of the atoms that are keys."""


def slot_keys(names: Iterable[str], dimension: int) -> Matrix:
    """The unitary rows (n, d) that bind the values of named slots.

    Atoms of a seed of their own: the key "paris" is not the symbol of that name, so a key and a value may share
    a name, and a => b is not b => a, though binding commutes.
    """
    rows = [_slot_key(name, dimension) for name in names]
    return np.concatenate(rows) if rows else np.empty((0, dimension), dtype=np.float32)


def bound(key: str, item: Matrix) -> npt.NDArray[np.int64]:
    """A pair as it is summed: the convolution of its rows, (d,) whole numbers of grid steps."""
    rows = slot_keys([key], item.shape[1]).astype(np.float64)
    product = np.fft.rfft(rows) * np.fft.rfft(item.astype(np.float64))
    steps: npt.NDArray[np.int64] = np.rint(np.fft.irfft(product, item.shape[1])[0] * GRID).astype(np.int64)
    return steps


@dataclass(frozen=True, eq=False)
class Record:
    """Pairs in one vector.

    Attributes:
        book: (B, d) unit rows, what slots may hold.
        total: (d,) the sum of the bound pairs, in grid steps.
        keys: the names of its slots, in the order in which they were put.
    """

    book: Matrix
    total: npt.NDArray[np.int64]
    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        self.total.flags.writeable = False

    def with_pair(self, key: str, item: int) -> Record:
        return Record(self.book, self.total + self._bound(key, item), (*self.keys, key))

    def without_pair(self, key: str, item: int) -> Record:
        kept = tuple(name for name in self.keys if name != key)
        return Record(self.book, self.total - self._bound(key, item), kept)

    @property
    def row(self) -> Matrix:
        """The sum as a vector (1, d), not normalised."""
        return (self.total / GRID).astype(np.float32)[None]

    @cached_property
    def reading(self) -> Decoded:
        """What its slots hold, in the order of its keys, read together, and compared with the sum step by step.

        Items may be so alike that they leave no residual in float32: slots of those are given no confidence where
        the exact sum is another.
        """
        found = decode(self.row, slot_keys(self.keys, self.book.shape[1]), self.book, scale=1.0)
        if self._makes(found.items):
            return replace(found, certain=True, confidence=np.ones_like(found.confidence))
        if not found.certain:
            return found
        alike = (table(self.book[found.items], self.book) > _ALIKE).sum(axis=1) > 1
        doubted = alike if alike.any() else np.ones_like(alike)
        return replace(found, certain=False, confidence=np.where(doubted, np.float32(0), np.float32(1)))

    def _makes(self, items: npt.NDArray[np.int64]) -> bool:
        """Whether the sum is that of these items, up to one step a pair for the rounding of another machine."""
        left = self.total.copy()
        for key, item in zip(self.keys, items.tolist(), strict=True):
            left -= self._bound(key, item)
        return bool(np.abs(left).max() <= len(self.keys))

    def _bound(self, key: str, item: int) -> npt.NDArray[np.int64]:
        return bound(key, self.book[item : item + 1])


@lru_cache(maxsize=4096)
def _slot_key(name: str, dimension: int) -> Matrix:
    return atom(name, dimension, SLOTS)
