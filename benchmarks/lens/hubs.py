"""What redistribution does to hubness, and to a search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.lens.data import Data
from benchmarks.lens.score import Gains, judged
from sdol.lvm import Medium, skewness

NEAREST = 10


def reported(data: Data, gains: Gains) -> Iterator[Row]:
    """Skewness of how often a point is among the ten nearest of a query of `val`, and what a search finds."""
    medium = Medium(data.points).redistribute()
    cosines = data.queries @ data.points.T
    even = cosines + medium.reach**2 * np.log(np.maximum(medium.charges, 1e-300))
    scaled = cosines - 0.5 * _crowding(data.points)
    name = data.name
    yield Row(
        f"{name}: hubness among points",
        medium.hubness(),
        "skewness",
        Medium(data.points).hubness(),
        "cosine",
        "< 1",
    )
    yield Row(f"{name}: hubness for queries", _hubness(even), "skewness", _hubness(cosines), "cosine", "< 1")
    yield Row(f"{name}: hubness for queries", _hubness(even), "skewness", _hubness(scaled), "CSLS")
    ours, plain, peer = (judged(scores, data) for scores in (even, cosines, scaled))
    gains.add("medium", ours, plain)
    for measure in ours:
        what, score = f"{name}, medium: {measure}", float(ours[measure].mean())
        yield Row(what, score, "share", float(plain[measure].mean()), "cosine", ">= 1")
        yield Row(what, score, "share", float(peer[measure].mean()), "CSLS")


def _hubness(scores: Any) -> float:
    places = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]
    return skewness(np.bincount(places.ravel(), minlength=scores.shape[1]))


def _crowding(points: Any) -> Any:
    """The mean cosine of points with their ten nearest: what CSLS takes away (Conneau et al. 2018)."""
    found = []
    for start in range(0, len(points), 1000):
        cosines = points[start : start + 1000] @ points.T
        found.append(np.sort(cosines, axis=1)[:, -NEAREST - 1 : -1].mean(axis=1))
    return np.concatenate(found)
