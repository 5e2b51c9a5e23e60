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


def fit(groups: Sequence[NDArray[np.floating]], before: Plane | None = None, *, apart: bool = False) -> Plane:
    """A plane for groups of points, (n, d) each, at least one group.

    The two principal components (Pearson, 1901) of the groups' means, and with a quarter of the weight of their
    members about them; with one group these alone. Or, where `apart` is wanted and there are two groups at least, the
    two directions in which the means lie farthest from each other beside the spread within the groups (linear
    discriminants: Fisher, 1936; Rao, 1948), made orthonormal; `told` is then the share of the means' spread alone.

    Each axis points to where its largest coordinate is positive, so that the picture is the same on every machine; or,
    where there was a plane before, the two are turned, mirrored and shifted to where its groups move least (orthogonal
    Procrustes: Schönemann, 1966).
    """
    most = max(min(MOST_ROWS, MOST_OF_ALL // len(groups)), 1)
    kept = [np.asarray(group[:most], np.float64) for group in groups]
    means = np.stack([group.mean(axis=0) for group in kept])
    origin = means.mean(axis=0)
    if apart and len(groups) > 1:
        within = np.concatenate([group - group.mean(axis=0) for group in kept])
        axes, told = _discriminants(means - origin, within)
    else:
        inner = [(g - g.mean(axis=0)) * np.sqrt(INNER / len(g)) for g in kept]
        axes, told = _principal(np.concatenate([means - origin, *inner]))
    made = Plane(origin, axes, told)
    return made if before is None else _aligned(made, before, means)


def _discriminants(means: Wide, within: Wide) -> tuple[Wide, float]:
    """The two axes (2, d) that tell centred means (k, d) apart beside the rows within groups (n, d), and their share.

    With two means there is one discriminant; the other axis is then where the rows within spread most beside it.
    """
    root = np.linalg.cholesky(_shrunk(within))
    _, lengths, directions = np.linalg.svd(np.linalg.solve(root, means.T).T, full_matrices=False)
    found = min(int(np.count_nonzero(lengths > 1e-9 * max(lengths[0], 1e-300))), 2)
    raw = np.linalg.solve(root.T, directions[:found].T)
    axes = np.zeros((2, means.shape[1]))
    axes[:found] = np.linalg.qr(raw)[0].T if found else axes[:found]
    if found == 1:
        squares, others = _components(within - np.outer(within @ axes[0], axes[0]))
        if squares[0] > 1e-12:
            axes[1], found = others[0], 2
    told = float(np.square(means @ axes.T).sum() / max(np.square(means).sum(), 1e-300))
    return _upright(_completed(axes, found)), told


def _shrunk(rows: Wide) -> Wide:
    """The covariance (d, d) of centred rows (n, d), drawn toward a multiple of the unit matrix.

    By the oracle approximating shrinkage of Chen, Wiesel, Eldar and Hero, *Shrinkage Algorithms for MMSE Covariance
    Estimation*, 2010, equation 23.
    """
    count, size = rows.shape
    covariance = rows.T @ rows / count
    trace, squares = float(np.trace(covariance)), float(np.square(covariance).sum())
    above = (1 - 2 / size) * squares + trace**2
    below = (count + 1 - 2 / size) * (squares - trace**2 / size)
    part = min(above / below, 1.0) if below > 0 else 1.0
    level = max(trace / size, 1e-12)
    shrunk: Wide = (1 - part) * covariance + max(part, 1e-6) * level * np.eye(size)
    return shrunk


def _upright(axes: Wide) -> Wide:
    """The axes, each so that its largest coordinate is positive."""
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    upright: Wide = axes * np.where(largest < 0, -1.0, 1.0)
    return upright


def _principal(rows: Wide) -> tuple[Wide, float]:
    """The two axes (2, d) and the share of the squares along them."""
    squares, directions = _components(rows)
    axes = np.zeros((2, rows.shape[1]))
    found = int(np.count_nonzero(squares > 1e-12))
    axes[: min(found, 2)] = directions[: min(found, 2)]
    axes = _upright(_completed(axes, min(found, 2)))
    return axes, float(squares[:2].sum() / max(squares.sum(), 1e-300))


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
