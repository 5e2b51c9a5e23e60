"""From labelled examples to a field, and what was measured on the way."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.field import Field
from sdol.lvm.routing.heads import PARTS, Heads, fit_heads
from sdol.lvm.routing.holding_out import (
    HeldOut,
    calibration_error,
    conformal_threshold,
    held_out,
    warmth,
)
from sdol.lvm.sphere import Matrix, Wide, tangent

LONE = 0.5
"""The cosine to an example that is near, where there are too few to measure it and nobody has told."""

_LEAST = 1e-3  # of a deviation: below this a part does not vary
_TOLD = 0.1  # the deviation that a cosine is given where it cannot be measured
_SAMPLE = 512
_SURE = 0.99
_NARROW = 0.99  # a learned point reaches no less than this far


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
    """

    held_out: int
    accuracy: float
    error: float
    refused: float
    guarantee: float
    doubt: float


NOTHING = Measured(0, -1.0, -1.0, -1.0, 1.0, math.log(2.0))
"""Where nothing was held out; a label is then in doubt whose odds are better than 1 to 2."""


def fit_field(rows: Matrix, codes: Any, labels: int, refused: float, lone: float) -> tuple[Field, Measured]:
    """The field of examples (n, d), of which each label has at least one.

    Args:
        refused: the share of examples that may fall into the void.
        lone: the cosine to an example from which a point is near, for less than 1 / refused - 1 examples, and
            for examples that are all the same point.
    """
    heads = fit_heads(rows, codes, labels)
    seen = held_out(rows, codes, labels)
    usual = _usual(seen)
    familiarity = _familiarity(usual, seen.parts)
    threshold = conformal_threshold(familiarity, refused)
    if threshold is None or not usual.weights[1:].any():
        plain = _untold(rows, codes, heads, lone)
        return plain, _measured(plain, seen, _told(plain, seen), 1.0)
    # A logit counts as much against the margin as for familiarity.
    field = _field(rows, heads, usual, _reach(rows, codes), margin=1.0 / float(usual.spreads[0]))
    field = replace(field, threshold=threshold, warmth=warmth(seen.logits, seen.codes))
    return field, _measured(field, seen, familiarity, refused)


def recalibrated(field: Field, rows: Matrix, codes: Any, refused: float) -> tuple[Field, Measured] | None:
    """The field with threshold and warmth of examples that it has not seen; None where they are too few."""
    logits, familiarity = field.judged(rows)
    threshold = conformal_threshold(familiarity, refused)
    if threshold is None:
        return None
    fresh = replace(field, threshold=threshold, warmth=warmth(logits, codes))
    seen = HeldOut(np.arange(len(rows)), codes, np.zeros((len(rows), PARTS)), logits)
    return fresh, _measured(fresh, seen, familiarity, refused)


class _Usual(NamedTuple):
    """Mean, deviation and weight of each part of familiarity, (3,) each, and the deviation of free energy."""

    means: Wide
    spreads: Wide
    weights: Wide


def _usual(seen: HeldOut) -> _Usual:
    """Equal weights for parts that vary: the best or nearly so at 5, 10 and all examples."""
    if len(seen.places) < 2:
        return _Usual(np.zeros(PARTS), np.ones(PARTS), np.array([0.0, 0.0, 1.0]))
    spreads = seen.parts.std(axis=0)
    varied = spreads > _LEAST
    return _Usual(seen.parts.mean(axis=0), np.where(varied, spreads, 1.0), varied.astype(np.float64))


def _told(field: Field, seen: HeldOut) -> Wide:
    """Familiarity of what was held out, by the reach that was told."""
    return _familiarity(_Usual(field.means[0], field.spreads[0], field.weights[0]), seen.parts)


def _familiarity(usual: _Usual, parts: Wide) -> Wide:
    found: Wide = ((parts - usual.means) / usual.spreads * usual.weights).sum(axis=1)
    return found


def _field(rows: Matrix, heads: Heads, usual: _Usual, reach: float, margin: float) -> Field:
    """A field that is not calibrated yet."""
    means, spreads, weights = (each[None].astype(np.float32) for each in usual)
    return Field(
        rows=heads.rows,
        biases=heads.biases.astype(np.float32),
        scale=heads.scale,
        means=means,
        spreads=spreads,
        weights=weights,
        threshold=0.0,
        margin=margin,
        steepness=_steepness(rows, heads, usual),
        warmth=1.0,
        added=np.empty((0, rows.shape[1]), np.float32),
        owners=(),
        reach=reach,
    )


def _untold(rows: Matrix, codes: Any, heads: Heads, lone: float) -> Field:
    """Where too few are held out: as far as one example reaches, by the cosine to the nearest prototype."""
    nearest = _Usual(np.array([0.0, 0.0, lone]), np.full(PARTS, _TOLD), np.array([0.0, 0.0, 1.0]))
    return _field(rows, heads, nearest, _reach(rows, codes), margin=1.0)


def _steepness(rows: Matrix, heads: Heads, usual: _Usual) -> float:
    """Familiarity lost in a radian: the median length of its gradient at some of the examples."""
    some = rows[:: max(1, len(rows) // _SAMPLE)]
    pull = heads.pull(*heads.seen(some), usual.weights / usual.spreads)
    flat = tangent(pull, some.astype(np.float64))
    return max(float(np.median(np.sqrt(np.vecdot(flat, flat)))), _LEAST)


def _reach(rows: Matrix, codes: Any) -> float:
    """How like an example the nearest of other labels is, at the median: nearer than that, a point is its own."""
    some = np.arange(0, len(rows), max(1, len(rows) // _SAMPLE))
    cosines = rows[some] @ rows.T
    cosines[codes[some][:, None] == codes[None]] = -1.0
    return min(max(float(np.median(cosines.max(axis=1))), 0.0), _NARROW)


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
        _doubt(seen),
    )


def _doubt(seen: HeldOut) -> float:
    """The conformal quantile of how far the right label is behind; that of all where they are too few for it."""
    behind = seen.logits.max(axis=1) - seen.logits[np.arange(len(seen.codes)), seen.codes]
    place = min(math.ceil(_SURE * (len(behind) + 1)), len(behind))
    return float(np.sort(behind)[place - 1])
