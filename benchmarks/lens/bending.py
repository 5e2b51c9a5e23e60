"""What bending queries does to a search among few labelled examples, and among all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.lens.data import Data
from benchmarks.lens.score import Gains, judged
from sdol.lvm import Lens, normalise

FEW, DRAWS = 5, 5
GRID = [
    {"softening": softening, "power": power, "strength": strength, "limit": limit}
    for softening, power, strength in (
        (0.5, 3.0, 0.01),
        (0.7, 32.0, 1e3),
        (1.0, 45.0, 1e7),
        (1.0, 64.0, 1e7),
        (2.0, 180.0, 1e9),
    )
    for limit in (0.2, 0.3, 0.4)
]


def chosen(sets: list[Data]) -> Iterator[Row]:
    """The settings side by side on parts of `train`: the mean gain of the nearest of a few, in points."""
    before = [_among_few(data.queries, data)["nearest"].mean() for data in sets]
    for setting in GRID:
        bent = [Lens(data.points, **setting).bend(data.queries) for data in sets]
        after = [
            _among_few(queries, data)["nearest"].mean() for queries, data in zip(bent, sets, strict=True)
        ]
        named = ", ".join(f"{name} {value:g}" for name, value in setting.items())
        yield Row(f"on train: {named}", float(100.0 * (np.mean(after) - np.mean(before))), "points")


def reported(data: Data, gains: Gains) -> Iterator[Row]:
    """On `val`, with the setting that a lens has by itself: beside unbent queries, and query expansion."""
    bent, expanded = Lens(data.points).bend(data.queries), _expanded(data.queries, data.points)
    for examples, judge in ((f"{FEW} examples each", _among_few), ("all examples", _among_all)):
        ours, plain, peer = (judge(queries, data) for queries in (bent, data.queries, expanded))
        gains.add(f"bent, {examples}", ours, plain)
        for measure in ours:
            name, score = f"{data.name}, {examples}: {measure}", float(ours[measure].mean())
            yield Row(name, score, "share", float(plain[measure].mean()), "unbent", ">= 1")
            yield Row(name, score, "share", float(peer[measure].mean()), "query expansion")


def _among_few(queries: Any, data: Data) -> dict[str, Any]:
    """Measures among a few examples of each intent, each query's mean over several draws of them."""
    drawn = [_among_all(queries, data.few(FEW, seed)) for seed in range(DRAWS)]
    return {measure: np.mean([each[measure] for each in drawn], axis=0) for measure in drawn[0]}


def _among_all(queries: Any, data: Data) -> dict[str, Any]:
    return judged(queries @ data.points.T, data)


def _expanded(queries: Any, points: Any, nearest: int = 10, alpha: float = 3.0) -> Any:
    """Queries with their nearest points added, each times its cosine to the power alpha (Radenović et al. 2018)."""
    cosines = queries @ points.T
    places = np.argpartition(-cosines, nearest, axis=1)[:, :nearest]
    weights = np.maximum(np.take_along_axis(cosines, places, axis=1), 0.0) ** alpha
    return normalise(queries + np.einsum("ij,ijk->ik", weights, points[places]))
