"""Sorting a bank's messages into teams: `team.sdol` beside `router.py`, which uses semantic-router.

Both read the same examples and the same messages, a line each, and answer a line each; both embed with the
same ONNX graph on one processor, and neither has seen a message before.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row

PEER = "semantic-router"


@benchmark("triage", peers=("semantic_router",))
def triage(run: Run) -> Iterator[Row]:
    """10,000 bank messages to eight teams, beside the same job with semantic-router and the same encoder."""
    from benchmarks.harness.timing import own_folder
    from benchmarks.triage import overhead, score
    from benchmarks.triage.data import PROGRAM, ROUTER, load
    from benchmarks.triage.race import race

    data = load(run.dataset("banking77"), most=500 if run.quick else None)
    with own_folder() as folder:
        ours, theirs = race(data, folder)
        count = len(data.messages)
        yield Row("whole job, wall", ours.wall, "s", theirs.wall, PEER, "< 1")
        yield Row("whole job, processor", ours.cpu, "s", theirs.cpu, PEER, "< 1")
        yield Row("to the first answer", ours.first, "s", theirs.first, PEER, "< 1")
        yield Row("messages a second", count / ours.routing, "1/s", count / theirs.routing, PEER, "> 1")
        yield from overhead.rows(data, 100 if run.quick else 500, folder)
    yield from score.rows(data, ours.answers, theirs.answers)
    yield Row("lines of code", lines(PROGRAM), "lines", lines(ROUTER), f"{PEER}, encoder not counted")


def lines(path: object) -> int:
    """Lines of a program that are neither blank nor a comment nor its documentation."""
    text = [line.strip() for line in open(str(path), encoding="utf-8")]  # noqa: SIM115
    return sum(bool(line) and not line.startswith(("#", '"""')) for line in text)
