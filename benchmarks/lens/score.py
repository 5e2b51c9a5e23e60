"""How good a search is, query by query, and whether a difference of two is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.lens.data import Data

VOTERS = 10
_DRAWS = 2000
_SHARP = 20.0  # a vote counts e times as much for each 0.05 of cosine


def judged(scores: Any, data: Data) -> dict[str, Any]:
    """Three measures of (m, n) scores, each (m,): the nearest is right; a vote of ten is right; the share of the
    ten nearest that are right."""
    best = _best(scores)
    right = data.intents[best] == data.wanted[:, None]
    voted = _vote(np.take_along_axis(scores, best, axis=1), data.intents[best])
    return {
        "nearest": right[:, 0].astype(float),
        "vote of 10": (voted == data.wanted).astype(float),
        "precision of 10": right.mean(axis=1),
    }


class Gains:
    """Differences of two searches on the same queries, gathered over data sets by what was measured."""

    def __init__(self) -> None:
        self._found: dict[str, list[Any]] = {}

    def add(self, part: str, after: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Notes the differences of all measures, in points of a hundred."""
        for measure in after:
            found = self._found.setdefault(f"{part}: {measure}", [])
            found.append(100.0 * (after[measure] - before[measure]))

    def rows(self, space: str) -> Iterator[Row]:
        """The ends of the 95% interval of each mean difference: the paired bootstrap (Efron 1979)."""
        draw = np.random.default_rng(0)
        for what, found in self._found.items():
            differences = np.concatenate(found)
            means = [draw.choice(differences, len(differences)).mean() for _ in range(_DRAWS)]
            low, high = np.quantile(means, [0.025, 0.975])
            yield Row(f"all sets/{space}, {what}: gain at least", float(low), "points")
            yield Row(f"all sets/{space}, {what}: gain at most", float(high), "points")


def _best(scores: Any) -> Any:
    """The places of the ten greatest of each row, greatest first."""
    some = np.argpartition(-scores, VOTERS - 1, axis=1)[:, :VOTERS]
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)


def _vote(scores: Any, intents: Any) -> Any:
    names, codes = np.unique(intents, return_inverse=True)
    codes = codes.reshape(intents.shape)
    weights = np.exp(_SHARP * (scores - scores[:, :1]))
    votes = np.zeros((len(scores), len(names)))
    for voter in range(scores.shape[1]):
        np.add.at(votes, (np.arange(len(scores)), codes[:, voter]), weights[:, voter])
    return names[votes.argmax(axis=1)]
