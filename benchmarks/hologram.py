"""Records of many pairs read together and one by one, with and without noise; clean-up among 10,000 items."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any

from benchmarks.harness.rates import wilson
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, in_one_thread, timed

ITEMS = 1000
GOALS = ((96, 768), (128, 1024))
ALONE = ((22, 768), (28, 1024))
OTHERS = ((256, ITEMS), (512, ITEMS), (2048, ITEMS), (768, 100), (768, 10_000))
SPREAD = 16.0
COSINE = 0.95
NOISY = (64, 80, 88, 96)
QUERIES, MANY = 1024, 100_000
PEER = "torchhd.HashTable"


@benchmark("hologram")
def hologram(run: Run) -> Iterator[Row]:
    """Pairs read from one vector, together and one by one; clean-up among 10,000 items."""
    for row in json.loads(in_one_thread("benchmarks.hologram", ["quick" if run.quick else "full"])):
        yield Row(**row)


@benchmark("hashtable", peers=("torchhd",))
def beside_torchhd(run: Run) -> Iterator[Row]:
    """Slots of one record read right, and the time it takes, beside torchhd's hash table."""
    for row in json.loads(
        in_one_thread("benchmarks.hologram", ["torchhd", "quick" if run.quick else "full"])
    ):
        yield Row(**row)


def measure(quick: bool) -> Iterator[Row]:
    """All rows without a peer; the process must compute in one thread."""
    for pairs, d in GOALS:
        yield from together(pairs, d, 40 if quick else 400)
    for pairs, d in ALONE:
        yield one_by_one(pairs, d, 20 if quick else 100)
    for d, items in OTHERS:
        yield at_capacity(d, items, 4 if quick else 100 if items <= ITEMS else 20)
    yield unequal(4 if quick else 100)
    for pairs in NOISY:
        yield from noisy(pairs, 4 if quick else 50)
    yield absent_keys(500 if quick else 5000)
    yield from cleaned_up(3 if quick else 15)
    if not quick:
        yield from indexed()


# --- records ------------------------------------------------------------------------------------------------


def record(pairs: int, d: int, items: int, seed: int, weights: Any = 1.0) -> tuple[Any, Any, Any, Any]:
    """Random unitary keys, a random codebook, what the slots hold, and the sum of the bound pairs."""
    import numpy as np

    from sdol import lvm

    keys = lvm.HRR(d).random(pairs, 2 * seed)
    book = lvm.random_points(items, d, 2 * seed + 1)
    held = np.random.default_rng(seed).integers(0, items, pairs)
    spectrum = np.sum(weights * np.fft.rfft(keys) * np.fft.rfft(book[held]), axis=0)
    return keys, book, held, np.fft.irfft(spectrum, d)[None].astype(np.float32)


def trials(
    pairs: int, d: int, items: int, count: int, factor: Any = 1.0, **reading: Any
) -> tuple[int, int, float]:
    """How many records are read without an error, how many are wrongly called certain, median milliseconds."""
    import numpy as np

    from sdol import lvm

    whole, wrong, times = 0, 0, []
    for seed in range(count):
        keys, book, held, row = record(pairs, d, items, seed, factor)
        found, seconds = timed(partial(lvm.decode, row, keys, book, **reading))
        right = bool(np.array_equal(found.items, held))
        whole, wrong = whole + right, wrong + (found.certain and not right)
        times.append(seconds)
    return whole, wrong, 1e3 * median(times)


def together(pairs: int, d: int, count: int) -> Iterator[Row]:
    """The goals: every slot right, of a normalised sum whose length says nothing."""
    whole, wrong, time = trials(pairs, d, ITEMS, count)
    name = f"{pairs} pairs, d={d}, {ITEMS} items, together"
    yield Row(f"{name}: every slot right", 100 * whole / count, "%", 99, "goal", ">= 1")
    goal = ">= 1" if count >= 400 else ""  # fewer trials cannot bound an error of 1%
    yield Row(f"{name}: lower 95% bound", 100 * wilson(whole, count)[0], "%", 99, "goal", goal)
    yield Row(f"{name}: wrong and called certain", wrong, "")
    yield Row(f"{name}: time", time, "ms")


def one_by_one(pairs: int, d: int, count: int) -> Row:
    """The share of slots read right alone, beside what theory says."""
    import numpy as np

    from sdol import lvm

    right = []
    for seed in range(count):
        keys, book, held, row = record(pairs, d, ITEMS, seed)
        right.append(np.mean(lvm.recall(row, keys, book, false_rate=0.9999).items == held))
    theory = 100 * lvm.recall_rate(pairs, d, ITEMS)
    return Row(
        f"{pairs} pairs, d={d}, one by one: slots right", 100 * float(np.mean(right)), "%", theory, "theory"
    )


def at_capacity(d: int, items: int, count: int) -> Row:
    """Full records as `joint_capacity` has them."""
    from sdol import lvm

    pairs = lvm.joint_capacity(d, items)
    whole, _, _ = trials(pairs, d, items, count)
    name = f"full record, {pairs} pairs, d={d}, {items} items"
    return Row(f"{name}: every slot right", 100 * whole / count, "%", 99, "goal", ">= 1")


