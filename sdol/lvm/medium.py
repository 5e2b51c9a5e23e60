"""A living medium: charge that lies on points of the sphere, and the density it makes of the space around.

It grows where work succeeds, fades by halves elsewhere, and its hubs, the points that too many others have for
neighbours (Radovanović et al. 2010), give to those near them that are passed over. On labelled texts that takes
a fifth to a half of the hubness from searches; a vote of ten gains half a point, the single nearest loses as
much (`benchmarks/lens`).
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
from sdol.lvm.medium_graph import Graph, Places, skewness
from sdol.lvm.sphere import Matrix, Wide, combine, normalise, same_dimension, table, top

REACH = 0.25
"""The standard deviation of the kernel, in radians; chosen on parts of the training files of CLINC150, Banking77
and HWU64 with two rounds of `redistribute`, where it takes nearly all hubness away (`benchmarks/lens`)."""

HALF_LIFE = 64.0
NEIGHBOURS = 32
GROWTH = 1.0
_RATE = 0.5


class Medium(Described):
    """Charges on points of the sphere; unchangeable, so that each change gives a new medium.

    The density at q is the sum of c_i exp((q·p_i - 1) / reach²): a von Mises-Fisher kernel of concentration
    1 / reach², in units of charge; near a point it is a Gaussian of the angle with deviation `reach`.

    What holds, whatever is done: charges are finite and never negative; `redistribute` keeps their total;
    `reward` adds exactly its amount; `decay` makes no charge greater; the density is never above the total.

    Args:
        points: (n, d), n >= 1; they are normalised.
        charges: n numbers, none negative; 1 each by default.
        reach: in radians, from 0.01 to pi.
        half_life: the steps in which a charge that is not renewed halves.
        growth: a reward farther than this from all points, in radians, makes a new point.
        neighbours: how many nearest points share a reward, and compete for attention.

    Raises:
        GeometryError: no points, a row without direction, or a number out of its range.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        charges: npt.ArrayLike | None = None,
        *,
        reach: float = REACH,
        half_life: float = HALF_LIFE,
        growth: float = GROWTH,
        neighbours: int = NEIGHBOURS,
    ) -> None:
        self.points: Matrix = frozen(normalise(points))
        if not len(self.points):
            raise GeometryError("a medium needs at least one point")
        given = amounts(1.0 if charges is None else charges, len(self.points), "charges")
        self.charges: Wide = frozen(given)
        self.reach = number(reach, "the reach", 0.01, math.pi)
        self.half_life = number(half_life, "the half-life", 1e-9, math.inf)
        self.growth = number(growth, "the growth", 0.0, math.pi)
        self.neighbours = whole(neighbours, "the number of neighbours", 1, 1 << 16)

    def __len__(self) -> int:
        return len(self.points)

    def __str__(self) -> str:
        return f"{len(self)} point{'s' * (len(self) != 1)}, charge {self.total:.4g}"

    @property
    def total(self) -> float:
        """The sum of all charges."""
        return math.fsum(self.charges)

    def density(self, queries: npt.ArrayLike) -> Wide:
        """Charge felt at points (m, d) -> (m,) float64, from 0 to the total; O(m n d)."""
        felt: Wide = self._felt(self._rows(queries)) @ np.ones(len(self))
        return felt

    def gradient(self, queries: npt.ArrayLike) -> Matrix:
        """Displacements (m, d) in whose direction the density grows most, as long as it grows by the radian.

        The tangent part of the sum of c_i exp((q·p_i - 1) / reach²) p_i / reach².
        """
        rows = self._rows(queries)
        whole = combine(self._felt(rows), self.points.astype(np.float64)) / self.reach**2
        wide = rows.astype(np.float64)
        flat: Matrix = (whole - np.vecdot(whole, wide)[:, None] * wide).astype(np.float32)
        return flat

    def reward(self, at: npt.ArrayLike, amount: npt.ArrayLike = 1.0) -> Medium:
        """The medium with more charge where work succeeded: at points (m, d), an amount for all or for each.

        The nearest points within `growth` share an amount in proportion to the kernel; where there is none, a
        new point takes it. Rewards count one after the other; O(m n d).
        """
        rows = self._rows(at)
        medium = self
        for row, given in zip(rows, amounts(amount, len(rows), "amounts"), strict=True):
            if given > 0.0:
                medium = medium._rewarded(row[None], float(given))
        return medium

    def decay(self, steps: float = 1.0) -> Medium:
        """The medium after so many steps without success: each charge times 2^(-steps / half_life)."""
        steps = number(steps, "the number of steps", 0.0, 1e300)
        return self._with(self.charges * 2.0 ** (-steps / self.half_life))

    def attention(self) -> Wide:
        """How much attention each point gets, (n,): 1 is its fair share.

        Every point pays attention 1 to its nearest neighbours, in proportion to c_i exp(q·p_i / reach²), as a
        search that weighs charge with similarity would. The sum is the number of points that have a charged
        neighbour. The first call finds the neighbours, in O(n² d).
        """
        return self._graph.received(self._shares())

    def hubs(self, count: int) -> tuple[Places, Wide]:
        """The places of the points that get the most attention, best first, and how much they get."""
        attention = self.attention()
        places = top(attention, count)
        return places, attention[places]

    def occurrences(self, count: int = 10) -> Places:
        """How often each point is among the `count` that `nearest` finds for another point: (n,).

        Counted among each point's `neighbours` most similar points, from which charge seldom takes a place.
        """
        if count < 0:
            raise GeometryError(f"the best {count} points do not exist")
        graph = self._graph
        order = np.argsort(-self._logits(), axis=1, kind="stable")[:, :count]
        found = np.take_along_axis(graph.places, order, axis=1)
        return np.bincount(found.ravel(), minlength=len(self))

    def hubness(self, count: int = 10) -> float:
        """The skewness of `occurrences`: 0 is even; above 1, a few points turn up for very many others."""
        return skewness(self.occurrences(count))

    def redistribute(self, rounds: int = 2) -> Medium:
        """The medium whose hubs have given charge to those that pay them attention and get too little.

        In each round a point with attention a > 1 offers the part (1 - 1/a) / 2 of its charge to the points
        that pay it attention, in proportion to what they pay and to the attention that they lack. None takes
        more than it lacks of the greater of its own charge and the mean; what is not taken stays. The total
        is kept. Few rounds take hubness away; many turn the orphans into hubs. O(n k) each, after the neighbours.
        """
        medium = self
        for _ in range(whole(rounds, "the number of rounds", 0, 1000)):
            medium = medium._with(medium._levelled())
        return medium

    def nearest(self, queries: npt.ArrayLike, count: int) -> list[tuple[Places, Wide]]:
        """For each of (m, d) the places of the points that are most likely meant, best first, and scores.

        The score is q·p_i + reach² ln(c_i / mean charge): the logarithm of the point's part of the density,
        in units of cosine. Points without charge are not found. O(m n d).
        """
        rows = self._rows(queries)
        charged = np.flatnonzero(self.charges > 0.0)
        bias = (
            self.reach**2 * np.log(self.charges[charged] / self.charges.mean()) if len(charged) else charged
        )
        found = []
        for row in rows:
            scores = table(row, self.points)[0][charged] + bias
            best = top(scores, count)
            found.append((charged[best], scores[best]))
        return found

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and arrays."""
        return {
            "points": self.points,
            "charges": self.charges,
            "reach": self.reach,
            "half_life": self.half_life,
            "growth": self.growth,
            "neighbours": self.neighbours,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Medium:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a field is missing, or holds what a medium cannot have.
        """
        names = ("points", "charges", "reach", "half_life", "growth", "neighbours")
        return cls(**fields_of(data, names, "medium"))

    @cached_property
    def _graph(self) -> Graph:
        return Graph.of(self.points, self.neighbours)

    def _with(self, charges: Wide) -> Medium:
        """The same points with other charges."""
        medium = Medium.__new__(Medium)
        medium.__dict__.update(self.__dict__, charges=frozen(charges))
        return medium

    def _rows(self, queries: npt.ArrayLike) -> Matrix:
        rows = normalise(queries)
        same_dimension(rows, self.points)
        return rows

    def _rewarded(self, row: Matrix, amount: float) -> Medium:
        cosines = table(row, self.points)[0].astype(np.float64)
        near = top(cosines, self.neighbours)
        near = near[cosines[near] >= math.cos(self.growth)]
        if not len(near):
            return self._grown(row, amount)
        weights = np.exp((cosines[near] - cosines[near[0]]) / self.reach**2)
        charges = self.charges.copy()
        charges[near] += amount * weights / weights.sum()
        return self._with(charges)

    def _grown(self, row: Matrix, amount: float) -> Medium:
        """One more point; the neighbours are found anew when they are asked for."""
        medium = self._with(np.append(self.charges, amount))
        medium.points = frozen(np.concatenate([self.points, row]))
        medium.__dict__.pop("_graph", None)
        return medium

    def _felt(self, rows: Matrix) -> Wide:
        felt: Wide = np.exp((table(rows, self.points).astype(np.float64) - 1.0) / self.reach**2)
        return felt * self.charges

    def _logits(self) -> Wide:
        """(n, k) logarithms of the weights that neighbours have for a point; -inf without charge."""
        with np.errstate(divide="ignore"):
            logits: Wide = np.log(self.charges)[self._graph.places] + self._graph.cosines / self.reach**2
        return logits

    def _shares(self) -> Wide:
        """(n, k) attention that a point pays to its neighbours, 1 in sum."""
        logits = self._logits()
        best = logits.max(axis=1, initial=-math.inf)
        weights = np.exp(logits - np.where(np.isfinite(best), best, 0.0)[:, None])
        whole = weights.sum(axis=1, keepdims=True)
        shares: Wide = weights / np.where(whole > 0.0, whole, 1.0)
        return shares

    def _levelled(self) -> Wide:
        graph, shares = self._graph, self._shares()
        attention = graph.received(shares)
        lack = np.maximum(1.0 - attention, 0.0)
        wanted = lack[:, None] * shares
        whole = graph.received(wanted)
        offer = _RATE * (1.0 - 1.0 / np.maximum(attention, 1.0)) * self.charges
        offers = wanted * (offer / np.where(whole > 0.0, whole, 1.0))[graph.places]
        offered = offers.sum(axis=1)
        room = lack * np.maximum(self.charges, self.charges.mean())
        gifts = offers * np.minimum(1.0, room / np.where(offered > 0.0, offered, 1.0))[:, None]
        charges: Wide = self.charges + gifts.sum(axis=1) - graph.received(gifts)
        return np.maximum(charges, 0.0)
