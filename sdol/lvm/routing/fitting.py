"""From labelled examples to a field, and what was measured on the way."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.field import Field
from sdol.lvm.routing.heads import PARTS, Heads, fit_heads
from sdol.lvm.routing.holding_out import (
    Fold,
    HeldOut,
    best_nearness,
    calibration_error,
    conformal_threshold,
    fit_folds,
    held_out,
    warmth,
)
from sdol.lvm.routing.kernel import FEW
from sdol.lvm.routing.measured import NOTHING, Measured, confusions, doubt
from sdol.lvm.sphere import Matrix, Wide, tangent

LONE = 0.5
"""The cosine to an example that is near, where there are too few to measure it and nobody has told."""

_LEAST = 1e-3  # of a deviation: below this a part does not vary
_TOLD = 0.1  # the deviation that a cosine is given where it cannot be measured
_SAMPLE = 512
_SCORES = 1_024
_NARROW = 0.99  # a learned point reaches no less than this far


class Fitted(NamedTuple):
    """A field, what was measured of it, and the familiarity of up to 1,024 held-out examples, rising, (1, m)."""

    field: Field
    measured: Measured
    scores: Matrix


def fit_field(rows: Matrix, codes: Any, labels: int, refused: float, lone: float) -> Fitted:
    """The field of examples (n, d), of which each label has at least one.

    Args:
        refused: the share of examples that may fall into the void.
        lone: the cosine to an example from which a point is near, for less than 1 / refused - 1 examples, and
            for examples that are all the same point.
    """
    folds = fit_folds(rows, codes, labels)
    nearness = best_nearness(folds, rows, codes)
    seen = held_out([_near(fold, nearness) for fold in folds], rows, codes, labels)
    heads = fit_heads(rows, codes, labels, len(rows) <= FEW)
    usual = _usual(seen)
    familiarity = _familiarity(usual, seen.parts)
    threshold = conformal_threshold(familiarity, refused)
    if threshold is None or not usual.weights[1]:
        return _untold(rows, codes, _unused(heads), lone, [_bare(fold) for fold in folds])
    # A logit counts as much against the margin as for familiarity.
    margin = 1.0 / float(usual.spreads[0])
    heads = heads.counting(nearness)
    field = _field(heads, usual, _reach(rows, codes), margin, _steepness(rows, heads, usual))
    field = replace(field, threshold=threshold, warmth=warmth(seen.logits, seen.codes))
    return _fitted(field, seen, familiarity, refused)


def recalibrated(field: Field, rows: Matrix, codes: Any, refused: float) -> Fitted | None:
    """The field with threshold and warmth of examples that it has not seen; None where they are too few."""
    logits, familiarity = field.judged(rows)
    threshold = conformal_threshold(familiarity, refused)
    if threshold is None:
        return None
    fresh = replace(field, threshold=threshold, warmth=warmth(logits, codes))
    return _fitted(fresh, HeldOut(codes, np.zeros((len(rows), PARTS)), logits), familiarity, refused)


class _Usual(NamedTuple):
    """Mean, deviation and weight of each part of familiarity, (3,) each."""

    means: Wide
    spreads: Wide
    weights: Wide


def _usual(seen: HeldOut) -> _Usual:
    """Equal weights for parts that vary: of the sums that were tried, within .002 of the best mean AUROC."""
    if len(seen.codes) < 2:
        return _Usual(np.zeros(PARTS), np.ones(PARTS), np.array([0.0, 0.0, 0.0]))
    spreads = seen.parts.std(axis=0)
    varied = spreads > _LEAST
    return _Usual(seen.parts.mean(axis=0), np.where(varied, spreads, 1.0), varied.astype(np.float64))


def _near(fold: Fold, nearness: float) -> Fold:
    return fold._replace(heads=fold.heads.counting(nearness))


def _bare(fold: Fold) -> Fold:
    return fold._replace(heads=_unused(fold.heads))


def _unused(heads: Heads) -> Heads:
    """Where nothing is known of what is usual near a prototype."""
    return heads.counting(0.0)._replace(usual=np.zeros_like(heads.usual))


def _familiarity(usual: _Usual, parts: Wide) -> Wide:
    found: Wide = ((parts - usual.means) / usual.spreads * usual.weights).sum(axis=1)
    return found


def _untold(rows: Matrix, codes: Any, heads: Heads, lone: float, folds: list[Fold]) -> Fitted:
    """Where too few are held out: as far as one example reaches, by the cosine to the nearest prototype."""
    nearest = _Usual(np.array([0.0, lone, 0.0]), np.full(PARTS, _TOLD), np.array([0.0, 1.0, 0.0]))
    # What the cosine loses in a radian where it is that of `lone`: at an example itself it loses nothing.
    steepness = max(math.sqrt(1.0 - lone * lone), _LEAST) / _TOLD
    field = _field(heads, nearest, _reach(rows, codes), 1.0, steepness)
    seen = held_out(folds, rows, codes, heads.labels)
    return _fitted(field, seen, _familiarity(nearest, seen.parts), 1.0)


def _field(heads: Heads, usual: _Usual, reach: float, margin: float, steepness: float) -> Field:
    """A field that is not calibrated yet."""
    means, spreads, weights = (each[None].astype(np.float32) for each in usual)
    return Field(
        **heads._asdict(),
        means=means,
        spreads=spreads,
        weights=weights,
        threshold=0.0,
        margin=margin,
        steepness=steepness,
        warmth=1.0,
        added=np.empty((0, heads.rows.shape[1]), np.float32),
        owners=(),
        fresh=0,
        reaches=np.empty((1, 0), np.float32),
        reach=reach,
    )


def _steepness(rows: Matrix, heads: Heads, usual: _Usual) -> float:
    """Familiarity lost in a radian: the median length of its gradient at some of the examples."""
    some = rows[:: max(1, len(rows) // _SAMPLE)]
    pull = heads.pull(heads.seen(some), usual.weights / usual.spreads)
    flat = tangent(pull, some.astype(np.float64))
    return max(float(np.median(np.sqrt(np.vecdot(flat, flat)))), _LEAST)


def _reach(rows: Matrix, codes: Any) -> float:
    """How like an example the nearest of other labels is, at the median: nearer than that, a point is its own."""
    some = np.arange(0, len(rows), max(1, len(rows) // _SAMPLE))
    cosines = rows[some] @ rows.T
    cosines[codes[some][:, None] == codes[None]] = -1.0
    nearest = cosines.max(axis=1)
    return min(max(float(np.median(nearest)), 0.0), _NARROW)


def _fitted(field: Field, seen: HeldOut, familiarity: Wide, guarantee: float) -> Fitted:
    rising = np.sort(familiarity)[:: max(1, -(-len(familiarity) // _SCORES))]
    return Fitted(field, _measured(field, seen, familiarity, guarantee), rising[None].astype(np.float32))


def _measured(field: Field, seen: HeldOut, familiarity: Wide, guarantee: float) -> Measured:
    if not len(seen.codes):
        return NOTHING
    probabilities = field.probabilities(seen.logits)
    return Measured(
        len(seen.codes),
        float((seen.logits.argmax(axis=1) == seen.codes).mean()),
        calibration_error(probabilities, seen.codes),
        float((familiarity < field.threshold).mean()),
        guarantee,
        doubt(seen.logits, seen.codes, field.warmth),
        confusions(seen.logits, seen.codes),
    )
