"""What is known of each label: its weights, its prototypes and its Gaussian, as one matrix to multiply with."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sdol.lvm.routing.grid import on_grid, scaled
from sdol.lvm.routing.kernel import SHARPNESS, Kernel, fit_kernel, likeness, no_kernel
from sdol.lvm.routing.logistic import CLOSE, fit_logistic
from sdol.lvm.routing.logistic import Heads as Linear
from sdol.lvm.routing.metric import fit_metric
from sdol.lvm.routing.prototypes import Prototypes, members, prototypes, starts
from sdol.lvm.routing.relative import Relative, fit_relative
from sdol.lvm.sphere import Matrix, Wide, combine

PARTS = 3
"""Of familiarity: the logit over the length in the metric, the cosine to a prototype less what is usual there, and
relative Mahalanobis distance."""

_NOWHERE = np.float32(-4.0)  # less than any cosine less any other


class Heads(NamedTuple):
    """Rows to multiply with, and what belongs to them.

    Attributes:
        rows: (k + p + m + s + e, d) on the grid: k weights over `scale`, p prototypes, m axes, the metric, of
            which s is d or, where there are too many examples for it to tell, 0, and e examples as `Kernel` has them.
        biases: (1, k).
        scale: a power of two.
        counts: how many prototypes each label has.
        usual: (1, p), the cosine that is usual near each prototype.
        nearness: what counts for a label's logit the kernel's sum over examples, or, where there are too many to
            keep, the cosine to the label's nearest prototype.
        kernel: (k, e), the counts of `Kernel`.
        curvatures, pulls, constants: (1, m), (k, d) and (1, k), as `Relative` has them.
    """

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

    @property
    def labels(self) -> int:
        return int(self.biases.shape[1])

    @property
    def prototypes(self) -> Matrix:
        """(p, d)"""
        return self.rows[self.labels : self.labels + len(self.owners)]

    @property
    def metric(self) -> Matrix:
        """As `fit_metric` has it, (s, d)."""
        first = self.labels + self.usual.shape[1] + self.curvatures.shape[1]
        return self.rows[first : len(self.rows) - self.kernel.shape[1]]

    @property
    def owners(self) -> Any:
        """The label of each prototype, (p,)."""
        return np.repeat(np.arange(self.labels), self.counts)

    def seen(self, rows: Matrix) -> Seen:
        """What unit rows (n, d) make of the rows."""
        products = on_grid(rows) @ self.rows.T
        known = self.labels + self.usual.shape[1]
        bends, last = known + self.curvatures.shape[1], len(self.rows) - self.kernel.shape[1]
        plain = products[:, : self.labels].astype(np.float64) * self.scale + self.biases
        cosines, along = products[:, self.labels : known], products[:, known:bends]
        return Seen(plain, cosines, along, products[:, bends:last], products[:, last:])

    def closest(self, cosines: Matrix) -> Matrix:
        """Of values at prototypes (n, p) the greatest of each label, (n, k)."""
        found: Matrix = np.maximum.reduceat(cosines, starts(self.counts), axis=1)
        return found

    def judged(self, rows: Matrix) -> tuple[Wide, Wide]:
        """Logits (n, k) and the parts of familiarity (n, 3) of unit rows."""
        seen = self.seen(rows)
        logits = self.logits(seen)
        return logits, self._parts(rows, seen, logits)

    def logits(self, seen: Seen) -> Wide:
        """(n, k)"""
        if not self.nearness:
            return seen.plain
        found: Wide = seen.plain + self.nearness * self.near(seen).astype(np.float64)
        return found

    def near(self, seen: Seen) -> Matrix:
        """What the examples that are near say for each label, (n, k)."""
        if not self.kernel.size:
            return self.closest(seen.cosines)
        found: Matrix = np.vecdot(likeness(seen.examples)[:, None, :], self.kernel[None])
        return found

    def _parts(self, rows: Matrix, seen: Seen, logits: Wide) -> Wide:
        best = logits.argmax(axis=1)
        bent = np.vecdot(seen.along.astype(np.float64) ** 2, self.curvatures.astype(np.float64))
        parts = np.empty((len(rows), PARTS))
        parts[:, 0] = logits[np.arange(len(rows)), best]
        if seen.stretched.shape[1]:
            parts[:, 0] /= seen.lengths
        parts[:, 1] = self._over(seen.cosines, best)
        parts[:, 2] = bent + np.vecdot(self.pulls[best], rows) + self.constants[0, best]
        return parts

    def _over(self, cosines: Matrix, labels: Any) -> Matrix:
        """How much nearer than usual the prototypes of one label for each row are, (n, p) -> (n,)."""
        places = members(self.counts)[labels]
        over: Matrix = (cosines[np.arange(len(cosines))[:, None], places] - self.usual[0, places]).max(axis=1)
        return over

    def counting(self, nearness: float) -> Heads:
        """With this for what is near; where it is nothing, without the examples that only it needs."""
        if nearness:
            return self._replace(nearness=nearness)
        rows = self.rows[: len(self.rows) - self.kernel.shape[1]]
        return self._replace(nearness=0.0, rows=rows, kernel=self.kernel[:, :0])

    def climb(self, seen: Seen, labels: Any) -> Wide:
        """The gradient of the logit of one label for each row: (n, d)."""
        wide = self.rows.astype(np.float64)
        if self.kernel.size:
            shares = SHARPNESS * likeness(seen.examples) * self.kernel[labels]
            near = combine(shares.astype(np.float64), wide[len(wide) - shares.shape[1] :])
        else:
            near = wide[self.labels + self._prototype(seen.cosines, labels)]
        found: Wide = self.scale * wide[labels] + self.nearness * near
        return found

    def pull(self, seen: Seen, weights: Wide) -> Wide:
        """The gradient of the parts' sum, each with its weight: (n, d)."""
        logits = self.logits(seen)
        best = logits.argmax(axis=1)
        at = self._prototype(seen.cosines - self.usual, best)
        first = self.labels + self.usual.shape[1]
        axes = self.rows[first : first + self.curvatures.shape[1]].astype(np.float64)
        bent = 2.0 * seen.along.astype(np.float64) * self.curvatures
        explained = combine(bent, axes) if len(axes) else 0.0
        over = self.prototypes[at].astype(np.float64)
        gaussian = explained + self.pulls[best]
        logit = self._climb_over_length(seen, best, logits.max(axis=1))
        found: Wide = weights[0] * logit + weights[1] * over + weights[2] * gaussian
        return found

    def _climb_over_length(self, seen: Seen, labels: Any, logits: Wide) -> Wide:
        """The gradient of the logit of one label for each row over its length in the metric: (n, d)."""
        climb = self.climb(seen, labels)
        if not seen.stretched.shape[1]:
            return climb
        longer = combine(seen.stretched.astype(np.float64), self.metric.astype(np.float64))
        lengths = seen.lengths[:, None]
        found: Wide = (climb - logits[:, None] / lengths**2 * longer) / lengths
        return found

    def _prototype(self, values: Matrix, labels: Any) -> Any:
        """The prototype of a label at which a value is greatest, for one label for each row."""
        return np.where(self.owners == labels[:, None], values, _NOWHERE).argmax(axis=1)


