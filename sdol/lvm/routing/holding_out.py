"""What a router says of examples that it was not fitted on: every example is held out once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.heads import PARTS, Heads, fit_heads, free_energy
from sdol.lvm.routing.kernel import FEW
from sdol.lvm.routing.logistic import COARSE
from sdol.lvm.sphere import Matrix, Wide, blocks

FOLDS = 5
NEARNESSES = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)
"""What examples that are near may count for logits."""

_FEW = 100  # fewer held-out examples do not tell what it is worth
_WARMTHS = 2.0 ** np.linspace(-5.0, 2.0, 57)
_SAMPLE = 4_096
_BINS = 15


class Fold(NamedTuple):
    """Heads that were fitted without some of the examples, and the numbers of these."""

    heads: Heads
    places: Any


class HeldOut(NamedTuple):
    """Of each example that was held out (m of them).

    Attributes:
        codes: their labels.
        parts: (m, 3), what familiarity is made of.
        logits: (m, k).
    """

    codes: Any
    parts: Wide
    logits: Wide


def fit_folds(rows: Matrix, codes: Any, labels: int) -> list[Fold]:
    """Heads without each example in turn; the only example of a label stays always."""
    drawn = folds(codes, labels)
    found = []
    for fold in range(FOLDS):
        out = np.flatnonzero(drawn == fold)
        if len(out):
            heads = fit_heads(rows[drawn != fold], codes[drawn != fold], labels, len(rows) <= FEW, COARSE)
            found.append(Fold(heads, out))
    return found


def held_out(fitted: list[Fold], rows: Matrix, codes: Any, labels: int) -> HeldOut:
    """Each example by the heads that have not seen it."""
    places = np.concatenate([np.empty(0, np.int64), *(fold.places for fold in fitted)])
    parts, logits = np.zeros((len(places), PARTS)), np.zeros((len(places), labels))
    at = 0
    for heads, own in fitted:
        for part in blocks(*rows[own].shape):
            found = heads.judged(np.ascontiguousarray(rows[own[part]]))
            end = at + len(found[0])
            logits[at:end], parts[at:end] = found
            at = end
    return HeldOut(codes[places], parts, logits)


def best_nearness(fitted: list[Fold], rows: Matrix, codes: Any) -> float:
    """Under which held-out labels are most likely, each at its own warmth; 0 for fewer than 100 of them."""
    held = sum(len(fold.places) for fold in fitted)
    if held < _FEW:
        return 0.0
    step = max(1, held // _SAMPLE)
    plain, near, wanted = [], [], []
    for heads, places in fitted:
        some = places[::step]
        seen = heads.seen(rows[some])
        plain.append(seen.plain)
        near.append(heads.near(seen))
        wanted.append(codes[some])
    logits, nearby, right = (np.concatenate(each) for each in (plain, near, wanted))
    losses = [_loss_by_steps(logits + nearness * nearby, right) for nearness in NEARNESSES]
    return NEARNESSES[int(np.argmin(losses))]


def folds(codes: Any, labels: int) -> Any:
    """A fold for each example, drawn for each label by turns; -1 for one that always stays."""
    rng = np.random.default_rng(0)
    drawn = np.full(len(codes), -1)
    for code in range(labels):
        own = np.flatnonzero(codes == code)
        if len(own) > 1:
            drawn[own] = (rng.permutation(len(own)) + code) % FOLDS
    return drawn


def warmth(logits: Wide, codes: Any) -> float:
    """The factor of logits under which held-out labels are most likely (temperature scaling, Guo et al. 2017)."""
    step = max(1, len(codes) // _SAMPLE)
    losses = [_loss(logits[::step], codes[::step], by) for by in _WARMTHS]
    return float(_WARMTHS[int(np.argmin(losses))])


def _loss(logits: Wide, codes: Any, by: float) -> float:
    own = logits[np.arange(len(codes)), codes]
    return float((free_energy(logits * by) - own * by).sum())


def _loss_by_steps(logits: Wide, codes: Any) -> float:
    """The least over warmths: it has one valley, which is halved into."""
    low, high = 0, len(_WARMTHS) - 1
    while high > low:
        middle = (low + high) // 2
        if _loss(logits, codes, _WARMTHS[middle]) <= _loss(logits, codes, _WARMTHS[middle + 1]):
            high = middle
        else:
            low = middle + 1
    return _loss(logits, codes, _WARMTHS[low])


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
