"""What the regions of some labels share: one table of the distances to all of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import frozen
from sdol.lvm.region import Region
from sdol.lvm.sphere import Matrix, Wide, blocks


class Shared(Region):
    """The union of the regions of all labels, computed together.

    Attributes:
        rows: (m, d), what points are multiplied with.
        biases: (1, k), one for each label that was fitted.
        spreads: positive deviations.
        steepness: what one radian counts.
        reach: the least cosine to a learned point from which it counts.
        owners: of each point that was learned since the fit the number of its label, or those of its labels.
        fresh: how many labels were learned since the fit.
    """

    rows: Matrix
    biases: Matrix
    spreads: Matrix
    steepness: float
    reach: float
    owners: tuple[Any, ...]
    fresh: int

    def _settle(self, fits: bool, *numbers: float) -> None:
        """Makes the arrays read-only.

        Raises:
            GeometryError: the parts do not fit together, or a number is not finite or out of its range.
        """
        if not fits:
            raise GeometryError("the parts of this router do not fit together")
        arrays = [each for each in self.__dict__.values() if isinstance(each, np.ndarray)]
        known = np.array([self.steepness, self.reach, *numbers])
        finite = all(np.isfinite(each).all() for each in (*arrays, known))
        if not (finite and self.steepness > 0.0 and self.reach < 1.0 and (self.spreads > 0.0).all()):
            raise GeometryError("a number of this router is out of its range")
        for each in arrays:
            frozen(each)

    @property
    def dimension(self) -> int:
        return int(self.rows.shape[1])

    @property
    def labels(self) -> int:
        """How many there are, those included that were learned since the fit."""
        return int(self.biases.shape[1]) + self.fresh

    @abstractmethod
    def table(self, rows: Matrix) -> Matrix:
        """Distances of checked unit rows to every label: (n, d) -> (n, k)."""

    @abstractmethod
    def slope_of(self, rows: Matrix, labels: Wide) -> Wide:
        """Tangents (n, d) along which the distance to one label for each row grows; learned points apart."""

    def signed(self, rows: Matrix) -> Matrix:
        nearest: Matrix = self.table(rows).min(axis=1)
        return nearest

    def by_block(self, rows: Matrix) -> Matrix:
        """`table` of any number of rows."""
        if len(rows) == 1:
            return self.table(rows)
        out = np.empty((len(rows), self.labels), dtype=np.float32)
        for part in blocks(*rows.shape):
            out[part] = self.table(rows[part])
        return out
