"""Labelled texts as vectors: what a search has, and the queries that it is judged by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SETS, SPACES = ("banking77", "clinc150", "hwu64"), ("minilm", "swift")
SEED = 4
MARKED_OUT = "oos"  # no intent: CLINC150's requests that belong nowhere


@dataclass(frozen=True)
class Data:
    """One data set in one space.

    Attributes:
        points, intents: what a search has, (n, d) and (n,).
        queries, wanted: what it is asked, and the intents that it should find.
    """

    name: str
    points: Any
    intents: Any
    queries: Any
    wanted: Any

    def few(self, each: int, seed: int) -> Data:
        """With so many points of each intent, drawn at random; the same queries."""
        draw = np.random.default_rng(seed)
        places = [
            draw.permutation(np.flatnonzero(self.intents == intent))[:each]
            for intent in np.unique(self.intents)
        ]
        chosen = np.concatenate(places)
        return Data(self.name, self.points[chosen], self.intents[chosen], self.queries, self.wanted)

    def first(self, most: int) -> Data:
        """With no more than so many queries."""
        return Data(self.name, self.points, self.intents, self.queries[:most], self.wanted[:most])


def load(folder: Path, space: str, most: int | None = None) -> tuple[Data, Data]:
    """A data set to choose settings on, which is `train` parted four to one, and the one to report: `val`.

    Args:
        most: queries of either, for a quick look.
    """
    name = f"{folder.name}/{space}"
    points, intents = _embedded(folder / "train.jsonl", space)
    order = np.random.default_rng(SEED).permutation(len(points))
    seen, unseen = np.split(order, [len(order) * 4 // 5])
    inner = Data(name, points[seen], intents[seen], points[unseen[:most]], intents[unseen[:most]])
    queries, wanted = _embedded(folder / "val.jsonl", space)
    return inner, Data(name, points, intents, queries[:most], wanted[:most])


def _embedded(file: Path, space: str) -> tuple[Any, Any]:
    from sdol.spaces import open_space

    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["intent"] != MARKED_OUT]
    order = np.random.default_rng(SEED).permutation(len(rows))
    texts = [rows[place]["text"] for place in order]
    return open_space(space).embed(texts), np.array([rows[place]["intent"] for place in order])
