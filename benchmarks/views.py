"""Coarse-to-fine search over prefixes, beside the comparison of all rows: time and recall."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, in_one_thread

DIMENSION = 768
ASKED = 50
DECAY = 0.6
"""By which the coordinates of made-up rows shrink, as of a model trained for prefixes."""


@benchmark("views")
def views(run: Run) -> Iterator[Row]:
    """The ten nearest of 100,000 rows by prefixes, beside a product with all rows."""
    count = 20_000 if run.quick else 100_000
    found = json.loads(in_one_thread("benchmarks.views", [str(count), str(5 if run.quick else 15)]))
    for name, figures in found.items():
        ours, exact, peer = (1e3 * seconds for seconds in figures["times"])
        goal = "<= 0.5" if name == "trained" else ""
        yield Row(f"{name}, of {count:,}", ours, "ms", peer, "all rows", goal)
        yield Row(f"{name}, recall of ten", figures["recall"], "", 1.0, "all rows", ">= 0.95" if goal else "")
        yield Row(f"{name}, exact", exact, "ms", peer, "all rows")


def measure(count: int, rounds: int) -> dict[str, Any]:
    """Seconds a query and recall, for rows whose first coordinates matter most and for rows without an order."""
    import numpy as np

    from sdol.lvm import Views, normalise

    random = np.random.default_rng(0)
    found = {}
    for name, decay in (("trained", DECAY), ("not trained", 0.0)):
        weights = (np.arange(1, DIMENSION + 1) ** -decay).astype(np.float32)
        rows = normalise(random.standard_normal((count + ASKED, DIMENSION), np.float32) * weights)
        queries, seen = rows[:ASKED], Views(rows[ASKED:])
        calls = [
            lambda seen=seen, queries=queries: [seen.closest(q, 10) for q in queries],
            lambda seen=seen, queries=queries: [seen.closest(q, 10, exact=True) for q in queries],
            lambda seen=seen, queries=queries: [_all(seen.rows, q) for q in queries],
        ]
        times = [seconds / ASKED for seconds in by_turns(calls, rounds)]
        found[name] = {"times": times, "recall": seen.recall(queries, 10)}
    return found


def _all(rows: Any, query: Any) -> Any:
    import numpy as np

    scores = rows @ query
    best = np.argpartition(-scores, 10)[:10]
    return best[np.argsort(-scores[best])]


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
