"""Vector-symbolic algebra beside torchhd, on one thread, and beside what the machine can do."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import in_one_thread

DIMENSIONS = (768, 1024, 10_000)
BATCH = 10_000
LARGEST = 16_000_000  # numbers in one side of a batch
ITEMS = 10_000  # of the codebook that is cleaned up to
SECONDS = 0.004  # of processor time in one turn at least

Work = Callable[[], Any]


@benchmark("vsa", peers=("torchhd",))
def vsa(run: Run) -> Iterator[Row]:
    """Bind, unbind, bundle, permute, similarity and clean-up beside torchhd, on one thread."""
    for row in json.loads(in_one_thread("benchmarks.vsa", ["quick" if run.quick else "full"])):
        yield Row(**row)


def measure(quick: bool) -> Iterator[Row]:
    """All rows; the process must compute in one thread."""
    import torch

    torch.set_num_threads(1)
    dimensions = DIMENSIONS[:1] if quick else DIMENSIONS
    for dimension in dimensions:
        for batch in (1, BATCH):
            count = min(batch, LARGEST // dimension)
            rounds = 9 if quick or batch > 1 else 25
            for name, ours, peer, goal in cases(dimension, count):
                yield race(f"{name}, d={dimension:,}, batch {count:,}", ours, peer, goal, count, rounds)
        for queries in (1, 300 if quick or dimension > 1024 else 1000):
            yield cleanup(dimension, queries)
    yield from limits(quick)


def cases(dimension: int, count: int) -> Iterator[tuple[str, Work, Work, str]]:
    """What is done by us and by torchhd with the same numbers, and the bound on the ratio of times."""
    import numpy as np
    import torch
    import torchhd

    from sdol import lvm

    hrr = lvm.HRR(dimension)
    a, b = hrr.random(count, 1), hrr.random(count, 2)
    x, y = (torch.from_numpy(rows).as_subclass(torchhd.HRRTensor) for rows in (a, b))
    spectra, others = hrr.spectra(a), hrr.spectra(b)
    room, order = np.empty_like(spectra), torch.randperm(dimension)
    one, only = (a[:1], x[:1])
    yield "bind", lambda: hrr.bind(a, b), lambda: torchhd.bind(x, y), _goal(count, 3, 6)
    yield (
        "bind, spectra kept",
        lambda: np.multiply(spectra, others, out=room),
        lambda: torchhd.bind(x, y),
        _goal(count, 200, 20),
    )
    yield "unbind", lambda: hrr.unbind(a, b), lambda: torchhd.bind(x, torchhd.inverse(y)), _goal(count)
    yield "bundle", lambda: hrr.bundle(a, b), lambda: torchhd.bundle(x, y), _goal(count)
    yield (
        "bundle, theirs normalised",  # as ours is
        lambda: hrr.bundle(a, b),
        lambda: torchhd.normalize(torchhd.bundle(x, y)),
        _goal(count),
    )
    yield "permute, theirs a shift", lambda: hrr.permute(a), lambda: torchhd.permute(x), _goal(count)
    yield (
        "permute, theirs by lot",
        lambda: hrr.permute(a),
        lambda: torch.index_select(x, -1, order),
        _goal(count),
    )
    yield (
        "similarity",
        lambda: hrr.similarity(one, b),
        lambda: torchhd.cosine_similarity(only, y),
        _goal(count),
    )
    for family in (lvm.FHRR(dimension), lvm.MAP(dimension), lvm.BSC(dimension)):
        yield elementwise(family, count)


def elementwise(family: Any, count: int) -> tuple[str, Work, Work, str]:
    """Binding in a family that binds coordinate by coordinate."""
    import torch
    import torchhd

    kind = {"FHRR": torchhd.FHRRTensor, "MAP": torchhd.MAPTensor, "BSC": torchhd.BSCTensor}[family.name]
    a, b = family.random(count, 1), family.random(count, 2)
    x, y = (torch.from_numpy(rows) for rows in (a, b))
    if family.name == "BSC":
        x, y = x.bool(), y.bool()
    x, y = x.as_subclass(kind), y.as_subclass(kind)
    return f"{family.name} bind", lambda: family.bind(a, b), lambda: torchhd.bind(x, y), _goal(count)


def _goal(count: int, alone: float = 1, together: float = 1) -> str:
    return f"<= {1 / (alone if count == 1 else together):.4g}"


def cleanup(dimension: int, queries: int) -> Row:
    """Exact clean-up of a batch; torchhd's own takes one query, so what it does for one stands for it."""
    import torch
    import torchhd

    from sdol import lvm

    hrr = lvm.HRR(dimension)
    book = hrr.random(ITEMS, 1)
    rows = lvm.bundle(book[:queries], hrr.random(queries, 2), hrr.random(queries, 3))
    memory, asked = (torch.from_numpy(each).as_subclass(torchhd.HRRTensor) for each in (book, rows))
    name = f"clean-up among {ITEMS:,}, d={dimension:,}, batch {queries:,}"
    return race(
        name,
        lambda: lvm.cleanup(rows, book),
        lambda: torchhd.cosine_similarity(asked, memory).max(-1),
        "<= 1",
        queries,
        3 if queries > 1 else 9,
    )


def limits(quick: bool) -> Iterator[Row]:
    """How much of the machine's matrix product and of its memory's bandwidth is used."""
    import numpy as np

    from sdol import lvm

    queries, dimension = 300 if quick else 1000, 768
    hrr = lvm.HRR(dimension)
    book, rows = hrr.random(ITEMS, 1), hrr.random(queries, 2)
    work = 2e-9 * queries * ITEMS * dimension
    ours, peer = middle(lambda: lvm.cleanup(rows, book), lambda: rows @ book.T, 5)
    yield Row("clean-up, GFLOP/s of its product", work / ours, "GFLOP/s", work / peer, "sgemm")
    a, b = hrr.random(BATCH, 1), hrr.random(BATCH, 2)
    moved, out = 3e-9 * a.nbytes, np.empty_like(a)
    ours, peer = middle(lambda: hrr.bundle(a, b), lambda: np.add(a, b, out=out), 9)
    yield Row("bundle, memory passed", moved / ours, "GB/s", moved / peer, "numpy add")
    ours, peer = middle(lambda: hrr.bind(a, b), lambda: np.add(a, b, out=out), 9)
    yield Row("bind, memory passed", moved / ours, "GB/s", moved / peer, "numpy add")


def race(name: str, ours: Work, peer: Work, goal: str, count: int, rounds: int) -> Row:
    """The turn whose ratio is the median of all, in microseconds a row."""
    mine, theirs = middle(ours, peer, rounds)
    return Row(name, mine * 1e6 / count, "us/row", theirs * 1e6 / count, "torchhd", goal)


def middle(ours: Work, peer: Work, rounds: int) -> tuple[float, float]:
    """Seconds of one call of each, by turns: those of the round with the median ratio."""
    calls = [_calls(ours), _calls(peer)]
    turns = [
        tuple(_seconds(work, n) / n for work, n in zip((ours, peer), calls, strict=True))
        for _ in range(rounds)
    ]
    turns.sort(key=lambda turn: turn[0] / turn[1])
    mine, theirs = turns[len(turns) // 2]
    return mine, theirs


def _calls(work: Work) -> int:
    """How many calls fill a turn."""
    _seconds(work, 1)
    return max(1, round(SECONDS / max(_seconds(work, 3) / 3, 1e-7)))


def _seconds(work: Work, calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - start


if __name__ == "__main__":
    from dataclasses import asdict

    print(json.dumps([asdict(row) for row in measure(sys.argv[1] == "quick")]))
