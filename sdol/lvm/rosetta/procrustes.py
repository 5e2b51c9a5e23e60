"""Orthogonal Procrustes between spaces of unequal dimensions, with centring and whitening.

The rotation is the semi-orthogonal matrix R (p, q) that maximises trace(R' X' Y): U V' of the singular value
decomposition of X' Y (Schönemann 1966), only over directions in which the pairs say something, so that fewer
pairs than dimensions leave the rest at rest instead of turning it at random. Whitening makes all directions of
either side count alike, as in canonical correlation; its covariances are drawn towards a sphere by the
estimate of Ledoit and Wolf (2004), without which few pairs could not be whitened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, Wide, as_rows, blocks, normalise

_LOST = 1e-6  # a translated vector that is shorter is rounding


@dataclass(frozen=True, eq=False)
class Leg:
    """One step from space A of p dimensions to space B of q: y = (x - mean_a) F' + mean_b, made of length 1.

    Args:
        mean_a: (1, p), subtracted first; zero without centring.
        mean_b: (1, q), added last.
        forward: F (q, p), one row for each coordinate of B.
        backward: (p, q), the way back in the same form.

    Raises:
        GeometryError: shapes that do not fit each other, or numbers that are not finite.
    """

    mean_a: Matrix
    mean_b: Matrix
    forward: Matrix
    backward: Matrix

    def __post_init__(self) -> None:
        p, q = self.mean_a.shape[1], self.mean_b.shape[1]
        shapes = [x.shape for x in (self.mean_a, self.mean_b, self.forward, self.backward)]
        if shapes != [(1, p), (1, q), (q, p), (p, q)]:
            raise GeometryError(f"the matrices of a translation do not fit each other: {shapes}")
        if not all(np.isfinite(x).all() for x in (self.mean_a, self.mean_b, self.forward, self.backward)):
            raise GeometryError("the matrices of a translation hold NaN or infinity")

    @property
    def dimensions(self) -> tuple[int, int]:
        """Of the space that it starts from and of the one that it leads to."""
        return self.mean_a.shape[1], self.mean_b.shape[1]

    def apply(self, rows: Matrix) -> Matrix:
        """Unit rows (n, p) -> unit rows (n, q), each with the same bits in any batch; O(n p q).

        Raises:
            GeometryError: nothing of a row is left, for it lies in directions that no pair had.
        """
        moved = self.moved(rows)
        lost = np.flatnonzero(np.vecdot(moved, moved) < _LOST**2)
        if len(lost):
            raise GeometryError(f"row {lost[0]} lies in directions of which the pairs say nothing")
        return normalise(moved)

    def moved(self, rows: Matrix) -> Matrix:
        """The same before it is made of length 1."""
        from_mean = rows - self.mean_a
        out = np.empty((len(rows), self.dimensions[1]), np.float32)
        for part in blocks(*out.shape):
            np.vecdot(from_mean[part, None, :], self.forward[None], out=out[part])
        return out + self.mean_b

    def reversed(self) -> Leg:
        """The step from B to A."""
        return Leg(self.mean_b, self.mean_a, self.backward, self.forward)

    def to_dict(self) -> dict[str, Any]:
        """The four matrices by name."""
        return {name: getattr(self, name) for name in ("mean_a", "mean_b", "forward", "backward")}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Leg:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a matrix is missing or does not fit the others.
        """
        try:
            return cls(*(as_rows(data[name]) for name in ("mean_a", "mean_b", "forward", "backward")))
        except (KeyError, TypeError) as wrong:
            raise GeometryError(f"a translation lacks a matrix: {wrong}") from None


def procrustes(a: Matrix, b: Matrix, *, centre: bool, whiten: bool) -> Leg:
    """The step that fits pairs of unit rows (n, p), (n, q) best; O(n (p + q)^2 + (p + q)^3).

    With the spreads of both sides whitened: F' = A^(-1/2) R B^(1/2), A and B being the covariances. Without:
    R times the ratio of the spreads, which keeps the way back exact where R is square.
    """
    mean_a, mean_b = (_mean(x, centre) for x in (a, b))
    x, y = a - mean_a, b - mean_b
    forward, backward = _whitened(x, y) if whiten else _plain(x, y)
    given = (mean_a, mean_b, forward.T, backward.T)
    return Leg(*(np.ascontiguousarray(m, dtype=np.float32) for m in given))


def _mean(rows: Matrix, centre: bool) -> Wide:
    wide: Wide = rows.astype(np.float64).mean(axis=0, keepdims=True)
    return wide if centre else np.zeros_like(wide)


def _plain(x: Wide, y: Wide) -> tuple[Wide, Wide]:
    turn = rotation(x, y)
    ratio = float(np.sqrt((y * y).sum() / (x * x).sum()))
    return ratio * turn, turn.T / ratio


def _whitened(x: Wide, y: Wide) -> tuple[Wide, Wide]:
    (white_x, colour_x), (white_y, colour_y) = (_roots(covariance(side)) for side in (x, y))
    turn = rotation(x @ white_x, y @ white_y)
    return white_x @ turn @ colour_y, white_y @ turn.T @ colour_x


def rotation(x: Wide, y: Wide) -> Wide:
    """The semi-orthogonal matrix (p, q) that turns rows (n, p) towards rows (n, q) (Schönemann 1966)."""
    left, strengths, right = np.linalg.svd(x.T @ y, full_matrices=False)
    kept = strengths > strengths[0] * max(x.shape[1], y.shape[1]) * np.finfo(np.float32).eps
    turn: Wide = left[:, kept] @ right[kept]
    return turn


def covariance(x: Wide) -> Wide:
    """The covariance (p, p) of centred rows (n, p), drawn towards a sphere as Ledoit and Wolf (2004) estimate."""
    n, p = x.shape
    found = x.T @ x / n
    level = float(np.trace(found)) / p
    off = found - level * np.eye(p)
    noise = float((np.vecdot(x, x) ** 2).sum() / n - (found * found).sum()) / n
    uneven = float((off * off).sum())
    share = 1.0 if noise >= uneven else max(noise / uneven, 0.0)
    shrunk: Wide = found - share * off
    return shrunk


def _roots(of: Wide) -> tuple[Wide, Wide]:
    """The inverse square root and the square root of a covariance, over the directions that it has."""
    values, axes = np.linalg.eigh(of)
    kept = values > values[-1] * len(of) * np.finfo(np.float32).eps
    sizes, axes = np.sqrt(values[kept]), axes[:, kept]
    return (axes / sizes) @ axes.T, (axes * sizes) @ axes.T
