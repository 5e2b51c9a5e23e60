"""Texts a second of the two spaces that travel with SDOL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, on_one_processor

SUBJECTS = ("card", "transfer", "refund", "parcel", "invoice", "password", "order", "account")
QUESTIONS = (
    "where is my {}",
    "why has my {} not arrived yet",
    "I want to cancel the {} that I made this morning",
    "can somebody help me with a {}, please",
    "my {} does not work",
    "there is a {} here that I do not recognise",
    "how long does a {} take",
    "the {} was charged twice, and I would like my money back",
)
TEXTS = [question.format(subject) for question in QUESTIONS for subject in SUBJECTS]


@benchmark("embedding")
def embedding(run: Run) -> Iterator[Row]:
    """Short texts a second in minilm and swift, single and in a batch, beside the bare model."""
    with on_one_processor():
        for name in ("minilm", "swift"):
            yield from _space(name, 3 if run.quick else 15)


def _space(name: str, rounds: int) -> Iterator[Row]:
    from sdol.spaces.registry import open_space

    space = open_space(name)
    bare = space.embedder.embed  # no order by length, no windows, no duplicates looked for
    calls: list[Callable[[], Any]] = [
        lambda: [space.embed([text]) for text in TEXTS],
        lambda: [bare([text]) for text in TEXTS],
        lambda: space.embed(TEXTS),
        lambda: bare(TEXTS),
    ]
    one, bare_one, batch, bare_batch = (len(TEXTS) / seconds for seconds in by_turns(calls, rounds))
    yield Row(f"{name}, single", one, "texts/s", bare_one, "its bare model")
    yield Row(f"{name}, batch of {len(TEXTS)}", batch, "texts/s", bare_batch, "its bare model")
