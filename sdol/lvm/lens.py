"""A gravitational lens: dense regions of meanings, and those that were of use, bend queries toward them.

Masses pull on a query in its tangent space; the query has an inertia of 1 and turns toward the sum of pulls,
never by more than a limit: a step of mean shift (Cheng 1995) on the sphere. On labelled texts a bent query
finds more of its own kind among few examples (1.2 to 2.1 points, `benchmarks/lens`) when the lens is
made of many texts without labels. Where all texts have labels a vote of ten neighbours loses up to a point, and
adding a query's ten nearest texts to it (Rocchio 1971) helps few examples more, and harms that vote more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import amounts, fields_of, frozen, number, whole
from sdol.lvm.medium_graph import Graph
from sdol.lvm.sphere import Matrix, Wide, combine, normalise, same_dimension, table, unit
from sdol.lvm.tree import Places, Pull, Tree, principal

SOFTENING, POWER, STRENGTH, LIMIT = 1.0, 64.0, 1e7, 0.3
"""Among the best of those tried on held-out parts of the training files of CLINC150, Banking77 and HWU64, in two
spaces (they differ by less than chance; Newton's pull, which all that is far takes part in, harms): a pull that
ends within the texts of one topic. It is 3 times the inertia at a cosine of 0.7, a five-hundredth at 0.5, and
turns a query by at most 17 degrees."""

_NEIGHBOURS = 16  # nearest points that the density of a point is taken from
_SAME = 1e-3  # squared chord under which neighbours are as dense as copies
_STRAIGHT = 1e-6  # a pull whose part across the query is a smaller share than this has no direction


class Lens(Described):
    """Masses on the sphere that bend what passes; unchangeable, so that use gives a new lens.

    The pull on a query q is G = strength · sum of m_i f(q·p_i) p_i, with f as in `Pull`. The query moves along
    the great circle toward G, to the direction of q + G or by `limit`, whichever is less. For that reason:

    - no query is bent by more than `limit` radians, whatever the masses;
    - bending never lowers the potential, the sum of m_i F(q·p_i) with F' = f: a query does not fall out of a
      well. F is convex, and the arc from q toward G raises q·G (as in mean shift, Cheng 1995; for the sphere
      Kobayashi and Otsu 2010);
    - without masses near it, and at an antipode, a query stays.

    Args:
        points: (n, d), n >= 1; they are normalised.
        softening: the chord within which the pull of a mass hardly grows, 0.001 to 2.
        power: how fast the pull falls beyond it, 0.5 to 1024; 3 is Newton's, for few dimensions.
        strength: the pull of a mass 1 that lies where the query is, the query's inertia being 1.
        limit: the most that a query bends, 0 to pi/2 radians.
        contrast: 0 to 4. Masses start at the density around a point over the mean density, to this power: at 0
            they are 1 each, and a region pulls by the number of its points. The density is one over the mean
            squared chord to the 16 nearest neighbours, which are found in O(n² d).
        axes: how many principal directions the lens sees; None for all. A query is bent within them, and keeps
            the rest.
        tolerance: the most by which a pull may be off, in units of the inertia, so that nodes of `Tree` may
            stand for their masses. A query is then off by at most asin(tolerance / |q + G|); 0 sums exactly.

    Raises:
        GeometryError: no points, a row without direction, or a number out of its range.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        *,
        softening: float = SOFTENING,
        power: float = POWER,
        strength: float = STRENGTH,
        limit: float = LIMIT,
        contrast: float = 0.0,
        axes: int | None = None,
        tolerance: float = 0.01,
    ) -> None:
        self.points: Matrix = frozen(normalise(points))
        if not len(self.points):
            raise GeometryError("a lens needs at least one point")
        self.softening = number(softening, "the softening", 0.001, 2.0)
        self.power = number(power, "the power", 0.5, 1024.0)
        self.strength = number(strength, "the strength", 0.0, 1e12)
        self.limit = number(limit, "the limit", 0.0, math.pi / 2)
        self.contrast = number(contrast, "the contrast", 0.0, 4.0)
        self.tolerance = number(tolerance, "the tolerance", 0.0, 1.0)
        least = min(2, self.dimension)
        self.axes = None if axes is None else whole(axes, "the number of axes", least, self.dimension)
        self.uses: Wide = frozen(np.zeros(len(self.points)))

    def __len__(self) -> int:
        return len(self.points)

    def __str__(self) -> str:
        return f"{len(self)} point{'s' * (len(self) != 1)}, bends by up to {self.limit:.3g}"

    @property
    def dimension(self) -> int:
        """d."""
        return int(self.points.shape[1])

    @property
    def masses(self) -> Wide:
        """(n,): the mass that a point has from the density around it, and its use."""
        return self._born + self.uses

    def bend(self, queries: npt.ArrayLike) -> Matrix:
        """The queries as they leave the lens: (m, d) -> (m, d) unit rows, each with the bits it has alone.

        O(m n d) at the worst; where few dimensions or narrow clusters let nodes stand for masses,
        O(m d log n).

        Raises:
            GeometryError: a row without direction, or of another dimension.
        """
        rows = self._rows(queries)
        seen, rest, lengths = self._seen(rows)
        if not len(rows):
            return rows
        bent = np.stack([self._turned(row[None]) for row in seen])
        if self._directions is not None:
            bent = rest + lengths * combine(bent, self._directions.T.astype(np.float64))
        return _rounded(bent, rows)

    def deflection(self, queries: npt.ArrayLike) -> Wide:
        """By how many radians the lens bends each query: (m, d) -> (m,), from 0 to `limit`."""
        rows = self._rows(queries)
        bent = self.bend(rows).astype(np.float64)
        wide = rows.astype(np.float64)
        apart, together = (np.sqrt(np.vecdot(x, x)) for x in (wide - bent, wide + bent))
        angles: Wide = 2.0 * np.arctan2(apart, together)
        return angles

    def pull(self, queries: npt.ArrayLike) -> Matrix:
        """The sum of pulls in the tangent spaces of queries, in units of their inertia: (m, d) -> (m, d)."""
        rows = self._rows(queries)
        seen, _, _ = self._seen(rows)
        pulls = np.zeros(seen.shape)
        for i, row in enumerate(seen):
            pulls[i] = _across(self._force(row[None]), row.astype(np.float64))
        if self._directions is not None:
            pulls = combine(pulls, self._directions.T.astype(np.float64))
        tangents: Matrix = pulls.astype(np.float32)
        return tangents

    def density(self, queries: npt.ArrayLike) -> Wide:
        """Mass felt at queries, the sum of m_i f(q·p_i): (m, d) -> (m,), summed exactly in O(m n d)."""
        return self._summed(self._rows(queries), self._kernel.of)

    def potential(self, queries: npt.ArrayLike) -> Wide:
        """The depth of the well at queries, the sum of m_i F(q·p_i) with F' = f: (m, d) -> (m,), exactly."""
        return self._summed(self._rows(queries), self._kernel.potential)

    def used(self, places: npt.ArrayLike, amount: npt.ArrayLike = 1.0) -> Lens:
        """The lens after points were of use: those at `places` (k,) are heavier by `amount`, one or (k,).

        O(k d log n) where the tree stands; a place that comes twice counts twice.

        Raises:
            GeometryError: a place is none of a point, or an amount is negative or no number.
        """
        chosen = _places(places, len(self))
        given = amounts(amount, len(chosen), "amounts")
        lens = Lens.__new__(Lens)
        lens.__dict__.update(self.__dict__)
        uses = self.uses.copy()
        np.add.at(uses, chosen, given)
        lens.uses = frozen(uses)
        if "_tree" in self.__dict__:
            lens.__dict__["_tree"] = self._tree.heavier(chosen, given)
        return lens

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and arrays."""
        return {name: getattr(self, name) for name in (*_ARRAYS, *_SETTINGS)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lens:
        """The inverse of `to_dict`; it bends alike, within its tolerance.

        Raises:
            GeometryError: a field is missing, or holds what a lens cannot have.
        """
        given = fields_of(data, (*_ARRAYS, *_SETTINGS), "lens")
        lens = cls(given["points"], **{name: given[name] for name in _SETTINGS})
        lens.uses = frozen(amounts(given["uses"], len(lens), "uses"))
        return lens

    @cached_property
    def _born(self) -> Wide:
        """Masses from the density of their region: mean 1 before the contrast."""
        if self.contrast == 0.0 or len(self) == 1:
            return np.ones(len(self))
        chords = 2.0 - 2.0 * Graph.of(self.points, _NEIGHBOURS).cosines.mean(axis=1)
        density = 1.0 / np.maximum(chords, _SAME)
        born: Wide = (density / density.mean()) ** self.contrast
        return born

    @cached_property
    def _kernel(self) -> Pull:
        return Pull(self.softening, self.power)

    @cached_property
    def _directions(self) -> Matrix | None:
        """(d, k) principal directions of the points, if the lens does not see all."""
        return None if self.axes is None else principal(self.points, self.axes)

    @cached_property
    def _tree(self) -> Tree:
        return Tree.over(self._seen(self.points)[0], self.masses)

    def _rows(self, queries: npt.ArrayLike) -> Matrix:
        rows = normalise(queries)
        same_dimension(rows, self.points)
        return rows

    def _seen(self, rows: Matrix) -> tuple[Matrix, Wide, Wide]:
        """Rows as the lens sees them, of length 1, with what it does not see and the lengths it saw."""
        wide = rows.astype(np.float64)
        if self._directions is None:
            return rows, np.zeros((1, 1)), np.ones((1, 1))
        flat = combine(wide, self._directions.astype(np.float64))
        lengths = np.sqrt(np.vecdot(flat, flat))[:, None]
        rest = wide - combine(flat, self._directions.T.astype(np.float64))
        return np.ascontiguousarray(unit(flat), dtype=np.float32), rest, lengths

    def _summed(self, rows: Matrix, kernel: Any) -> Wide:
        points = self._seen(self.points)[0]
        cosines = (table(row, points)[0].astype(np.float64) for row in self._seen(rows)[0])
        sums: Wide = np.array([kernel(each) @ self.masses for each in cosines], dtype=np.float64)
        return sums

    def _force(self, query: Matrix) -> Wide:
        """The pull on one query, in units of its inertia."""
        tolerance = self.tolerance / self.strength if self.strength > 0.0 else math.inf
        force: Wide = self.strength * self._tree.sum(query, self._kernel, tolerance).pull
        return force

    def _turned(self, query: Matrix) -> Wide:
        """One query (1, k), turned toward the pull."""
        start: Wide = query[0].astype(np.float64)
        force = self._force(query)
        across = _across(force, start)
        length = math.sqrt(float(across @ across))
        if length <= _STRAIGHT * math.sqrt(float(force @ force)):
            return start
        angle = min(math.atan2(length, 1.0 + float(force @ start)), self.limit)
        turned: Wide = math.cos(angle) * start + math.sin(angle) / length * across
        return turned


_ARRAYS = ("points", "uses")
_SETTINGS = ("softening", "power", "strength", "limit", "contrast", "axes", "tolerance")


def _across(force: Wide, at: Wide) -> Wide:
    """The part of a force that is tangent at a unit vector."""
    part: Wide = force - float(force @ at) / float(at @ at or 1.0) * at
    return part


def _rounded(bent: Wide, rows: Matrix) -> Matrix:
    """Bent rows as float32 of length 1; a row that was not moved beyond rounding keeps its bits."""
    out: Matrix = np.ascontiguousarray(unit(bent), dtype=np.float32)
    still = np.abs(bent - rows).max(axis=1) < np.finfo(np.float32).eps
    out[still] = rows[still]
    return out


def _places(given: npt.ArrayLike, count: int) -> Places:
    places = np.asarray(given).reshape(-1)
    if len(places) and places.dtype.kind not in "iu":
        raise GeometryError("the places of points are whole numbers")
    outside = places[(places < 0) | (places >= count)]
    if len(outside):
        raise GeometryError(f"there is no point {outside[0]}: the lens has {count}, counted from 0")
    return places.astype(np.int64)
