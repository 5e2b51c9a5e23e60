"""What the regions of some labels share: one table of the distances to all of them."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from sdol.lvm.region import Region
from sdol.lvm.sphere import Matrix, Wide, blocks


class Shared(Region):
    """The union of the regions of all labels, computed together."""

    @property
    @abstractmethod
    def labels(self) -> int:
        """How many there are, those included that were learned since the fit."""

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
        out = np.empty((len(rows), self.labels), dtype=np.float32)
        for part in blocks(*rows.shape):
            out[part] = self.table(rows[part])
        return out
