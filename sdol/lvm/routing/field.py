"""The field that all regions of a router share: how far each label is from each point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import frozen
from sdol.lvm.region import Region
from sdol.lvm.routing.heads import PARTS, Heads, on_grid
from sdol.lvm.sphere import Matrix, Wide, blocks, tangent


@dataclass(frozen=True, eq=False)
class Field(Region):
    """The points that are familiar, whatever their label: the union of all regions of a router.

    A label's distance is threshold - familiarity + margin (greatest logit - its logit), divided by `steepness`. So
    the label of the greatest logit is the deepest, and all regions of one point share its familiarity. `steepness` is
    what familiarity loses in a radian, at the median of the examples: near the boundary the distances
    are radians to first order, farther away they are not. Their sign and their order are exact.

    Args:
        rows, biases, scale: as `Heads` has them.
        means, spreads, weights: (1, 3): of held-out examples the mean and the deviation of each part of
            familiarity, and what the part counts.
        threshold: the familiarity from which a point belongs to its label.
        margin: what one logit less than the greatest counts.
        steepness: familiarity in a radian.
        warmth: by which logits are multiplied before they are probabilities (Guo et al. 2017).
        added: (m, d) points that were learned since the fit, `owners` their labels as numbers.
        reach: the cosine to such a point from which it counts.

    Raises:
        GeometryError: the parts do not fit together.
    """

    kind: ClassVar[str] = "field"
    rows: Matrix
    biases: Matrix
    scale: float
    means: Matrix
    spreads: Matrix
    weights: Matrix
    threshold: float
    margin: float
    steepness: float
    warmth: float
    added: Matrix
    owners: tuple[int, ...]
    reach: float

    def __post_init__(self) -> None:
        labels = int(self.biases.size)
        fits = self.rows.ndim == 2 and len(self.rows) >= 3 * labels > 0
        fits = fits and all(each.shape == (1, PARTS) for each in (self.means, self.spreads, self.weights))
        fits = fits and self.added.shape == (len(self.owners), self.rows.shape[1])
        if not (fits and all(0 <= owner < labels for owner in self.owners)):
            raise GeometryError("the parts of this router do not fit together")
        numbers = (self.scale, self.threshold, self.margin, self.steepness, self.warmth, self.reach)
        arrays = (self.rows, self.biases, self.means, self.spreads, self.weights, self.added)
        finite = all(np.isfinite(each).all() for each in (*arrays, numbers))
        if not (finite and self.steepness > 0.0 and self.reach < 1.0 and (self.spreads > 0.0).all()):
            raise GeometryError("a number of this router is out of its range")
        for each in arrays:
            frozen(each)

    @property
    def dimension(self) -> int:
        return int(self.rows.shape[1])

    @property
    def labels(self) -> int:
        return int(self.biases.shape[1])

    def signed(self, rows: Matrix) -> Matrix:
        nearest: Matrix = self.table(rows).min(axis=1)
        return nearest

    def table(self, rows: Matrix) -> Matrix:
        """Distances of checked unit rows to every label: (n, d) -> (n, k)."""
        logits, familiarity = self.judged(rows)
        behind = self.margin * (logits.max(axis=1, keepdims=True) - logits)
        away: Matrix = (self.threshold - familiarity[:, None] + behind) / self.steepness
        return away.astype(np.float32)

    def _by_block(self, rows: Matrix) -> Matrix:
        """`table` of any number of rows."""
        out = np.empty((len(rows), self.labels), dtype=np.float32)
        for part in blocks(*rows.shape):
            out[part] = self.table(rows[part])
        return out

    def judged(self, rows: Matrix) -> tuple[Wide, Wide]:
        """Logits (n, k) and familiarity (n,) of checked unit rows, with what was learned since the fit."""
        logits, cosines = self._heads.seen(rows)
        parts = self._heads.parts(logits, cosines)
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
        """Tangents (n, d) along which the distance to one label for each row grows; learned points apart."""
        logits, cosines = self._heads.seen(rows)
        pull = self._heads.pull(logits, cosines, (self.weights / self.spreads)[0].astype(np.float64))
        heads = self.rows[: self.labels].astype(np.float64) * self.scale
        apart = self.margin * (heads[logits.argmax(axis=1)] - heads[labels])
        return tangent((apart - pull) / self.steepness, rows.astype(np.float64))

    def _with_added(self, rows: Matrix, logits: Wide, familiarity: Wide) -> tuple[Wide, Wide]:
        """The nearest learned point draws what lies within its reach to its own label, wholly at the point."""
        cosines = (on_grid(rows) @ on_grid(self.added).T).astype(np.float64)
        nearest = cosines.argmax(axis=1)
        own = np.arange(len(rows))
        here = np.clip((cosines[own, nearest] - self.reach) / (0.999 - self.reach), 0.0, 1.0)
        owner = np.asarray(self.owners)[nearest]
        ahead = logits.max(axis=1) + CLEAR / self.warmth
        drawn = logits.copy()
        drawn[own, owner] += here * (ahead - logits[own, owner])
        inside = self.threshold + CLEAR * self.margin
        return drawn, familiarity + here * np.maximum(inside - familiarity, 0.0)

    @property
    def _heads(self) -> Heads:
        return Heads(self.rows, self.biases, self.scale)


CLEAR = 3.0
"""The logarithm of the odds at which a learned point is its label's: 20 to 1."""
