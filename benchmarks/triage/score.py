"""How many messages reached the right team, and what each program did not presume to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.harness.rows import Row
from benchmarks.triage.data import Data


def rows(data: Data, ours: Sequence[str], theirs: Sequence[str], least: float) -> Iterator[Row]:
    """Shares of the scored messages, from the lines that the programs wrote.

    Ours says the nearest team and whether the message lies in its region. The peer's best route always wins
    until a threshold is set; its documentation has one of 0.5 set after `fit` on labelled queries that are
    not among the examples, and that is the second comparison: `least` is the score it comes to.
    """
    truth = [team for team, counts in zip(data.teams, data.scored, strict=True) if counts]
    mine = [tuple(line.split()) for line, counts in zip(ours, data.scored, strict=True) if counts]
    peer = [tuple(line.split()) for line, counts in zip(theirs, data.scored, strict=True) if counts]
    best = _share(got == team for (got, _), team in zip(mine, truth, strict=True))
    yield Row(
        "right, always answering",
        best,
        "share",
        _share(got == team for (got, _), team in zip(peer, truth, strict=True)),
        "semantic-router",
        ">= 1",
    )
    yield from _fresh(data, ours, theirs)
    sure = [(got if how == "sure" else "") for got, how in mine]
    passed = [(got if float(score) >= least else "") for got, score in peer]
    right, theirs_right = (
        _share(got == team for got, team in zip(answers, truth, strict=True)) for answers in (sure, passed)
    )
    void, theirs_void = (_share(not got for got in answers) for answers in (sure, passed))
    name = "semantic-router, fit"
    yield Row("right, void counted wrong", right, "share", theirs_right, name, ">= 1")
    yield Row("void", void, "share", theirs_void, name)
    yield Row("right of those answered", right / (1 - void), "share", theirs_right / (1 - theirs_void), name)


def _fresh(data: Data, ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Row]:
    """The share of right answers among the messages of `val`."""
    chosen = [at for at, counts in enumerate(data.fresh) if counts]
    mine, peer = (
        _share(answers[at].split()[0] == data.teams[at] for at in chosen) for answers in (ours, theirs)
    )
    yield Row("right, always answering, val", mine, "share", peer, "semantic-router", ">= 1")


def threshold(router: Any, data: Data) -> float:
    """The raw score at which the router's confidence, calibrated on the held-out messages, is 0.5."""
    import numpy as np

    router.fit([text for text, _ in data.held_out], [team for _, team in data.held_out])
    scores = np.linspace(0, 1, 10_001)
    sure = router.calibrator(scores) >= 0.5
    return float(scores[int(np.argmax(sure))]) if sure.any() else 2.0


def _share(flags: Iterator[bool]) -> float:
    known = list(flags)
    return sum(known) / len(known)
