"""Routing by fitted regions, beside logistic regression with relative Mahalanobis distance and semantic-router.

All three are given the same vectors of the same examples, and judged on `val`. None sees a message that belongs
nowhere before it is judged. Settings of ours were chosen on parts of `train`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row

FLOOR, PEER = "scikit-learn, Mahalanobis", "semantic-router"
EACH = (5, 10, 0)
"""Examples of each label; 0 for all."""


@benchmark("learning", peers=("semantic_router", "sklearn"))
def learning(run: Run) -> Iterator[Row]:
    """Who belongs where and who belongs nowhere: fitted regions on CLINC150 and Banking77."""
    from benchmarks.learning import far, near, times
    from benchmarks.learning.data import load

    spaces, counts = (("swift",), (10,)) if run.quick else (("minilm", "swift"), EACH)
    for name in ("clinc150", "banking77"):
        for space in spaces:
            data = load(run.dataset(name), space, most=600 if run.quick else None)
            for each in counts:
                drawn = data.few(each)
                yield from far.rows(drawn, f"{name}, {space}, {each or 'all'}")
                yield from near.rows(drawn, f"{name}, {space}, {each or 'all'}")
            yield from times.rows(data, f"{name}, {space}, all", 50 if run.quick else 300)
