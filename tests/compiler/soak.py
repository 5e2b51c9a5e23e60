"""Very many random programs on every engine: `python tests/compiler/soak.py --programs 100000 --workers 2`.

Each number stands for one program, the same on every machine. What differs is printed with its number, and the
exit status is 1. `--first N --programs 1` runs one again, and prints it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is first imported

from engines import ENGINES, compiled, emitted, outcome
from programs import rolled

from sdol.compiler.passes import optimised

BATCH = 100
VERIFIED = 10
"""The verifier takes longer than the program: it sees one in so many after each pass."""


def differs(number: int) -> str:
    """What is wrong with a program: on which engine it does something else; empty if nothing is."""
    text = rolled(number)
    try:
        program = compiled(text)
        wanted = outcome(ENGINES["step"](program))
        fused = ENGINES["emit, fused"](program) if number % VERIFIED == 0 else emitted(optimised(program))
        others = ["emit"] * (outcome(emitted(program)) != wanted) + ["fused"] * (outcome(fused) != wanted)
    except Exception as error:  # whatever it is, it is a finding
        return f"{type(error).__name__}: {str(error)[:500]}"
    return ", ".join(others)


def batch(start: int, size: int) -> list[tuple[int, str]]:
    """The programs of a range that have something wrong with them."""
    return [(number, found) for number in range(start, start + size) if (found := differs(number))]


def _sized(job: tuple[int, int]) -> tuple[int, list[tuple[int, str]]]:
    return job[1], batch(*job)


def main() -> int:
    options = _options()
    if options.programs == 1:
        print(rolled(options.first))
    jobs = [(start, min(BATCH, end - start)) for start, end in _ranges(options.first, options.programs)]
    done, wrong, began = 0, 0, time.monotonic()
    with Pool(options.workers, maxtasksperchild=20) as pool:
        for size, found in pool.imap_unordered(_sized, jobs):
            done, wrong = done + size, wrong + len(found)
            for number, what in found:
                print(f"{number}: {what}", flush=True)
            if done % 5000 == 0:
                print(f"{done:,} done after {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"{done:,} programs, {wrong} with a difference, {time.monotonic() - began:.0f} s")
    return int(wrong > 0)


def _ranges(first: int, count: int) -> Iterator[tuple[int, int]]:
    for start in range(first, first + count, BATCH):
        yield start, first + count


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
