"""Residue numbers in dense vectors: how surely, how fast and through how much noise they are decoded."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import in_one_thread, once, timed

DIMENSION = 768
NUMBERS = 10_000
ALONE = 200  # numbers that are decoded one by one
BY_RESONATOR = 40
TERMS = (2, 4, 8, 12, 13, 14, 16)
COSINES = (0.8, 0.6, 0.4, 0.3, 0.27, 0.25)
SIZES = (8, 12, 16, 20)  # of the sets of the subset-sum
STARTS = (1, 16)
BLOCK = 1 << 16


@benchmark("residue")
def residue(run: Run) -> Iterator[Row]:
    """Numbers decoded from vectors of 768, and vectors that encode none; subset-sum."""
    for row in json.loads(in_one_thread("benchmarks.residue", ["quick" if run.quick else "full"])):
        yield Row(**row)


def measure(quick: bool) -> Iterator[Row]:
    """All rows; the process must compute in one thread."""
    from sdol import lvm

    system = lvm.Residue(dimension=DIMENSION)
    yield from goals(system)
    yield from beside_the_resonator(system)
    yield from arithmetic(system)
    yield from noise(system, 300 if quick else 2000)
    yield fractions(500 if quick else 5000)
    yield from subsets(20 if quick else 100)
    if not quick:
        yield every_eighth(system)
        yield closest(system)


def goals(system: Any) -> Iterator[Row]:
    """What the design asks for."""
    import numpy as np

    numbers = _numbers(system, NUMBERS)
    rows = system.encode(numbers)
    system.decode(rows[:1])
    yield _goal("decoded exactly", float(np.mean(_right(system, rows, numbers))), "share", 0.999, ">= 1")
    taken = once(lambda: system.decode(rows)) / NUMBERS * 1e3
    yield _goal(f"decoding, {NUMBERS:,} together", taken, "ms each", 2.0, "<= 1")
    taken = once(lambda: [system.decode(row) for row in rows[:ALONE]]) / ALONE * 1e3
    yield _goal("decoding, one by one", taken, "ms each", 2.0, "<= 1")
    nothing = _points(NUMBERS)
    refused = 1.0 - float(np.mean(system.decode(nothing).found))
    yield _goal("no answer where nothing is encoded", refused, "share", 0.999, ">= 1")
    taken = once(lambda: system.decode(nothing)) / NUMBERS * 1e3
    yield _goal(f"refusing, {NUMBERS:,} together", taken, "ms each", 2.0, "<= 1")


def beside_the_resonator(system: Any) -> Iterator[Row]:
    """The same vectors by the resonator network, over the moduli merged to three."""
    import numpy as np

    numbers = _numbers(system, BY_RESONATOR)
    rows = system.encode(numbers)
    found, theirs = timed(lambda: system.decode_by_resonator(rows, method="network", restarts=5))
    ours = once(lambda: [system.decode(row) for row in rows])
    right = float(np.mean(found.found & (found.values == numbers)))
    each = 1e3 / BY_RESONATOR
    yield Row("decoding, one by one", ours * each, "ms each", theirs * each, "resonator network")
    share = float(np.mean(_right(system, rows, numbers)))
    yield Row("decoded exactly", share, "share", right, "resonator network")


def arithmetic(system: Any) -> Iterator[Row]:
    """Operations on phasor tuples, checked for overflow and not."""
    a, b = (system.parts(_numbers(system, 1000, seed) % 2000) for seed in (1, 2))
    for name in ("add", "multiply"):
        operation = getattr(system, name)
        yield Row(f"{name}, tuples, wrapping", once(partial(operation, a, b, wrap=True)) * 1e3, "us each")
        yield Row(f"{name}, tuples, overflow refused", once(partial(operation, a, b)) * 1e3, "us each")


def noise(system: Any, trials: int) -> Iterator[Row]:
    """The share of answers that are right, of bundles and of vectors with noise; wrong ones apart."""
    import numpy as np

    for terms in TERMS:
        numbers = np.stack([_numbers(system, trials, seed) for seed in range(terms)])
        decoded = system.decode(sum(system.encode(each) for each in numbers))
        hits = (decoded.values == numbers).any(axis=0)
        yield from _answers(f"bundle of {terms}", decoded, hits)
    for terms in TERMS[:4]:
        numbers, vectors = _records(system, terms, trials)
        decoded = system.decode(vectors)
        yield from _answers(f"one slot of a record of {terms}", decoded, decoded.values == numbers)
    numbers = _numbers(system, trials)
    clean, other = system.encode(numbers), _points(trials)
    for cosine in COSINES:
        decoded = system.decode(cosine * clean + np.sqrt(1 - cosine**2) * other)
        yield from _answers(f"cosine {cosine} with the number", decoded, decoded.values == numbers)


def fractions(trials: int) -> Row:
    """The largest error of a real number that was encoded and decoded without noise."""
    import numpy as np

    from sdol import lvm

    system = lvm.Residue(dimension=DIMENSION, signed=True)
    numbers = np.random.Generator(np.random.PCG64(6)).uniform(-1e6, 1e6, trials)
    decoded = system.decode_real(system.encode_real(numbers)).all()
    return Row("real numbers: largest error", float(np.abs(decoded - numbers).max()), "of 1")


def subsets(trials: int) -> Iterator[Row]:
    """Subset-sum: the success of the resonator, and the exact solver's time."""
    import numpy as np

    from sdol import lvm

    chance = np.random.Generator(np.random.PCG64(0))
    for size in SIZES:
        problems = [_problem(chance, size, 7_000_000 // size) for _ in range(trials)]
        for starts in STARTS:
            solved = [
                lvm.subset_sum_by_resonator(*problem, starts=starts) is not None for problem in problems
            ]
            name = f"subset-sum of {size} by resonator, starts {starts}"
            yield Row(name, float(np.mean(solved)), "solved", 1.0, "exact solver")
    problem = _problem(chance, 40, 10**12)
    yield Row("subset-sum of 40, exact solver", once(lambda: lvm.subset_sum(*problem)) * 1e3, "ms")


def every_eighth(system: Any) -> Row:
    """Each eighth of the 7,436,429 numbers encoded and decoded."""
    import numpy as np

    right, numbers = 0, np.arange(0, system.greatest + 1, 8)
    for first in range(0, len(numbers), BLOCK):
        some = numbers[first : first + BLOCK]
        right += int(_right(system, system.encode(some), some).sum())
    return _goal("every eighth number of all decoded exactly", right / len(numbers), "share", 1.0, ">= 1")


def closest(system: Any) -> Row:
    """The greatest similarity of two different numbers: of 0 with each other, for only differences count."""
    import numpy as np

    first, *others = [system.layout.group(i, np.arange(a)) for i, a in enumerate(system.layout.sizes)]
    last = others[1].astype(np.complex64)
    most = -1.0
    for number, phasors in enumerate(first):
        cosines = ((phasors * others[0]).astype(np.complex64) @ last.T).real / system.layout.width
        if number == 0:
            cosines[0, 0] = -1.0
        most = max(most, float(cosines.max()))
    return Row("greatest similarity of two numbers", most, "cosine")


def _right(system: Any, rows: Any, numbers: Any) -> Any:
    decoded = system.decode(rows)
    return decoded.found & (decoded.values == numbers)


def _records(system: Any, terms: int, trials: int) -> tuple[Any, Any]:
    """Numbers, and what unbinding their roles from records of so many numbers gives."""
    import numpy as np

    from sdol import lvm

    roles = lvm.atoms([f"role {n}" for n in range(terms)], DIMENSION)
    numbers = np.stack([_numbers(system, trials, seed) for seed in range(terms)])
    pairs = [lvm.bind(system.encode(each), roles[n : n + 1]) for n, each in enumerate(numbers)]
    return numbers[0], lvm.unbind(lvm.bundle(*pairs), roles[:1])


def _answers(name: str, decoded: Any, hits: Any) -> Iterator[Row]:
    yield Row(name, float((decoded.found & hits).mean()), "right")
    wrong = float((decoded.found & ~hits).mean())
    if wrong:
        yield Row(name, wrong, "wrong")


def _goal(name: str, ours: float, unit: str, asked: float, goal: str) -> Row:
    return Row(f"{name}, d={DIMENSION}", ours, unit, asked, "asked for", goal)


def _numbers(system: Any, count: int, seed: int = 0) -> Any:
    import numpy as np

    return np.random.Generator(np.random.PCG64(seed)).integers(0, system.greatest + 1, count)


def _points(count: int) -> Any:
    import numpy as np

    rows = np.random.Generator(np.random.PCG64(99)).standard_normal((count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _problem(chance: Any, size: int, greatest: int) -> tuple[Any, int]:
    """Numbers, and the sum of a random subset of them."""
    numbers = chance.integers(1, greatest, size)
    return numbers, int(numbers[chance.random(size) < 0.5].sum())


if __name__ == "__main__":
    print(json.dumps([row.__dict__ for row in measure(sys.argv[1] == "quick")]))
