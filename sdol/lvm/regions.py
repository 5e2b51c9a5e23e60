"""Primitive regions: ball, half-space, capsule, ellipsoid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number
from sdol.lvm.region import Region, fixed_point, fixed_points
from sdol.lvm.sphere import (
    ANTIPODAL,
    Matrix,
    Wide,
    angle,
    angle_table,
    combine,
    same_dimension,
    tangent,
    unit,
)

_SMALLEST = 1e-6  # radians: below this a radius is float32 rounding


@dataclass(frozen=True, eq=False)
class Ball(Region):
    """The points within `radius` radians of `centre`. The distance is exact.

    Raises:
        GeometryError: the centre is not one point, or the radius not within [0, pi].
    """

    kind: ClassVar[str] = "ball"
    centre: Matrix
    radius: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "centre", fixed_point(self.centre, "centre"))
        object.__setattr__(self, "radius", number(self.radius, "the radius of a region", 0.0, math.pi))

    @property
    def dimension(self) -> int:
        return int(self.centre.shape[1])

    def signed(self, rows: Matrix) -> Matrix:
        return angle_table(rows, self.centre)[:, 0] - np.float32(self.radius)

    def slope(self, rows: Matrix) -> Wide:
        return away(rows, self.centre)


@dataclass(frozen=True, eq=False)
class Halfspace(Region):
    """The points whose cosine with `normal` is at least `offset`: a cap, whose distance is exact.

    Raises:
        GeometryError: the normal is not one point, or the offset no cosine.
    """

    kind: ClassVar[str] = "halfspace"
    normal: Matrix
    offset: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "normal", fixed_point(self.normal, "normal"))
        object.__setattr__(self, "offset", number(self.offset, "the offset of a region", -1.0, 1.0))

    @property
    def dimension(self) -> int:
        return int(self.normal.shape[1])

    def signed(self, rows: Matrix) -> Matrix:
        return angle_table(rows, self.normal)[:, 0] - np.float32(math.acos(self.offset))

    def slope(self, rows: Matrix) -> Wide:
        return away(rows, self.normal)


@dataclass(frozen=True, eq=False)
class Capsule(Region):
    """The points within `radius` radians of the geodesic segment from `a` to `b`. The distance is exact.

    Raises:
        GeometryError: an end is not one point, the ends are antipodes, or the radius is not within [0, pi].
    """

    kind: ClassVar[str] = "capsule"
    a: Matrix
    b: Matrix
    radius: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "a", fixed_point(self.a, "end"))
        object.__setattr__(self, "b", fixed_point(self.b, "end"))
        object.__setattr__(self, "radius", number(self.radius, "the radius of a region", 0.0, math.pi))
        same_dimension(self.a, self.b)
        if np.linalg.norm(self.a + self.b) < ANTIPODAL:
            raise GeometryError("the ends of a capsule are antipodes, with no one geodesic between them")

    @property
    def dimension(self) -> int:
        return int(self.a.shape[1])

    def signed(self, rows: Matrix) -> Matrix:
        return angle(rows, self._foot(rows)) - np.float32(self.radius)

    def slope(self, rows: Matrix) -> Wide:
        return away(rows, self._foot(rows))

    def _foot(self, rows: Matrix) -> Matrix:
        """The nearest point of the segment, row by row: on the great circle, cut off at the ends."""
        start, onward = self.a.astype(np.float64), -away(self.a, self.b)
        wide = rows.astype(np.float64)
        length = float(angle(self.a, self.b)[0])
        turn = np.arctan2(np.vecdot(wide, onward), np.vecdot(wide, start))
        # Beyond the middle of the far arc the start is nearer than the end.
        turn = np.where(turn < length / 2.0 - math.pi, turn + 2.0 * math.pi, turn)
        turn = np.clip(turn, 0.0, length)[:, None]
        foot: Matrix = (np.cos(turn) * start + np.sin(turn) * onward).astype(np.float32)
        return foot


@dataclass(frozen=True, eq=False)
class Ellipsoid(Region):
    """An ellipsoid in the tangent space at `centre`, carried to the sphere by the exponential map.

    `axes` are k orthonormal directions with half-lengths `radii`; every other direction has half-length
    `residual`. With v the displacement from the centre, the level is |v / radii|, 1 on the boundary. The
    distance is the level's excess over its slope, k0 (k0 - 1) / k1 (Quilez 2008): its sign is exact, it is
    exact where all radii are equal, and elsewhere it is a first-order estimate that is good near the
    boundary; the tangent space stretches far points by theta / sin theta.

    Args:
        centre: one point.
        axes: (k, d), k >= 0; made tangent and orthonormal in their order.
        radii: k half-lengths in radians, as a matrix (1, k).
        residual: half-length of the rest, in radians.

    Raises:
        GeometryError: shapes do not fit, axes depend on each other or the centre, or a radius is not within
        (0, pi].
    """

    kind: ClassVar[str] = "ellipsoid"
    centre: Matrix
    axes: Matrix
    radii: Matrix
    residual: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "centre", fixed_point(self.centre, "centre"))
        axes = fixed_points(self.axes) if np.size(self.axes) else np.empty((0, self.dimension), np.float32)
        object.__setattr__(self, "axes", _tangent_axes(axes, self.centre))
        radii = [number(r, "the radius of a region", _SMALLEST, math.pi) for r in np.ravel(self.radii)]
        if len(radii) != len(axes):
            raise GeometryError(f"an ellipsoid with {len(axes)} axes has {len(radii)} radii")
        object.__setattr__(self, "radii", np.array([radii], dtype=np.float32))
        self.radii.flags.writeable = False
        object.__setattr__(
            self, "residual", number(self.residual, "the residual of a region", _SMALLEST, math.pi)
        )

    @property
    def dimension(self) -> int:
        return int(self.centre.shape[1])

    def signed(self, rows: Matrix) -> Matrix:
        along, _, rest = self._coordinates(rows)
        level = self._level(along, rest)
        slope = _root_of_squares(along / self.radii**2, rest / self.residual**2)
        inside = -min([self.residual, *self.radii[0].tolist()])
        flat = slope < _SMALLEST
        return np.where(flat, inside, level * (level - 1.0) / np.where(flat, 1.0, slope)).astype(np.float32)

    def slope(self, rows: Matrix) -> Wide:
        along, v, _ = self._coordinates(rows)
        part = combine(along, self.axes)
        pull = combine(along / self.radii**2, self.axes) + (v - part) / self.residual**2
        straight = unit(v)
        radial = np.vecdot(pull, straight)[:, None]
        theta = np.sqrt(np.vecdot(v, v))[:, None]
        # On the sphere, steps across the radius are shorter than in the tangent space by sin theta / theta.
        stretch = 1.0 / np.maximum(np.sinc(theta / math.pi), _SMALLEST)
        outward: Wide = radial * away(rows, self.centre) + stretch * (pull - radial * straight)
        return outward

    def levels(self, rows: Matrix) -> Wide:
        """How far out checked unit rows lie, (n,): 0 at the centre, 1 on the boundary."""
        along, _, rest = self._coordinates(rows)
        return self._level(along, rest)

    def _level(self, along: Wide, rest: Wide) -> Wide:
        return _root_of_squares(along / self.radii, rest / self.residual)

    def _coordinates(self, rows: Matrix) -> tuple[Wide, Wide, Wide]:
        """Along the axes (n, k), the displacements themselves (n, d), and the length of the rest (n, 1)."""
        theta = angle(rows, self.centre).astype(np.float64)[:, None]
        centre = self.centre.astype(np.float64)
        v = theta * unit(tangent(rows.astype(np.float64) - centre, centre))
        along = np.vecdot(v[:, None, :], self.axes.astype(np.float64)[None])
        rest = np.maximum(np.vecdot(v, v) - np.vecdot(along, along), 0.0)
        return along, v, np.sqrt(rest)[:, None]


def away(rows: Matrix, origin: Matrix) -> Wide:
    """Unit tangents at the rows that point away from the origin (one row, or one for each); zero at it."""
    here, there = rows.astype(np.float64), origin.astype(np.float64)
    step = here - there
    # The step, not the origin, is projected: between near points the origin's own digits would cancel.
    return np.where(np.vecdot(step, step)[:, None] > _SMALLEST**2, unit(tangent(step, here)), 0.0)


def _root_of_squares(a: Wide, b: Wide) -> Wide:
    root: Wide = np.sqrt(np.vecdot(a, a) + np.vecdot(b, b))
    return root


def _tangent_axes(axes: Matrix, centre: Matrix) -> Matrix:
    """Axes made orthogonal to the centre and each other, by QR; kept bit for bit where they were."""
    same_dimension(axes, centre)
    frame = np.concatenate([centre, axes]).astype(np.float64)
    if np.abs(frame @ frame.T - np.eye(len(frame))).max() < _SMALLEST:
        return axes
    if len(frame) > frame.shape[1]:
        raise GeometryError(f"an ellipsoid of dimension {frame.shape[1]} has no room for {len(axes)} axes")
    basis, upper = np.linalg.qr(frame.T)
    if np.abs(np.diag(upper)).min() < _SMALLEST:
        raise GeometryError("the axes of an ellipsoid depend on each other or on its centre")
    return fixed_points(basis.T[1:])
