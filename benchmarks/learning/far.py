"""In scope and far out of scope: messages of `val` as they are."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.rows import Row
from benchmarks.learning import FLOOR, PEER, contenders, score
from benchmarks.learning.data import Data
from benchmarks.learning.goals import goal_of


def rows(data: Data, name: str) -> Iterator[Row]:
    """Accuracy and calibration, and where some messages belong nowhere, how they are found."""
    strange = data.strange
    mine, _ = contenders.ours(data)
    theirs, third = contenders.floor(data), contenders.peer(data)
    right, floor, peer = (
        score.accuracy(judged.labels, data.wanted, strange) for judged in (mine, theirs, third)
    )
    yield Row(f"{name}: accuracy", right, "share", floor, FLOOR, ">= 1")
    yield Row(f"{name}: accuracy", right, "share", peer, PEER, ">= 1")
    yield from goal_of(name, "accuracy", right)
    named = contenders.ours(data.with_words())[0].labels
    worded = score.accuracy(named, data.wanted, strange)
    yield Row(f"{name}: accuracy, label words too", worded, "share", floor, FLOOR, ">= 1")
    yield from goal_of(name, "accuracy", worded, ", label words too")
    errors = (
        score.calibration_error(
            judged.probabilities[~strange], (judged.labels == data.wanted)[~strange].astype(float)
        )
        for judged in (mine, theirs)
    )
    yield Row(f"{name}: calibration error", next(errors), "share", next(errors), FLOOR)
    yield Row(f"{name}: known refused", float((mine.strangeness > 0)[~strange].mean()), "share")
    if strange.any():
        yield Row(f"{name}: void found", float((mine.strangeness > 0)[strange].mean()), "share")
        for what, measure in (("void AUROC", score.auroc), ("void recall", score.recall)):
            figure = measure(mine.strangeness, strange)
            for judged, whose in ((theirs, FLOOR), (third, PEER)):
                other = measure(judged.strangeness, strange)
                yield Row(f"{name}: {what}", figure, "share", other, whose, ">= 1")
            yield from goal_of(name, what, figure)
