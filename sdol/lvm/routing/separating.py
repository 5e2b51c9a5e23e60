"""From examples with several labels each to a field of labels that are decided one by one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.grid import on_grid, scaled
from sdol.lvm.routing.holding_out import FOLDS, conformal_threshold, folds
from sdol.lvm.routing.logistic import COARSE, fit_each_alone
from sdol.lvm.routing.prototypes import prototypes
from sdol.lvm.routing.separate import PARTS, Separate
from sdol.lvm.sphere import Matrix, Wide, tangent

_LEAST = 1e-3  # of a deviation: below this a part does not vary
_TOLD = 0.1  # the deviation that a cosine is given where it cannot be measured
_SAMPLE = 512
_REACH = 0.99
_WARMTHS = 2.0 ** np.linspace(-3.0, 3.0, 25)


class Marked(NamedTuple):
    """What held-out examples say of labels that are decided one by one.

    Attributes:
        held_out: how many examples there were.
        missed: the share of their labels that was not given; this and the next two are -1 without any.
        extra: how many labels an example was given that it has not, on the mean.
        whole: the share that was given all its labels and no other.
        guarantee: the share of a label's messages that was asked for: on the mean no more are not given it, nearly;
            1 where there were too few to promise anything.
    """

    held_out: int
    missed: float
    extra: float
    whole: float
    guarantee: float


def fit_separate(rows: Matrix, has: Matrix, missed: float, lone: float) -> tuple[Separate, Marked]:
    """The field of examples (n, d) with labels (n, k), 1 where an example has the label; each label has one.

    Args:
        missed: the share of a label's messages that may not be given it.
        lone: the cosine to an example from which a point has its labels, where fewer than 1 / missed - 1 tell.
    """
    places, parts = _held_out(rows, has)
    field = _heads(rows, has)
    wanted = has[places] > 0
    own = parts[wanted]
    least = conformal_threshold(own.sum(axis=1), missed) if len(own) else None
    if least is None or own[:, 1].std() <= _LEAST:
        means, spread, weights = (np.array([each], np.float32) for each in ([0, lone], [1, _TOLD], [0, 1]))
        steepness = max(math.sqrt(1.0 - lone * lone), _LEAST) / _TOLD  # at an example itself nothing is lost
        field = replace(field, means=means, spreads=spread, weights=weights, steepness=steepness)
        return field, _marked(field, wanted, parts, 1.0)
    spreads = own.std(axis=0)
    field = replace(
        field,
        means=own.mean(axis=0)[None].astype(np.float32),
        spreads=np.where(spreads > _LEAST, spreads, 1.0)[None].astype(np.float32),
        weights=(spreads > _LEAST)[None].astype(np.float32),
        warmth=_warmth(parts[:, :, 0], wanted),
    )
    field = limited(_steep(field, rows, has), wanted, spoken_for(field, parts), missed)
    return field, _marked(field, wanted, parts, missed)


def limited(field: Separate, wanted: Any, spoken: Wide, missed: float) -> Separate:
    """The field with the limits that examples tell which it has not seen: wanted and spoken for, (n, k).

    A label's threshold is the conformal quantile of its own examples (label-conditional: Vovk 2012), or of those of all
    labels where it has too few.
    """
    among = conformal_threshold(spoken[wanted], missed)
    outside = conformal_threshold(-spoken[~wanted], missed)
    thresholds, others = field.thresholds.copy(), field.others.copy()
    for label in range(wanted.shape[1]):
        own, rest = spoken[wanted[:, label], label], spoken[~wanted[:, label], label]
        least, most = conformal_threshold(own, missed), conformal_threshold(-rest, missed)
        thresholds[0, label] = _first(least, among, 0.0)
        others[0, label] = -_first(most, outside, -float(thresholds[0, label]))
    return replace(field, thresholds=thresholds, others=others)


def spoken_for(field: Separate, parts: Wide) -> Wide:
    """What speaks for each label, by its parts (n, k, 2)."""
    found: Wide = ((parts - field.means) / field.spreads * field.weights).sum(axis=2)
    return found


def marked(field: Separate, wanted: Any, spoken: Wide, guarantee: float) -> Marked:
    """What examples say that the field has not seen."""
    if not len(wanted):
        return Marked(0, -1.0, -1.0, -1.0, 1.0)
    given = spoken >= field.thresholds
    return Marked(
        len(wanted),
        float((wanted & ~given).sum() / max(1, wanted.sum())),
        float((given & ~wanted).sum(axis=1).mean()),
        float((given == wanted).all(axis=1).mean()),
        guarantee,
    )


def _marked(field: Separate, wanted: Any, parts: Wide, guarantee: float) -> Marked:
    return marked(field, wanted, spoken_for(field, parts), guarantee)


def _first(*found: float | None) -> float:
    return next(each for each in found if each is not None)


def _heads(rows: Matrix, has: Matrix, enough: float = COARSE) -> Separate:
    """Weights and prototypes, not calibrated yet."""
    labels = has.shape[1]
    weights, biases = fit_each_alone(rows, has, enough)
    heads, scale = scaled(weights)
    near = prototypes([rows[has[:, label] > 0] for label in range(labels)])
    limits = np.zeros((1, labels), np.float32)
    plain = (
        np.zeros((1, PARTS), np.float32),
        np.ones((1, PARTS), np.float32),
        np.ones((1, PARTS), np.float32),
    )
    return Separate(
        np.concatenate([heads, on_grid(near.points)]),
        biases[None].astype(np.float32),
        scale,
        near.counts,
        *plain,
        thresholds=limits,
        others=limits.copy(),
        steepness=1.0,
        warmth=1.0,
        added=np.empty((0, rows.shape[1]), np.float32),
        owners=(),
        fresh=0,
        reaches=np.empty((1, 0), np.float32),
        reach=_reach(rows, has),
    )


def _held_out(rows: Matrix, has: Matrix) -> tuple[Any, Wide]:
    """Examples that heads which were fitted without them have judged, and the parts (m, k, 2)."""
    drawn = _folds(has)
    places = [np.flatnonzero(drawn == fold) for fold in range(FOLDS)]
    parts = [
        _heads(rows[drawn != fold], has[drawn != fold]).parts(rows[own])
        for fold, own in enumerate(places)
        if len(own)
    ]
    return np.concatenate(places), np.concatenate([np.empty((0, has.shape[1], PARTS)), *parts])


def _folds(has: Matrix) -> Any:
    """A fold for each example, by its rarest label; some example of each label always outside it."""
    labels = has.shape[1]
    rarity = np.where(has > 0, has.sum(axis=0), np.inf)
    drawn = folds(np.where(has.any(axis=1), rarity.argmin(axis=1), labels), labels + 1)
    for label in range(labels):
        own = np.flatnonzero(has[:, label])
        if len(set(drawn[own].tolist())) == 1:
            drawn[own[0]] = -1
    return drawn


def _reach(rows: Matrix, has: Matrix) -> float:
    """How like an example the nearest with other labels is, at the median: nearer than that, a point is its own."""
    some = np.arange(0, len(rows), max(1, len(rows) // _SAMPLE))
    cosines = rows[some] @ rows.T
    cosines[(has[some][:, None] == has[None]).all(axis=2)] = -1.0
    return min(max(float(np.median(cosines.max(axis=1))), 0.0), _REACH)


def _steep(field: Separate, rows: Matrix, has: Matrix) -> Separate:
    """With the median length of the gradient of what speaks for an example's first label."""
    own = np.flatnonzero(has.any(axis=1))
    some = own[:: max(1, len(own) // _SAMPLE)]
    away = field.slope_of(rows[some], has[some].argmax(axis=1))
    flat = tangent(away, rows[some].astype(np.float64))
    return replace(field, steepness=max(float(np.median(np.sqrt(np.vecdot(flat, flat)))), _LEAST))


def _warmth(logits: Wide, wanted: Any) -> float:
    """The factor of logits under which held-out labels are most likely."""
    losses = [float((np.logaddexp(0.0, by * logits) - by * logits * wanted).sum()) for by in _WARMTHS]
    return float(_WARMTHS[int(np.argmin(losses))])