def unequal(count: int) -> Row:
    """Slots whose squared weights fall by a factor of 16: power allocation."""
    import numpy as np

    from sdol import lvm

    pairs = lvm.joint_capacity(768, ITEMS, SPREAD)
    weights = np.sqrt(np.geomspace(1, 1 / SPREAD, pairs))[:, None]
    whole, _, _ = trials(pairs, 768, ITEMS, count, factor=weights, weights=weights)
    name = f"{pairs} pairs of unequal weight, d=768"
    return Row(f"{name}: every slot right", 100 * whole / count, "%", 99, "goal", ">= 1")


def noisy(pairs: int, count: int) -> Iterator[Row]:
    """A record seen with a cosine of 0.95, and whether the stated confidence is how often slots are right."""
    import numpy as np

    from sdol import lvm

    right, stated = [], []
    for seed in range(count):
        keys, book, held, row = record(pairs, 768, ITEMS, seed)
        noise = lvm.random_points(1, 768, seed + 10_000)
        seen = COSINE * row / np.linalg.norm(row) + (1 - COSINE**2) ** 0.5 * noise
        found = lvm.decode(seen, keys, book)
        right.append(np.mean(found.items == held))
        stated.append(np.mean(found.confidence))
    name = f"{pairs} pairs, d=768, cosine {COSINE}"
    yield Row(
        f"{name}: slots right", 100 * float(np.mean(right)), "%", 100 * float(np.mean(stated)), "stated"
    )


def absent_keys(count: int) -> Row:
    """Keys that were never put in, and are answered all the same at a stated rate of 1%."""
    import numpy as np

    from sdol import lvm

    _, book, _, row = record(22, 768, ITEMS, 0)
    found = lvm.recall(row, lvm.HRR(768).random(count, 999), book)
    return Row("absent keys that got an answer", 100 * float(np.mean(found.items >= 0)), "%", 1, "stated")


# --- clean-up -----------------------------------------------------------------------------------------------


def cleaned_up(rounds: int) -> Iterator[Row]:
    """10,000 items of 768: microseconds a query in a batch, the bare product, and a query alone."""
    from sdol import lvm

    memory = lvm.Memory(lvm.random_points(10_000, 768, 0))
    queries = _near(memory.rows[:QUERIES], 1)
    product, found = by_turns([lambda: queries @ memory.rows.T, lambda: memory.find(queries)], rounds)
    (alone,) = by_turns([lambda: memory.find(queries[:1])], rounds)
    each = 1e6 / QUERIES
    yield Row("clean-up, 10,000 of 768, in a batch", each * found, "us", 100, "goal", "<= 1")
    yield Row("clean-up, 10,000 of 768, in a batch", each * found, "us", each * product, "sgemm alone")
    yield Row("clean-up, 10,000 of 768, alone", 1e6 * alone, "us")


def indexed() -> Iterator[Row]:
    """100,000 items: what the index finds of what a full comparison finds, and what it takes."""
    import numpy as np

    from sdol import lvm

    memory = lvm.Memory(lvm.random_points(MANY, 768, 0))
    for cosine in (0.6, 0.4, 0.3):
        queries = _near(memory.rows[:500], 2, cosine)
        exact, found = memory.find(queries, exact=True), memory.find(queries)
        share = 100 * float(np.mean(exact.items == found.items))
        yield Row(f"indexed, {MANY:,} of 768, cosine {cosine}: as compared in full", share, "%")
    yield Row(
        f"indexed, {MANY:,} of 768, alone", 1e3 * by_turns([lambda: memory.find(queries[:1])], 15)[0], "ms"
    )


def _near(rows: Any, seed: int, cosine: float = 0.4) -> Any:
    """Noisy versions of rows, at about this cosine."""
    from sdol import lvm

    noise = lvm.random_points(len(rows), rows.shape[1], seed)
    return lvm.normalise(cosine * rows + (1 - cosine**2) ** 0.5 * noise)


# --- beside torchhd -----------------------------------------------------------------------------------------


def measure_beside(quick: bool) -> Iterator[Row]:
    """The same keys and items in torchhd's hash table, which reads one slot at a time."""
    import torch

    torch.set_num_threads(1)
    for pairs, d in ((22, 768), (48, 768), (96, 768), (128, 1024)):
        figures = [_beside(pairs, d, seed) for seed in range(3 if quick else 20)]
        ours, peer, our_time, peer_time = (median(column) for column in zip(*figures, strict=True))
        yield Row(f"{pairs} pairs, d={d}: slots right", 100 * ours, "%", 100 * peer, PEER, ">= 1")
        yield Row(f"{pairs} pairs, d={d}: all slots read", 1e3 * our_time, "ms", 1e3 * peer_time, PEER)


def _beside(pairs: int, d: int, seed: int) -> tuple[float, float, float, float]:
    import numpy as np
    import torch
    import torchhd

    from sdol import lvm

    keys, book, held, row = record(pairs, d, ITEMS, seed)
    found, ours = timed(lambda: lvm.decode(row, keys, book))
    k, b = (torch.from_numpy(x).as_subclass(torchhd.HRRTensor) for x in (keys, book))
    table = torchhd.structures.HashTable.from_tensors(k, b[torch.from_numpy(held)])
    read, peer = timed(lambda: [int(torchhd.dot_similarity(table.get(key), b).argmax()) for key in k])
    return float(np.mean(found.items == held)), float(np.mean(read == held)), ours, peer


if __name__ == "__main__":
    rows = (measure_beside if "torchhd" in sys.argv else measure)("quick" in sys.argv)
    print(json.dumps([vars(row) for row in rows]))
