"""What a list of vectors takes of the machine's memory, beside the bytes of its numbers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.programs import program
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import in_one_thread
from benchmarks.near import points

PROGRAM = """
let a = ~"a parcel that is late"
let b = ~"a payment that was refunded"

fn made(n: int) -> list[vec] { [slerp(a, b, i / n) for i in range(n)] }

fn chosen(vs: list[vec]) -> list[vec] { [v for v in vs if v ~ a > -2] }
"""

MEGABYTE = 2**20


@benchmark("memory")
def memory(run: Run) -> Iterator[Row]:
    """Peak of memory while a list of a million vectors is built, beside its bytes."""
    rows, goal = (100_000, "") if run.quick else (1_000_000, "<= 1.1")
    for name, function in (("by a comprehension", "made"), ("by a filter of as many", "chosen")):
        ours, numbers = json.loads(in_one_thread("benchmarks.memory", [function, str(rows)]))
        yield Row(f"{rows:,} vectors {name}", ours / MEGABYTE, "MB", numbers / MEGABYTE, "its numbers", goal)


def measure(function: str, rows: int) -> list[int]:
    """Bytes by which the peak of this process grew, and the bytes of the matrix that was built."""
    from sdol.kernel.values import Vecs

    call = program("memory", PROGRAM)
    call("chosen", call("made", 1000))
    given = _random(rows) if function == "chosen" else rows
    before = _resident() if function == "chosen" else _peak()
    found = call(function, given)
    assert isinstance(found, Vecs) and len(found) == rows
    return [_peak() - before, found.rows.nbytes]


def _random(rows: int) -> Any:
    """Random vectors of the default space; to make them takes no more memory than they do."""
    import numpy as np

    from sdol.kernel.values import Vecs
    from sdol.spaces.registry import manifest

    return Vecs(manifest("minilm").id, points(np.random.default_rng(0), rows))


def _peak() -> int:
    return _status("VmHWM")


def _resident() -> int:
    return _status("VmRSS")


def _status(name: str) -> int:
    with open("/proc/self/status") as lines:
        found = next(line for line in lines if line.startswith(name))
    return int(found.split()[1]) * 1024


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
