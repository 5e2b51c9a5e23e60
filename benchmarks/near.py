"""Search in the store beside the shortest exact search in numpy."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, in_one_thread, own_folder

DIMENSION = 384
TOP = 10


@benchmark("near")
def near(run: Run) -> Iterator[Row]:
    """The ten nearest of 100,000 records, beside a product and argpartition, on one thread."""
    rows, rounds = (20_000, 20) if run.quick else (100_000, 60)
    printed = in_one_thread("benchmarks.near", [str(rows), str(rounds)])
    ours, peer = json.loads(printed)
    yield Row(f"top {TOP} of {rows:,}", ours * 1e3, "ms", peer * 1e3, "numpy", "<= 1.3")


def measure(rows: int, rounds: int) -> list[float]:
    """Median processor seconds of a search, ours and numpy's, over the same queries."""
    import numpy as np

    from sdol.store.database import Database

    random = np.random.default_rng(0)
    matrix, queries = points(random, rows), points(random, rounds + 1)
    with own_folder() as folder:
        database = Database.open(str(folder / "near.db"))
        partition = database.partition("records", "test@1", DIMENSION)
        partition.put_many([f"record {number}" for number in range(rows)], matrix)
        _agree(partition, matrix, queries[0])
        turns = count(), count()
        times = by_turns(
            [
                lambda: partition.near(queries[next(turns[0])], TOP),
                lambda: numpy_near(matrix, queries[next(turns[1])]),
            ],
            rounds,
            time.process_time,
        )
        database.close()
    return times


def numpy_near(matrix: Any, query: Any) -> Any:
    """Rows of the nearest, best first."""
    import numpy as np

    scores = matrix @ query
    best = np.argpartition(scores, -TOP)[-TOP:]
    return best[np.argsort(-scores[best])]


def points(random: Any, rows: int) -> Any:
    """Random unit vectors, (rows, 384) float32."""
    import numpy as np

    points = random.standard_normal((rows, DIMENSION), dtype=np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points


def _agree(partition: Any, matrix: Any, query: Any) -> None:
    found = [hit.text for hit in partition.near(query, TOP)]
    if found != [f"record {row}" for row in numpy_near(matrix, query)]:
        raise RuntimeError("the store and numpy found different records")


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
