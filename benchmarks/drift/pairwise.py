"""Single pairs: answers to something else, and echoes by paraphrase and by template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.drift.data import Pairs, folds, pairs, paraphrased, said_again, strangers
from benchmarks.drift.rating import area, rate
from benchmarks.harness.registry import Run
from benchmarks.harness.rows import Row
from sdol.lvm.drift import DriftLog, drift_log
from sdol.spaces import Space

OFF_TOPIC = {"long": 0.99, "sentences": 0.92, "few words": 0.92}
ECHO = 0.85
SWAPS = 2
LITTLE = 30
"""Pairs of a log that is too small to calibrate its own thresholds."""


def rows(run: Run, space: Space) -> Iterator[Row]:
    """Rows of each data set, and of sentences said in other words in a log of dialogue."""
    for each in pairs(run, space):
        yield from _off_topic(space.name, each)
        yield from _echoes(space, each)
        yield _unknown(run, space, each)
        yield from _little(space.name, each)
    yield from _sentences(run, space, each)


def _off_topic(space: str, data: Pairs) -> Iterator[Row]:
    """Answers dealt to other tasks, but for those that say the same."""
    usual, swapped, plain, verdicts = [], [], ([], []), ([], [])
    chance = np.random.default_rng(0)
    for fit, held in folds(len(data.asked)):
        log = drift_log(data.tasks[fit], data.answers[fit])
        for deal in [held, *(chance.permutation(held) for _ in range(SWAPS))]:
            other = deal is not held
            kept = [
                i
                for i, (a, b) in enumerate(zip(held, deal, strict=True))
                if not other or _differs(data, a, b)
            ]
            tasks, answers = data.tasks[held[kept]], data.answers[deal[kept]]
            (swapped if other else usual).append(_far(log, tasks, answers))
            plain[other].append(-np.vecdot(tasks, answers))
            verdicts[other].extend(one.verdict for one in log.judge(tasks, answers))
    found, normal = np.concatenate(swapped), np.concatenate(usual)
    name = f"{space}, {data.name}"
    yield area(f"{name}: off topic", found, normal, OFF_TOPIC.get(data.name))
    yield area(f"{name}: off topic by cosine alone", np.concatenate(plain[1]), np.concatenate(plain[0]))
    yield rate(f"{name}: off topic called redshift", [v == "redshift" for v in verdicts[1]])
    for verdict in ("redshift", "blueshift", "void"):
        yield rate(f"{name}: usual called {verdict}", [v == verdict for v in verdicts[0]])


def _echoes(space: Space, data: Pairs) -> Iterator[Row]:
    for kind, texts in zip(("paraphrase", "template"), said_again(data.asked), strict=True):
        echoes = space.embed(texts)
        found = []
        for fit, held in folds(len(data.asked)):
            log = drift_log(data.tasks[fit], data.answers[fit])
            held = held[held < len(echoes)]
            found += [one.verdict == "blueshift" for one in log.judge(data.tasks[held], echoes[held])]
        yield rate(f"{space.name}, {data.name}: echo by {kind} called blueshift", found, ECHO)


def _unknown(run: Run, space: Space, data: Pairs) -> Row:
    """Tasks of a kind that the log does not hold, with answers of the log."""
    tasks = space.embed(strangers(run))
    count = min(len(tasks), len(data.answers))
    judged = drift_log(data.tasks, data.answers).judge(tasks[:count], data.answers[:count])
    return rate(
        f"{space.name}, {data.name}: tasks unlike the log called void", [j.verdict == "void" for j in judged]
    )


def _little(space: str, data: Pairs) -> Iterator[Row]:
    """Beside logs of a few pairs, where fixed thresholds hold; answers are dealt by one place."""
    chance, usual, dealt = np.random.default_rng(0), [], []
    for fit, held in folds(len(data.asked)):
        few = chance.choice(fit, LITTLE, replace=False)
        log = drift_log(data.tasks[few], data.answers[few])
        usual += [one.verdict for one in log.judge(data.tasks[held], data.answers[held])]
        dealt += [one.verdict for one in log.judge(data.tasks[held], np.roll(data.answers[held], 1, axis=0))]
    name = f"{space}, {data.name}, {LITTLE} pairs"
    for verdict in ("redshift", "blueshift", "void"):
        yield rate(f"{name}: usual called {verdict}", [v == verdict for v in usual])
    yield rate(f"{name}: off topic called redshift", [v == "redshift" for v in dealt])


def _sentences(run: Run, space: Space, log: Pairs) -> Iterator[Row]:
    asked, said = paraphrased(run)
    judged = drift_log(log.tasks, log.answers).judge(space.embed(asked), space.embed(said))
    yield rate(
        f"{space.name}, STS-B: echo by paraphrase called blueshift",
        [j.verdict == "blueshift" for j in judged],
        ECHO,
    )


def _far(log: DriftLog, tasks: Any, answers: Any) -> Any:
    made = log.calibration
    assert made is not None
    return made.off_topic.score.z(made.axes.off_topic(tasks, answers))


def _differs(data: Pairs, one: int, other: int) -> bool:
    return data.said[one].strip().lower() != data.said[other].strip().lower()
