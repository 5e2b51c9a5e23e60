"""The running account of a batch of problems: which are open, what each has cost, the best answer to each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sdol.lvm.resonator.book import Book
from sdol.lvm.resonator.carrier import Rows, cosines
from sdol.lvm.resonator.settings import Settings

Indices = npt.NDArray[np.int64]


class Account:
    """Problems (b, m) that are searched for products of one codeword from each book.

    Attributes:
        problems, books, settings: what was asked.
        indices: (b, F), of the best product seen, -1 where none was.
        similarity: (b,), its cosine in phasors.
        work: (b,), inner products with codewords so far.
        restarts: (b,).
        energies: one list for each problem.
        solved: (b,), whether there is an answer.
        method: (b,), what found it, "" while nothing did.
    """

    def __init__(self, problems: Rows, books: Sequence[Book], settings: Settings) -> None:
        count = len(problems)
        self.problems, self.books, self.settings = problems, list(books), settings
        self.iteration = sum(len(book) for book in books)
        self.indices = np.full((count, len(books)), -1, dtype=np.int64)
        self.similarity = np.zeros(count, dtype=np.float32)
        self.work = np.zeros(count, dtype=np.int64)
        self.restarts = np.zeros(count, dtype=np.int64)
        self.energies: list[list[float]] = [[] for _ in range(count)]
        self.solved = np.zeros(count, dtype=bool)
        self.method = [""] * count

    @property
    def open(self) -> Indices:
        """Problems without an answer and within their iterations."""
        left = self.work + self.iteration <= self.settings.iterations * self.iteration
        return np.flatnonzero(left & ~self.solved)

    def left(self, which: Indices) -> int:
        """The inner products that the least fresh of some problems may still take."""
        return int(self.settings.iterations * self.iteration - self.work[which].max())

    def products(self, indices: Indices) -> Rows:
        """The bound codewords of rows of indices: (n, F) -> (n, m)."""
        bound: Rows = self.books[0].rows[indices[:, 0]]
        for column, book in enumerate(self.books[1:], start=1):
            bound = bound * book.rows[indices[:, column]]
        return bound

    def offer(self, which: Indices, indices: Indices, method: str) -> None:
        """Rebinds candidates, one row of indices for each problem named, and keeps those that are answers."""
        found = cosines(self.products(indices), self.problems[which])
        order = np.argsort(-found, kind="stable")
        problems, first = np.unique(which[order], return_index=True)
        best = order[first]
        better = found[best] > self.similarity[problems]
        problems, best = problems[better], best[better]
        self.indices[problems], self.similarity[problems] = indices[best], found[best]
        answered = problems[found[best] >= self.settings.accepted]
        self.solved[answered] = True
        for problem in answered.tolist():
            self.method[problem] = method

    def record(self, which: Indices, energies: npt.NDArray[np.float32]) -> None:
        """Notes an energy of each problem named."""
        for problem, energy in zip(which.tolist(), energies.tolist(), strict=True):
            self.energies[problem].append(energy)
