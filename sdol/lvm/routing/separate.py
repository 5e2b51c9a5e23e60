"""The field that regions share where a point may have several labels: each label's distance is its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.routing.field import drawn
from sdol.lvm.routing.grid import on_grid
from sdol.lvm.routing.prototypes import mean_direction, starts
from sdol.lvm.routing.shared import Shared
from sdol.lvm.sphere import Matrix, Wide, tangent

PARTS = 2
"""Of what speaks for a label: its logit, and the cosine to its nearest prototype."""

_CLEAR = (
    1.0  # deviations by which a learned point is inside the regions of its labels, and outside the others
)
_ABSENT = 6.0  # deviations by which a label that was learned since the fit is absent elsewhere


@dataclass(frozen=True, eq=False)
class Separate(Shared):
    """The points that have any label of some that are decided one by one.

    A label's distance is its threshold less what speaks for it, divided by `steepness`: radians to first order near
    the boundary.

    Args:
        rows: (k + p, d) on the grid: k weights over `scale`, p prototypes.
        biases: (1, k).
        scale: a power of two.
        counts: how many prototypes each label has.
        means, spreads, weights: (1, 2): of held-out examples of a label the mean and the deviation of each part of
            what speaks for it, and what the part counts.
        thresholds: (1, k), from which a point has the label.
        others: (1, k), beyond which few points lie that have it not.
        steepness: what speaks for a label, in a radian.
        warmth: by which logits are multiplied before they are probabilities.
        added: (m, d) points that were learned since the fit, `owners` their labels as numbers.
        fresh: how many labels were learned since the fit, which have such points alone.
        reaches: (1, m), the cosine to each such point from which it counts.
        reach: the least of them.

    Raises:
        GeometryError: the parts do not fit together.
    """

    kind: ClassVar[str] = "separate"
    rows: Matrix
    biases: Matrix
    scale: float
    counts: tuple[int, ...]
    means: Matrix
    spreads: Matrix
    weights: Matrix
    thresholds: Matrix
    others: Matrix
    steepness: float
    warmth: float
    added: Matrix
    owners: tuple[tuple[int, ...], ...]
    fresh: int
    reaches: Matrix
    reach: float

    def __post_init__(self) -> None:
        self._settle(self._fits(), self.scale, self.warmth)

    def _fits(self) -> bool:
        known = int(self.biases.size)
        learned = {label for own in self.owners for label in own}
        return (
            len(self.counts) == known > 0
            and min(self.counts) > 0
            and len(self.rows) == known + sum(self.counts)
            and all(each.shape == (1, known) for each in (self.biases, self.thresholds, self.others))
            and all(each.shape == (1, PARTS) for each in (self.means, self.spreads, self.weights))
            and self.added.shape == (len(self.owners), self.rows.shape[1])
            and self.reaches.shape == (1, len(self.owners))
            and bool((self.reaches < 1.0).all())
            and self.fresh >= 0
            and set(range(known, self.labels)) <= learned <= set(range(self.labels))
        )

    def centre(self, label: int) -> Matrix:
        """The middle of a label's prototypes, or of the points of a label that was learned since the fit: (d,)."""
        known = int(self.biases.size)
        if label < known:
            own = self.rows[known:][np.repeat(np.arange(known), self.counts) == label]
        else:
            own = self.added[[label in labels for labels in self.owners]]
        found: Matrix = mean_direction(own)[0]
        return found

    def table(self, rows: Matrix) -> Matrix:
        return self.away(self.weighed(rows)[1])

    def away(self, spoken: Wide) -> Matrix:
        """The distances of what speaks for each label, (n, k) -> (n, k)."""
        away: Matrix = ((self._limits(self.thresholds) - spoken) / self.steepness).astype(np.float32)
        return away

    def weighed(self, rows: Matrix) -> tuple[Wide, Wide]:
        """Of checked unit rows the probability of each label, and what speaks for it, both (n, k)."""
        parts = self.parts(rows)
        probabilities = 0.5 * (1.0 + np.tanh(0.5 * self.warmth * parts[:, :, 0]))
        spoken = ((parts - self.means) / self.spreads * self.weights).sum(axis=2)
        return self._with_added(rows, probabilities, spoken) if self.owners else (probabilities, spoken)

    def parts(self, rows: Matrix) -> Wide:
        """What speaks for each label that was fitted, (n, k, 2)."""
        known = int(self.biases.size)
        products = (on_grid(rows) @ self.rows.T).astype(np.float64)
        closest = np.maximum.reduceat(products[:, known:], starts(self.counts), axis=1)
        return np.stack([products[:, :known] * self.scale + self.biases, closest], axis=2)

    def close(self, spoken: Wide) -> npt.NDArray[np.bool_]:
        """Which labels lie between the two limits, so that they could as well be given as not: (n, k)."""
        limits = self._limits(self.thresholds), self._limits(self.others)
        low, high = np.minimum(*limits), np.maximum(*limits)
        return (spoken >= low) & (spoken <= high)

    def slope(self, rows: Matrix) -> Wide:
        return self.slope_of(rows, self.table(rows).argmin(axis=1))

    def slope_of(self, rows: Matrix, labels: Wide) -> Wide:
        known = int(self.biases.size)
        wide = self.rows.astype(np.float64)
        counted = (self.weights / self.spreads)[0].astype(np.float64)
        owners = np.repeat(np.arange(known), self.counts)
        cosines = on_grid(rows) @ self.rows[known:].T
        at = np.where(owners == labels[:, None], cosines, np.float32(-4.0)).argmax(axis=1)
        fitted = np.minimum(labels, known - 1)
        pull = counted[0] * self.scale * wide[fitted] + counted[1] * wide[known + at]
        for row in np.flatnonzero(labels >= known):
            pull[row] = self.centre(int(labels[row]))
        return tangent(-pull / self.steepness, rows.astype(np.float64))

    def _limits(self, known: Matrix) -> Wide:
        """Limits of the labels that were fitted, and 0 for those that were learned since."""
        found: Wide = np.hstack([known, np.zeros((1, self.fresh), np.float32)]).astype(np.float64)
        return found

    def _with_added(self, rows: Matrix, probabilities: Wide, spoken: Wide) -> tuple[Wide, Wide]:
        """The nearest learned point gives and takes labels within its reach, wholly at the point."""
        nothing = np.zeros((len(rows), self.fresh))
        probabilities, spoken = np.hstack([probabilities, nothing]), np.hstack([spoken, nothing - _ABSENT])
        nearest, here = drawn(rows, self.added, self.reaches)
        has = np.array([[label in own for label in range(self.labels)] for own in self.owners])[nearest]
        limits = self._limits(self.thresholds)
        wanted = np.where(has, np.maximum(spoken, limits + _CLEAR), np.minimum(spoken, limits - _CLEAR))
        share = here[:, None]
        return probabilities + share * (has - probabilities), spoken + share * (wanted - spoken)
