"""Near out of scope: a quarter of the intents is hidden, and their messages belong nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.rows import Row
from benchmarks.learning import FLOOR, contenders, score
from benchmarks.learning.data import Data
from benchmarks.learning.goals import goal_of


def rows(data: Data, name: str) -> Iterator[Row]:
    """How the messages of hidden intents are found."""
    part = data.hiding_a_quarter()
    mine, _ = contenders.ours(part)
    theirs = contenders.floor(part)
    for what, measure in (("near AUROC", score.auroc), ("near recall", score.recall)):
        figure, other = (measure(each.strangeness, part.strange) for each in (mine, theirs))
        yield Row(f"{name}: {what}", figure, "share", other, FLOOR, ">= 1")
        yield from goal_of(name, what, figure)
