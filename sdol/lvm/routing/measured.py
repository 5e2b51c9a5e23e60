"""What held-out examples say of a router."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.sphere import Wide

_SURE = 0.99


class Measured(NamedTuple):
    """What held-out examples say of a router.

    Attributes:
        held_out: how many there were; 0 where each label has one example.
        accuracy: the share whose label was the most probable; this and the next two are -1 without any.
        error: expected calibration error of its probability.
        refused: the share that fell into the void.
        guarantee: the share that was asked for: of messages exchangeable with examples that the router has not
            seen, no more fall into the void on the mean. Where each example was seen by a fit without it, that
            holds nearly; 1 where there were too few to promise anything.
        doubt: how many logits the right label is behind the first at most, in 99 of 100 examples.
        confusions: the right label, the most probable one, and how often, in rising order.
    """

    held_out: int
    accuracy: float
    error: float
    refused: float
    guarantee: float
    doubt: float
    confusions: tuple[tuple[int, int, int], ...] = ()


NOTHING = Measured(0, -1.0, -1.0, -1.0, 1.0, math.log(2.0))
"""Where nothing was held out; a label is then in doubt whose odds are better than 1 to 2."""


def doubt(logits: Wide, codes: Any, warmth: float) -> float:
    """The conformal quantile of how far the right label is behind; that of all where they are too few for it.

    No less than the logarithm of 2 over the warmth: a label is in doubt whose odds are better than 1 to 2.
    """
    behind = logits.max(axis=1) - logits[np.arange(len(codes)), codes]
    place = min(math.ceil(_SURE * (len(behind) + 1)), len(behind))
    return max(float(np.sort(behind)[place - 1]), math.log(2.0) / warmth)


def confusions(logits: Wide, codes: Any) -> tuple[tuple[int, int, int], ...]:
    """The right label, the most probable one, and how often."""
    pairs = np.stack([codes, logits.argmax(axis=1)], axis=1)
    found, counts = np.unique(pairs, axis=0, return_counts=True)
    return tuple((int(a), int(b), int(n)) for (a, b), n in zip(found, counts, strict=True))
