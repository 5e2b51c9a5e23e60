"""What similarities mean in one embedding space: how like unrelated and related pairs are.

A cosine of 0.4 is close in one space and nothing in another. A `Calibration` is measured once, when a space
is built, on labelled text; the threshold of "means the same" and the reach of a region follow from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.sphere import Matrix, normalise, similarity

PROBABILITIES = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)
"""The probabilities at which both distributions are kept."""

SAME_FALSE_RATE = 0.001
"""The share of unrelated pairs that `~=` takes for the same."""

STRAY_RATE = 0.05
"""The share of unrelated texts that a region around a single example would take in."""

NARROWING = 0.4
"""The power of the number of examples that a region's margin is divided by.

Chosen on held-out parts of the training files of CLINC150 and Banking77, in the minilm space: with 10
examples a region about an intent of CLINC150 refuses 4% of its own messages, with 3 examples 5.5%. A square
root refuses a third more with 3.
"""

PAIRS = 200_000

_SPREAD = 1e-3  # a space whose unrelated pairs differ less than this tells nothing apart


@dataclass(frozen=True)
class Calibration:
    """Cosine similarities of unrelated and of related pairs of texts in one space.

    Args:
        unrelated_mean: mean cosine of pairs with different labels.
        unrelated_std: its standard deviation.
        unrelated_quantiles: the cosine below which each of `PROBABILITIES` of those pairs lies.
        related_mean: mean cosine of pairs with one label.
        related_std: its standard deviation.
        related_quantiles: as for unrelated pairs.

    Raises:
        GeometryError: a number is not finite or no cosine, or quantiles fall.
    """

    unrelated_mean: float
    unrelated_std: float
    unrelated_quantiles: tuple[float, ...]
    related_mean: float
    related_std: float
    related_quantiles: tuple[float, ...]

    def __post_init__(self) -> None:
        _check_quantiles("unrelated", self.unrelated_quantiles)
        _check_quantiles("related", self.related_quantiles)
        if not (-1.0 <= self.unrelated_mean <= 1.0 and -1.0 <= self.related_mean <= 1.0):
            raise GeometryError("the calibration's means are no cosines")
        if not (_SPREAD <= self.unrelated_std <= 1.0 and 0.0 <= self.related_std <= 1.0):
            raise GeometryError("the calibration's deviations are not those of cosines that differ")

    @property
    def same_threshold(self) -> float:
        """The cosine from which two meanings are the same: `SAME_FALSE_RATE` of unrelated pairs reach it."""
        return self.unrelated(1.0 - SAME_FALSE_RATE)

    @property
    def void_margin(self) -> float:
        """How much farther, in radians, one example reaches than the angle of `same_threshold`.

        So far that `STRAY_RATE` of unrelated texts would fall in.
        """
        return math.acos(self.unrelated(1.0 - STRAY_RATE)) - math.acos(self.same_threshold)

    @property
    def sharpness(self) -> float:
        """By how much the logarithm of an example's weight grows with its cosine to a point.

        A factor e for half a deviation of unrelated cosines: likeness is told from chance, and the examples
        of one topic still share the weight.
        """
        return 2.0 / self.unrelated_std

    def radius(self, examples: float) -> float:
        """The radius, in radians, of a region around this many distinct examples.

        The angle of `same_threshold`, and a margin that narrows as examples are added: few examples stand for
        more that was not said.
        """
        return math.acos(self.same_threshold) + self.void_margin * math.pow(examples, -NARROWING)

    def unrelated(self, probability: float) -> float:
        """The cosine below which this share of unrelated pairs lies, between quantiles by interpolation."""
        return float(np.interp(probability, PROBABILITIES, self.unrelated_quantiles))

    def related(self, probability: float) -> float:
        """The cosine below which this share of related pairs lies, between quantiles by interpolation."""
        return float(np.interp(probability, PROBABILITIES, self.related_quantiles))

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and lists, fit for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: a field is missing or holds something else than numbers.
        """
        try:
            values = {field.name: _numbers(data[field.name]) for field in fields(cls)}
        except KeyError as missing:
            raise GeometryError(f"the calibration lacks {missing}") from None
        except (TypeError, ValueError) as wrong:
            raise GeometryError(f"the calibration does not hold numbers: {wrong}") from None
        return cls(**values)


