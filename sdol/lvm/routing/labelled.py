"""The region of one label of a router, or of several."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any, ClassVar

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.region import Region
from sdol.lvm.routing.shared import Shared
from sdol.lvm.sphere import Matrix, Wide


@dataclass(frozen=True, eq=False)
class Labelled(Region):
    """The points that belong to one of some labels of a field: the least of their distances.

    Args:
        field: shared by all regions of a router (`Field`, `Separate`), and computed once where they are compared.
        labels: their numbers, at least one.

    Raises:
        GeometryError: there is no such label in the field.
    """

    kind: ClassVar[str] = "labelled"
    field: Shared
    labels: tuple[int, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.field, Shared) or not self.labels:
            raise GeometryError("a labelled region has a field and at least one label")
        if not all(0 <= label < self.field.labels for label in self.labels):
            raise GeometryError("a labelled region has labels of its field")

    @cached_property  # asked of each region in every decision
    def dimension(self) -> int:
        return self.field.dimension

    def signed(self, rows: Matrix) -> Matrix:
        nearest: Matrix = self.field.table(rows)[:, list(self.labels)].min(axis=1)
        return nearest

    def column(self, rows: Matrix, known: MutableMapping[int, Matrix]) -> Matrix:
        shared = known.get(id(self.field))
        if shared is None:
            table: Matrix = self.field.by_block(rows)
            shared = known[id(self.field)] = np.ascontiguousarray(table.T)
        if len(self.labels) == 1:
            own: Matrix = shared[self.labels[0]]
            return own
        nearest: Matrix = shared[list(self.labels)].min(axis=0)
        return nearest

    def together(self, regions: Sequence[Region], rows: Matrix) -> Matrix | None:
        """By the field's table at once: asking each of many regions takes as long as the table does."""
        own = self._columns(regions)
        if own is None:
            return None
        found: Matrix = np.ascontiguousarray(self.field.by_block(rows)[:, own])
        return found

    def _columns(self, regions: Sequence[Region]) -> Any:
        """The label of each region, if all are of this field and have one each; else None."""
        if self._asked and len(self._asked[0]) == len(regions) and all(map(is_, self._asked[0], regions)):
            return self._asked[1]
        own = [each.labels for each in regions if isinstance(each, Labelled) and each.field is self.field]
        if len(own) < len(regions) or max(map(len, own)) > 1:
            return None
        columns = np.array([label for (label,) in own])
        self._asked[:] = tuple(regions), columns
        return columns

    @cached_property
    def _asked(self) -> list[Any]:
        """The regions that were asked together last, this one first, and their labels; empty before."""
        return []

    def slope(self, rows: Matrix) -> Wide:
        own = self.field.table(rows)[:, list(self.labels)]
        return self.field.slope_of(rows, np.asarray(self.labels)[own.argmin(axis=1)])
