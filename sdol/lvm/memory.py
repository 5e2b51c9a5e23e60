"""Clean-up memory: the most similar of many known vectors, exactly up to 10,000 of them, indexed above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import random_normals
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.search import margin
from sdol.lvm.sphere import Matrix, normalise, same_dimension, top

EXACT = 10_000
"""Up to so many items every one is compared; above, codes of one bit a dimension choose `SHORTLIST` of them."""

SHORTLIST = 200
"""How many of the items with the nearest codes are compared exactly (the recall is in benchmarks/hologram.py)."""

_QUERIES = 1024  # rows of one product
_SCORES = 1 << 24  # entries of one product: 64 MB
_PAIRS = 4096  # pairs scored by one `vecdot`
_GROUP = 16  # columns of a product that are looked at together
_SEED = 9176


@dataclass(frozen=True)
class Found:
    """What a memory answers to n queries.

    Attributes:
        items: (n,) the index of the most similar item; of equally similar ones the lowest.
        scores: (n,) its cosine.
        margins: (n,) by how much that exceeds the cosine of the next item; 2 where there is no other.
    """

    items: npt.NDArray[np.int64]
    scores: Matrix
    margins: Matrix


class Memory(Described):
    """Known unit vectors, to which noisy ones are cleaned up; never changed in place.

    Up to `EXACT` items a matrix product chooses candidates and `numpy.vecdot` scores them, so that a query has
    the same answer, to the bit, alone and among many. Above, the shortlist comes from the Hamming distance of
    sign codes after a random rotation (Charikar 2002): among 100,000 random items of 768 the item found is the
    most similar one for all queries at a cosine of 0.4 with it, and for 99 in 100 at 0.3.
    """

    def __init__(self, items: npt.ArrayLike) -> None:
        """A memory of these rows (m, d), normalised.

        Raises:
            GeometryError: no items, or a row that is zero or holds NaN or infinity.
        """
        self.rows = normalise(items)
        if len(self.rows) == 0:
            raise GeometryError("an empty memory: there is nothing to clean up to")
        self.rows.flags.writeable = False

    def find(self, queries: npt.ArrayLike, *, exact: bool = False) -> Found:
        """The most similar item of each query (n, d), which is normalised.

        O(n m d); above `EXACT` items O(n m d / 64), unless `exact` is asked for.

        Raises:
            GeometryError: dimensions differ, or a query is zero or holds NaN or infinity.
        """
        rows = normalise(queries)
        same_dimension(rows, self.rows)
        found = self._indexed if len(self.rows) > EXACT and not exact else self._compared
        step = max(min(_QUERIES, _SCORES // len(self.rows)), 1)
        parts = [found(rows[start : start + step]) for start in range(0, len(rows), step)]
        items, scores, margins = zip(*parts, strict=True) if parts else ([], [], [])
        return Found(_joined(items, np.int64), _joined(scores, np.float32), _joined(margins, np.float32))

    def add(self, items: npt.ArrayLike) -> Memory:
        """With more items (k, d), whose indices follow those that are there.

        Raises:
            GeometryError: dimensions differ, or a row is zero or holds NaN or infinity.
        """
        rows = normalise(items)
        same_dimension(rows, self.rows)
        result = Memory(np.concatenate([self.rows, rows]))
        if "_codes" in self.__dict__:
            result.__dict__["_codes"] = self._codes.with_rows(rows)
        return result

    def remove(self, indices: npt.ArrayLike) -> Memory:
        """Without the items of these indices (k,); the others keep their order.

        Raises:
            GeometryError: an index is no item's, or nothing would be left.
        """
        gone = np.atleast_1d(np.asarray(indices))
        if gone.size and (gone.dtype.kind not in "iu" or gone.min() < 0 or gone.max() >= len(self)):
            raise GeometryError(f"a memory of {len(self)} items has indices from 0 to {len(self) - 1}")
        kept = np.ones(len(self), dtype=bool)
        kept[gone.astype(np.int64)] = False
        result = Memory(self.rows[kept])
        if "_codes" in self.__dict__:
            result.__dict__["_codes"] = self._codes.only(kept)
        return result

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        return f"{len(self):,} items of dimension {self.rows.shape[1]}"

    def to_dict(self) -> dict[str, Any]:
        """The items; codes are made again."""
        return {"rows": self.rows}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Memory:
        """Undoes `to_dict`; raises `GeometryError` where the rows are missing or no vectors."""
        if not isinstance(data, Mapping) or "rows" not in data:
            raise GeometryError("a stored memory lacks its rows")
        return cls(data["rows"])

    @cached_property
    def _codes(self) -> _Codes:
        return _Codes.of(self.rows)

    def _compared(self, rows: Matrix) -> tuple[Any, Any, Any]:
        return _best_two(rows, self.rows, *_candidates(rows @ self.rows.T, 2 * margin(rows.shape[1])))

    def _indexed(self, rows: Matrix) -> tuple[Any, Any, Any]:
        lists = [self._codes.nearest(row) for row in rows]
        query = np.repeat(np.arange(len(rows)), [len(places) for places in lists])
        return _best_two(rows, self.rows, query, np.concatenate(lists))


@dataclass(frozen=True)
class _Codes:
    """One bit for each dimension of each row: on which side of the rows' mean it lies after a rotation.

    Attributes:
        bits: (words, m) uint64, so that a scan reads one word of all rows after the other.
        mean: (1, d) subtracted first.
    """

    bits: npt.NDArray[np.uint64]
    mean: Matrix

    @classmethod
    def of(cls, rows: Matrix) -> _Codes:
        mean = rows.mean(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
        return cls(_signs(rows - mean), mean)

    def with_rows(self, rows: Matrix) -> _Codes:
        return _Codes(np.concatenate([self.bits, _signs(rows - self.mean)], axis=1), self.mean)

    def only(self, kept: npt.NDArray[np.bool_]) -> _Codes:
        return _Codes(np.ascontiguousarray(self.bits[:, kept]), self.mean)

    def nearest(self, row: Matrix) -> npt.NDArray[np.int64]:
        """The places of the `SHORTLIST` rows that differ from a row (d,) in the fewest bits."""
        code = _signs(row[None] - self.mean)
        widest = np.uint32 if len(self.bits) >> 10 else np.uint16
        distance: npt.NDArray[Any] = np.zeros(self.bits.shape[1], dtype=widest)
        for word, own in zip(self.bits, code[:, 0], strict=True):
            distance += np.bitwise_count(word ^ own)
        return np.sort(top(-distance.astype(np.int32), SHORTLIST))


def _signs(rows: Matrix) -> npt.NDArray[np.uint64]:
    """The bits of rows after a random orthogonal map: signs, then the Hartley transform. (words, m)."""
    d = rows.shape[1]
    flips = np.sign(random_normals(d, _SEED)).astype(np.float32)
    spectra = np.fft.fft(rows * flips)
    packed = np.packbits(spectra.real - spectra.imag > 0.0, axis=1)
    whole = np.zeros((len(rows), -(-d // 64) * 8), dtype=np.uint8)
    whole[:, : packed.shape[1]] = packed
    return np.ascontiguousarray(whole.view(np.uint64).T)


def _candidates(product: Matrix, slack: Any) -> tuple[Any, Any]:
    """Pairs of query and item, sorted by query, that may be one of the query's two most similar.

    Columns are taken in groups, and most groups are ruled out by their largest entry: the second largest of
    those is no more than the second largest of all.
    """
    count = product.shape[1]
    groups = max(
        count // _GROUP, 1
    )  # column c is in group c modulo this, which is how memory is read fastest
    largest = _largest(product, groups)
    least = _second(largest if groups > 1 else product) - slack
    query, group = np.nonzero(largest >= least[:, None])
    item = group[:, None] + np.arange(0, count, groups)
    inside = item < count
    likely = product[query[:, None], np.where(inside, item, 0)] >= least[query][:, None]
    pair, place = np.nonzero(likely & inside)
    return query[pair], item[pair, place]


def _largest(product: Matrix, groups: int) -> Matrix:
    """The largest entry (n, groups) of each group of columns."""
    whole = product.shape[1] // groups * groups
    largest: Matrix = product[:, :whole].reshape(len(product), -1, groups).max(axis=1)
    rest = product[:, whole:]
    np.maximum(largest[:, : rest.shape[1]], rest, out=largest[:, : rest.shape[1]])
    return largest


def _second(scores: Matrix) -> Matrix:
    """The second largest entry of each row; the largest where there is one only."""
    at = max(scores.shape[1] - 2, 0)
    second: Matrix = np.partition(scores, at, axis=1)[:, at]
    return second


def _best_two(rows: Matrix, book: Matrix, query: Any, item: Any) -> tuple[Any, Any, Any]:
    """Best item, its cosine and its lead over the next, of candidates that are sorted by query."""
    scores = np.empty(len(query), dtype=np.float32)
    for start in range(0, len(query), _PAIRS):
        part = slice(start, start + _PAIRS)
        scores[part] = np.vecdot(rows[query[part]], book[item[part]])
    scores = np.clip(scores, -1.0, 1.0)
    order = np.lexsort((item, -scores, query))
    first = np.searchsorted(query, np.arange(len(rows)))  # `order` keeps queries where they stand
    best = order[first]
    if len(book) == 1:
        return item[best], scores[best], np.full(len(rows), 2.0, np.float32)
    return item[best], scores[best], scores[best] - scores[order[first + 1]]


def _joined(parts: Any, dtype: Any) -> Any:
    return np.concatenate(parts) if len(parts) else np.empty(0, dtype=dtype)
