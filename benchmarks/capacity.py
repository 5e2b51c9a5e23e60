"""The operational capacity of the resonator network, beside what was published, and that of the whole search."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.factoring import problems
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import in_one_thread

WANTED = 0.99
STEP = 1.06
RESAMPLED = 400
PUBLISHED = ((2, 1000), (2, 1500), (3, 1500), (4, 2000))
GRID = tuple((factors, dimension) for factors in (2, 3, 4) for dimension in (500, 1000, 1500))
FIRST = 0.04  # products for each squared dimension from which the ladder of sizes is climbed
ALLOWED = 1000  # iterations, where nothing was published to compare with


@benchmark("capacity")
def capacity(run: Run) -> Iterator[Row]:
    """Operational capacity of the resonator network, beside Kent et al. 2020."""
    figures = json.loads(in_one_thread("benchmarks.capacity", ["quick" if run.quick else "full"]))
    for name, size, low, high, published in figures["published"]:
        title = f"{name}: {low:.0f} to {high:.0f}"
        yield Row(title, size, "words", published, "published")
        yield Row(f"{name}: published is within", float(low <= published <= high), "", 1.0, "goal", ">= 1")
    for name, size, low, high in figures["grid"]:
        yield Row(f"{name}: {low:.0f} to {high:.0f}", size, "words")
    for name, size, right, trials in figures["covering"]:
        yield Row(
            f"{name}: right of {trials} with covering", right, "", trials, f"of {size} words", ">= 0.99"
        )


def measure(quick: bool) -> dict[str, Any]:
    """All figures, in one thread."""
    from sdol.lvm.resonator.capacity import PUBLISHED as OUTER
    from sdol.lvm.resonator.capacity import PUBLISHED_INVERSE as INVERSE

    trials = 100 if quick else 300
    chosen = [("outer", OUTER, pair) for pair in (PUBLISHED[:1] if quick else PUBLISHED)]
    chosen += [] if quick else [("inverse", INVERSE, (3, 1500))]
    published = [
        (
            _name(*pair, cleanup),
            *_around(*pair, cleanup, table[pair[0]][pair[1]], trials),
            table[pair[0]][pair[1]],
        )
        for cleanup, table, pair in chosen
    ]
    grid = [(_name(*pair, "outer"), *_climbed(*pair, trials)) for pair in (GRID[:1] if quick else GRID)]
    wide = {2: 3.0, 3: 3.0, 4: 1.5}
    covering = [] if quick else [_covered(*pair, wide[pair[0]], 60) for pair in GRID[2::3]]
    return {"published": published, "grid": grid, "covering": covering}


def _name(factors: int, dimension: int, cleanup: str) -> str:
    return f"F={factors}, N={dimension:,}, {cleanup}"


def _around(
    factors: int, dimension: int, cleanup: str, size: float, trials: int
) -> tuple[float, float, float]:
    """Sizes about the published one, within a thousandth as many iterations as there are products, as there."""
    sizes = sorted({max(2, round(size * STEP**step)) for step in range(-3, 4)})
    found = {k: _rate(factors, dimension, k, cleanup, trials, round(k**factors / 1000)) for k in sizes}
    return _crossing(found, trials)


def _climbed(factors: int, dimension: int, trials: int) -> tuple[float, float, float]:
    """Larger and larger codebooks until the accuracy is well below 99%."""
    size = (FIRST * dimension**2) ** (1 / factors)
    found: dict[int, int] = {}
    while len(found) < 2 or min(found.values()) > 0.95 * trials:
        rounded = max(2, round(size))
        found[rounded] = _rate(factors, dimension, rounded, "outer", trials, ALLOWED)
        size = max(size * STEP ** (1 if found[rounded] < trials else 2), rounded + 0.6)
    return _crossing(found, trials)


def _rate(factors: int, dimension: int, size: int, cleanup: str, trials: int, allowed: int) -> int:
    """How many of some problems the network solves, for four choices of codebooks."""
    from sdol.lvm import Resonator

    right, batches = 0, 4
    for seed in range(batches):
        each = problems(dimension, [size] * factors, trials // batches, seed)
        network = Resonator(each.books, cleanup=cleanup)
        right += each.right(network.factor(each.products, method="network", iterations=max(allowed, 1)))
    return right


def _crossing(found: dict[int, int], trials: int) -> tuple[float, float, float]:
    """Where the rate of failures is 1%, and the 95% interval of that by a parametric bootstrap."""
    import numpy as np

    sizes, missed = np.array(list(found)), trials - np.array(list(found.values()))
    generator = np.random.default_rng(0)
    drawn = generator.binomial(trials, np.minimum(missed / trials, 1.0), (RESAMPLED, len(sizes)))
    low, high = np.quantile([_fitted(sizes, each, trials) for each in drawn], [0.025, 0.975])
    return _fitted(sizes, missed, trials), float(low), float(high)


def _fitted(sizes: Any, missed: Any, trials: int) -> float:
    """The size at which failures, there a power of the size, reach 1%; by least squares, weighted by counts."""
    import numpy as np

    weight = np.sqrt(np.minimum(missed + 0.5, trials - missed + 0.5))
    slope, level = np.polyfit(np.log(sizes), np.log((missed + 0.5) / (trials + 1)), 1, w=weight)
    crossing = math.exp((math.log(1 - WANTED) - level) / slope) if slope > 0.1 else float(sizes.max())
    return float(np.clip(crossing, sizes.min(), sizes.max()))


def _covered(factors: int, dimension: int, times: float, trials: int) -> tuple[str, int, int, int]:
    """The whole search, at several times the capacity of the network, within 1,000 iterations."""
    from sdol.lvm import factor

    base = {2: 600, 3: 79, 4: 30}[factors]
    size = round(base * times) if factors > 2 else round(base * 1.5)
    each = problems(dimension, [size] * factors, trials)
    return _name(factors, dimension, "all"), size, each.right(factor(each.products, each.books)), trials


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1] == "quick")))
