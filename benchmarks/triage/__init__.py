"""Sorting a bank's messages into teams: `team.sdol` beside `router.py`, which uses semantic-router.

Both read the same examples and the same messages, a line each, and answer a line each; both embed with the
same ONNX graph on one processor, and neither has seen a message before. The lines of `encoder.py` are not
counted: a user of semantic-router takes one of its own encoders.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row

PEER = "semantic-router"


@benchmark("triage", peers=("semantic_router",))
def triage(run: Run) -> Iterator[Row]:
    """10,000 bank messages to eight teams, beside semantic-router with the same encoder."""
    from benchmarks.harness.timing import own_folder
    from benchmarks.triage import overhead, score
    from benchmarks.triage.data import PROGRAM, ROUTER, load
    from benchmarks.triage.race import race

    data = load(run.dataset("banking77"), most=150 if run.quick else None)
    with own_folder() as folder:
        ours, theirs = race(data, data.messages, folder / "all")
        yield Row("whole job, wall", ours.wall, "s", theirs.wall, PEER, "< 1")
        yield Row("whole job, processor", ours.cpu, "s", theirs.cpu, PEER, "< 1")
        count, mine, peer = len(data.messages), ours.wall, theirs.wall
        yield Row("messages a second", count / mine, "1/s", count / peer, PEER, "> 1")
        if not run.quick:
            ones = [race(data, data.messages[:1], folder / f"one-{number}") for number in range(7)]
            mine, peer = (median(lap.cpu for lap in laps) for laps in zip(*ones, strict=True))
            yield Row("one message, processor", mine, "s", peer, PEER, "< 1")
        router = overhead.router(data)
        yield from overhead.rows(data, router, 60 if run.quick else 500, folder)
    yield from score.rows(data, ours.answers, theirs.answers, score.threshold(router, data))
    yield Row("lines of code", lines(PROGRAM), "lines", lines(ROUTER), PEER)


def lines(program: Path) -> int:
    """Lines of a program that are neither blank nor a comment nor its documentation."""
    text = [line.strip() for line in program.read_text(encoding="utf-8").splitlines()]
    return sum(bool(line) and not line.startswith(("#", '"""')) for line in text)
