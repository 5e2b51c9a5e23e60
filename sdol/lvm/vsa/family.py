"""What every family of vector-symbolic architecture offers: the protocol, and what follows from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import array_of, whole
from sdol.lvm.sphere import UNIT, Matrix, clipped, paired
from sdol.lvm.vsa import streams
from sdol.lvm.vsa.blocks import Work, fill, rows_of_block
from sdol.lvm.vsa.convolution import directed
from sdol.lvm.vsa.nearest import Indices, most_similar

Rows = npt.NDArray[Any]

NUMBERS = "biufc"
"""The kinds of numbers that rows of some family have."""


class Family(ABC):
    """Hypervectors of one kind and one dimension: matrices (n, d) of rows, in which one vector is one row.

    Methods of two matrices take equal numbers of rows, or one row on either side. They never change what
    they are given. Each refuses, with a `GeometryError`, rows of another family or dimension, rows that do
    not pair, rows with NaN or infinity, and zero rows, but as a term of a bundle, to which they add nothing.
    Families are told apart by kinds of numbers, bits, phasors and reals: HRR and MAP have the same kind.

    Attributes:
        dimension: numbers in a row.
        name: of the family, as in the literature.
        dtype: of its rows.
    """

    name: ClassVar[str]
    dtype: ClassVar[Any]

    def __init__(self, dimension: int = 1024) -> None:
        """Raises `GeometryError` where the dimension is no whole number of 2 or more."""
        self.dimension = whole(dimension, "a dimension")
        if self.dimension < 2:
            raise GeometryError(f"a hypervector of dimension {self.dimension} can hold nothing")

    def __repr__(self) -> str:
        return f"{self.name}({self.dimension})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.name, *sorted(self.__dict__.items())))

    @abstractmethod
    def atom(self, name: str, seed: int = 0) -> Rows:
        """The atomic hypervector (1, d) of a name: the same on every machine."""

    def atoms(self, names: Iterable[str], seed: int = 0) -> Rows:
        """The atoms of several names, one row each: (n, d)."""
        made: Rows = streams.row_by_row(lambda name: self.atom(name, seed), names, self.dimension, self.dtype)
        return made

    @abstractmethod
    def random(self, n: int, seed: int = 0) -> Rows:
        """n atoms without names (n, d), the same for one seed on every machine."""

    @abstractmethod
    def identity(self) -> Rows:
        """The row (1, d) that binding with changes nothing."""

    @abstractmethod
    def bundle(self, *terms: npt.ArrayLike) -> Rows:
        """Row by row, what is similar to every term: each (n, d) or (1, d) -> (n, d)."""

    @abstractmethod
    def bind(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Rows:
        """Row by row, what is unlike both, and from which either gives back the other: -> (n, d)."""

    @abstractmethod
    def unbind(self, c: npt.ArrayLike, b: npt.ArrayLike) -> Rows:
        """Row by row, what was bound to b in c: -> (n, d)."""

    @abstractmethod
    def inverse(self, a: npt.ArrayLike) -> Rows:
        """The rows whose binding is unbinding of a: (n, d) -> (n, d)."""

    def rows(self, x: npt.ArrayLike) -> Rows:
        """A C-contiguous matrix (n, d) of this family; a vector (d,) becomes (1, d), an empty list (0, d).

        Raises:
            GeometryError: it belongs to another family, or has another dimension.
        """
        if (
            type(x) is np.ndarray
            and x.dtype == self.dtype
            and x.ndim == 2
            and x.shape[1] == self.dimension
            and x.flags.c_contiguous
        ):
            return x
        if isinstance(x, list | tuple) and not x:
            return np.empty((0, self.dimension), dtype=self.dtype)
        with np.errstate(over="ignore"):
            return self._shaped(self._numbers(x).astype(self.dtype, copy=False))

    def bundle_all(self, a: npt.ArrayLike) -> Rows:
        """The bundle of all rows of one matrix: (n, d) -> (1, d), in O(n d)."""
        return self.bundle(*self.rows(a)[:, None])

    def bind_all(self, a: npt.ArrayLike) -> Rows:
        """All rows of one matrix bound together: (n, d) -> (1, d); the identity where there are none.

        Binding commutes and associates, so it is done by halves, in log n batches.
        """
        rows = self.rows(a)
        if len(rows) < 2:
            return self.identity() if len(rows) == 0 else rows.copy()
        while len(rows) > 1:
            half = len(rows) // 2
            rows = np.concatenate([self.bind(rows[:half], rows[half : 2 * half]), rows[2 * half :]])
        return rows

    def levels(self, n: int, seed: int = 0) -> Rows:
        """Rows for n numbers in order (n, d), whose similarity falls evenly from the first to the last.

        The first and the last are independent atoms; each between them has more coordinates of the last, in
        a fixed random order (Rahimi et al. 2016).

        Raises:
            GeometryError: fewer than 2 levels.
        """
        if whole(n, "the number of levels") < 2:
            raise GeometryError(f"levels go from a first to a last: there are no {n} of them")
        first, last = self._mixable(self.atoms(["sdol first level", "sdol last level"], seed))
        width = len(first)
        rank = np.argsort(np.argsort(streams.of_name(f"sdol levels {seed}", width), kind="stable"))
        taken = rank < np.rint(np.linspace(0, width, n))[:, None]
        return self._mixed(np.where(taken, last, first))

    def permute(self, a: npt.ArrayLike, n: int = 1) -> Rows:
        """The coordinates of each row under the n-th power of a fixed random permutation; -n undoes n.

        (b, d) -> (b, d) in O(b d).

        Not a cyclic shift: under circular convolution that would lose the order of bound terms.
        """
        places = streams.permutation(self.dimension, n)
        # Of the ways to take, "wrap" writes straight to `out`; all places are within bounds.
        return self._blockwise(lambda x, out: x.take(places, 1, out, "wrap"), self.rows(a))

    def similarity(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """Cosine of rows, pair by pair, within [-1, 1]: (n, d), (n, d) -> (n,) in O(n d)."""
        left, right = self._pair(a, b)
        out = np.empty(_count(left, right), dtype=np.float32)
        for part in _slices(len(out), self.dimension):
            first, second = (self._real(x if len(x) == 1 else x[part]) for x in (left, right))
            lengths = self._lengths(first) * self._lengths(second)
            out[part] = np.vecdot(first, second) / lengths
        return clipped(out)

    def table(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
        """Cosines of all pairs of rows: (n, d), (m, d) -> (n, m), with the bits of `similarity`."""
        left, right = self._real(self.rows(a)), self._real(self.rows(b))
        across, down = self._lengths(right), self._lengths(left)
        out = np.empty((len(left), len(right)), dtype=np.float32)
        for part in _slices(len(right), self.dimension):
            np.vecdot(left[:, None, :], right[None, part], out=out[:, part])
        out /= down[:, None] * across
        return clipped(out)

    def cleanup(self, queries: npt.ArrayLike, book: npt.ArrayLike) -> tuple[Indices, Matrix]:
        """The most similar row of a codebook for each query: indices (n,), cosines (n,); ties by lower index.

        Exact, in O(n m d). Raises `GeometryError` for an empty codebook too.
        """
        asked, reals = self._real(self.rows(queries)), self._real(self.rows(book))
        if len(reals) == 0:
            raise GeometryError("an empty codebook cannot clean up")
        best, cosines = most_similar(asked, reals, (self._lengths(asked), self._lengths(reals)))
        return best, clipped(cosines)

    def truncate(self, a: npt.ArrayLike, dimension: int) -> Rows:
        """The rows in fewer dimensions, (n, d) -> (n, dimension), such that binding and truncating commute.

        Where binding works coordinate by coordinate, this is the beginning of each row.

        Raises:
            GeometryError: the dimension is below 2 or above that of the family.
        """
        self._check_shorter(dimension)
        rows = self.rows(a)
        self._check(rows, 0)
        return rows[:, :dimension].copy()

    def to_dict(self) -> dict[str, Any]:
        """The family as plain values, for `family_from_dict`."""
        return {"family": self.name, **self.__dict__}

    def _mixable(self, rows: Rows) -> Rows:
        """Rows whose coordinates can be mixed without leaving the family."""
        return rows

    def _mixed(self, mixed: Rows) -> Rows:
        """The family's rows again."""
        return mixed

    @abstractmethod
    def _real(self, rows: Rows) -> Matrix:
        """Float32 rows whose inner products are those of the family."""

    @abstractmethod
    def _numbers(self, x: npt.ArrayLike) -> Rows:
        """An array of numbers that this family can have; raises `GeometryError` for another family's."""

    def _blockwise(self, work: Work, *sides: Rows) -> Rows:
        """What `work` writes to its last argument from rows of each side, block by block, if it is sound."""
        count = _count(*sides)
        out = np.empty((count, self.dimension), dtype=self.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            if count == 1:
                work(*sides, out)
                self._check(out, 0)
                return out
            fill(out, sides, work, self._check)
        return out

    def _check(self, rows: Rows, first: int) -> None:
        """Raises `GeometryError` where a row has no direction; `first` is the number of the first one."""
        directed(np.vecdot(reals := self._real(rows), reals), first)

    def _lengths(self, reals: Matrix) -> Matrix:
        """Lengths of rows, 1 where they are 1 but for rounding; raises where there is no direction."""
        with np.errstate(over="ignore", invalid="ignore"):
            squares = np.vecdot(reals, reals)
        directed(squares)
        lengths: Matrix = np.where(np.abs(squares - 1.0) < UNIT, np.float32(1), np.sqrt(squares))
        return lengths

    def _pair(self, a: npt.ArrayLike, b: npt.ArrayLike) -> tuple[Rows, Rows]:
        return paired(self.rows(a), self.rows(b))

    def _terms(self, terms: tuple[npt.ArrayLike, ...]) -> list[Rows]:
        """The terms of a bundle as rows that pair."""
        if not terms:
            raise GeometryError("a bundle needs at least one term")
        rows = [self.rows(term) for term in terms]
        counts = sorted({len(each) for each in rows} - {1})
        if len(counts) > 1:
            raise GeometryError(f"{counts[0]} rows and {counts[1]} rows do not pair")
        return rows

    def _shaped(self, rows: Rows) -> Rows:
        """A matrix with this family's number of columns, C-contiguous, from an array of its dtype."""
        if rows.ndim < 2:
            rows = rows.reshape(1, -1)
        if rows.ndim > 2:
            raise GeometryError(f"vectors must be rows of a matrix (n, d), not of shape {rows.shape}")
        if rows.shape[1] != self.dimension:
            raise GeometryError(f"{self!r} was given rows of dimension {rows.shape[1]}")
        return np.ascontiguousarray(rows)

    def _check_shorter(self, dimension: int) -> None:
        if not 2 <= whole(dimension, "a dimension") <= self.dimension:
            raise GeometryError(f"rows of {self!r} cannot be truncated to dimension {dimension}")

    def _reals_only(self, x: npt.ArrayLike) -> Rows:
        """Numbers of a family whose rows are real."""
        given = array_of(x, NUMBERS)
        if given.dtype.kind == "c":
            raise self._foreign("complex rows", "FHRR")
        if given.dtype in (np.uint8, np.bool_):
            raise self._foreign("rows of bits", "BSC")
        return given

    def _foreign(self, what: str, likely: str) -> GeometryError:
        """The error for rows of another family."""
        return GeometryError(f"{self!r} was given {what}: these look like vectors of {likely}")


def _count(*sides: Rows) -> int:
    """How many rows sides have that pair, where one row stands for as many as there are."""
    return next((len(side) for side in sides if len(side) != 1), 1)


def _slices(count: int, width: int) -> list[slice]:
    step = rows_of_block(width, 4)
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]
