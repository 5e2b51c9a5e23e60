"""Answers beside a source: grounded or not, and what is seen of invented ones without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from benchmarks.drift.data import sourced
from benchmarks.drift.rating import area, rate
from benchmarks.harness.registry import Run
from benchmarks.harness.rows import Row
from sdol.lvm.drift import drift_log, no_pairs, novelty
from sdol.spaces import Space


def rows(run: Run, space: Space) -> Iterator[Row]:
    """By the nearest sentence, by the words that the source lacks, and by the displacement alone."""
    log = drift_log(no_pairs(), no_pairs())
    for name, asked, said, sources, grounded in sourced(run):
        if run.quick:
            asked, said, sources, grounded = (part[::3] for part in (asked, said, sources, grounded))
        tasks, answers = space.embed(asked), space.embed(said)
        parts = [_sentences(text) for text in sources]
        vectors = np.split(
            space.embed([s for part in parts for s in part]), np.cumsum([len(p) for p in parts])[:-1]
        )
        judged = [log.judge(t[None], a[None], s)[0] for t, a, s in zip(tasks, answers, vectors, strict=True)]
        right = np.asarray(grounded)
        words = np.asarray([novelty(answer, source) for answer, source in zip(said, sources, strict=True)])
        near = -np.asarray([one.grounding or 0.0 for one in judged])
        far = np.asarray([one.length for one in judged])
        head = f"{space.name}, {name}: ungrounded"
        yield area(f"{head}, nearer to the task than to the source", near[~right], near[right])
        yield area(f"{head}, by words that the source lacks", words[~right], words[right])
        yield area(f"{head}, without the source, by displacement", far[~right], far[right])
        by_vector = np.asarray([one.verdict == "redshift" for one in judged])
        by_word = words > log.settings.novel
        for means, found in (("vectors", by_vector), ("words", by_word)):
            yield rate(f"{head} called so by {means}", found[~right])
            yield rate(f"{space.name}, {name}: grounded called ungrounded by {means}", found[right])


def _sentences(text: str) -> list[str]:
    found = [part.strip() for part in re.split(r"(?<=[.!?])\s*(?=[A-Z])|\s\.\s", text)]
    return [part for part in found if part and any(c.isalnum() for c in part)] or [text]
