"""Sequences, stacks and n-grams: order kept by permutation, or by binding to positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence as Ordered
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet, space_of
from sdol.lvm.structures.linear import Rows
from sdol.lvm.structures.structure import TOLERANCE, Structure

_GRAMS = 4096  # terms that are made at once


class Sequence(Structure):
    """Names in order: sum P^i(a_i), or with `positions="bound"` sum p_i * a_i for atoms p_i of the positions.

    All families, with unitary atoms for HRR. The item at a place is found by clean-up among m names with the
    error of `capacity.choice_error` for n items: 1,024 dimensions of MAP or HRR and 26 letters hold 89 items
    at 1%. Permuted sequences can be lengthened at the front by one permutation of the whole; bound ones can
    take any alphabet of places. Encoding O(n d), an item O(m d), all items O(n m d). Plate (1995); Frady,
    Kleyko and Sommer (2018).
    """

    def __init__(
        self,
        alphabet: Alphabet,
        items: Iterable[str] = (),
        positions: str = "permuted",
        tolerance: float = TOLERANCE,
    ) -> None:
        """The sequence of some names.

        Raises:
            GeometryError: unknown names or form, or more items than the tolerance allows.
        """
        super().__init__(space_of(alphabet), tolerance)
        if positions not in ("permuted", "bound"):
            raise GeometryError(f'positions are "permuted" or "bound", not {positions!r}')
        self.alphabet, self.positions = alphabet, positions
        given = list(items)
        self.length = len(given)
        if given:
            self.total = self._placed(alphabet.of(given), range(len(given))).sum(axis=0, keepdims=True)
            self.energy = float(len(given))
            self._refuse_overfull()

    def __len__(self) -> int:
        return self.length

    def _placed(self, rows: Rows, places: Iterable[int]) -> Rows:
        if self.positions == "permuted":
            return self.linear.permuted(rows, places)
        return self.linear.bind(rows, self._position_atoms(places))

    def _position_atoms(self, places: Iterable[int]) -> Rows:
        return self.linear.lift(np.concatenate([_position(self.family, place) for place in places]))

    def _at(self, places: Ordered[int]) -> Rows:
        """What stands at each place, with crosstalk: (n, d)."""
        if self.positions == "permuted":
            return self.linear.permuted(self.total, [-place for place in places])
        return self.linear.unbind(self.total, self._position_atoms(places))

    def _checked(self, place: int) -> int:
        if not -self.length <= whole(place, "a place") < self.length:
            raise GeometryError(f"there is no place {place} in a sequence of {self.length}")
        return place % self.length

    def at(self, place: int) -> str:
        """The name at a place, counted from 0, or from the end where negative."""
        return self.alphabet.decode(self._at([self._checked(place)]))[0]

    def items(self) -> list[str]:
        """All names in order."""
        return self.alphabet.decode(self._at(range(self.length))) if self.length else []

    def places(self, name: str) -> list[int]:
        """The places at which a name stands: where it has at least half the weight of an item."""
        if not self.length:
            return []
        weights = self.linear.scores(self._at(range(self.length)), self.alphabet.row(name))[:, 0]
        return np.flatnonzero(weights >= THRESHOLD).tolist()

    def append(self, name: str) -> Sequence:
        """The sequence with one more name at its end."""
        longer = self._with(self._placed(self.alphabet.row(name), [self.length]), 1.0)
        longer.length = self.length + 1
        return longer

    def replace(self, place: int, name: str) -> Sequence:
        """The sequence with another name at a place."""
        at = self._checked(place)
        change = self._placed(self.alphabet.row(name) - self.alphabet.row(self.at(at)), [at])
        return self._with(change, 0.0)

    def _error(self, family: Any) -> float:
        """The expected rate of wrong items."""
        return self._choice(family, self.alphabet)


@lru_cache(maxsize=512)
def _position(family: Any, place: int) -> Rows:
    """The atom of a place."""
    atom: Rows = family.atom(f"position {place}")
    return atom


class Stack(Structure):
    """A stack, a_top + P(a_next) + P^2(...): push permutes the whole once more, pop undoes it. All families.

    The error of the top is that of a `Sequence` as long as the stack is deep. An empty stack's top is None.
    O(d) to push, O(m d) to pop. Plate (2003); Kleyko et al. (2022).
    """

    def __init__(self, alphabet: Alphabet, items: Iterable[str] = (), tolerance: float = TOLERANCE) -> None:
        """The stack on which these names were pushed, the last of them on top."""
        super().__init__(space_of(alphabet), tolerance)
        self.alphabet = alphabet
        rows = alphabet.of(list(items)[::-1])
        if len(rows):
            self.total = self.linear.permuted(rows, range(len(rows))).sum(axis=0, keepdims=True)
            self.energy = float(len(rows))
            self._refuse_overfull()

    def top(self) -> str | None:
        """The name that was pushed last, or None where the stack is empty."""
        return self.alphabet.decode_or_none(self.total)[0]

    def push(self, name: str) -> Stack:
        """The stack with a name on top."""
        under = self.linear.permute(self.total)
        return self._with(self.alphabet.row(name) + under - self.total, 1.0)

    def pop(self) -> tuple[str, Stack]:
        """The name on top, and the stack without it.

        Raises:
            GeometryError: the stack is empty.
        """
        name = self.top()
        if name is None:
            raise GeometryError("an empty stack has nothing to pop")
        rest = self.linear.permute(self.total - self.alphabet.row(name), -1)
        return name, self._with(rest - self.total, -1.0)

    def _error(self, family: Any) -> float:
        """The expected rate of wrong names on top."""
        return self._choice(family, self.alphabet, THRESHOLD)


class NGrams(Structure):
    """How often each run of n names occurs in a sequence: sum over runs of P^(n-1)(a_1) * ... * P(a_(n-1)) * a_n.

    All families. The count of a run is its weight; its crosstalk has variance E / (g d), E the sum of the
    squared counts. Two profiles are compared by the cosine of their sums, which is that of their counts.
    O(runs n d). Joshi, Halseth and Kanerva (2017).
    """

    def __init__(self, alphabet: Alphabet, items: Iterable[str], n: int = 3, tolerance: float = 1.0) -> None:
        """The n-grams of a sequence of names. Profiles are compared as wholes, so by default none is overfull.

        Raises:
            GeometryError: n is below 1, fewer than n items, unknown names, or too many runs for the
            tolerance.
        """
        super().__init__(space_of(alphabet), tolerance)
        self.alphabet, self.n = alphabet, n
        places = alphabet.places(items)
        if whole(n, "the length of a run", 1) > len(places):
            raise GeometryError(f"there are no runs of {n} in a sequence of {len(places)}")
        counted = Counter(map(tuple, np.lib.stride_tricks.sliding_window_view(places, n).tolist()))
        runs, counts = np.array(list(counted)), np.array(list(counted.values()), dtype=np.float32)
        total = self.linear.spectra(self.total)
        for start in range(0, len(runs), _GRAMS):
            part = slice(start, start + _GRAMS)
            total = total + counts[None, part] @ self._products(runs[part])
        self.total = self.linear.from_spectra(total)
        self.energy = float((counts.astype(float) ** 2).sum())
        self._refuse_overfull()

    def _terms(self, runs: npt.NDArray[np.intp]) -> Rows:
        """The products of runs (r, k) of places in the alphabet; the last of n names is not permuted."""
        return self.linear.from_spectra(self._products(runs))

    def _products(self, runs: npt.NDArray[np.intp]) -> Rows:
        """The same where binding is a product of components."""
        products = self._shifted(0)[runs[:, 0]]
        for j in range(1, runs.shape[1]):
            products = products * self._shifted(j)[runs[:, j]]
        return products

    def _shifted(self, j: int) -> Rows:
        return self.linear.spectra(self.linear.guard(self.alphabet.rows, self.n - 1 - j))

    def count(self, run: Iterable[str]) -> float:
        """About how often a run of n names occurs.

        Raises:
            GeometryError: it is not of n names.
        """
        places = self.alphabet.places(run)
        if len(places) != self.n:
            raise GeometryError(f"a run of {len(places)} is none of {self.n}")
        return float(self.linear.scores(self.total, self._terms(places[None]))[0, 0])

    def following(self, context: Iterable[str]) -> str:
        """The name that most often follows n - 1 others.

        Raises:
            GeometryError: the context is not of n - 1 names.
        """
        places = self.alphabet.places(context)
        if len(places) != self.n - 1:
            raise GeometryError(f"what follows {len(places)} names is not in runs of {self.n}")
        if self.n == 1:
            return self.alphabet.decode(self.total)[0]
        return self.alphabet.decode(self.linear.unbind(self.total, self._terms(places[None])))[0]

    def similarity(self, other: NGrams) -> float:
        """The cosine of two profiles.

        Raises:
            GeometryError: other families, dimensions or lengths of runs.
        """
        space_of(self.alphabet, other.alphabet)
        if self.n != other.n:
            raise GeometryError(f"runs of {self.n} and of {other.n} have no similarity")
        product = float(self.linear.scores(self.total, other.total)[0, 0])
        own = [float(self.linear.scores(p.total, p.total)[0, 0]) for p in (self, other)]
        return product / float(np.sqrt(own[0] * own[1]))

    def _error(self, family: Any) -> float:
        """The expected rate of wrong answers on whether a run occurs at all."""
        return self._presence(family)
