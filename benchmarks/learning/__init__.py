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
    yield from _look(run) if run.quick else _whole(run)


def _whole(run: Run) -> Iterator[Row]:
    from benchmarks.learning import far, messages, near, stream, times
    from benchmarks.learning.data import load, texts

    for name in ("clinc150", "banking77"):
        for space in ("minilm", "swift"):
            data = load(run.dataset(name), space)
            for each in EACH:
                drawn, job = data.few(each), f"{name}, {space}, {each or 'all'}"
                yield from far.rows(drawn, job)
                yield from near.rows(drawn, job)
            yield from times.rows(data, f"{name}, {space}, all", 300)
            yield from stream.rows(data, f"{name}, {space}, all")
            asked = texts(run.dataset(name) / "val.jsonl")[0][:300].tolist()
            yield from messages.rows(data, asked, space, f"{name}, {space}, all")


def _look(run: Run) -> Iterator[Row]:
    from benchmarks.learning import far, messages, near, times
    from benchmarks.learning.data import look, texts

    for name, space, each in (
        ("clinc150", "swift", 10),
        ("banking77", "swift", 10),
        ("banking77", "minilm", 5),
    ):
        folder, job = run.dataset(name), f"{name}, {space}, {each}"
        data = look(folder, space, each, 400)
        yield from far.rows(data, job)
        yield from near.rows(data, job)
        yield from times.rows(data, job, 50)
        yield from messages.rows(data, texts(folder / "val.jsonl")[0][:50].tolist(), space, job)
