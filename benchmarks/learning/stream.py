"""A stream watched: how often it raises a false alarm, and how soon it sees messages that belong nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.learning.data import Data

STREAMS, LONG = 100, 1000
EVERY = 10_000.0
CHANCE = "messages / every"
STRANGERS = 0.3
"""Of messages after the change the share that belongs nowhere."""


def rows(data: Data, name: str) -> Iterator[Row]:
    """Alarms on messages of `val` in a drawn order, and after out-of-scope ones come in."""
    from sdol.lvm.routing import Router, stream

    router = Router.fit(data.points, data.labels.tolist())
    usual, odd = data.queries[~data.strange], data.queries[data.strange]
    ends, late = [], []
    for seed in range(STREAMS):
        draw = np.random.default_rng(seed)
        before = usual[draw.permutation(len(usual))[:LONG]]
        seen = stream.observed(stream.begun(router), router, before, EVERY)
        ends.append(seen.at > 0)
        if len(odd) and not seen.at:
            after = np.where(draw.random(LONG)[:, None] < STRANGERS, _some(odd, draw), _some(usual, draw))
            late.append(stream.observed(seen, router, after, EVERY).at - len(before))
    yield Row(
        f"{name}: false alarms in {LONG:,} messages",
        float(np.mean(ends)),
        "share",
        LONG / EVERY,
        CHANCE,
        "<= 1",
    )
    if late:
        found = [at for at in late if at > 0]
        yield Row(f"{name}: 30% out of scope, found", len(found) / len(late), "share")
    if late and found:
        yield Row(f"{name}: 30% out of scope, messages until then", float(np.median(found)), "messages")


def _some(points: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    return points[draw.integers(0, len(points), LONG)]
