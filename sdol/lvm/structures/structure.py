"""What all structures share: a sum of terms in the linear space of a family, and how full it is."""

from __future__ import annotations

from typing import Any, TypeVar

from sdol.lvm import capacity
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number
from sdol.lvm.structures.alphabet import Alphabet
from sdol.lvm.structures.linear import Linear, Rows

TOLERANCE = 0.01
"""How often an answer of a structure may be expected to be wrong before it is refused as overfull."""

_MOST = 1 << 30

S = TypeVar("S", bound="Structure")


class Structure(Described):
    """A sum of terms, never changed: an update gives a new structure.

    Attributes:
        linear: the linear space of the family.
        total: the sum (1, d).
        energy: the sum of the terms' squared weights; their number, where each has weight 1.
        tolerance: the expected rate of wrong answers beyond which the structure counts as overfull.
    """

    def __init__(self, linear: Linear, tolerance: float = TOLERANCE) -> None:
        """An empty structure.

        Raises:
            GeometryError: the tolerance is not between 0 and 1.
        """
        self.tolerance = number(tolerance, "a tolerance", 0.0, 1.0)
        if not self.tolerance:
            raise GeometryError(
                "a tolerance lies between 0 and 1, and 0 does not: no structure is never wrong"
            )
        self.linear = linear
        self.total: Rows = linear.zero()
        self.energy = 0.0

    def __str__(self) -> str:
        return f"weight {self.energy:g} in {self.family!r}"

    @property
    def family(self) -> Any:
        """The family of hypervectors."""
        return self.linear.family

    @property
    def vector(self) -> Rows:
        """The structure as one hypervector of its family, (1, d), as the family's `bundle` would give it.

        The bits of BSC keep about 2 / pi of the capacity; the structure itself decodes from the sum.

        Raises:
            GeometryError: it is empty, and so without direction.
        """
        return self.linear.lower(self.total)

    def error(self) -> float:
        """The expected rate of wrong answers, from theory (see `capacity`)."""
        return self._error(self.family)

    def _error(self, family: Any) -> float:
        """The same for a structure with this content in another dimension of its family."""
        raise NotImplementedError

    def _with(self: S, change: Rows, energy: float) -> S:
        """A copy with something added to the sum, checked for room."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.total = self.total + change
        other.energy = max(self.energy + energy, 0.0)
        other._refuse_overfull()
        return other

    def _refuse_overfull(self) -> None:
        error = self.error()
        if error > self.tolerance:
            raise GeometryError(
                f"{type(self).__name__} overfull: with a weight of {self.energy:g} in {self.linear.dimension} "
                f"dimensions of {self.linear.name}, {error:.1%} of the answers would be wrong, more than the "
                f"tolerance of {self.tolerance:.1%}: use {self._needed():,} dimensions, or fewer items"
            )

    def _needed(self) -> int:
        """The fewest dimensions that would do."""
        low = high = self.linear.dimension
        while self._error(self._in(high)) > self.tolerance and high < _MOST:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._error(self._in(middle)) > self.tolerance else (low, middle)
        return high

    def _in(self, dimension: int) -> Any:
        return type(self.family)(dimension)

    def _choice(self, family: Any, alphabet: Alphabet, threshold: float | None = None) -> float:
        """How often clean-up to a name of the alphabet is wrong, in a structure this full."""
        return capacity.choice_error(family, max(self.energy, 1.0), len(alphabet), threshold)

    def _presence(self, family: Any) -> float:
        """How often it is wrong whether a name is present, in a structure this full."""
        return capacity.presence_error(family, self.energy)
