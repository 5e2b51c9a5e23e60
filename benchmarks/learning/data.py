"""Labelled texts and their vectors: examples from `train`, messages from `val`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

SEED = 0
NOWHERE = "oos"
"""What CLINC150 calls a request that belongs to no intent."""


@dataclass(frozen=True)
class Data:
    """One job.

    Attributes:
        points, labels: the examples, (n, d) and (n,).
        queries, wanted: the messages and their labels, `NOWHERE` for some.
    """

    points: Any
    labels: Any
    queries: Any
    wanted: Any

    @property
    def strange(self) -> Any:
        """Which messages belong nowhere."""
        return ~np.isin(self.wanted, self.labels)

    def few(self, each: int) -> Data:
        """With so many examples of each label, drawn at random; all where it is 0."""
        draw = np.random.default_rng(SEED)
        found = [draw.permutation(np.flatnonzero(self.labels == label)) for label in np.unique(self.labels)]
        places = np.concatenate([own[:each] if each else own for own in found])
        return replace(self, points=self.points[places], labels=self.labels[places])

    def hiding_a_quarter(self) -> Data:
        """A quarter of the labels without examples, so that their messages belong nowhere; no others do."""
        names = np.random.default_rng(SEED + 10).permutation(np.unique(self.labels))
        seen = ~np.isin(self.labels, names[: len(names) // 4])
        meant = self.wanted != NOWHERE
        return Data(self.points[seen], self.labels[seen], self.queries[meant], self.wanted[meant])


def load(folder: Path, space: str, most: int | None = None) -> Data:
    """A data set in a space; for a quick look, so many of its messages, spread evenly."""
    points, labels = _embedded(folder / "train.jsonl", space, None)
    known = labels != NOWHERE
    return Data(points[known], labels[known], *_embedded(folder / "val.jsonl", space, most))


def _embedded(file: Path, space: str, most: int | None) -> tuple[Any, Any]:
    from sdol.spaces import open_space

    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = rows[:: max(1, len(rows) // most)] if most else rows
    return open_space(space).embed([row["text"] for row in rows]), np.array([row["intent"] for row in rows])
