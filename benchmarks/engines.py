"""The two engines beside CPython running the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from benchmarks.harness.programs import program
from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns

GOALS = {"emit": "<= 1.5", "step": "<= 40"}


class Case(NamedTuple):
    """One program in both languages; each defines `run`, whose results must be equal."""

    name: str
    sdol: str
    python: str


CASES = (
    Case(
        "fib(25)",
        """
fn fib(n: int) -> int {
  if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}
fn run() -> int { fib(25) }
""",
        """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def run():
    return fib(25)
""",
    ),
    Case(
        "sum of 1e6, while",
        """
fn run() -> int {
  var total = 0
  var i = 0
  while i < 1000000 {
    total += i
    i += 1
  }
  total
}
""",
        """
def run():
    total = 0
    i = 0
    while i < 1000000:
        total += i
        i += 1
    return total
""",
    ),
    Case(
        "sum of 1e6, for",
        """
fn run() -> int {
  var total = 0
  for i in range(1000000) { total += i }
  total
}
""",
        """
def run():
    total = 0
    for i in range(1000000):
        total += i
    return total
""",
    ),
    Case(
        "nested calls",
        """
fn inc(x: int) -> int { x + 1 }
fn twice(x: int) -> int { inc(inc(x)) }
fn run() -> int {
  var x = 0
  for i in range(50000) { x = twice(inc(x)) - 1 }
  x
}
""",
        """
def inc(x):
    return x + 1
def twice(x):
    return inc(inc(x))
def run():
    x = 0
    for i in range(50000):
        x = twice(inc(x)) - 1
    return x
""",
    ),
    Case(
        "building a text",
        """
fn run() -> int { len(join(["{i}: {i * i}" for i in range(50000)], ", ")) }
""",
        """
def run():
    return len(", ".join([f"{i}: {i * i}" for i in range(50000)]))
""",
    ),
    Case(
        "comprehension, 1e5",
        """
fn run() -> int { len([i * i for i in range(100000) if mod(i, 3) == 0]) }
""",
        """
def run():
    return len([i * i for i in range(100000) if i % 3 == 0])
""",
    ),
)


@benchmark("engines")
def engines(run: Run) -> Iterator[Row]:
    """Scalar code under `emit` and `step`, beside the same code in CPython: processor time."""
    for case in CASES:
        peer = _python(case)
        for engine, goal in GOALS.items():
            ours = _sdol(case, engine)
            if ours() != peer():
                raise RuntimeError(f"{case.name}: {engine} and CPython disagree")
            mine, theirs = by_turns([ours, peer], _rounds(run, engine))
            yield Row(f"{engine}: {case.name}", mine * 1e3, "ms", theirs * 1e3, "CPython", goal)


def _rounds(run: Run, engine: str) -> int:
    if engine == "step":
        return 1 if run.quick else 5
    return 5 if run.quick else 25


def _python(case: Case) -> Callable[[], Any]:
    space: dict[str, Any] = {}
    exec(compile(case.python, case.name, "exec"), space)
    return space["run"]  # type: ignore[no-any-return]


def _sdol(case: Case, engine: str) -> Callable[[], Any]:
    call = program(case.name, case.sdol, engine=engine)
    return lambda: call("run")
