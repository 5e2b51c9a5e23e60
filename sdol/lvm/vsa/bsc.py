"""BSC: rows of bits, bound by exclusive or."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import array_of
from sdol.lvm.sphere import Matrix, paired
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.family import NUMBERS, Family, Rows

Bits = npt.NDArray[np.uint8]


class BSC(Family):
    """Binary spatter codes (Kanerva 1996): uint8 rows of 0 and 1, bound by exclusive or.

    The similarity is that of the signs: 1 - 2 h / d, for rows that differ in h of d coordinates.
    """

    name: ClassVar[str] = "BSC"
    dtype: ClassVar[Any] = np.uint8

    def atom(self, name: str, seed: int = 0) -> Bits:
        words = streams.of_atom("bit", name, seed, self._words)
        return streams.bits(words[None], self.dimension)

    def random(self, n: int, seed: int = 0) -> Bits:
        return streams.bits(streams.of_seed(seed, n, self._words), self.dimension)

    def identity(self) -> Bits:
        return np.zeros((1, self.dimension), dtype=np.uint8)

    def bundle(self, *terms: npt.ArrayLike) -> Bits:
        """The majority of the terms in every coordinate: O(n d) a term.

        A tie is broken by a bit that is drawn from all the terms together, the same in whatever order they
        come: their exclusive or, permuted, and once more exclusive or with a fixed random row. A fixed row
        alone would make all bundles of two similar to one another.
        """
        rows = self._terms(terms)
        votes = np.zeros((1, self.dimension), dtype=np.int32)
        for row in rows:
            votes = votes + row
        made = (2 * votes > len(rows)).astype(np.uint8)
        if len(rows) % 2 == 0:
            parity = (votes & 1).astype(np.uint8)
            drawn = parity.take(streams.permutation(self.dimension, 1), axis=1) ^ self.atom("tie", -1)
            made = np.where(2 * votes == len(rows), drawn, made)
        return np.ascontiguousarray(made)

    def bind(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Bits:
        """Exclusive or: O(n d)."""
        left, right = paired(super().rows(a), super().rows(b))
        if len(left) == 1 and len(right) == 1:
            return self._differ(left, right)
        return self._blockwise(self._differ, left, right)

    def unbind(self, c: npt.ArrayLike, b: npt.ArrayLike) -> Bits:
        """Exclusive or again, which undoes itself: exact."""
        return self.bind(c, b)

    def inverse(self, a: npt.ArrayLike) -> Bits:
        """The rows themselves."""
        return self.rows(a).copy()

    def rows(self, x: npt.ArrayLike) -> Bits:
        return self._bits(super().rows(x))

    @property
    def _words(self) -> int:
        return -(-self.dimension // 64)

    def _bits(self, rows: Rows) -> Bits:
        """The rows, if they hold nothing but 0 and 1."""
        if rows.size and rows.max() > 1:
            raise GeometryError(f"{self!r} was given numbers that are neither 0 nor 1")
        return rows

    def _differ(self, a: Rows, b: Rows, out: Bits | None = None) -> Bits:
        made: Bits = np.bitwise_xor(self._bits(a), self._bits(b), out=out)
        return made

    def _real(self, rows: Rows) -> Matrix:
        return 1.0 - 2.0 * rows.astype(np.float32)

    def _numbers(self, x: npt.ArrayLike) -> Rows:
        given = array_of(x, NUMBERS)
        if given.dtype.kind == "c":
            raise self._foreign("complex rows", "FHRR")
        if given.dtype.kind == "f":
            raise self._foreign("rows of decimal numbers", "HRR or MAP")
        return given.clip(0, 2)  # what is neither 0 nor 1 must not become so in eight bits: see `rows`

    def _check(self, rows: Rows, first: int) -> None:
        """Rows of bits always have a direction."""
