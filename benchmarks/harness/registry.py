"""A benchmark is one function with one decorator, in a module of its own beside this package."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import benchmarks
from benchmarks.harness.rows import Row

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"


class Unavailable(Exception):
    """Why a benchmark cannot run here, in one sentence that says what to do."""


@dataclass(frozen=True)
class Run:
    """How a benchmark was asked for.

    Attributes:
        quick: fewer rounds and less data, for under twenty seconds.
        data: folder of the public data sets.
    """

    quick: bool = False
    data: Path = field(default_factory=lambda: Path(os.environ.get("SDOL_DATA") or DATA))

    def dataset(self, name: str) -> Path:
        """The folder of one data set.

        Raises:
            Unavailable: it is not there.
        """
        folder = self.data / name
        if not folder.is_dir():
            raise Unavailable(
                f"the data set {name!r} is not in {self.data}: give the folder that holds it "
                "with `--data DIR` or in $SDOL_DATA"
            )
        return folder


@dataclass(frozen=True)
class Benchmark:
    """One entry of `python -m benchmarks list`.

    Attributes:
        peers: modules that it needs beyond SDOL's own dependencies; the extra `peers` brings them.
    """

    name: str
    summary: str
    peers: tuple[str, ...]
    measure: Callable[[Run], Iterator[Row]]

    def rows(self, run: Run) -> Iterator[Row]:
        """Measures, row by row.

        Raises:
            Unavailable: a peer or the data is missing.
        """
        missing = [peer for peer in self.peers if not _installed(peer)]
        if missing:
            raise Unavailable(
                f"{self.name!r} measures against {', '.join(missing)}, which is not installed: "
                "`pip install -e '.[peers]'`"
            )
        return self.measure(run)


Measure = Callable[[Run], Iterator[Row]]

_found: dict[str, Benchmark] = {}


def benchmark(name: str, *, peers: tuple[str, ...] = ()) -> Callable[[Measure], Measure]:
    """Registers a function that yields rows; the first line of its docstring is its summary."""

    def register(measure: Measure) -> Measure:
        summary = (measure.__doc__ or "").strip().splitlines()[0]
        _found[name] = Benchmark(name, summary, peers, measure)
        return measure

    return register


def every() -> dict[str, Benchmark]:
    """All benchmarks by name: those of each module beside this package."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in ("harness", "__main__"):
            importlib.import_module(f"benchmarks.{module.name}")
    return dict(sorted(_found.items()))


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
