"""What fitting takes, and what a decision takes beyond the embedding."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, on_one_processor, timed
from benchmarks.learning import PEER, contenders
from benchmarks.learning.data import Data

BATCH = 10_000


def rows(data: Data, name: str, count: int) -> Iterator[Row]:
    """Processor seconds, one processor; a message by the distances that a `route` takes, beside the peer's choice."""
    from sdol.lvm import distances
    from sdol.lvm.routing import Router

    with on_one_processor():
        router, fit = timed(lambda: Router.fit(data.points, data.labels.tolist()))
        yield Row(f"{name}: fit", fit, "s")
        peer, regions = contenders.semantic_router(data), router.regions
        some = [np.ascontiguousarray(query[None]) for query in data.queries[:count]]
        spoken = [contenders.asked(at) for at in range(len(some))]
        mine, theirs = by_turns(
            [lambda: [distances(regions, row) for row in some], lambda: [peer(text) for text in spoken]],
            3,
        )
        yield Row(f"{name}: one decision", mine / count * 1e3, "ms", theirs / count * 1e3, PEER, "< 1")
        batch = np.resize(data.queries, (BATCH, data.queries.shape[1]))
        (seconds,) = by_turns([lambda: distances(regions, batch)], 3)
        yield Row(f"{name}: decisions a second in batch", BATCH / seconds, "1/s")
