"""What is said of one answer: a verdict, the rule that fired, and the numbers behind it."""

from __future__ import annotations

from typing import NamedTuple

VERDICTS = ("redshift", "blueshift", "void", "loop", "converged")
"""Answers something else; says the task again; nothing like it is known; says the last answers again; none of
these."""


class Judgement(NamedTuple):
    """The judgement of one answer.

    Attributes:
        verdict: one of `VERDICTS`.
        rule: the rule that fired, with the number and the threshold that it compared.
        z: how unusual the answer is in the direction of the verdict, in deviations of usual pairs; for
            "converged" the higher of the two directions; None where there is nothing to compare with.
        cosine: of task and answer.
        length: of the displacement from task to answer, in radians.
        expected: the mean length that the neighbours' answers have, or None without neighbours.
        neighbours: places in the log of the most similar tasks, the nearest first.
        grounding: the highest cosine of the answer with a sentence of its source, less its cosine with the task, or
            None without a source.
    """

    verdict: str
    rule: str
    z: float | None
    cosine: float
    length: float
    expected: float | None
    neighbours: tuple[int, ...]
    grounding: float | None = None
