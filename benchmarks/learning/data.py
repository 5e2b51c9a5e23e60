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
        words: the labels' own words, a point for each label in rising order; None where they were not embedded.
    """

    points: Any
    labels: Any
    queries: Any
    wanted: Any
    words: Any = None

    @property
    def strange(self) -> Any:
        """Which messages belong nowhere."""
        return ~np.isin(self.wanted, self.labels)

    def few(self, each: int) -> Data:
        """With so many examples of each label, drawn at random; all where it is 0."""
        places = drawn(self.labels, each)
        return replace(self, points=self.points[places], labels=self.labels[places])

    def with_words(self) -> Data:
        """With the words of each label as one more example of it."""
        points = np.concatenate([self.points, self.words])
        return replace(self, points=points, labels=np.concatenate([self.labels, np.unique(self.labels)]))

    def hiding_a_quarter(self) -> Data:
        """A quarter of the labels without examples, so that their messages belong nowhere; no others do."""
        names = np.random.default_rng(SEED + 10).permutation(np.unique(self.labels))
        seen = ~np.isin(self.labels, names[: len(names) // 4])
        meant = self.wanted != NOWHERE
        return Data(self.points[seen], self.labels[seen], self.queries[meant], self.wanted[meant])


def drawn(labels: Any, each: int) -> Any:
    """The numbers of so many examples of each label, drawn at random; of all where it is 0."""
    draw = np.random.default_rng(SEED)
    found = [draw.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    return np.concatenate([own[:each] if each else own for own in found])


def load(folder: Path, space: str) -> Data:
    """A data set in a space."""
    points, labels = _embedded(space, *texts(folder / "train.jsonl"))
    points, labels = points[labels != NOWHERE], labels[labels != NOWHERE]
    return Data(points, labels, *_embedded(space, *texts(folder / "val.jsonl")), _words(space, labels))


def look(folder: Path, space: str, each: int, most: int) -> Data:
    """A quick look at a data set: so many examples of each label, and so many messages, spread evenly."""
    said, labels = texts(folder / "train.jsonl")
    said, labels = said[labels != NOWHERE], labels[labels != NOWHERE]
    places = drawn(labels, each)
    asked, wanted = texts(folder / "val.jsonl")
    step = max(1, len(asked) // most)
    points = _embedded(space, said[places], labels[places])
    return Data(*points, *_embedded(space, asked[::step], wanted[::step]), _words(space, labels))


def texts(file: Path) -> tuple[Any, Any]:
    """The texts of a file and their labels."""
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return np.array([row["text"] for row in rows], dtype=object), np.array([row["intent"] for row in rows])


def _words(space: str, labels: Any) -> Any:
    names = np.unique(labels)
    return _embedded(space, np.array([name.replace("_", " ") for name in names], dtype=object), names)[0]


def _embedded(space: str, said: Any, labels: Any) -> tuple[Any, Any]:
    from sdol.spaces import open_space

    return open_space(space).embed(said.tolist()), labels
