"""One processor and one thread, so that processor time is the time that the work takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness.timing import on_one_processor


@contextmanager
def alone() -> Iterator[None]:
    """As `on_one_processor`, and numpy computes with one thread: two on one processor wait for each other."""
    from threadpoolctl import threadpool_limits  # scikit-learn brings it

    with on_one_processor(), threadpool_limits(1):
        yield
