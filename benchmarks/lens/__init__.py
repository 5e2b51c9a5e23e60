"""The gravitational lens and the living medium: whether they help a search, and what they cost.

Settings were chosen on parts of `train`, which the last rows show; all else is measured on `val`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row


@benchmark("lens")
def lens(run: Run) -> Iterator[Row]:
    """Queries bent by a lens and hubs levelled by a medium, on labelled texts; a tree's sums."""
    from benchmarks.lens import bending, growth, hubs
    from benchmarks.lens.data import SETS, SPACES, load
    from benchmarks.lens.score import Gains

    spaces, sets = (SPACES[1:], SETS[:1]) if run.quick else (SPACES, SETS)
    folders = [run.dataset(name) for name in sets]
    yield from growth.few_dimensions(run.quick)
    inner = []
    for space in spaces:
        gains = Gains()
        for folder in folders:
            parted, data = load(folder, space, 300 if run.quick else None)
            inner.append(parted.first(200))
            yield from growth.texts(data)
            yield from bending.reported(data, gains)
            yield from hubs.reported(data, gains)
        yield from gains.rows(space)
    if not run.quick:
        yield from bending.chosen(inner)