def _numbers(stored: Any) -> Any:
    return tuple(float(item) for item in stored) if isinstance(stored, list | tuple) else float(stored)


def calibrate(vectors: Matrix, labels: Sequence[str], *, pairs: int = PAIRS, seed: int = 0) -> Calibration:
    """Measure a space on labelled texts.

    Unrelated pairs are random rows with different labels; related pairs are two rows of one label, labels
    being drawn in proportion to their rows. Labels of several data sets must be told apart by the caller.

    Args:
        vectors: (n, d) rows; they are normalised here.
        labels: n labels.
        pairs: how many pairs of either kind to draw.
        seed: of the draw.

    Raises:
        GeometryError: numbers of rows and labels differ, there is only one label, or no label has two rows.
    """
    rows = normalise(vectors)
    if len(labels) != len(rows):
        raise GeometryError(f"{len(rows)} vectors have {len(labels)} labels")
    _, codes = np.unique(np.asarray(labels), return_inverse=True)
    rng = np.random.default_rng(seed)
    unrelated = _cosines(rows, *_unrelated_pairs(codes, pairs, rng))
    related = _cosines(rows, *_related_pairs(codes, pairs, rng))
    return Calibration(
        unrelated_mean=float(unrelated.mean(dtype=np.float64)),
        unrelated_std=float(unrelated.std(dtype=np.float64)),
        unrelated_quantiles=_quantiles(unrelated),
        related_mean=float(related.mean(dtype=np.float64)),
        related_std=float(related.std(dtype=np.float64)),
        related_quantiles=_quantiles(related),
    )


def _unrelated_pairs(codes: Any, pairs: int, rng: np.random.Generator) -> tuple[Any, Any]:
    if len(codes) == 0 or codes.max() == 0:
        raise GeometryError("unrelated pairs need at least two labels")
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], codes, side="left")
    sizes = np.bincount(codes)[codes]
    left = rng.integers(0, len(codes), pairs)
    # A position among the rows of other labels: those of the same label are skipped as one stretch.
    position = (rng.random(pairs) * (len(codes) - sizes[left])).astype(np.int64)
    position += np.where(position >= starts[left], sizes[left], 0)
    return left, order[position]


def _related_pairs(codes: Any, pairs: int, rng: np.random.Generator) -> tuple[Any, Any]:
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)[codes[order]]
    starts = np.searchsorted(codes[order], codes[order], side="left")
    useful = np.flatnonzero(sizes > 1)
    if len(useful) == 0:
        raise GeometryError("related pairs need a label with at least two rows")
    left = useful[rng.integers(0, len(useful), pairs)]
    step = 1 + (rng.random(pairs) * (sizes[left] - 1)).astype(np.int64)
    right = starts[left] + (left - starts[left] + step) % sizes[left]
    return order[left], order[right]


def _cosines(rows: Matrix, left: Any, right: Any, block: int = 8192) -> Any:
    parts = [
        similarity(rows[left[i : i + block]], rows[right[i : i + block]]) for i in range(0, len(left), block)
    ]
    return np.concatenate(parts)


def _quantiles(cosines: Any) -> tuple[float, ...]:
    return tuple(float(q) for q in np.quantile(cosines.astype(np.float64), PROBABILITIES))


def _check_quantiles(kind: str, quantiles: tuple[float, ...]) -> None:
    values = np.asarray(quantiles, dtype=np.float64)
    if values.shape != (len(PROBABILITIES),):
        raise GeometryError(
            f"the calibration has {values.size} {kind} quantiles where {len(PROBABILITIES)} belong"
        )
    # Written so that NaN fails too.
    if not (np.all(np.abs(values) <= 1.0) and np.all(np.diff(values) >= 0.0)):
        raise GeometryError(f"the calibration's {kind} quantiles are not rising cosines")