class Seen(NamedTuple):
    """Of n rows the logits by weights alone (n, k), and what prototypes, axes, the metric and examples make of them."""

    plain: Wide
    cosines: Matrix
    along: Matrix
    stretched: Matrix
    examples: Matrix

    @property
    def lengths(self) -> Wide:
        """In the metric, (n,): a logit grows with it, whatever the label."""
        wide = self.stretched.astype(np.float64)
        found: Wide = np.sqrt(np.vecdot(wide, wide))
        return found


def fit_heads(rows: Matrix, codes: Any, labels: int, each: bool, enough: float = CLOSE) -> Heads:
    """The heads of examples (n, d), of which each label has at least one; what is near counts nothing for logits yet.

    Args:
        each: whether there are so few examples (`FEW`) that each is kept to compare with, in a metric learned from
            all; held-out ones are judged as the last fit will.
        enough: as `fit_logistic` has it.
    """
    metric = fit_metric(rows, codes, labels) if each else rows[:0]
    linear = _fit_linear(rows, codes, labels, metric, enough)
    near = prototypes([rows[codes == code] for code in range(labels)])
    relative = fit_relative(rows, codes, labels)
    kernel = fit_kernel(rows, codes, labels, metric) if each else no_kernel(labels, rows.shape[1])
    return assembled(linear, near, relative, metric, kernel)


def _fit_linear(rows: Matrix, codes: Any, labels: int, metric: Matrix, enough: float) -> Linear:
    """Weights and biases as `fit_logistic` has them, penalised in the metric if there is one."""
    if not len(metric):
        return fit_logistic(rows, codes, labels, enough)
    weights, biases = fit_logistic(rows @ metric, codes, labels, enough)
    return weights @ metric, biases


def assembled(linear: Linear, near: Prototypes, relative: Relative, metric: Matrix, kernel: Kernel) -> Heads:
    """Heads of what was fitted; what is near counts nothing for logits yet."""
    weights, biases = linear
    heads, scale = scaled(weights)
    parts = on_grid(near.points), relative.axes, on_grid(metric), on_grid(kernel.points)
    return Heads(
        np.concatenate([heads, *parts]),
        biases[None].astype(np.float32),
        scale,
        near.counts,
        near.usual,
        0.0,
        kernel.counts,
        *relative[1:],
    )


def free_energy(logits: Wide) -> Wide:
    """The logarithm of the sum of exponentials of each row (n, k) -> (n,)."""
    top = logits.max(axis=1)
    found: Wide = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return found
