"""From a text to its decision: the median of single messages, beside semantic-router with the same encoder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from benchmarks.harness.rows import Row
from benchmarks.learning import PEER, contenders
from benchmarks.learning.data import Data
from benchmarks.learning.goals import GOAL, MESSAGE

_WARM = 5
"""Texts of each turn that are not counted: the caches hold another's data."""

_TURNS = 3


def rows(data: Data, texts: list[str], space: str, name: str) -> Iterator[Row]:
    """Milliseconds by the clock on the wall, as somebody waits for them; the three ways by turns, all texts at a turn.

    Ours by the distances to the regions that a `route` takes, theirs by `router(text)`; both embed with the space's
    own model, one text at a time, with the threads that it takes by itself, and numpy with one. The goal is
    for a quiet machine.
    """
    from threadpoolctl import threadpool_limits  # scikit-learn brings it

    from sdol.lvm import distances
    from sdol.lvm.routing import Router
    from sdol.spaces import open_space

    embed = open_space(space).embed
    regions = Router.fit(data.points, data.labels.tolist()).regions
    peer = contenders.semantic_router(data, embed)
    ways: list[Callable[[str], Any]] = [
        lambda said: distances(regions, embed([said])),
        peer,
        lambda said: embed([said]),
    ]
    taken: list[list[float]] = [[] for _ in ways]
    with threadpool_limits(
        1, user_api="blas"
    ):  # as `sdol` has it: numpy's threads and the model's wait for each other
        for _ in range(_TURNS):
            for way, times in zip(ways, taken, strict=True):
                times += [_taken(way, text) for text in texts][_WARM:]
    one, other, embedded = (median(times) * 1e3 for times in taken)
    yield Row(f"{name}: of it the embedding", embedded, "ms")
    yield Row(f"{name}: from text to decision", one, "ms", other, PEER, "< 1")
    if space == "minilm":
        yield Row(f"{name}: from text to decision", one, "ms", MESSAGE, GOAL, "<= 1")


def _taken(decide: Callable[[str], Any], text: str) -> float:
    start = time.perf_counter()
    decide(text)
    return time.perf_counter() - start
