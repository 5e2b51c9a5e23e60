"""Vectors as pictures: how similar each is to each, and where they lie in the plane that tells most of them apart."""

from __future__ import annotations

import numpy as np

from sdol import lvm
from sdol.kernel.pictures.heatmap import MOST_CELLS, Heatmap
from sdol.kernel.pictures.reduce import starts
from sdol.kernel.pictures.scale import ends
from sdol.kernel.pictures.scatter import Scatter

MOST_FITTED = 20_000
"""Vectors that decide which plane it is: of more, so many at even distances."""


def similarities(rows: np.ndarray, labels: list[str], title: str) -> Heatmap:
    """The similarities of unit vectors, (n, d) float32, each with each.

    Of more than 256, a cell is the mean similarity of two stretches, which is the scalar product of the means of their
    vectors: O(n d), never the whole table.
    """
    if len(rows) <= MOST_CELLS:
        cells = lvm.table(rows, rows).astype(np.float64) if len(rows) else np.zeros((0, 0))
    else:
        cells = _mean_similarities(rows)
    low, _ = ends(cells) or (0.0, 0.0)
    return Heatmap(title, cells, [len(rows)] * 2, labels, labels, min(low, 0.0), None, 0, False)


def _mean_similarities(rows: np.ndarray) -> np.ndarray:
    at = starts(len(rows), MOST_CELLS)
    sums = np.stack([stretch.sum(axis=0, dtype=np.float64) for stretch in np.split(rows, at[1:])])
    means = sums / np.diff(at, append=len(rows))[:, None]
    return np.asarray(means @ means.T)


def plane(rows: np.ndarray, labels: list[str], title: str) -> Scatter:
    """Vectors, (n, d), by their first two principal components (Pearson, 1901); O(n d^2).

    Each axis points to where its largest coordinate is positive, so that the picture is the same on every machine.
    """
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64) if len(rows) else np.zeros((0, 1))
    axes, shares = _axes(centred[:: -(-len(rows) // MOST_FITTED) or 1])
    told = ", ".join(
        f"{share:.{0 if share >= 0.1 else 1}%} {way}"
        for share, way in zip(shares, ("across", "up"), strict=True)
    )
    caption = f"the two principal components: {told} of the variance" if len(rows) > 1 else ""
    return Scatter(title, np.ascontiguousarray(centred @ axes), labels, caption)


def _axes(centred: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """The two axes as columns, (d, 2), and the share of the variance along each."""
    d = centred.shape[1]
    variances, vectors = np.linalg.eigh(centred.T @ centred)
    axes = np.zeros((d, 2))
    axes[:, : min(d, 2)] = vectors[:, ::-1][:, :2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None, :], axis=0)
    shares = np.zeros(2)
    shares[: min(d, 2)] = np.maximum(variances[::-1][:2], 0) / max(float(variances.sum()), 1e-300)
    return axes * np.where(largest < 0, -1.0, 1.0), shares.tolist()
