"""How the work of a lens grows with its masses, and how far its tree is from the exact sum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns
from benchmarks.lens.data import Data
from sdol.lvm import Lens, random_points
from sdol.lvm.tree import Pull, Tree

NEWTON = Pull(0.5, 3.0)
_ALLOWED = 0.1  # error that the tree is allowed, as a share of the pull


def few_dimensions(quick: bool) -> Iterator[Row]:
    """Newton's pull of even masses in three dimensions: terms of a sum, time, and error."""
    queries = random_points(20, 3, 1)
    for n in (4_000, 16_000) if quick else (4_000, 16_000, 64_000):
        tree = Tree.over(random_points(n, 3, 2), np.full(n, 1.0 / n))
        exact = [tree.sum(query[None], NEWTON, 0.0) for query in queries]
        size = float(np.median([np.linalg.norm(each.pull) for each in exact]))
        near = [tree.sum(query[None], NEWTON, _ALLOWED * size) for query in queries]
        wrong = max(np.linalg.norm(a.pull - b.pull) for a, b in zip(near, exact, strict=True))
        name = f"3 dimensions, {n:,} masses"
        terms = float(np.mean([each.terms for each in near]))
        yield Row(f"{name}: terms of a sum", terms, "terms", float(n), "all masses", "< 1")
        bound = max(each.bound for each in near)
        yield Row(f"{name}: error of the pull", float(wrong / size), "share", bound / size, "bound", "<= 1")
        ours, peer = by_turns([_all(tree, queries, _ALLOWED * size), _all(tree, queries, 0.0)], 5)
        yield Row(f"{name}: a sum", 1e3 * ours / len(queries), "ms", 1e3 * peer / len(queries), "exact sum")


def texts(data: Data) -> Iterator[Row]:
    """A lens over texts: the share of masses that the tree must look at, and the time of bending a query."""
    lens, queries = Lens(data.points), data.queries[:40]
    tree = Tree.over(data.points, lens.masses)
    pull = Pull(lens.softening, lens.power)
    sums = [tree.sum(query[None], pull, lens.tolerance / lens.strength) for query in queries]
    name = f"{data.name}, {len(lens):,} masses"
    yield Row(
        f"{name}: terms of a sum",
        float(np.mean([s.terms for s in sums])),
        "terms",
        float(len(lens)),
        "all masses",
    )
    lens.bend(queries)
    ours, peer = by_turns([lambda: lens.bend(queries), lambda: _plainly(lens, queries)], 5)
    yield Row(
        f"{name}: a query bent", 1e3 * ours / len(queries), "ms", 1e3 * peer / len(queries), "numpy, a loop"
    )


def _all(tree: Tree, queries: Any, tolerance: float) -> Any:
    return lambda: [tree.sum(query[None], NEWTON, tolerance) for query in queries]


def _plainly(lens: Lens, queries: Any) -> Any:
    for query in queries:
        chords = 2.0 - 2.0 * (lens.points @ query)
        pull = lens.strength * ((1.0 + chords / lens.softening**2) ** (-lens.power / 2.0)) @ lens.points
        across = pull - (pull @ query) * query
        length = np.linalg.norm(across)
        angle = min(np.arctan2(length, 1.0 + pull @ query), lens.limit)
        np.cos(angle) * query + np.sin(angle) / length * across
