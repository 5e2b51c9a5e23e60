"""Plainly written loops over vectors, beside the loop and the batch that one would write in numpy."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.programs import program
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, in_one_thread
from benchmarks.near import points

LEAST = 0.1

PROGRAM = """
store records

fn stored(q: vec, least: num) -> int {
  var count = 0
  for record in records {
    if record.vec ~ q > least { count += 1 }
  }
  count
}

fn listed(vs: list[vec], q: vec, least: num) -> int {
  var count = 0
  for v in vs { if v ~ q > least { count += 1 } }
  count
}

fn chosen(vs: list[vec], q: vec, least: num) -> int {
  len([v for v in vs if v ~ q > least])
}

fn nearest(vs: list[vec], q: vec) -> num {
  var best = -1.0
  for v in vs {
    let near_by = v ~ q
    if near_by > best { best = near_by }
  }
  best
}
"""

LOOP, BATCH = "numpy, in a loop", "numpy, in one batch"


@benchmark("loops")
def loops(run: Run) -> Iterator[Row]:
    """A `for` over 100,000 vectors with a similarity test, beside a loop and a batch in numpy."""
    rows, rounds = (20_000, 5) if run.quick else (100_000, 21)
    times = json.loads(in_one_thread("benchmarks.loops", [str(rows), str(rounds)]))
    for name in ("stored", "listed", "chosen", "nearest"):
        ours, loop, batch = (1e3 * seconds for seconds in times[name])
        goals = ("<= 0.25", "<= 1.3") if name == "stored" else ("", "")
        yield Row(f"{name}, {rows:,}", ours, "ms", loop, LOOP, goals[0])
        yield Row(f"{name}, {rows:,}", ours, "ms", batch, BATCH, goals[1])


def measure(rows: int, rounds: int) -> dict[str, list[float]]:
    """Median processor seconds of each loop: ours, numpy's loop, numpy's batch."""
    import numpy as np

    from sdol.kernel.values import Vec, Vecs
    from sdol.spaces.registry import manifest

    matrix = points(np.random.default_rng(0), rows)
    query, space = matrix[0].copy(), manifest("minilm").id
    call = program("loops", PROGRAM, _world(matrix, space))
    ours = {name: (Vecs(space, matrix), Vec(space, query), LEAST) for name in ("listed", "chosen")}
    ours |= {"stored": (Vec(space, query), LEAST), "nearest": (Vecs(space, matrix), Vec(space, query))}
    found = {}
    for name, args in ours.items():
        loop, batch = (lambda f=f: f(matrix, query) for f in PEERS[name])
        _agree(name, call(name, *args), loop(), batch())
        turns = [lambda name=name, args=args: call(name, *args), batch]
        mine, batched = by_turns(turns, rounds)
        (looped,) = by_turns([loop], max(rounds // 5, 1))
        found[name] = [mine, looped, batched]
    return found


def _world(matrix: Any, space: str) -> Any:
    """A session whose store holds the vectors."""
    import io

    from sdol.kernel.output import Output
    from sdol.kernel.world import World

    world = World(output=Output(io.StringIO()), session=":memory:")
    partition = world.database.partition("records", space, matrix.shape[1])
    partition.put_many([f"record {number}" for number in range(len(matrix))], matrix)
    return world


def _agree(name: str, *results: Any) -> None:
    if max(results) - min(results) > 1e-6 * max(results):
        raise RuntimeError(f"{name}: the results differ: {results}")


# --- what a user would write in numpy -----------------------------------------------------------------------


def loop_count(matrix: Any, query: Any) -> int:
    """How many rows are similar enough, one after the other."""
    import numpy as np

    count = 0
    for row in matrix:
        if np.dot(row, query) > LEAST:
            count += 1
    return count


def batch_count(matrix: Any, query: Any) -> int:
    """The same by one product."""
    import numpy as np

    return int(np.count_nonzero(matrix @ query > LEAST))


def loop_choose(matrix: Any, query: Any) -> int:
    """The rows that are similar enough, as a matrix."""
    import numpy as np

    return len(np.stack([row for row in matrix if np.dot(row, query) > LEAST]))


def batch_choose(matrix: Any, query: Any) -> int:
    """The same by one product."""
    return len(matrix[matrix @ query > LEAST])


def loop_best(matrix: Any, query: Any) -> float:
    """The greatest similarity, one row after the other."""
    import numpy as np

    return float(max(np.dot(row, query) for row in matrix))


def batch_best(matrix: Any, query: Any) -> float:
    """The same by one product."""
    return float((matrix @ query).max())


PEERS: dict[str, tuple[Any, Any]] = {
    "stored": (loop_count, batch_count),
    "listed": (loop_count, batch_count),
    "chosen": (loop_choose, batch_choose),
    "nearest": (loop_best, batch_best),
}


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
