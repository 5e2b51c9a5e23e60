"""Factoring products of codewords: beside torchhd's resonator, at a hundred million products, under noise."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any

from benchmarks.factoring import Problems, by_hashing, problems
from benchmarks.harness.rates import wilson
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import in_one_thread, once, timed

DIMENSION, ITERATIONS = 1500, 1000
SMALL = ([10] * 3, [20] * 3, [30] * 3, [60] * 3)
LARGE = [464] * 3
SHARES = (0.05, 0.1, 0.2, 0.3)
PEER = "torchhd.resonator"


@benchmark("resonator", peers=("torchhd",))
def resonator(run: Run) -> Iterator[Row]:
    """Factoring beside torchhd's resonator, a hundred million products, flipped coordinates."""
    figures = json.loads(in_one_thread("benchmarks.resonator", ["quick" if run.quick else "full"]))
    for name, ours, peers, alone in figures["beside"]:
        yield Row(f"{name}: right", 100 * ours[0], "%", 100 * peers[0], PEER, ">= 1")
        yield Row(f"{name}: time", ours[1], "ms", peers[1], PEER, "<= 0.1")
        yield Row(f"{name}: time, one call each", alone, "ms", peers[1], PEER)
    goal = figures["goal"]
    yield Row("464^3: right within 1,000 iterations", 100 * goal["right"], "%", 99, "goal", ">= 1")
    yield Row("464^3: right, lower 95% bound", 100 * goal["at least"], "%", 99, "goal", ">= 1")
    yield Row("464^3: iterations, mean", goal["iterations"], "")
    yield Row("464^3: iterations, most", goal["most"], "")
    yield Row("464^3: time", goal["ms"], "ms", goal["exact ms"], "exact: hash, meet in the middle")
    yield Row("464^3: wrong answers", goal["wrong"], "")
    for name, right, wrong, iterations in figures["noise"]:
        yield Row(f"{name}: right", 100 * right, "%")
        yield Row(f"{name}: wrong answers", wrong, "")
        yield Row(f"{name}: iterations, mean", iterations, "")
    yield Row("vectors of nothing that got an answer", figures["nothing"], "")


def measure(quick: bool) -> dict[str, Any]:
    """All figures, in one thread."""
    count = 40 if quick else 200
    return {
        "beside": [_beside(sizes, count) for sizes in (SMALL[:2] if quick else SMALL)],
        "goal": _goal(40 if quick else 1000),
        "noise": [_noise(sizes, share, count // 4) for sizes in ([40] * 3, [200] * 3) for share in SHARES],
        "nothing": _nothing(count),
    }


def _beside(sizes: list[int], count: int) -> tuple[str, tuple[float, float], tuple[float, float], float]:
    from sdol.lvm import factor

    each = problems(DIMENSION, sizes, count)
    ours, theirs = [], []
    for _ in range(3):
        ours.append(_timed(lambda: each.right(factor(each.products, each.books)), count))
        theirs.append(_timed(lambda: _by_torchhd(each), count))
    name = f"{sizes[0]}^3, {count} problems"
    alone = _timed(lambda: sum(factor(s, each.books)[0].found for s in each.products), count)[1]
    return name, (ours[0][0], median(t for _, t in ours)), (theirs[0][0], median(t for _, t in theirs)), alone


def _timed(solve: Any, count: int) -> tuple[float, float]:
    """The share that is right, and milliseconds of processor time for each problem."""
    right, seconds = timed(solve)
    return right / count, 1e3 * seconds / count


def _by_torchhd(each: Problems) -> int:
    """How many torchhd's resonator finds, each run until it stands still, in 100 iterations at most."""
    import torch
    import torchhd

    domains = torch.stack([torch.from_numpy(book) for book in each.books]).as_subclass(torchhd.MAPTensor)
    start = torchhd.multiset(domains).sign()
    right = 0
    for product, indices in zip(each.products, each.indices, strict=True):
        given = torch.from_numpy(product).as_subclass(torchhd.MAPTensor)
        estimates = start
        for _ in range(100):
            before, estimates = estimates, torchhd.resonator(given, estimates, domains)
            if torch.equal(before, estimates):
                break
        scores = torchhd.dot_similarity(estimates.unsqueeze(-2), domains).squeeze(-2)
        right += scores.abs().argmax(dim=-1).tolist() == indices.tolist()
    return right


def _goal(count: int) -> dict[str, float]:
    """Problems of 464^3 products, forty for each choice of codebooks."""
    from sdol.lvm import factor

    right = wrong = iterations = most = 0
    spent, exact = 0.0, 0.0
    for seed in range(count // 40):
        each = problems(DIMENSION, LARGE, 40, seed)
        reports, seconds = timed(partial(factor, each.products, each.books, iterations=ITERATIONS))
        spent += seconds
        exact += once(partial(by_hashing, each))
        right, wrong = right + each.right(reports), wrong + each.wrong(reports)
        iterations += sum(report.iterations for report in reports)
        most = max(most, *(report.iterations for report in reports))
    shares = {
        "right": right / count,
        "at least": wilson(right, count)[0],
        "wrong": wrong,
        "iterations": iterations / count,
        "most": most,
    }
    return shares | {"ms": 1e3 * spent / count, "exact ms": 1e3 * exact / count}


def _noise(sizes: list[int], share: float, count: int) -> tuple[str, float, int, float]:
    from sdol.lvm import factor, least_similarity

    each = problems(DIMENSION, sizes, count)
    least = least_similarity(1e-6, DIMENSION, sizes[0] ** 3)
    reports = factor(each.flipped(share), each.books, least=least, iterations=ITERATIONS)
    mean = sum(report.iterations for report in reports) / count
    name = f"{sizes[0]}^3, {100 * share:g}% of coordinates flipped"
    return name, each.right(reports) / count, each.wrong(reports), mean


def _nothing(count: int) -> int:
    from sdol.lvm import factor, least_similarity

    each = problems(DIMENSION, [40] * 3, count)
    noise = each.flipped(0.5)
    found = factor(noise, each.books, least=least_similarity(1e-6, DIMENSION, 40**3), iterations=100)
    return sum(report.found for report in found)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1] == "quick")))
