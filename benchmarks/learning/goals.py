"""The goals that the figures are held to, where a data set, a number of examples and a measure have one."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.rows import Row

GOAL = "goal"

_ALL = {"void AUROC": 0.985, "void recall": 0.93, "near AUROC": 0.95, "near recall": 0.70}
_MINILM = {
    ("clinc150", "all"): {"accuracy": 0.965} | _ALL,
    ("clinc150", "10"): {"accuracy": 0.93},
    ("banking77", "all"): {"accuracy": 0.945} | _ALL,
    ("banking77", "10"): {"accuracy": 0.88},
}
"""Shares: none is reached by a message that belongs nowhere having been seen."""

FIT, DECISION, BATCH, MESSAGE = 20.0, 0.3, 10_000, 3.5
"""Seconds of a fit, milliseconds of a decision beyond the embedding, decisions a second in batch beyond it, and
milliseconds from text to decision in minilm."""


def goal_of(name: str, measure: str, figure: float, how: str = "") -> Iterator[Row]:
    """A figure of the job `name`, such as "clinc150, minilm, all", beside its goal if it has one."""
    data, space, count = name.split(", ")
    wanted = _MINILM.get((data, count), {}).get(measure) if space == "minilm" else None
    if wanted is not None:
        yield Row(f"{name}: {measure}{how}", figure, "share", wanted, GOAL, ">= 1")
