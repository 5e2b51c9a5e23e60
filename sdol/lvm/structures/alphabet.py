"""The names that a structure is made of, and the clean-up of noisy sums to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.linear import Linear, Rows

THRESHOLD = 0.5
"""Half the weight of a term: where a threshold divides present from absent with equal errors."""


class Alphabet(Described):
    """An item memory: distinct names and their atoms in one family.

    Attributes:
        linear: the linear space of the family, in which the rows are.
        names: the names in their order.
        rows: their atoms (m, d), lifted.
    """

    def __init__(self, family: Any, names: Iterable[str], seed: int = 0, kind: str = "") -> None:
        """The atoms of `names` (m of them) in a family such as `lvm.MAP(1024)`.

        Alphabets of another `kind` or seed have other atoms for the same names.

        Raises:
            GeometryError: no names, a name twice, or something that is not a text.
        """
        self.linear = Linear(family)
        self.family = family
        if not isinstance(names, Iterable):
            raise GeometryError(
                f"an alphabet is made of names, such as its letters in one text, not of {names!r}"
            )
        self.names = tuple(names)
        wrong = [name for name in self.names if not isinstance(name, str)]
        if wrong:
            raise GeometryError(f"names are texts; {wrong[0]!r} is none")
        if not self.names:
            raise GeometryError("an alphabet needs at least one name")
        self._places = {name: place for place, name in enumerate(self.names)}
        if len(self._places) < len(self.names):
            twice = next(name for place, name in enumerate(self.names) if self._places[name] != place)
            raise GeometryError(f"the name {twice!r} stands in the alphabet twice")
        self.rows: Rows = self.linear.lift(
            family.atoms([f"{kind} {name}" if kind else name for name in self.names], seed)
        )

    def __len__(self) -> int:
        return len(self.names)

    def __str__(self) -> str:
        return f"{len(self)} names in {self.family!r}"

    def place(self, name: str) -> int:
        """Where a name stands.

        Raises:
            GeometryError: it is not in the alphabet.
        """
        found = self._places.get(name)
        if found is None:
            raise GeometryError(f"{name!r} is not in the alphabet of {len(self)} names")
        return found

    def places(self, names: Iterable[str]) -> npt.NDArray[np.intp]:
        """Where several names stand, (n,)."""
        return np.array([self.place(name) for name in names], dtype=np.intp)

    def of(self, names: Iterable[str]) -> Rows:
        """The atoms of names, one row each: (n, d)."""
        found: Rows = self.rows[self.places(names)]
        return found

    def row(self, name: str) -> Rows:
        """The atom of one name: (1, d)."""
        one: Rows = self.rows[self.place(name)][None]
        return one

    def scores(self, sums: Rows) -> npt.NDArray[np.float32]:
        """The weight of each name in each sum, with crosstalk: (n, d) -> (n, m)."""
        return self.linear.scores(sums, self.rows)

    def decode(self, sums: Rows) -> list[str]:
        """The name of greatest weight in each sum of (n, d), n names; ties go to the earlier one."""
        return [self.names[place] for place in self.scores(sums).argmax(axis=1)]

    def decode_or_none(self, sums: Rows, threshold: float = THRESHOLD) -> list[str | None]:
        """The name of greatest weight in each sum of (n, d), or None where that is below the threshold."""
        scores = self.scores(sums)
        best = scores.argmax(axis=1)
        strong = scores[np.arange(len(best)), best] >= threshold
        return [self.names[place] if ok else None for place, ok in zip(best, strong, strict=True)]


def space_of(*alphabets: Alphabet) -> Linear:
    """The linear space that alphabets share.

    Raises:
        GeometryError: something is no alphabet, or families or dimensions differ.
    """
    for alphabet in alphabets:
        if not isinstance(alphabet, Alphabet):
            raise GeometryError(f"structures are made of the names of an `Alphabet`, not of {alphabet!r}")
    kinds = {(a.linear.name, a.linear.dimension) for a in alphabets}
    if len(kinds) > 1:
        said = " and ".join(f"{name} of {dimension}" for name, dimension in sorted(kinds))
        raise GeometryError(f"one structure cannot mix families or dimensions: {said}")
    return alphabets[0].linear
