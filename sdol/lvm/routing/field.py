"""The field that all regions of a router share: how far each label is from each point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from sdol.lvm.routing.heads import PARTS, Heads
from sdol.lvm.routing.prototypes import mean_direction
from sdol.lvm.routing.shared import Shared
from sdol.lvm.sphere import Matrix, Wide, table, tangent

CLEAR = 3.0
"""The logarithm of the odds at which a learned point is its label's: 20 to 1."""

_NEAR = 0.999  # the cosine from which a point is a learned one, but for those that must reach less far
_FARTHEST = 1.0 - 1e-6  # the cosine of a point with itself, to float32 rounding
_TIE = 1e-3


@dataclass(frozen=True, eq=False)
class Field(Shared):
    """The points that are familiar, whatever their label: the union of all regions of a router.

    A label's distance is threshold - familiarity + margin (greatest logit - its logit), divided by `steepness`. So
    the label of the greatest logit is the deepest, and all regions of one point share its familiarity: how well it
    fits that label. `steepness` is what familiarity loses in a radian, at the median of the examples: near the
    boundary the distances are radians to first order, farther away they are not. Their sign and their order are exact.

    Args:
        rows, biases, scale, counts, usual, nearness, kernel, curvatures, pulls, constants: as `Heads` has them.
        means, spreads, weights: (1, 3): of held-out examples the mean and the deviation of each part of
            familiarity, and what the part counts.
        threshold: the familiarity from which a point belongs to its label.
        margin: what one logit less than the greatest counts.
        steepness: familiarity in a radian.
        warmth: by which logits are multiplied before they are probabilities (Guo et al. 2017).
        added: (m, d) points that were learned since the fit, `owners` their labels as numbers.
        fresh: how many labels were learned since the fit, which have such points alone.
        reaches: (1, m), the cosine to each such point from which it counts.
        reach: the least of them.

    Raises:
        GeometryError: the parts do not fit together.
    """

    kind: ClassVar[str] = "field"
    rows: Matrix
    biases: Matrix
    scale: float
    counts: tuple[int, ...]
    usual: Matrix
    nearness: float
    kernel: Matrix
    curvatures: Matrix
    pulls: Matrix
    constants: Matrix
    means: Matrix
    spreads: Matrix
    weights: Matrix
    threshold: float
    margin: float
    steepness: float
    warmth: float
    added: Matrix
    owners: tuple[int, ...]
    fresh: int
    reaches: Matrix
    reach: float

    def __post_init__(self) -> None:
        numbers = (self.scale, self.nearness, self.threshold, self.margin, self.warmth)
        self._settle(self._heads_fit() and self._added_fit(), *numbers)

    def _heads_fit(self) -> bool:
        known, near, bends = int(self.biases.size), sum(self.counts), int(self.curvatures.size)
        d = self.rows.shape[1]
        metric = len(self.rows) - known - near - bends - self.kernel.shape[1]
        shapes = [self.biases.shape, self.constants.shape, self.pulls.shape, self.usual.shape]
        return (
            known > 0
            and min(self.counts, default=0) > 0
            and metric in (0, d)
            and len(self.kernel) == known
            and shapes == [(1, known), (1, known), (known, d), (1, near)]
            and len(self.counts) == known
            and self.curvatures.shape == (1, bends)
            and all(each.shape == (1, PARTS) for each in (self.means, self.spreads, self.weights))
        )

    def _added_fit(self) -> bool:
        count = len(self.owners)
        learned = self.added.shape == (count, self.rows.shape[1]) and self.reaches.shape == (1, count)
        learned = learned and self.fresh >= 0 and bool((self.reaches < 1.0).all())
        return learned and set(range(self.biases.size, self.labels)) <= set(self.owners) <= set(
            range(self.labels)
        )

    @cached_property
    def heads(self) -> Heads:
        """What was fitted."""
        return Heads(*(getattr(self, name) for name in Heads._fields))

    def centre(self, label: int) -> Matrix:
        """The middle of a label's prototypes, or of the points of a label that was learned since the fit: (d,)."""
        if label < self.heads.labels:
            own = self.heads.prototypes[self.heads.owners == label]
        else:
            own = self.added[np.asarray(self.owners) == label]
        found: Matrix = mean_direction(own)[0]
        return found

    def table(self, rows: Matrix) -> Matrix:
        return self.away(*self.judged(rows))

    def away(self, logits: Wide, familiarity: Wide) -> Matrix:
        """The distances of what was judged: (n, k), (n,) -> (n, k)."""
        behind = self.margin * (logits.max(axis=1, keepdims=True) - logits)
        away: Matrix = (self.threshold - familiarity[:, None] + behind) / self.steepness
        return away.astype(np.float32)

    def judged(self, rows: Matrix) -> tuple[Wide, Wide]:
        """Logits (n, k) and familiarity (n,) of checked unit rows, with what was learned since the fit."""
        logits, parts = self.heads.judged(rows)
        familiarity = ((parts - self.means) / self.spreads * self.weights).sum(axis=1)
        return self._with_added(rows, logits, familiarity) if self.owners else (logits, familiarity)

    def probabilities(self, logits: Wide) -> Wide:
        """Of each label, given that the point has one of them: (n, k) -> (n, k)."""
        warm = self.warmth * (logits - logits.max(axis=1, keepdims=True))
        shares = np.exp(warm)
        found: Wide = shares / shares.sum(axis=1, keepdims=True)
        return found

    def slope(self, rows: Matrix) -> Wide:
        logits, _ = self.judged(rows)
        return self.slope_of(rows, logits.argmax(axis=1))

    def slope_of(self, rows: Matrix, labels: Wide) -> Wide:
        """As `Shared` has it; that of a label learned since the fit leads away from its middle."""
        seen = self.heads.seen(rows)
        pull = self.heads.pull(seen, (self.weights / self.spreads)[0].astype(np.float64))
        ahead = self.heads.climb(seen, self.heads.logits(seen).argmax(axis=1))
        fitted = np.minimum(labels, self.heads.labels - 1)
        away = (self.margin * (ahead - self.heads.climb(seen, fitted)) - pull) / self.steepness
        for at in np.flatnonzero(labels >= self.heads.labels):
            away[at] = -self.centre(int(labels[at]))
        return tangent(away, rows.astype(np.float64))

    def _with_added(self, rows: Matrix, logits: Wide, familiarity: Wide) -> tuple[Wide, Wide]:
        """The nearest learned point draws what lies within its reach to its own label, wholly at the point."""
        least = logits.min(axis=1, keepdims=True) - CLEAR / self.warmth
        logits = np.hstack([logits, np.repeat(least, self.fresh, axis=1)])
        nearest, here = drawn(rows, self.added, self.reaches)
        own = np.arange(len(rows))
        owner = np.asarray(self.owners)[nearest]
        ahead = logits.max(axis=1) + CLEAR / self.warmth
        logits[own, owner] += here * (ahead - logits[own, owner])
        inside = self.threshold + CLEAR * self.margin
        return logits, familiarity + here * np.maximum(inside - familiarity, 0.0)


def drawn(rows: Matrix, added: Matrix, reaches: Matrix) -> tuple[Wide, Wide]:
    """The learned point (of m) that draws each row the most, and how far: 0 beyond its reach, 1 very near it."""
    cosines = table(rows, added).astype(np.float64)
    near = (cosines - reaches) / (np.maximum(_NEAR, 0.5 * (1.0 + reaches)) - reaches)
    shares = np.clip(near, 0.0, 1.0)
    strongest = (shares + _TIE * cosines).argmax(axis=1)
    here: Wide = shares[np.arange(len(rows)), strongest]
    return strongest, here


def own_reach(point: Matrix, rows: Matrix, other: Any, least: float) -> float:
    """From which cosine a learned point (1, d) counts: not half way to the nearest example of other labels.

    Args:
        rows: examples, (m, d).
        other: whether each of them has other labels, (m,).
    """
    cosines = table(point, rows)[0][other]
    if not len(cosines):
        return least
    return max(least, min(0.5 * (1.0 + float(cosines.max())), _FARTHEST))
