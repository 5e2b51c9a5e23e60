"""Sets and multisets: a bundle of atoms, each with the number of times that it is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet, space_of
from sdol.lvm.structures.structure import TOLERANCE, Structure

_MOST = 1 << 24
"""The greatest count: float32 holds whole numbers exactly up to here."""


class Set(Structure):
    """The names of a set, sum a_i: all families.

    A name is in where its weight is at least 1/2. Expected error for each name asked: Q(sqrt(g d / n) / 2)
    for n members (see `capacity`); 1,024 dimensions of HRR keep it under 1% up to 47 members. Encoding O(n
    d), a question O(d), all members O(m d) for an alphabet of m. Kleyko et al. (2022).
    """

    def __init__(self, alphabet: Alphabet, members: Iterable[str] = (), tolerance: float = TOLERANCE) -> None:
        """The set of some names; a name that is given twice is in once.

        Raises:
            GeometryError: a name is unknown, or there are too many for the tolerance.
        """
        super().__init__(space_of(alphabet), tolerance)
        self.alphabet = alphabet
        # In the order of the alphabet: a Python set goes through its members in another one in each process.
        rows = alphabet.rows[np.unique(alphabet.places(members))]
        self.total = rows.sum(axis=0, keepdims=True)
        self.energy = float(len(rows))
        self._refuse_overfull()

    def __contains__(self, name: str) -> bool:
        return bool(self.linear.scores(self.total, self.alphabet.row(name))[0, 0] >= THRESHOLD)

    def members(self) -> list[str]:
        """The names that are in, in the order of the alphabet."""
        weights = self.alphabet.scores(self.total)[0]
        return [self.alphabet.names[place] for place in np.flatnonzero(weights >= THRESHOLD)]

    def add(self, name: str) -> Set:
        """The set with a name; itself where it has it already."""
        return self if name in self else self._with(self.alphabet.row(name), 1.0)

    def remove(self, name: str) -> Set:
        """The set without a name; itself where it has it not."""
        return self._with(-self.alphabet.row(name), -1.0) if name in self else self

    def overlap(self, other: Set) -> float:
        """About how many names two sets share: the product of their sums.

        Standard deviation sqrt(n m / (g d)) for sets of n and m names.

        Raises:
            GeometryError: the sets are not made of the same atoms.
        """
        if other.alphabet is not self.alphabet:
            raise GeometryError("two sets are compared only where they have one alphabet")
        return float(self.linear.scores(self.total, other.total)[0, 0])

    def _error(self, family: Any) -> float:
        """The expected rate of wrong answers about one name."""
        return self._presence(family)


class Multiset(Structure):
    """Names with counts, sum c_i a_i: all families.

    A count is the weight rounded to a whole number. Expected error for a name that is in: 2 Q(sqrt(g d / E) / 2)
    with E the sum of the other counts' squares, so a few large counts fill it as much as many small ones; half that
    for a name that is not in. Kleyko et al. (2022).
    """

    def __init__(
        self, alphabet: Alphabet, counts: Mapping[str, int] | None = None, tolerance: float = TOLERANCE
    ) -> None:
        """The multiset with these counts.

        Raises:
            GeometryError: no counts by name, a name is unknown, a count is negative or no whole number, or
            the counts are too many.
        """
        super().__init__(space_of(alphabet), tolerance)
        self.alphabet = alphabet
        if not isinstance(counts or {}, Mapping):
            raise GeometryError("a multiset is made of counts by name; `collections.Counter` counts a list")
        given = {name: whole(count, "a count", 0, _MOST) for name, count in (counts or {}).items()}
        weights = np.array(list(given.values()), dtype=np.float32).reshape(-1, 1)
        self.total = (weights * alphabet.of(given)).sum(axis=0, keepdims=True, dtype=self.total.dtype)
        self.energy = float(sum(count**2 for count in given.values()))
        self._refuse_overfull()

    def count(self, name: str) -> int:
        """How often a name is in."""
        weight = self.linear.scores(self.total, self.alphabet.row(name))[0, 0]
        return max(round(float(weight)), 0)

    def counts(self) -> dict[str, int]:
        """All names that are in, with their counts."""
        weights = np.rint(self.alphabet.scores(self.total)[0]).astype(int)
        return {self.alphabet.names[place]: int(weights[place]) for place in np.flatnonzero(weights > 0)}

    def add(self, name: str, times: int = 1) -> Multiset:
        """The multiset with a name so many times more; fewer where the number is negative.

        Raises:
            GeometryError: the number is not whole, more would be taken than is there, or there are too many.
        """
        before = self.count(name)
        times = whole(times, "a count", -_MOST, _MOST)
        if before + times < 0:
            raise GeometryError(f"{name!r} is in {before} times, so {-times} cannot be taken")
        return self._with(times * self.alphabet.row(name), float((before + times) ** 2 - before**2))

    def _error(self, family: Any) -> float:
        """The expected rate of wrong counts."""
        return min(2 * self._presence(family), 1.0)
