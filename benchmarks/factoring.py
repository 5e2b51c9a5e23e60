"""Problems of factoring that several benchmarks share, and how often they are solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problems:
    """Random bipolar codebooks, products of their codewords, and which these are.

    Attributes:
        books: F matrices (K, n) of signs.
        indices: (b, F).
        products: (b, n).
    """

    books: list[Any]
    indices: Any
    products: Any

    def right(self, reports: Sequence[Any]) -> int:
        """How many reports name the codewords."""
        rows = self.indices.tolist()
        return sum(report.indices == tuple(row) for report, row in zip(reports, rows, strict=True))

    def wrong(self, reports: Sequence[Any]) -> int:
        """How many reports name others."""
        return sum(report.found for report in reports) - self.right(reports)

    def flipped(self, share: float, seed: int = 1) -> Any:
        """The products with this share of coordinates negated, on average."""
        import numpy as np

        hit = np.random.default_rng(seed).random(self.products.shape) < share
        return np.where(hit, -self.products, self.products)


def problems(dimension: int, sizes: Sequence[int], count: int, seed: int = 0) -> Problems:
    """Problems that a seed fixes."""
    import numpy as np

    generator = np.random.default_rng([seed, dimension, *sizes])
    books = [generator.choice(np.float32([-1, 1]), (size, dimension)) for size in sizes]
    indices = np.stack([generator.integers(size, size=count) for size in sizes], axis=1)
    products = np.ones((count, dimension), dtype=np.float32)
    for column, book in enumerate(books):
        products = products * book[indices[:, column]]
    return Problems(books, indices, products)


def by_hashing(each: Problems) -> int:
    """How many products of three are found by meeting in the middle: exact, for signs without noise only.

    s * x_1 equals x_2 * x_3: the first 64 signs of one side are looked up among those of the other.
    """
    import numpy as np

    first, second, third = (_keys(book) for book in each.books)
    pairs = (second[:, None] ^ third[None]).reshape(-1)
    order = np.argsort(pairs)
    right = 0
    for row, product in zip(each.indices, _keys(each.products), strict=True):
        wanted = product ^ first
        place = np.searchsorted(pairs[order], wanted)
        at = order[np.minimum(place, len(order) - 1)]
        hits = np.flatnonzero(pairs[at] == wanted)
        right += any((i, *divmod(int(at[i]), len(third))) == tuple(row) for i in hits.tolist())
    return right


def _keys(rows: Any) -> Any:
    import numpy as np

    return np.packbits(rows[:, :64] < 0, axis=1).view(np.uint64)[:, 0]
