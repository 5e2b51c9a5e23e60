"""What fitting takes, and what a decision takes beyond the embedding."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, timed
from benchmarks.learning import PEER, contenders
from benchmarks.learning.alone import alone
from benchmarks.learning.data import Data
from benchmarks.learning.goals import BATCH, DECISION, FIT, GOAL

MESSAGES = 10_000


def rows(data: Data, name: str, count: int) -> Iterator[Row]:
    """Processor seconds, one processor; a message by the distances that a `route` takes, beside the peer's choice."""
    from sdol.lvm import distances
    from sdol.lvm.routing import Router

    with alone():
        router, fit = timed(lambda: Router.fit(data.points, data.labels.tolist()))
        yield Row(f"{name}: fit", fit, "s", FIT, GOAL, "< 1")
        peer, regions = contenders.semantic_router(data), router.regions
        some = [np.ascontiguousarray(query[None]) for query in data.queries[:count]]
        spoken = [contenders.asked(at) for at in range(len(some))]
        mine, theirs = by_turns(
            [lambda: [distances(regions, row) for row in some], lambda: [peer(text) for text in spoken]],
            3,
        )
        one, other = (seconds / len(some) * 1e3 for seconds in (mine, theirs))
        yield Row(f"{name}: one decision", one, "ms", other, PEER, "< 1")
        yield Row(f"{name}: one decision", one, "ms", DECISION, GOAL, "< 1")
        batch = np.resize(data.queries, (MESSAGES, data.queries.shape[1]))
        (seconds,) = by_turns([lambda: distances(regions, batch)], 3)
        yield Row(f"{name}: decisions a second in batch", MESSAGES / seconds, "1/s", BATCH, GOAL, ">= 1")
