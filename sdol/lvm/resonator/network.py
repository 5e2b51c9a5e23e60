"""The resonator network (Frady, Kent, Olshausen & Sommer 2020; Kent, Frady, Sommer & Olshausen 2020).

Each factor has an estimate, at first the superposition of its whole codebook. In turn, each is replaced by
what the others leave of the vector, cleaned up:

    x_f <- g( X_f^T h( C_f ( s * conj( prod_{k != f} x_k ) ) ) )

with C_f the scores of the codebook (cosines, or the pseudo-inverse), h the threshold and noise, g the
activation (sign, or the phase). Factors are updated one after the other: all at once, the same network
factors half as many problems. It is no descent and may cycle; then it starts again from a random state.
"""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np

from sdol.lvm.chance import random_normals
from sdol.lvm.resonator.book import Book, Reals
from sdol.lvm.resonator.carrier import Rows, conjugate, projected, reals
from sdol.lvm.resonator.outcome import Account, Indices

_BATCH = 64
"""Problems that run together: their states should stay in the cache."""


def resonate(account: Account, iterations: int) -> None:
    """Runs the network on every open problem of an account, for so many iterations at most.

    O(iterations sum(K_f) m) a problem.
    """
    todo = account.open
    for start in range(0, len(todo), _BATCH):
        _Batch(account, todo[start : start + _BATCH], iterations).run()


class _Batch:
    """Some problems of an account, and the states of their networks."""

    def __init__(self, account: Account, which: Indices, iterations: int) -> None:
        self.account, self.which, self.iterations = account, which, iterations
        self.settings, self.books = account.settings, account.books
        start = [book.start for book in self.books]
        self.states = [np.broadcast_to(state, (len(which), state.shape[1])) for state in start]
        self.rest = account.problems[which] * conjugate(reduce(np.multiply, start))
        self.age = np.zeros(len(which), dtype=np.int64)  # iterations since the last start
        self.patience = -(-iterations // (self.settings.restarts + 1))
        self.seen = np.full((2, len(which)), np.nan)  # fingerprints of the last two iterations' states

    def run(self) -> None:
        for number in range(self.iterations):
            if not len(self.which):
                return
            winners = np.stack([self._update(factor, number) for factor in range(len(self.books))], axis=1)
            self._after(winners)

    def _unbound(self, rows: Indices) -> Rows:
        """What is left of some problems when all their estimates are taken out: ones, at a solution."""
        bound = reduce(np.multiply, [state[rows] for state in self.states])
        rest: Rows = self.account.problems[self.which[rows]] * conjugate(bound)
        return rest

    def _update(self, factor: int, number: int) -> Indices:
        """Replaces one estimate of every problem; gives the winning codewords."""
        book = self.books[factor]
        # Estimates are phasors: binding one to the rest is as good as never having taken it out.
        others = self.rest * self.states[factor]
        scores = book.scores(others)
        winners: Indices = np.abs(scores).argmax(axis=1)
        self.states[factor] = projected(book.superposed(self._heard(scores, factor, number)))
        self.rest = others * conjugate(self.states[factor])
        return winners

    def _heard(self, scores: Reals, factor: int, number: int) -> Reals:
        """Scores with noise, and without what is below the threshold unless that is all of them."""
        settings = self.settings
        if settings.noise:
            seed = _seed(settings.seed, number, factor)
            drawn = random_normals(scores.shape[1], seed).astype(np.float32)
            scores = scores + np.float32(settings.noise) * drawn
        if settings.threshold is None:
            return scores
        kept = np.where(scores > settings.threshold, scores, np.float32(0))
        return np.where(kept.any(axis=1, keepdims=True), kept, scores)

    def _after(self, winners: Indices) -> None:
        account, which = self.account, self.which
        account.work[which] += account.iteration
        account.offer(which, winners, "network")
        # The mean of the rest is the cosine of the bound estimates with the problem.
        account.record(which, -self.rest.real.mean(axis=1))
        self.age += 1
        self._keep(np.flatnonzero(~account.solved[which]))
        if len(self.which):
            self._go_on(self._fingerprints())

    def _fingerprints(self) -> Reals:
        """A number for each problem that is the same for the same states: a projection on a fixed direction."""
        probe, marks = _probe(self.books[0].width), np.zeros(len(self.which), dtype=np.float32)
        for factor, state in enumerate(self.states, start=1):
            marks = marks + np.float32(factor) * np.vecdot(reals(state), probe)
        return marks

    def _go_on(self, marks: Reals) -> None:
        """Starts again what is stuck, and drops what has no restart left."""
        account = self.account
        still = (not self.settings.noise) & (self.seen == marks).any(axis=0)
        stuck = still | (self.age >= self.patience)
        spent = stuck & (account.restarts[self.which] >= self.settings.restarts)
        self.seen = np.stack([self.seen[1], marks])
        self._restart(np.flatnonzero(stuck & ~spent))
        self._keep(np.flatnonzero(~spent & np.isin(self.which, account.open)))

    def _restart(self, rows: Indices) -> None:
        if not len(rows):
            return
        self.account.restarts[self.which[rows]] += 1
        self.age[rows], self.seen[:, rows] = 0, np.nan
        for factor, book in enumerate(self.books):
            for row in rows:
                turn = int(self.account.restarts[self.which[row]])
                self.states[factor][row] = _random_state(book, _seed(self.settings.seed, -turn, factor))
        self.rest[rows] = self._unbound(rows)

    def _keep(self, rows: Indices) -> None:
        if len(rows) == len(self.which):
            return
        self.which, self.age, self.seen = self.which[rows], self.age[rows], self.seen[:, rows]
        self.states, self.rest = [state[rows] for state in self.states], self.rest[rows]


@lru_cache(maxsize=8)
def _probe(width: int) -> Reals:
    return random_normals(width, 1).astype(np.float32)


def _random_state(book: Book, seed: int) -> Rows:
    weights = random_normals(len(book), seed).astype(np.float32)[None]
    state: Rows = projected(book.superposed(weights))[0]
    return state


def _seed(seed: int, number: int, factor: int) -> int:
    """A seed for one draw: the same for a problem alone and in a batch."""
    return (seed * 1_000_003 + number) * 64 + factor
