"""Matryoshka views: the same vectors at several prefixes, searched from coarse to fine.

A model trained for it (Kusupati et al. 2022) puts what matters most into the first coordinates, so that the
first 32 of them, made of length 1, are a vector of their own. Of a model that was not, a prefix is no better than
any other 32 coordinates: `measure` says which it is, by how many of the true neighbours the prefixes keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import Stream
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.search import nearest
from sdol.lvm.sphere import Matrix, as_rows, normalise, same_dimension, similarity, top

LEVELS = (32, 128)
"""The prefixes before the full vector, where the vectors are longer."""

SPARE = 8
"""How many times as many candidates as wanted each prefix hands on to the next."""

NEIGHBOURS = 10
"""Neighbours of a row that a prefix may keep or lose."""

_LEAST_KEPT = 128  # candidates, however few are wanted
_ASKED = 200  # rows whose neighbours are measured
_DRAWS = 8  # choices of coordinates that a prefix is compared with
_CERTAIN = 3.0  # standard deviations of those draws
_GAIN = 0.02  # the least advantage that is one: two neighbours in a hundred
_UNIT = 1e-6  # how far from 1 the length of a unit row in float32 may be
_MANY = 0.3  # the share of the rows from which it takes less time to compare all than to gather these
_ROUNDING = 1e-4  # more than a float32 product of 10,000 coordinates of unit rows is off by


@dataclass(frozen=True)
class Level:
    """How much of the neighbourhoods a prefix keeps.

    Attributes:
        prefix: how many coordinates.
        kept: the share of the 10 nearest neighbours by the full vectors that are among the 10 by the prefix.
        random: the same for as many coordinates drawn at random, on average.
        trained: whether the prefix keeps more than draws do by chance, as of a model trained for prefixes, or one
            whose coordinates were ordered by their variance.
    """

    prefix: int
    kept: float
    random: float
    trained: bool


@dataclass(frozen=True, eq=False, repr=False)
class Views(Described):
    """Unit rows (n, d) and the prefixes at which they are seen; zooming shares the rows.

    Args:
        rows: made of length 1 here.
        prefixes: rising, the last of them the depth at which cosines are taken; by default 32, 128 and d.

    Raises:
        GeometryError: a row is zero or not finite, or has nothing in the last prefix; or prefixes do not rise from
            at least 1 up to at most d.
    """

    rows: Matrix
    prefixes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        rows = _unit_rows(self.rows)
        full = rows.shape[1]
        asked = self.prefixes or (*(p for p in LEVELS if p < full), full)
        given = tuple(whole(prefix, "a prefix") for prefix in asked)
        if given[-1] > full or given[0] < 1 or any(a >= b for a, b in pairwise(given)):
            raise GeometryError(f"prefixes must rise from at least 1 to at most {full}, unlike {list(given)}")
        rows.flags.writeable = False
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "prefixes", given)
        empty = np.flatnonzero(self._scales[self.depth] == 0)
        if len(empty):
            raise GeometryError(f"row {empty[0]} has nothing in its first {self.depth} coordinates")

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def depth(self) -> int:
        """The last prefix: cosines are those of so many coordinates."""
        return self.prefixes[-1]

    @cached_property
    def _scales(self) -> dict[int, Matrix]:
        """By prefix the number (n,) that makes each row's prefix of length 1; zero for an empty one."""
        found = {}
        for prefix in self.prefixes:
            sizes = _sizes(self.rows[:, :prefix])
            found[prefix] = np.where(sizes > 0, 1 / np.where(sizes > 0, sizes, 1), 0).astype(np.float32)
        return found

    @cached_property
    def _tails(self) -> dict[int, Matrix]:
        """By prefix the length (n,) of what lies between it and the depth."""
        return {prefix: _sizes(self.rows[:, prefix : self.depth]) for prefix in self.prefixes[:-1]}

    def zoom(self, prefix: int) -> Views:
        """The same rows, not copied, seen no deeper than a prefix.

        Raises:
            GeometryError: the prefix is outside 1..d, or a row has nothing in it.
        """
        if not 1 <= whole(prefix, "a prefix") <= self.rows.shape[1]:
            raise GeometryError(f"vectors of {self.rows.shape[1]} dimensions have no prefix of {prefix}")
        return Views(self.rows, (*(p for p in self.prefixes if p < prefix), prefix))

    def seen(self) -> Matrix:
        """The rows at the depth: (n, depth), made of length 1; a copy unless the depth is d."""
        return self.rows if self.depth == self.rows.shape[1] else normalise(self.rows[:, : self.depth])

    def closest(
        self, query: npt.ArrayLike, k: int = 10, *, exact: bool = False
    ) -> tuple[npt.NDArray[np.int64], Matrix]:
        """The places (k,) of the rows most similar to a query (1, d), best first, and their cosines (k,).

        Candidates come from the shortest prefix; each further prefix keeps fewer, and the last are scored in full:
        O(32 n) for n rows. The cosines are exact; that no row is missed is likely, and `recall` measures it. With
        `exact` it is certain: each prefix drops only rows that cannot come among the best, since the rest of two
        unit rows can add no more than the product of its lengths (Cauchy and Schwarz). Where that drops too few, as
        for a model not trained for prefixes, all rows are compared.

        Raises:
            GeometryError: the query is not one row of dimension d with something in its prefix, or k is negative.
        """
        asked = self._asked(query)
        if len(asked) != 1:
            raise GeometryError(f"one vector asks for its nearest, not {len(asked)}")
        if whole(k, "the number of rows") < 0:
            raise GeometryError(f"the nearest are 0 rows or more, not {k}")
        places = self._likely(asked, k)
        if exact and k and len(self.rows):
            places = self._possible(asked, float(np.sort(self._cosines(asked, places))[-min(k, len(places))]))
        scores = self._cosines(asked, places)
        best = top(scores, k)
        return places[best], scores[best]

    def _asked(self, queries: npt.ArrayLike) -> Matrix:
        """Queries (m, d) at the depth, made of length 1."""
        rows = normalise(queries)
        same_dimension(rows, self.rows)
        return normalise(rows[:, : self.depth])

    def _cosines(self, asked: Matrix, places: npt.NDArray[np.int64]) -> Matrix:
        every = len(places) == len(self.rows)
        seen = self.rows[:, : self.depth] if every else self.rows[places, : self.depth]
        return similarity(seen if self.depth == self.rows.shape[1] else normalise(seen), asked)

    def _likely(self, asked: Matrix, k: int) -> npt.NDArray[np.int64]:
        """Rising places of the rows that the prefixes leave: at least k of them, where there are so many."""
        left = np.arange(len(self.rows))
        for step, prefix in enumerate(self.prefixes[:-1]):
            wanted = max(k, _LEAST_KEPT) * SPARE ** (len(self.prefixes) - 2 - step)
            if wanted < len(left):
                scores = self._heads(asked, left, prefix) * self._scales[prefix][left]
                left = np.sort(left[np.argpartition(-scores, wanted)[:wanted]])
        return left

    def _possible(self, asked: Matrix, least: float) -> npt.NDArray[np.int64]:
        """Rising places of the rows whose cosine can reach `least`, rounding allowed for."""
        left = np.arange(len(self.rows))
        for prefix in self.prefixes[:-1]:
            rest = max(1.0 - float(np.vecdot(asked[0, :prefix], asked[0, :prefix])), 0.0)
            reach = self._heads(asked, left, prefix) + np.sqrt(rest) * self._tails[prefix][left]
            left = left[reach * self._scales[self.depth][left] >= least - _ROUNDING]
            if len(left) > _MANY * len(self.rows):
                return np.arange(len(self.rows))
        return left

    def _heads(self, asked: Matrix, left: npt.NDArray[np.int64], prefix: int) -> Any:
        """The products of some rows with a query over a prefix; over all rows without a copy."""
        every = len(left) == len(self.rows)
        return (self.rows[:, :prefix] if every else self.rows[left, :prefix]) @ asked[0, :prefix]

    def recall(self, queries: npt.ArrayLike, k: int = 10) -> float:
        """The share of the true k nearest rows that `closest` finds, over queries (m, d); 1 where there are none.

        Raises:
            GeometryError: as `closest`.
        """
        rows = normalise(queries)
        true = nearest(self._asked(rows), self.seen(), k)
        found = [len(np.intersect1d(self.closest(q, k)[0], t)) for q, t in zip(rows, true, strict=True)]
        total = sum(map(len, true))
        return sum(found) / total if total else 1.0

    def measure(self, *, seed: int = 0) -> list[Level]:
        """How much of the neighbourhoods each prefix short of d keeps, and whether the model was trained for that.

        A prefix is compared with 8 draws of as many coordinates from all d; `trained` where it keeps more than
        their mean by three deviations and by two neighbours in a hundred. O(n d) for each of 200 rows.

        Raises:
            GeometryError: there are fewer than 30 rows, whose neighbours say nothing.
        """
        if len(self.rows) < 3 * NEIGHBOURS:
            raise GeometryError(
                f"{len(self.rows)} vectors are too few to measure neighbourhoods: at least 30"
            )
        random = Stream(seed)
        asked = np.sort(random.order(len(self.rows))[:_ASKED])
        true = _neighbours(self.rows, asked)
        shorter = [p for p in self.prefixes if p < self.rows.shape[1]]
        return [self._measured(prefix, asked, true, random) for prefix in shorter]

    def _measured(self, prefix: int, asked: Any, true: Any, random: Stream) -> Level:
        full = self.rows.shape[1]
        chosen = [np.sort(random.order(full)[:prefix]) for _ in range(_DRAWS)]
        kept = _kept(self.rows[:, :prefix], asked, true)
        drawn = [_kept(self.rows[:, columns], asked, true) for columns in chosen]
        mean, spread = float(np.mean(drawn)), float(np.std(drawn, ddof=1))
        return Level(prefix, kept, mean, kept - mean > max(_CERTAIN * spread, _GAIN))

    @property
    def trained(self) -> bool:
        """Whether every prefix keeps more than chance: the space was made to be cut short."""
        levels = self.measure()
        return bool(levels) and all(level.trained for level in levels)

    def to_dict(self) -> dict[str, Any]:
        """The rows and the prefixes."""
        return {"rows": self.rows, "prefixes": list(self.prefixes)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Views:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a part is missing or wrong.
        """
        try:
            prefixes: Sequence[Any] = data["prefixes"]
            return cls(data["rows"], tuple(prefixes))
        except (KeyError, TypeError) as wrong:
            raise GeometryError(f"these are no views: {wrong}") from None

    def __str__(self) -> str:
        return f"{len(self.rows)} vectors at {', '.join(map(str, self.prefixes))}"


def _unit_rows(given: npt.ArrayLike) -> Matrix:
    """The rows made of length 1; those that are, and that nobody can write to, are shared."""
    rows = as_rows(given)
    shared = not rows.flags.writeable and bool((np.abs(_sizes(rows) - 1) < _UNIT).all())
    return rows if shared else normalise(rows)


def _sizes(rows: Any) -> Any:
    return np.sqrt(np.vecdot(rows, rows))


def _neighbours(rows: Any, asked: Any) -> Any:
    """The sorted places (m, 10) of the nearest other rows of some rows, by cosine."""
    sizes = _sizes(rows)
    unit = rows / np.where(sizes > 0, sizes, 1)[:, None]
    scores = unit[asked] @ unit.T
    scores[np.arange(len(asked)), asked] = -2.0
    return np.argpartition(-scores, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]


def _kept(seen: Any, asked: Any, true: Any) -> float:
    found = _neighbours(seen, asked)
    shared = (found[:, :, None] == true[:, None, :]).sum()
    return float(shared / true.size)
