"""How good decisions were."""

from __future__ import annotations

from typing import Any

import numpy as np

REFUSED = 0.05
_BINS = 15


def auroc(strangeness: Any, strange: Any) -> float:
    """How often a message that belongs nowhere looks stranger than one that belongs somewhere; ties by halves."""
    _, places, counts = np.unique(strangeness, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    among, others = int(strange.sum()), int((~strange).sum())
    return float((ranks[places][strange].sum() - among * (among + 1) / 2) / (among * others))


def recall(strangeness: Any, strange: Any) -> float:
    """The share of them that is found where 5% of the others are refused."""
    return float((strangeness[strange] > np.quantile(strangeness[~strange], 1 - REFUSED)).mean())


def accuracy(labels: Any, wanted: Any, strange: Any) -> float:
    """The share of right labels among messages that have one."""
    return float((labels == wanted)[~strange].mean())


def calibration_error(probabilities: Any, right: Any) -> float:
    """Expected calibration error in 15 bins of equal width."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((probabilities - right)[bins == at].sum())) for at in range(_BINS)]
    return sum(gaps) / len(right)
