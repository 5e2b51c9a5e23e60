"""What a router says of examples that it was not fitted on: every example is held out once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.heads import PARTS, fit_heads, free_energy
from sdol.lvm.sphere import Matrix, Wide, blocks

FOLDS = 5
_WARMTHS = 2.0 ** np.linspace(-5.0, 2.0, 57)
_BINS = 15


class HeldOut(NamedTuple):
    """Of each example that was held out (m of them).

    Attributes:
        places: their numbers among all examples.
        codes: their labels.
        parts: (m, 3), what familiarity is made of.
        logits: (m, k).
    """

    places: Any
    codes: Any
    parts: Wide
    logits: Wide


def held_out(rows: Matrix, codes: Any, labels: int) -> HeldOut:
    """Each example seen by heads that were fitted without it; the only example of a label is held out never."""
    folds = _folds(codes, labels)
    parts = np.zeros((len(rows), PARTS))
    logits = np.zeros((len(rows), labels))
    for fold in range(FOLDS):
        out = np.flatnonzero(folds == fold)
        if not len(out):
            continue
        heads = fit_heads(rows[folds != fold], codes[folds != fold], labels)
        for part in blocks(*rows[out].shape):
            logits[out[part]], cosines = heads.seen(rows[out[part]])
            parts[out[part]] = heads.parts(logits[out[part]], cosines)
    places = np.flatnonzero(folds >= 0)
    return HeldOut(places, codes[places], parts[places], logits[places])


def _folds(codes: Any, labels: int) -> Any:
    """A fold for each example, drawn for each label by turns; -1 for one that always stays."""
    rng = np.random.default_rng(0)
    folds = np.full(len(codes), -1)
    for code in range(labels):
        own = np.flatnonzero(codes == code)
        if len(own) > 1:
            folds[own] = (rng.permutation(len(own)) + code) % FOLDS
    return folds


def warmth(logits: Wide, codes: Any) -> float:
    """The factor of logits under which held-out labels are most likely (temperature scaling, Guo et al. 2017)."""
    own = logits[np.arange(len(codes)), codes]
    losses = [float((free_energy(logits * by) - own * by).sum()) for by in _WARMTHS]
    return float(_WARMTHS[int(np.argmin(losses))])


def calibration_error(probabilities: Wide, codes: Any) -> float:
    """Expected calibration error of the greatest probability, in 15 bins of equal width (Naeini et al. 2015)."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == codes
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((sure[bins == at] - right[bins == at]).sum())) for at in range(_BINS)]
    return sum(gaps) / len(sure)


def conformal_threshold(familiarity: Wide, refused: float) -> float | None:
    """The threshold that at most a share `refused` of exchangeable examples falls below, on the mean.

    The k-th least of n held-out values, k = floor(refused (n + 1)); None where k is 0: there are too few.
    """
    place = int(refused * (len(familiarity) + 1))
    return float(np.sort(familiarity)[place - 1]) if place else None
