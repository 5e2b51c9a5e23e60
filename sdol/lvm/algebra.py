"""Regions made of regions: union, intersection, difference, complement, smooth union.

The signed distance of a union is the least of its parts' and that of an intersection the greatest. Signs
are exact; lengths are exact outside a union and inside an intersection, and elsewhere a bound on the
distance from below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number
from sdol.lvm.region import Region
from sdol.lvm.sphere import Matrix, Wide, unit


@dataclass(frozen=True, eq=False)
class _Compound(Region):
    regions: tuple[Region, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(self.regions))
        if not self.regions:
            raise GeometryError(f"an empty region: a {self.kind} of nothing")
        same_space(*self.regions)

    @property
    def dimension(self) -> int:
        return self.regions[0].dimension

    def parts(self, rows: Matrix) -> Matrix:
        """Distances to every part: (n, m)."""
        return np.stack([region.signed(rows) for region in self.regions], axis=1)

    def slopes_of(self, rows: Matrix, which: np.ndarray) -> Wide:
        """For each row the slope of one part."""
        out = np.zeros(rows.shape, dtype=np.float64)
        for index, region in enumerate(self.regions):
            chosen = np.flatnonzero(which == index)
            out[chosen] = region.slope(rows[chosen])
        return out


@dataclass(frozen=True, eq=False)
class Union(_Compound):
    """The points in any of the regions: min of the distances.

    Raises:
        GeometryError: there are no regions, or their dimensions differ.
    """

    kind: ClassVar[str] = "union"

    def signed(self, rows: Matrix) -> Matrix:
        least: Matrix = self.parts(rows).min(axis=1)
        return least

    def slope(self, rows: Matrix) -> Wide:
        return self.slopes_of(rows, self.parts(rows).argmin(axis=1))


@dataclass(frozen=True, eq=False)
class Intersection(_Compound):
    """The points in all of the regions: max of the distances.

    Raises:
        GeometryError: there are no regions, or their dimensions differ.
    """

    kind: ClassVar[str] = "intersection"

    def signed(self, rows: Matrix) -> Matrix:
        greatest: Matrix = self.parts(rows).max(axis=1)
        return greatest

    def slope(self, rows: Matrix) -> Wide:
        return self.slopes_of(rows, self.parts(rows).argmax(axis=1))


@dataclass(frozen=True, eq=False)
class Complement(Region):
    """The points outside the region: the distance negated."""

    kind: ClassVar[str] = "complement"
    region: Region

    @property
    def dimension(self) -> int:
        return self.region.dimension

    def signed(self, rows: Matrix) -> Matrix:
        return -self.region.signed(rows)

    def slope(self, rows: Matrix) -> Wide:
        return -self.region.slope(rows)


@dataclass(frozen=True, eq=False)
class Difference(Region):
    """The points of one region that are not in another: max(a, -b).

    Raises:
        GeometryError: dimensions differ.
    """

    kind: ClassVar[str] = "difference"
    region: Region
    without: Region

    def __post_init__(self) -> None:
        same_space(self.region, self.without)

    @property
    def dimension(self) -> int:
        return self.region.dimension

    def signed(self, rows: Matrix) -> Matrix:
        return np.maximum(self.region.signed(rows), -self.without.signed(rows))

    def slope(self, rows: Matrix) -> Wide:
        outer = self.region.signed(rows) >= -self.without.signed(rows)
        return np.where(outer[:, None], self.region.slope(rows), -self.without.slope(rows))


@dataclass(frozen=True, eq=False)
class SmoothUnion(_Compound):
    """A union whose seams are rounded off: -k log sum exp(-distance / k), at most k log m below the union.

    Symmetric in its m parts, and smooth, so that its gradient turns gradually from part to part. The length
    is an estimate near the seams.

    Args:
        k: width of the rounding in radians.

    Raises:
        GeometryError: there are no regions, their dimensions differ, or k is not within (0, pi].
    """

    kind: ClassVar[str] = "smooth_union"
    k: float

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "k", number(self.k, "the width k of a region", 1e-6, math.pi))

    def signed(self, rows: Matrix) -> Matrix:
        least, weights = self._weights(rows)
        total = np.vecdot(weights, np.ones(len(self.regions)))
        rounded: Matrix = (least - self.k * np.log(total)).astype(np.float32)
        return rounded

    def slope(self, rows: Matrix) -> Wide:
        _, weights = self._weights(rows)
        slopes = [w[:, None] * unit(r.slope(rows)) for w, r in zip(weights.T, self.regions, strict=True)]
        blended: Wide = np.sum(slopes, axis=0)
        return blended

    def _weights(self, rows: Matrix) -> tuple[Wide, Wide]:
        parts = self.parts(rows).astype(np.float64)
        least = parts.min(axis=1)
        return least, np.exp((least[:, None] - parts) / self.k)


def same_space(*regions: Region) -> None:
    """Raise `GeometryError` where regions differ in dimension."""
    dimensions = sorted({region.dimension for region in regions})
    if len(dimensions) > 1:
        raise GeometryError(f"regions of dimension {dimensions[0]} and {dimensions[-1]} do not meet")
