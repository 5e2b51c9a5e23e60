"""Exact search: the vectors of a partition as one contiguous float32 matrix in memory.

Scores are `numpy.vecdot` of C-contiguous float32 rows, which gives the same bits for one row as for a
million. On 100,000 rows of 384 it is bound by memory and costs a tenth more than `matrix @ query`, whose bits
depend on the number of rows, so no faster product chooses candidates here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sdol.store.vectors import Floats

Integers = NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)

_HEAD = 64  # ranks that are found without sorting everything
_BLOCK = 1024
_COMPACT_SHARE = 4  # compact when a row in this many is dead


class Ranked(NamedTuple):
    """Sequence numbers (k,) and scores (k,), best first, ties in order of insertion."""

    seqs: Integers
    scores: Floats


class Matrix:
    """Rows in ascending order of their sequence numbers; a deleted row is dead until the next compaction."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._size = 0
        self._dead = 0
        self._rows: Floats = np.empty((0, dimension), np.float32)
        self._seqs: Integers = np.empty(0, np.int64)
        self._alive: NDArray[np.bool_] = np.empty(0, np.bool_)

    def __len__(self) -> int:
        return self._size - self._dead

    def reserve(self, capacity: int) -> None:
        """Make room for `capacity` rows, and as many again: memory that is not touched costs nothing."""
        if capacity <= len(self._seqs):
            return
        capacity *= 2
        self._rows = _grown(self._rows, capacity, self._size)
        self._seqs = _grown(self._seqs, capacity, self._size)
        self._alive = _grown(self._alive, capacity, self._size)

    def append(self, seqs: Integers, rows: Floats) -> None:
        """Add `rows` (n, d), whose sequence numbers (n,) ascend and exceed all that are here."""
        end = self._size + len(seqs)
        self.reserve(end)
        self._rows[self._size : end] = rows
        self._seqs[self._size : end] = seqs
        self._alive[self._size : end] = True
        self._size = end

    def remove(self, seqs: Integers) -> None:
        """Take out the rows of these sequence numbers (n,); those that are not here are passed over."""
        if self._size == 0 or len(seqs) == 0:
            return
        at = self._positions(seqs)
        self._alive[at] = False
        self._dead = self._size - int(np.count_nonzero(self._alive[: self._size]))
        if self._dead * _COMPACT_SHARE > self._size:
            self._compact()

    def top(self, query: Floats, k: int) -> Ranked:
        """The `k` rows nearest to `query` (d,)."""
        rows, scores = self._scored(query)
        best = _top(scores, k)
        return Ranked(self._seqs_at(rows, best), scores[best])

    def top_among(self, query: Floats, k: int, seqs: Integers) -> Ranked:
        """The `k` rows nearest to `query` (d,) among those of the given sequence numbers."""
        at = np.unique(self._positions(seqs)) if self._size else np.empty(0, np.int64)
        at = at[self._alive[at]]
        scores: Floats = np.vecdot(self._rows[at], query)
        best = _top(scores, k)
        return Ranked(self._seqs[at[best]], scores[best])

    def ranking(self, query: Floats) -> Iterator[Ranked]:
        """All rows by nearness to `query` (d,), in blocks; scored now, sorted as far as it is read."""
        rows, scores = self._scored(query)
        seqs = self._seqs_at(rows, slice(None))
        return _ranking(seqs, scores)

    def _scored(self, query: Floats) -> tuple[Integers | None, Floats]:
        """The positions of the living rows (None: all of them) and their scores."""
        scores: Floats = np.vecdot(self._rows[: self._size], query)
        if not self._dead:
            return None, scores
        living = np.flatnonzero(self._alive[: self._size])
        return living, scores[living]

    def _seqs_at(self, rows: Integers | None, chosen: Integers | slice) -> Integers:
        seqs = self._seqs[: self._size]
        return seqs[chosen].copy() if rows is None else seqs[rows[chosen]]

    def _positions(self, seqs: Integers) -> Integers:
        known = self._seqs[: self._size]
        at = np.minimum(np.searchsorted(known, seqs), self._size - 1)
        known_at: Integers = at[known[at] == seqs]
        return known_at

    def _compact(self) -> None:
        living = np.flatnonzero(self._alive[: self._size])
        for start in range(0, len(living), _BLOCK):  # in blocks, so that no second matrix is needed
            block = living[start : start + _BLOCK]
            self._rows[start : start + len(block)] = self._rows[block]
        self._seqs[: len(living)] = self._seqs[living]
        self._alive[: len(living)] = True
        self._size, self._dead = len(living), 0


def _grown(array: NDArray[Scalar], capacity: int, used: int) -> NDArray[Scalar]:
    larger = np.empty((capacity, *array.shape[1:]), array.dtype)
    larger[:used] = array[:used]
    return larger


def _top(scores: Floats, k: int) -> Integers:
    """The positions of the `k` highest of `scores` (n,), best first, ties by position."""
    if k <= 0:
        return np.empty(0, np.int64)
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    candidates = np.flatnonzero(scores >= least)
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]


def _ranking(seqs: Integers, scores: Floats) -> Iterator[Ranked]:
    head = _top(scores, _HEAD)
    yield Ranked(seqs[head], scores[head])
    if len(head) == len(scores):
        return
    order = np.argsort(-scores, kind="stable")
    for start in range(_HEAD, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        yield Ranked(seqs[block], scores[block])
