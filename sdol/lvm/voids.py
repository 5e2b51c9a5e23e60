"""Voids: points between known clusters, far from everything that is known.

In many dimensions nearly all of a sphere is empty, so a void is looked for where the data could have been:
on the geodesic segments and triangles between the centres of neighbouring clusters (Gabriel and Sokal 1969),
at the local maximum of the distance to the nearest known point, the centre of the largest empty cap there.
It counts only if it is wider than the clusters beside it, by more than chance leaves open between points that
are one cloud (a parametric bootstrap: Efron and Tibshirani 1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.chance import Stream, random_normals
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number, whole
from sdol.lvm.sphere import Matrix, Wide, angle_table, as_rows, normalise, table, unit

LEAST_POINTS = 8
"""Points under which there are no two clusters with something between them."""

SIGNIFICANT = 0.05
"""The share of clouds without clusters in which a void as empty would be found somewhere."""

_CLUSTERS = (2, 4, 8, 16)
_ROUNDS = 50  # of k-means
_STARTS = 8
_REFINED = 3  # times that the grid of weights is drawn closer about its best point
_STEPS = {2: 16, 3: 6}  # of the first grid along an edge
_CLOUDS = 19  # the fewest that can tell five in a hundred
_LEAST = 1e-6
_SAMPLE = 2000  # points that show what a cloud's moments are on the sphere
_CORRECTIONS = 6
_PRODUCTS = 1 << 20  # numbers computed at once
_FEW = 3  # members under which a cluster has no width
_APART = 0.5  # of its radius, within which a lesser void is the same one


@dataclass(frozen=True, eq=False, repr=False)
class Void(Described):
    """The centre of an empty cap between clusters.

    Attributes:
        point: (1, d).
        radius: the angle to the nearest of all known points, in radians.
        emptiness: the radius divided by the width of the widest cluster beside it, which is the median angle of its
            members to its middle; above 1.
        p_value: of so much emptiness anywhere, if the points were one cloud of the same covariance.
        sides: for each cluster beside it, the place of its member that is nearest to the void; the nearest first.
        angles: the angles to those, in radians.
        known: how many points are known in all.
    """

    point: Matrix
    radius: float
    emptiness: float
    p_value: float
    sides: tuple[int, ...]
    angles: tuple[float, ...]
    known: int

    def describe(self, names: Sequence[str] | None = None) -> str:
        """`between "refund" and "invoice", 34 degrees from the nearest of 200 points`, with names of all points."""
        shown = [f"point {place}" if names is None else f'"{names[place]}"' for place in self.sides]
        between = f"{', '.join(shown[:-1])} and {shown[-1]}"
        return f"between {between}, {math.degrees(self.radius):.0f} degrees from the nearest of {self.known} points"

    def __str__(self) -> str:
        return self.describe()

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, lists and the point."""
        return {
            "point": self.point,
            "radius": self.radius,
            "emptiness": self.emptiness,
            "p_value": self.p_value,
            "sides": list(self.sides),
            "angles": list(self.angles),
            "known": self.known,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Void:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a part is missing or wrong.
        """
        try:
            known = whole(data["known"], "the number of points", 1)
            sides = tuple(whole(side, "the place of a side", 0, known - 1) for side in data["sides"])
            angles = tuple(number(each, "the angle to a side", 0.0, math.pi) for each in data["angles"])
            radius = number(data["radius"], "the radius of a void", 0.0, math.pi)
            emptiness = number(data["emptiness"], "the emptiness of a void", 1.0, math.inf)
            p_value = number(data["p_value"], "the p-value of a void", 0.0, 1.0)
            point = normalise(data["point"])
        except (KeyError, TypeError) as wrong:
            raise GeometryError(f"this is no void: {wrong}") from None
        if len(point) != 1 or len(sides) != len(angles) or len(sides) < 2:
            raise GeometryError("a void is one point, with two sides at least and the angle to each")
        return cls(point, radius, emptiness, p_value, sides, angles, known)


def find_voids(x: npt.ArrayLike, most: int = 5, *, clusters: int | None = None, seed: int = 0) -> list[Void]:
    """The emptiest voids between clusters of points (n, d), emptiest first; none where nothing is between them.

    O(n d k) for k clusters, 20 times, and O(n d min(n, d)).

    Args:
        x: n >= 8 known points.
        most: how many voids at most.
        clusters: how many clusters to tell apart, 2 to n/2; by default 2, 4, 8 and 16 are tried, with at least
            four points for each.
        seed: of the first centres.

    Raises:
        GeometryError: too few points, a row is zero or not finite, or an argument out of range.
    """
    rows = normalise(x)
    if len(rows) < LEAST_POINTS:
        raise GeometryError(f"voids are found between at least {LEAST_POINTS} points, not {len(rows)}")
    if whole(most, "the number of voids") < 0:
        raise GeometryError(f"there are no {most} voids")
    counts = _counts(len(rows), clusters)
    maps = [_Map.of(rows, count, seed, _STARTS) for count in counts]
    found = [(known, *each) for known in maps for each in known.candidates()]
    found.sort(key=lambda each: -each[1])
    chance = _by_chance(rows, counts, seed, found[0][1]) if found else []
    p_value = 1 / (1 + len(chance))
    sure = [each for each in found if p_value <= SIGNIFICANT and each[1] > max(chance)]
    voids = [known.void(emptiness, weights, group, p_value) for known, emptiness, weights, group in sure]
    return _distinct(voids)[:most]


def _counts(n: int, clusters: int | None) -> list[int]:
    if clusters is None:
        return [count for count in _CLUSTERS if count <= max(n // 4, 2)]
    if not 2 <= whole(clusters, "the number of clusters") <= n // 2:
        raise GeometryError(f"{n} points are not told apart as {clusters} clusters: 2 to {n // 2}")
    return [clusters]


def spherical_k_means(
    rows: Matrix, k: int, *, seed: int = 0, starts: int = _STARTS
) -> tuple[Matrix, npt.NDArray[np.int64]]:
    """Centres (m, d) and the cluster (n,) of each unit row, m <= k (Dhillon and Modha 2001).

    First centres by k-means++ (Arthur and Vassilvitskii 2007), the best of some starts by the mean cosine; clusters
    that lose all members go.
    """
    random = Stream(seed)
    tried = [_settled(rows, _first(rows, k, random)) for _ in range(starts)]
    _, centres, members = max(tried, key=lambda each: each[0])
    used, members = np.unique(members, return_inverse=True)
    return centres[used], members.astype(np.int64)


def _first(rows: Matrix, k: int, random: Stream) -> Matrix:
    chosen = [int(random.uniforms(1)[0] * len(rows))]
    far = 1.0 - table(rows, rows[chosen])[:, 0].astype(np.float64)
    while len(chosen) < k and far.sum() > 0:
        far = np.maximum(far, 0.0)
        chosen.append(int(np.searchsorted(np.cumsum(far), float(random.uniforms(1)[0]) * far.sum())))
        far = np.minimum(far, 1.0 - table(rows, rows[chosen[-1:]])[:, 0])
        far[chosen] = 0.0
    return rows[chosen]


def _settled(rows: Matrix, centres: Matrix) -> tuple[float, Matrix, npt.NDArray[np.int64]]:
    members = np.full(len(rows), -1)
    for _ in range(_ROUNDS):
        cosines = rows @ centres.T
        now = cosines.argmax(axis=1)
        if np.array_equal(now, members):
            break
        members = now
        sums = (members == np.arange(len(centres))[:, None]).astype(np.float32) @ rows
        kept = np.vecdot(sums, sums) > 0
        centres = np.where(kept[:, None], unit(sums.astype(np.float64)), centres).astype(np.float32)
    return float(cosines.max(axis=1).mean()), centres, members


@dataclass(frozen=True)
class _Map:
    """Clusters of rows, and the products that every candidate between them is judged by.

    Attributes:
        toward: (k, n) of centres with rows.
        among: (k, k) of centres with each other.
    """

    rows: Matrix
    centres: Matrix
    members: npt.NDArray[np.int64]
    toward: Wide
    among: Wide

    @classmethod
    def of(cls, rows: Matrix, count: int, seed: int, starts: int) -> _Map:
        """The map of rows in so many clusters."""
        centres, members = spherical_k_means(rows, count, seed=seed, starts=starts)
        toward, among = (centres @ side.T for side in (rows, centres))
        return cls(rows, centres, members, toward.astype(np.float64), among.astype(np.float64))

    def groups(self, size: int) -> npt.NDArray[np.int64]:
        """Pairs or triples (m, size) of clusters that have a width, and no other centre nearer to their middle."""
        chosen = np.array(list(combinations(range(len(self.centres)), size)), np.int64).reshape(-1, size)
        cosines = self.among[chosen].sum(axis=1)  # with the sums of their centres, up to a length
        own = np.take_along_axis(cosines, chosen, axis=1).min(axis=1)
        np.put_along_axis(cosines, chosen, -np.inf, axis=1)
        between: npt.NDArray[np.int64] = chosen[own > cosines.max(axis=1)]
        return between

    def candidates(self) -> Iterator[tuple[float, Wide, tuple[int, ...]]]:
        """(emptiness, weights, clusters) of the local maxima that are wider than the clusters beside them."""
        widths = np.array([self._width(cluster) for cluster in range(len(self.centres))])
        for size in (2, 3):
            groups = self.groups(size)
            groups = groups[np.isfinite(widths[groups]).all(axis=1)]
            step = max(1, _PRODUCTS // (len(_simplex(size, _STEPS[size])) * len(self.rows)))
            for start in range(0, len(groups), step):
                part = groups[start : start + step]
                weights, cosines = self._emptiest(part)
                emptiness = np.arccos(np.clip(cosines, -1.0, 1.0)) / np.maximum(
                    widths[part].max(axis=1), _LEAST
                )
                for one in np.flatnonzero((weights.min(axis=1) > 0.0) & (emptiness > 1.0)):
                    yield float(emptiness[one]), weights[one], tuple(part[one].tolist())

    def _width(self, cluster: int) -> float:
        """The median angle of a cluster's members to its centre, which few members draw to themselves."""
        cosines = self.toward[cluster, self.members == cluster]
        if len(cosines) < _FEW:
            return math.inf
        among = len(cosines)
        return float(np.median(np.arccos(np.clip(cosines, -1.0, 1.0)))) * math.sqrt(among / (among - 1))

    def _emptiest(self, groups: npt.NDArray[np.int64]) -> tuple[Wide, Wide]:
        """For each group the weights of centres whose sum points farthest from all rows, and the nearest cosine.

        By ever closer grids: every local maximum of so few variables lies in a cell of the first.
        """
        toward = self.toward[groups]  # (m, size, n)
        among = self.among[groups[:, :, None], groups[:, None, :]]
        best = np.full(groups.shape, 1.0 / groups.shape[1])
        grid = _simplex(groups.shape[1], _STEPS[groups.shape[1]]) - best[:1]
        cosines, reach, every = np.empty(len(groups)), 1.0, np.arange(len(groups))
        for _ in range(_REFINED):
            tried = np.maximum(best[:, None] + reach * grid, 0.0)
            tried /= tried.sum(axis=2, keepdims=True)
            lengths = np.sqrt(np.maximum(np.vecdot(tried @ among, tried), _LEAST))
            nearest = (tried @ toward).max(axis=2) / lengths
            places = nearest.argmin(axis=1)
            best, cosines, reach = tried[every, places], nearest[every, places], reach / 3.0
        return best, cosines

    def void(self, emptiness: float, weights: Wide, group: tuple[int, ...], p_value: float) -> Void:
        """The void at a candidate."""
        point = normalise(weights[None] @ self.centres[list(group)].astype(np.float64))
        angles = angle_table(point, self.rows)[0]
        beside = [_nearest(angles, np.flatnonzero(self.members == cluster)) for cluster in group]
        beside.sort(key=lambda place: float(angles[place]))
        far = tuple(float(angles[place]) for place in beside)
        return Void(point, float(angles.min()), emptiness, p_value, tuple(beside), far, len(self.rows))


def _nearest(angles: Matrix, places: npt.NDArray[np.int64]) -> int:
    return int(places[angles[places].argmin()])


def _by_chance(rows: Matrix, counts: list[int], seed: int, enough: float) -> list[float]:
    """The greatest emptiness in each of 19 clouds without clusters that have the moments of the rows.

    Fewer where one has `enough`, for then nothing is told from chance.
    """
    mean, spread = _cloud(rows, seed)
    found: list[float] = []
    while len(found) < _CLOUDS and max(found, default=0.0) < enough:
        normals = random_normals(len(rows) * len(spread), seed * _CLOUDS + len(found))
        cloud = normalise(mean + normals.reshape(len(rows), -1) @ spread)
        maps = (_Map.of(cloud, count, seed, 1) for count in counts)
        found.append(max((each for known in maps for each, _, _ in known.candidates()), default=1.0))
    return found


def _cloud(rows: Matrix, seed: int) -> tuple[Wide, Wide]:
    """Mean (d,) and axes (k, d) of a normal distribution that is as wide as rows are once it is on the sphere.

    Made of length 1, points crowd together: with the covariance of the rows themselves, a wide cloud would come out
    narrower than they are, and find voids in itself too seldom. So it is corrected by what a sample shows, but
    not to where the cloud would fall apart into two: on the sphere a normal distribution does, along an axis on
    which its deviation is more than its mean's length / sqrt(2).
    """
    mean = rows.mean(axis=0, dtype=np.float64)
    _, sizes, axes = np.linalg.svd(rows - mean, full_matrices=False)
    kept = sizes > _LEAST * sizes[0]
    target, axes = sizes[kept] / math.sqrt(len(rows)), axes[kept]
    widest = np.maximum(target, math.sqrt(0.5 * float(mean @ mean)))
    scale = target
    normals = random_normals(_SAMPLE * len(axes), seed).reshape(_SAMPLE, -1)
    for _ in range(_CORRECTIONS):
        seen = unit(mean + (normals * scale) @ axes)
        spreads = (seen @ axes.T).std(axis=0)
        scale = np.minimum(scale * target / np.maximum(spreads, _LEAST), widest)
    return mean, scale[:, None] * axes


@cache
def _simplex(corners: int, steps: int) -> Wide:
    """Weights (m, corners) of an even grid, the corners themselves included."""
    sides = [range(steps + 1)] * (corners - 1)
    found = [
        (*w, steps - sum(w)) for w in np.stack(np.meshgrid(*sides), -1).reshape(-1, corners - 1).tolist()
    ]
    return np.array([w for w in found if w[-1] >= 0], np.float64) / steps


def _distinct(voids: list[Void]) -> list[Void]:
    """Without those that lie within half the radius of an emptier one."""
    kept: list[Void] = []
    for void in voids:
        others = as_rows(np.concatenate([other.point for other in kept])) if kept else None
        if others is None or angle_table(void.point, others).min() > _APART * void.radius:
            kept.append(void)
    return kept
