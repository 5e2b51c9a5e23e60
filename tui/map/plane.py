"""The plane that a space is looked at in: two axes that tell its regions apart, kept still while it is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Wide = NDArray[np.float64]

INNER = 0.25
"""What the spread of examples about the middle of their region counts beside that of the middles."""

MOST_ROWS, MOST_OF_ALL = 200, 4000
"""Examples of one region, and of all together, that have a say."""


class Plane(NamedTuple):
    """A plane through a space.

    Attributes:
        origin: (d,), the point of the plane that is drawn at 0, 0.
        axes: (2, d), orthonormal: to the right, and up.
        told: the share of the spread that is seen in the plane, 0 to 1.
    """

    origin: Wide
    axes: Wide
    told: float

    def place(self, rows: NDArray[np.floating]) -> Wide:
        """Where points (n, d) are seen: (n, 2). Linear, so that what is added later moves nothing."""
        placed: Wide = (np.asarray(rows, np.float64) - self.origin) @ self.axes.T
        return placed

    def lift(self, places: Wide, through: NDArray[np.floating]) -> NDArray[np.float32]:
        """The unit vectors (n, d) at places (n, 2) of the parallel plane that goes through a point (d,)."""
        at = np.asarray(through, np.float64)
        away = np.asarray(places, np.float64) - self.place(at[None])
        rows = at + away @ self.axes
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        lifted: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
        return lifted


def fit(groups: Sequence[NDArray[np.floating]], before: Plane | None = None) -> Plane:
    """The plane that tells groups of points apart, (n, d) each, at least one group.

    The two principal components (Pearson, 1901) of the groups' means, and with a quarter of the weight of their
    members about them; with one group these alone. Each axis points to where its largest coordinate is positive, so
    that the picture is the same on every machine; or, where there was a plane before, the two are turned, mirrored and
    shifted to where its groups move least (orthogonal Procrustes: Schönemann, 1966).
    """
    most = max(min(MOST_ROWS, MOST_OF_ALL // len(groups)), 1)
    kept = [np.asarray(group[:most], np.float64) for group in groups]
    means = np.stack([group.mean(axis=0) for group in kept])
    origin = means.mean(axis=0)
    inner = [(g - g.mean(axis=0)) * np.sqrt(INNER / len(g)) for g in kept]
    axes, told = _principal(np.concatenate([means - origin, *inner]))
    made = Plane(origin, axes, told)
    return made if before is None else _aligned(made, before, means)


def _principal(rows: Wide) -> tuple[Wide, float]:
    """The two axes (2, d) and the share of the squares along them."""
    squares, directions = _components(rows)
    axes = np.zeros((2, rows.shape[1]))
    found = int(np.count_nonzero(squares > 1e-12))
    axes[: min(found, 2)] = directions[: min(found, 2)]
    axes = _completed(axes, min(found, 2))
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return axes * np.where(largest < 0, -1.0, 1.0), float(squares[:2].sum() / max(squares.sum(), 1e-300))


def _components(rows: Wide) -> tuple[Wide, Wide]:
    """The principal components (k, d) of centred rows (n, d), and the squares along each, the greatest first."""
    if len(rows) <= rows.shape[1]:
        _, lengths, directions = np.linalg.svd(rows, full_matrices=False)
        return lengths**2, directions
    squares, vectors = np.linalg.eigh(rows.T @ rows)
    return np.maximum(squares[::-1], 0.0), vectors[:, ::-1].T


def _completed(axes: Wide, found: int) -> Wide:
    """The axes, with unit axes at a right angle where the points lie on a line or are one."""
    for row in range(found, 2):
        for unit in np.eye(axes.shape[1]):
            rest = unit - axes[:row].T @ (axes[:row] @ unit)
            if np.linalg.norm(rest) > 0.5:
                axes[row] = rest / np.linalg.norm(rest)
                break
    return axes


def _aligned(plane: Plane, before: Plane, means: Wide) -> Plane:
    """The plane, laid over the one before so that points (n, d) are seen about where they were."""
    new, old = plane.place(means), before.place(means)
    u, _, v = np.linalg.svd((new - new.mean(axis=0)).T @ (old - old.mean(axis=0)))
    axes = (u @ v).T @ plane.axes
    shift = old.mean(axis=0) - (means.mean(axis=0) - plane.origin) @ axes.T
    return Plane(plane.origin - shift @ axes, axes, plane.told)
