"""The covering search: a resonator network that is started everywhere, a step or two at each place.

Above its capacity a network of three or more factors wanders, for the superposition of all products drowns
the right one: the score of a right codeword has mean 1 and standard deviation sqrt(P / N), where P products
are superposed in N dimensions. A superposition of P = N / 24 stands out by five deviations. So hold the
codewords of all factors but two, one combination after the other (what is left is a network of two
factors), and for each

1. score the codebook of `a` with the balanced superposition of `b` (`Book.balanced`) and keep the best P;
2. score the codebook of `b` with the superposition of those, and keep the best few as candidates;
3. sum the bound pairs (held, b) of many candidates in one state and score `a` with it: the winner and each
   candidate of its group are rebound, and only what rebinds is an answer.

Where all of `a` is no more than N / 10 codewords, step 1 falls away and step 2 may hold several
combinations at once. The balanced superposition makes the score of the right codeword nearly the same
whatever the factors are, and so one pass finds almost every product; the other choices of the two factors,
and codewords of lower rank, follow until the iterations are spent.

A pass costs prod(held) (K_a + K_b) inner products at most, against prod(all) by trying out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from statistics import NormalDist

import numpy as np

from sdol.lvm.resonator.book import Book, Reals
from sdol.lvm.resonator.carrier import Rows, conjugate
from sdol.lvm.resonator.outcome import Account, Indices

_CLEAR = 24  # dimensions for each superposed product where a right one stands out by five deviations
_FAINT = 10  # and where it does by three
_GROUP = 50  # dimensions for each candidate that is verified in one state: seven deviations
_CANDIDATES = (2, 24)
_NOISY = (16, 8)  # instead of _CLEAR and of the fewest candidates, where `least` says that noise is expected
_MARGIN = 1.65  # deviations that a right codeword may fall short of its mean: one in twenty does
_ROWS = 256  # states that are scored together
_STEP = 16  # combinations of one problem among them, at least

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Pass:
    """One sweep over all combinations of held codewords.

    Attributes:
        a, b: the two factors that are not held; `a` is superposed, `b` then scored.
        depth: which codewords of `a` are superposed: the best P, the next P, ...
        chunk: P; 0 where all of `a` are.
        per: combinations that one state holds.
        candidates: codewords of `b` that are verified, for each state.
        group: candidates that are verified in one state.
    """

    a: int
    b: int
    depth: int
    chunk: int
    per: int
    candidates: int
    group: int


def cover(account: Account) -> None:
    """Searches for every open problem of an account until it is found or its iterations are spent."""
    for sweep in passes(account.books, noisy=account.settings.least is not None):
        todo = account.open
        if not len(todo):
            return
        for start in range(0, len(todo), _ROWS // _STEP):
            _Sweep(account, sweep, todo[start : start + _ROWS // _STEP]).run()


def passes(books: list[Book], noisy: bool = False) -> Iterator[Pass]:
    """The sweeps that a search makes: the cheapest choice of two factors first, then lower ranks of `a`.

    After them the same again with half as many products in each superposition, and half of that, until each
    product stands alone: what noise hides from a sweep, a finer one finds.
    """
    pairs = sorted(permutations(range(len(books)), 2), key=lambda pair: _cost(books, *pair))
    for level in range(books[0].width.bit_length()):
        first = [_pass(books, a, b, level, noisy) for a, b in pairs]
        deepest = max((-(-len(books[p.a]) // p.chunk) for p in first if p.chunk), default=1)
        for depth in range(deepest):
            yield from (
                replace(p, depth=depth) for p in first if not depth or 0 < depth * p.chunk < len(books[p.a])
            )


def _pass(books: list[Book], a: int, b: int, level: int, noisy: bool) -> Pass:
    size, width = len(books[a]), books[a].width
    alone, fewest = _NOISY if noisy else (_CLEAR, _CANDIDATES[0])
    clear, faint = (max(1, width // (share << level)) for share in (alone, _FAINT))
    group, margin = max(1, width // (_GROUP << level)), _MARGIN * (1 + level)
    if size <= faint:
        per = max(1, clear // size)
        keep = _candidates(len(books[b]), width / (size * per), margin, fewest)
        return Pass(a, b, 0, 0, per, keep, max(1, group // per))
    # The share of wrong codewords that outrank a right one, and a quarter more.
    share = 1.25 * _NORMAL.cdf(-books[b].balanced[1])
    chunk = min(max(math.ceil(share * size), clear), faint)
    keep = _candidates(len(books[b]), width / chunk, margin, fewest)
    return Pass(a, b, 0, chunk, 1, keep, group)


def _candidates(size: int, clearness: float, margin: float, fewest: int) -> int:
    """As many codewords as keep a right one that falls short of its mean by so many deviations."""
    outranking = size * _NORMAL.cdf(margin - math.sqrt(clearness))
    return min(max(math.ceil(outranking), fewest), _CANDIDATES[1], size)


def _cost(books: list[Book], a: int, b: int) -> float:
    held = math.prod(len(book) for index, book in enumerate(books) if index not in (a, b))
    return held * (len(books[a]) + len(books[b]))


class _Sweep:
    """One pass over some problems of an account."""

    def __init__(self, account: Account, sweep: Pass, which: Indices) -> None:
        self.account, self.sweep, self.which = account, sweep, which
        self.a, self.b = account.books[sweep.a], account.books[sweep.b]
        self.held = [index for index in range(len(account.books)) if index not in (sweep.a, sweep.b)]
        self.sizes = [len(account.books[index]) for index in self.held]

    def run(self) -> None:
        combinations, start = math.prod(self.sizes), 0
        while start < combinations:
            self.which = np.intersect1d(self.which, self.account.open)
            if not len(self.which):
                return
            step = self._step() * self.sweep.per
            if not step:
                return
            self._round(start, min(start + step, combinations))
            start += step

    def _step(self) -> int:
        """How many states for each problem: what the cache holds, and what the iterations allow."""
        each = self._work(1, 1) + self.sweep.candidates * self.sweep.per
        return min(_ROWS // len(self.which), self.account.left(self.which) // each)

    def _round(self, start: int, stop: int) -> None:
        held, rows = self._held(start, stop), self.account.problems[self.which]
        tests = (rows[:, None, :] * conjugate(held)[None]).reshape(-1, rows.shape[1])
        chunk = self._chunk(tests) if self.sweep.chunk else None
        scores = self.b.scores(tests * conjugate(self._superposed(chunk)))
        best = _largest(scores, self.sweep.candidates).reshape(len(self.which), -1)
        test = np.tile(np.repeat(np.arange(len(held)), self.sweep.candidates), (len(self.which), 1))
        winners = self._verify(held, test, best)
        self.account.work[self.which] += self._work(len(held), winners.shape[1])
        self._offer(start, stop, (test, best, winners), chunk)
        self.account.record(self.which, -self.account.similarity[self.which])

    def _held(self, start: int, stop: int) -> Rows:
        """The bound codewords of some combinations, those of one state summed: (states, m)."""
        combination = self._codewords(np.arange(start, stop))
        bound: Rows = np.ones((stop - start, self.a.rows.shape[1]), dtype=self.a.rows.dtype)
        for column, index in enumerate(self.held):
            bound = bound * self.account.books[index].rows[combination[:, column]]
        if self.sweep.per == 1:
            return bound
        return np.add.reduceat(bound, np.arange(0, stop - start, self.sweep.per), axis=0)

    def _codewords(self, combinations: Indices) -> Indices:
        """The held codewords of each combination: (n,) -> (n, F - 2)."""
        columns = np.empty((len(combinations), len(self.held)), dtype=np.int64)
        for column in range(len(self.held) - 1, -1, -1):  # the last one changes fastest
            combinations, columns[:, column] = np.divmod(combinations, self.sizes[column])
        return columns

    def _chunk(self, tests: Rows) -> Indices:
        """The codewords of `a` whose rank the pass is for: (n, m) -> (n, at most P)."""
        scores, low = (
            self.a.scores(tests * conjugate(self.b.balanced[0])),
            self.sweep.depth * self.sweep.chunk,
        )
        ranked = _largest(scores, min(low + self.sweep.chunk, len(self.a)))
        return ranked[:, low:] if not low else _below(scores, ranked, low)

    def _superposed(self, chunk: Indices | None) -> Rows:
        if chunk is None:
            return self.a.balanced[0]
        weights: Reals = np.zeros((len(chunk), len(self.a)), dtype=np.float32)
        np.put_along_axis(weights, chunk, 1.0, axis=1)
        return self.a.superposed(weights)

    def _verify(self, held: Rows, test: Indices, best: Indices) -> Indices:
        """The codeword of `a` that wins in each group of candidates: (b, groups)."""
        pairs = held[test] * self.b.rows[best]
        groups = np.add.reduceat(pairs, np.arange(0, best.shape[1], self.sweep.group), axis=1)
        states = self.account.problems[self.which][:, None, :] * conjugate(groups)
        scores = self.a.scores(states.reshape(-1, states.shape[2]))
        winners: Indices = scores.argmax(axis=1).reshape(len(self.which), -1)
        return winners

    def _work(self, states: int, groups: int) -> int:
        scored = states * ((len(self.a) if self.sweep.chunk else 0) + len(self.b))
        return scored + groups * len(self.a)

    def _offer(
        self, start: int, stop: int, found: tuple[Indices, Indices, Indices], chunk: Indices | None
    ) -> None:
        """Rebinds every candidate with the winner of its group, if that was among what was superposed."""
        test, best, winners = found
        paired = np.repeat(winners, self.sweep.group, axis=1)[:, : best.shape[1]]
        row, column = np.nonzero(self._superposed_at(test, paired, chunk))
        first = start + test[row, column] * self.sweep.per
        combination = (first[:, None] + np.arange(self.sweep.per)).reshape(-1)
        row, column = (np.repeat(side, self.sweep.per) for side in (row, column))
        inside = combination < stop
        row, column, combination = row[inside], column[inside], combination[inside]
        if not len(row):
            return
        indices = np.empty((len(row), len(self.account.books)), dtype=np.int64)
        indices[:, self.held] = self._codewords(combination)
        indices[:, self.sweep.a], indices[:, self.sweep.b] = paired[row, column], best[row, column]
        which = self.which[row]
        self.account.work += np.bincount(which, minlength=len(self.account.work))
        self.account.offer(which, indices, "covering")

    def _superposed_at(self, test: Indices, paired: Indices, chunk: Indices | None) -> Indices:
        if chunk is None:
            return np.ones(paired.shape, dtype=bool)
        by_problem = chunk.reshape(len(self.which), -1, chunk.shape[1])
        mine = np.take_along_axis(by_problem, test[:, :, None], axis=1)
        inside: Indices = (mine == paired[:, :, None]).any(axis=2)
        return inside


def _largest(scores: Reals, count: int) -> Indices:
    """The columns of the largest scores of each row, in no order: (n, K) -> (n, count)."""
    if count >= scores.shape[1]:
        return np.tile(np.arange(scores.shape[1]), (len(scores), 1))
    return np.argpartition(scores, scores.shape[1] - count, axis=1)[:, scores.shape[1] - count :]


def _below(scores: Reals, ranked: Indices, skipped: int) -> Indices:
    """Of the columns given, those that are not the largest `skipped`: (n, k) -> (n, k - skipped)."""
    mine = np.take_along_axis(scores, ranked, axis=1)
    return np.take_along_axis(ranked, np.argpartition(-mine, skipped - 1, axis=1)[:, skipped:], axis=1)
