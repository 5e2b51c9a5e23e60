"""Sums of pulls over many masses in fewer steps than masses: a tree as of Barnes and Hut (1986), its error proven.

Points are split by their median along the widest of a few principal directions: a low-dimensional projection
shapes the tree. What is summed, and the bound on its error, belong to the full space, so the projection costs
no accuracy. A node stands for its masses where the bound allows it; where none may, the sum is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix, Wide

Places = npt.NDArray[np.int64]

LEAF = 16
"""The most points of a node that is not divided."""

_DIRECTIONS = 16
_SAMPLE = 4096  # points from which the principal directions are taken
_SPECTRAL = 512  # points of a node up to which its widest variance is bounded by more than the trace
_MOST = 10.0  # dimensions of points up to which nodes can stand for their masses
_ROUNDING = 1.001  # bounds are computed in float32 and must stay bounds


@dataclass(frozen=True)
class Pull:
    """How the pull of a mass falls with its distance: f(t) = (1 + (2 - 2t) / softening²)^(-power/2).

    t is the cosine, so 2 - 2t is the squared chord. With power 3 it is Newton's pull, softened as by Plummer
    (1911): the vector to the mass times 1 / (r² + softening²)^(3/2), scaled to 1 where they meet. A greater
    power ends the reach sooner, as many dimensions demand, where unrelated points are many and all equally far.
    All derivatives are positive and grow with t, which the bounds of `Tree` rest on.
    """

    softening: float
    power: float

    def of(self, cosines: Any) -> Any:
        """f at cosines of any shape."""
        return self._falling(cosines, 0.5 * self.power)

    def slope(self, cosines: Any) -> Any:
        """The first derivative of f by the cosine."""
        return self.power / self.softening**2 * self._falling(cosines, 0.5 * self.power + 1.0)

    def curve(self, cosines: Any) -> Any:
        """The second derivative of f by the cosine."""
        factor = self.power * (self.power + 2.0) / self.softening**4
        return factor * self._falling(cosines, 0.5 * self.power + 2.0)

    def potential(self, cosines: Any) -> Any:
        """The integral of f by the cosine, up to a constant: a convex function that grows."""
        root, half = self._root(cosines), 0.5 * self.power
        if half == 1.0:
            return -0.5 * self.softening**2 * np.log(root)
        return 0.5 * self.softening**2 / (half - 1.0) * root ** (1.0 - half)

    def _falling(self, cosines: Any, power: float) -> Any:
        return np.exp(-power * np.log(self._root(cosines)))  # a fifth of the time of numpy's power

    def _root(self, cosines: Any) -> Any:
        return 1.0 + np.maximum(2.0 - 2.0 * cosines, 0.0) / self.softening**2


@dataclass(frozen=True)
class Sum:
    """What a tree summed for one query.

    Attributes:
        pull: (d,) sum of m f(t) p over the masses, float64.
        weight: the sum of m f(t).
        bound: neither is farther than this from the exact sum, rounding to float32 apart.
        terms: nodes and points that were looked at.
    """

    pull: Wide
    weight: float
    bound: float
    terms: int


@dataclass(frozen=True)
class Tree:
    """Masses on the sphere, gathered in nodes. Node 0 is the root; children come after their parents.

    Attributes:
        points: (n, d) unit rows in the order of the tree, of which `order` tells the places they were given in.
        masses: (n,) in the order of the tree.
        start, stop: of each node's points.
        child: (N,) the first of each node's two children, which stand beside each other; -1 for a leaf.
        total: (N,) masses of nodes.
        centre: (N, d) their centres of mass, not unit rows.
        radius: (N,) no point of a node is farther than this from its centre.
        spread: (N,) the variance of a node's masses along no direction is greater.
    """

    points: Matrix
    masses: Wide
    order: Places
    start: Places
    stop: Places
    child: Places
    total: Wide
    centre: Matrix
    radius: Wide
    spread: Wide

    @classmethod
    def over(cls, points: Matrix, masses: Wide) -> Tree:
        """The tree of n >= 1 rows (n, d), no longer than 1, and their masses (n,), none negative.

        O(n log n) with d fixed. Points that fill more than ten dimensions (by the participation ratio of
        their variances, as of Gao et al. 2017) are left in one node: their clusters are as wide as they are far
        from each other, so that no node could stand for its masses, and sums are exact.
        """
        order, start, stop, child = _division(_projected(points))
        rows, weights = np.ascontiguousarray(points[order]), masses[order]
        stats = [_described(rows[a:b], weights[a:b]) for a, b in zip(start, stop, strict=True)]
        total, radius, spread = (np.array([each[i] for each in stats]) for i in (0, 2, 3))
        centre = np.ascontiguousarray(np.stack([each[1] for each in stats]), dtype=np.float32)
        return cls(rows, weights, order, start, stop, child, total, centre, radius, spread)

    def heavier(self, places: Places, amounts: Wide) -> Tree:
        """The tree with more mass at places (of the points as given), in O(k d log n).

        Centres move exactly; radii and spreads are widened to what they can at most be.
        """
        added = np.zeros(len(self.masses))
        np.add.at(added, np.argsort(self.order)[places], amounts)
        more = replace(self, total=self.total.copy(), centre=self.centre.copy(), radius=self.radius.copy())
        more = replace(more, masses=self.masses + added, spread=self.spread.copy())
        sums = np.concatenate([[0.0], np.cumsum(added)])
        for node in np.flatnonzero(sums[self.stop] > sums[self.start]):
            more._add(int(node), added)
        return more

    def sum(self, query: Matrix, pull: Pull, tolerance: float) -> Sum:
        """The pull of all masses on one unit row (1, d), off by at most `tolerance` of the pull's own unit.

        Taking a node of mass M, centre c, radius r and spread s for one mass makes an error of at most
        M min(f(t+r) - f(t-r), f'(t+r) √s, f'(t) s + f''(t+r) s / 2) with t = q·c: the difference of f, its
        Lipschitz bound with the mean of |q·(p - c)|, and Taylor's formula, whose linear term vanishes at the
        centre of mass but for the variance. Of the nodes at hand those of least error stand as they are, as
        many as the tolerance bears together; the others are opened, level by level.

        O(log n) nodes for masses in few dimensions; all n points at the worst, or where the tolerance is 0.
        """
        nodes, opened, bound, seen = self._met(query, pull, tolerance)
        weights = self.total[nodes] * pull.of(np.vecdot(self.centre[nodes], query).astype(np.float64))
        if 4 * len(opened) > len(self.masses):
            near, total = self._scanned(query, pull, opened)
        else:
            near, total = self._gathered(query, pull, opened)
        far = np.einsum("i,ij->j", weights, self.centre[nodes])
        return Sum(near + far, total + float(weights.sum()), bound, seen + len(opened))

    def _met(self, query: Matrix, pull: Pull, tolerance: float) -> tuple[Places, Places, float, int]:
        """Nodes that may stand for their points, the points of the others, the error bound, and nodes seen."""
        kept, errors, opened, seen = np.empty(0, np.int64), np.empty(0), [], 0
        front = np.zeros(1, np.int64)
        while len(front):
            seen += len(front)
            nodes = np.concatenate([kept, front])
            errors = np.concatenate([errors, self._errors(front, query, pull)])
            by = np.argsort(errors, kind="stable")
            fit = int(np.searchsorted(np.cumsum(errors[by]), tolerance, side="right"))
            kept, errors, over = nodes[by[:fit]], errors[by[:fit]], nodes[by[fit:]]
            leaf = self.child[over] < 0
            opened.append(self._points(over[leaf]))
            front = (self.child[over[~leaf]][:, None] + np.arange(2)).ravel()
        return kept, np.concatenate(opened), float(errors.sum()), seen

    def _scanned(self, query: Matrix, pull: Pull, places: Places) -> tuple[Wide, float]:
        """The pull of masses at many places, by passing over all of them where they lie."""
        all_weights = self.masses * pull.of(np.vecdot(self.points, query).astype(np.float64))
        weights = np.zeros(len(all_weights), np.float32)
        weights[places] = all_weights[places]
        return np.vecdot(self._columns, weights).astype(np.float64), float(all_weights[places].sum())

    def _gathered(self, query: Matrix, pull: Pull, places: Places) -> tuple[Wide, float]:
        """The pull of masses at few places, by copying them together."""
        rows = self.points[places]
        weights = self.masses[places] * pull.of(np.vecdot(rows, query).astype(np.float64))
        return np.einsum("i,ij->j", weights, rows), float(weights.sum())

    @cached_property
    def _columns(self) -> Matrix:
        columns: Matrix = np.ascontiguousarray(self.points.T)
        return columns

    def _errors(self, nodes: Places, query: Matrix, pull: Pull) -> Wide:
        """The most by which the pull of nodes on a query differs from that of their points."""
        cosines = np.vecdot(self.centre[nodes], query).astype(np.float64)
        radius, spread = self.radius[nodes], self.spread[nodes]
        high = np.minimum(cosines + radius, 1.0)
        steepest = pull.slope(high)
        flat = np.minimum(pull.of(high) - pull.of(cosines - radius), steepest * np.sqrt(spread))
        curved = pull.slope(cosines) * spread + 0.5 * pull.curve(high) * spread
        errors: Wide = self.total[nodes] * np.minimum(flat, curved) * _ROUNDING
        return errors

    def _points(self, leaves: Places) -> Places:
        spans = [np.arange(a, b) for a, b in zip(self.start[leaves], self.stop[leaves], strict=True)]
        return np.concatenate(spans) if spans else np.empty(0, np.int64)

    def _add(self, node: int, added: Wide) -> None:
        span = slice(self.start[node], self.stop[node])
        where = span.start + np.flatnonzero(added[span])
        amounts, rows = added[where], self.points[where].astype(np.float64)
        old, centre = self.total[node], self.centre[node].astype(np.float64)
        new = old + amounts.sum()
        moved = amounts @ (rows - centre) / new
        squares = np.square(rows - centre).sum(axis=1)
        self.total[node], self.centre[node] = new, centre + moved
        self.radius[node] += math.sqrt(float(moved @ moved)) + np.finfo(np.float32).eps
        self.spread[node] = (old * self.spread[node] + amounts @ squares) / new


def principal(points: Matrix, count: int) -> Matrix:
    """The directions along which points (n, d) vary most, widest first: (d, min(count, d)) orthonormal columns.

    Eigenvectors of the covariance of at most some 8,000 of the points, taken at even steps.
    """
    _, axes = np.linalg.eigh(_covariance(points))
    return np.ascontiguousarray(axes[:, ::-1][:, :count], dtype=np.float32)


def _projected(points: Matrix) -> Matrix:
    """The points along a few principal directions (n, k); along none where they fill too many dimensions."""
    covariance = _covariance(points)
    if float(np.trace(covariance)) ** 2 > _MOST * float(np.square(covariance).sum()):
        return points[:, :0]
    flat: Matrix = points @ principal(points, _DIRECTIONS)
    return flat


def _covariance(points: Matrix) -> Wide:
    sample = points[:: max(1, len(points) // _SAMPLE)].astype(np.float64)
    sample -= sample.mean(axis=0)
    covariance: Wide = sample.T @ sample
    return covariance


def _division(flat: Matrix) -> tuple[Places, Places, Places, Places]:
    """Medians along the widest direction, down to leaves: the order of points, then start, stop and child."""
    order = np.arange(len(flat))
    spans, child = [(0, len(flat))], [-1]
    for node, (start, stop) in enumerate(spans):  # grows as it is read: breadth first
        here = order[start:stop]
        widths = np.ptp(flat[here], axis=0)
        if len(here) <= LEAF or not widths.max(initial=0.0) > 0.0:
            continue
        middle = len(here) // 2
        by = np.argpartition(flat[here, int(widths.argmax())], middle)
        order[start:stop] = here[by]
        child[node] = len(spans)
        spans += [(start, start + middle), (start + middle, stop)]
        child += [-1, -1]
    edges = np.array(spans, dtype=np.int64)
    return order, edges[:, 0], edges[:, 1], np.array(child, dtype=np.int64)


def _described(rows: Matrix, masses: Wide) -> tuple[float, Wide, float, float]:
    """Total mass, centre of mass, radius and spread of the points of a node."""
    total = float(masses.sum())
    shares = masses / total if total > 0.0 else np.full(len(rows), 1.0 / len(rows))
    centre = np.asarray((shares @ rows.astype(np.float64)).astype(np.float32), dtype=np.float64)
    offsets = rows - centre
    radius = math.sqrt(float(np.vecdot(offsets, offsets).max()))
    return total, centre, radius * _ROUNDING, _widest(offsets * np.sqrt(shares)[:, None])


def _widest(scaled: Wide) -> float:
    """No less than the greatest eigenvalue of the covariance XᵀX: its trace, or its Schatten norm of order 8."""
    trace = float(np.vecdot(scaled, scaled).sum())
    if len(scaled) > _SPECTRAL or trace == 0.0:
        return trace
    side = (scaled / math.sqrt(trace)).astype(np.float32)
    gram = side @ side.T if len(side) <= side.shape[1] else side.T @ side
    fourth = (gram @ gram) @ (gram @ gram)
    schatten = math.sqrt(math.sqrt(math.sqrt(float(np.square(fourth).sum()))))
    return trace * min(1.0, schatten * _ROUNDING)
