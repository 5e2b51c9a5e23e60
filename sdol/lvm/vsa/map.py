"""MAP: rows of signs, bound coordinate by coordinate."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.family import Family, Rows


class MAP(Family):
    """Multiply, add, permute (Gayler 1998): float32 rows of +1 and -1, bound by product.

    A bundle is the plain sum, whose whole numbers float32 holds exactly below 2^24, so that bundles of
    bundles weigh every term alike; `signs` brings it back to +1 and -1.
    """

    name: ClassVar[str] = "MAP"
    dtype: ClassVar[Any] = np.float32

    def atom(self, name: str, seed: int = 0) -> Matrix:
        return self._signs(streams.of_atom("sign", name, seed, self._words)[None])

    def random(self, n: int, seed: int = 0) -> Matrix:
        return self._signs(streams.of_seed(seed, n, self._words))

    def identity(self) -> Matrix:
        return np.ones((1, self.dimension), dtype=np.float32)

    def bundle(self, *terms: npt.ArrayLike) -> Matrix:
        """The sum of the terms: O(n d) a term."""
        return self._blockwise(_sum, *self._terms(terms))

    def bind(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """The product, coordinate by coordinate: O(n d)."""
        return self._blockwise(np.multiply, *self._pair(a, b))

    def unbind(self, c: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """The product again: exact where b holds signs, which are their own inverses."""
        return self.bind(c, b)

    def inverse(self, a: npt.ArrayLike) -> Matrix:
        """The rows themselves."""
        return self._blockwise(_sum, self.rows(a))

    def signs(self, a: npt.ArrayLike) -> Matrix:
        """The sign of every coordinate of (n, d); zeros take the sign of other coordinates, in a fixed random order.

        The places of a tie are filled from the permuted row, again and again; what is left after sixteen
        turns, in rows of nearly nothing but zeros, is +1.
        """
        made = self._blockwise(np.sign, self.rows(a))
        for turn in range(1, 17):
            if made.all():
                return made
            made = np.where(made == 0.0, made.take(streams.permutation(self.dimension, turn), axis=1), made)
        return np.where(made == 0.0, np.float32(1), made)

    @property
    def _words(self) -> int:
        return -(-self.dimension // 64)

    def _signs(self, words: streams.Words) -> Matrix:
        return streams.bits(words, self.dimension).astype(np.float32) * 2.0 - 1.0

    def _numbers(self, x: npt.ArrayLike) -> Rows:
        return self._reals_only(x)

    def _real(self, rows: Rows) -> Matrix:
        return rows


def _sum(*sides: Rows) -> None:
    """Writes the sum of all but the last argument to the last."""
    *terms, out = sides
    np.copyto(out, terms[0])
    for term in terms[1:]:
        np.add(out, term, out=out)
