"""Exact search: the vectors of a partition as one contiguous float32 matrix in memory.

Scores are `numpy.vecdot` of C-contiguous float32 rows, which gives the same bits for one row as for a
million. On 100,000 rows of 384 it is bound by memory and costs a tenth more than `matrix @ query`, whose bits
depend on the number of rows, so no faster product chooses candidates here.
"""

from __future__ import annotations

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


class View(NamedTuple):
    """The living rows at one moment. None of these arrays is written to again.

    `seqs` (n,) ascend; `rows` is (m, d); `at` (n,) are the positions of the n in `rows`, None where they are all.
    """

    seqs: Integers
    rows: Floats
    at: Integers | None


class Ranking:
    """The rows of a view by their scores, best first, ties in order of insertion; sorted as far as it is read."""

    def __init__(self, view: View, scores: Floats) -> None:
        self.view, self.scores = view, scores
        self._order = _top(scores, _HEAD)

    def places(self, chosen: range) -> Integers:
        """The positions in the view of these ranks (from 0)."""
        if len(chosen) and max(chosen[0], chosen[-1]) >= len(self._order):
            self._order = np.argsort(-self.scores, kind="stable")
        return self._order[np.arange(chosen.start, chosen.stop, chosen.step)]


class Matrix:
    """Rows in ascending order of their sequence numbers; a deleted row is dead until the next compaction."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._size = 0
        self._dead = 0
        self._rows: Floats = np.empty((0, dimension), np.float32)
        self._seqs: Integers = np.empty(0, np.int64)
        self._alive: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._lent = False  # whether a view looks at the rows: they are then never moved in place

    def __len__(self) -> int:
        return self._size - self._dead

    def reserve(self, capacity: int) -> None:
        """Make room for `capacity` rows, and as many again: memory that is not touched costs nothing."""
        if capacity <= len(self._seqs):
            return
        capacity, self._lent = 2 * capacity, False
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

    def view(self) -> View:
        """All rows, without copying them; dead ones are moved out of the way once."""
        if self._dead:
            self._compact()
        return self._view(None)

    def ranking(self, query: Floats) -> Ranking:
        """All rows by nearness to `query` (d,); scored now."""
        living, scores = self._scored(query)
        return Ranking(self._view(living), scores)

    def _view(self, living: Integers | None) -> View:
        self._lent = True
        rows = self._rows[: self._size]
        rows.flags.writeable = False
        return View(self._seqs_at(living, slice(None)), rows, living)

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
        rows = np.empty_like(self._rows) if self._lent else self._rows
        for start in range(0, len(living), _BLOCK):  # in blocks, so that no second matrix is needed
            block = living[start : start + _BLOCK]
            rows[start : start + len(block)] = self._rows[block]
        self._rows, self._lent = rows, False
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
