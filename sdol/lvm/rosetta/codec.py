"""A translation between two spaces, and the chains and ways back that are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy.typing as npt

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.rosetta.judging import HeldOut, judge, measure
from sdol.lvm.rosetta.procrustes import Leg, procrustes
from sdol.lvm.sphere import Matrix, normalise

LEAST_PAIRS = 8
"""Distinct pairs that a translation is fitted to; half of them judge what the other half teaches."""


@dataclass(frozen=True, eq=False, repr=False)
class Rosetta(Described):
    """A translation from one space to another: one step, or several through spaces between.

    Attributes:
        legs: the steps, in order.
        held_out: the figures on pairs kept out; None for a chain, which no pairs have judged yet.
    """

    legs: tuple[Leg, ...]
    held_out: HeldOut | None = None

    def __post_init__(self) -> None:
        if not self.legs:
            raise GeometryError("a translation has at least one step")
        for one, following in zip(self.legs, self.legs[1:], strict=False):
            if one.dimensions[1] != following.dimensions[0]:
                raise GeometryError(
                    f"a translation to {one.dimensions[1]} dimensions does not lead on "
                    f"to one from {following.dimensions[0]}"
                )

    @property
    def dimensions(self) -> tuple[int, int]:
        """Of the space that it starts from and of the one that it leads to."""
        return self.legs[0].dimensions[0], self.legs[-1].dimensions[1]

    def translate(self, x: npt.ArrayLike) -> Matrix:
        """Vectors of A as vectors of B: (n, p) -> (n, q), unit rows; O(n p q), the same bits in any batch.

        Raises:
            GeometryError: the dimension is not that of A, a row is zero or not finite, or the translation is
                not better than chance.
        """
        rows = normalise(x)
        if rows.shape[1] != self.dimensions[0]:
            raise GeometryError(
                f"the translation starts from {self.dimensions[0]} dimensions, not {rows.shape[1]}"
            )
        if self.held_out is not None and not self.held_out.better:
            raise GeometryError(_refusal(self.held_out))
        for leg in self.legs:
            rows = leg.apply(rows)
        return rows

    def inverse(self) -> Rosetta:
        """The translation from B to A.

        Going and coming back gives the same vector where both spaces have as many dimensions and neither
        centring nor whitening was asked for; else the nearest that the smaller space can say.
        """
        back = self.held_out.reversed() if self.held_out else None
        return Rosetta(tuple(leg.reversed() for leg in reversed(self.legs)), back)

    def then(self, other: Rosetta) -> Rosetta:
        """From A to B by this one and on to C by another: `a.then(b).translate(x)` is b's of a's.

        Raises:
            GeometryError: this one does not lead where the other starts from, or one of them is not better than
                chance.
        """
        for part in (self, other):
            if part.held_out is not None and not part.held_out.better:
                raise GeometryError(_refusal(part.held_out))
        return Rosetta(self.legs + other.legs)

    def measured(self, a: npt.ArrayLike, b: npt.ArrayLike, *, seed: int = 0) -> Rosetta:
        """The same translation with its figures on pairs (n, p), (n, q) that it was not fitted to.

        At most 1,000 of them are judged, drawn by the seed.

        Raises:
            GeometryError: numbers of rows or a dimension differ, there are fewer than 8 distinct pairs, or a row is
                zero or not finite.
        """
        left, right = _pairs(a, b)
        if (left.shape[1], right.shape[1]) != self.dimensions:
            raise GeometryError(
                f"the translation leads from {self.dimensions[0]} to {self.dimensions[1]} dimensions, "
                f"not from {left.shape[1]} to {right.shape[1]}"
            )
        return Rosetta(self.legs, measure(self.legs, left, right, seed))

    def to_dict(self) -> dict[str, Any]:
        """Plain values and float32 matrices."""
        judged = None if self.held_out is None else self.held_out.to_dict()
        return {"legs": [leg.to_dict() for leg in self.legs], "held_out": judged}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rosetta:
        """The inverse of `to_dict`.

        Raises:
            GeometryError: something is missing, or does not fit the rest.
        """
        try:
            legs, judged = data["legs"], data["held_out"]
            return cls(
                tuple(Leg.from_dict(leg) for leg in legs),
                None if judged is None else HeldOut.from_dict(judged),
            )
        except (KeyError, TypeError) as wrong:
            raise GeometryError(f"this is no translation: {wrong}") from None

    def __str__(self) -> str:
        here, there = self.dimensions
        if self.held_out is None:
            return f"{here} to {there} dimensions in {len(self.legs)} steps"
        right = 100 * self.held_out.forward_top1
        return f"{here} to {there} dimensions, {right:.1f}% right among {self.held_out.candidates:.0f}"


def fit_rosetta(
    a: npt.ArrayLike, b: npt.ArrayLike, *, centre: bool = True, whiten: bool = True, seed: int = 0
) -> Rosetta:
    """The translation that pairs of vectors teach, and how good it is on pairs it was not fitted to.

    Orthogonal Procrustes (Schönemann 1966); fewer pairs than dimensions leave directions out, of which the pairs
    say nothing. A pair of which either side was seen before is left out, for it would be on both sides of the
    held-out split. At most nine fits of O(n (p + q)^2 + (p + q)^3).

    Args:
        a: (n, p) vectors of the one space, n >= 8 of them distinct.
        b: (n, q) vectors of the other, of the same things in the same order.
        centre: subtract either side's mean first.
        whiten: let all directions of either side count alike.
        seed: of the held-out split.

    Raises:
        GeometryError: numbers of rows differ, a row is zero or not finite, or there are too few distinct pairs.
            A translation that is not better than chance is given, with its figures, and refuses to translate.
    """
    left, right = _pairs(a, b)
    fit = partial(procrustes, centre=centre, whiten=whiten)
    return Rosetta((fit(left, right),), judge(left, right, fit, seed))


def _pairs(a: npt.ArrayLike, b: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """Distinct pairs of unit rows, enough of them."""
    left, right = _side(a, "left"), _side(b, "right")
    if len(left) != len(right):
        raise GeometryError(f"{len(left)} vectors and {len(right)} vectors are no pairs")
    left, right = _distinct(left, right)
    if len(left) < LEAST_PAIRS:
        raise GeometryError(
            f"a translation takes at least {LEAST_PAIRS} distinct pairs, not {len(left)}: "
            "half of them judge what the other half teaches"
        )
    return left, right


def _side(x: npt.ArrayLike, which: str) -> Matrix:
    try:
        return normalise(x)
    except GeometryError as wrong:
        raise GeometryError(f"on the {which} side: {wrong}") from None


def _distinct(a: Matrix, b: Matrix) -> tuple[Matrix, Matrix]:
    """The pairs without those that repeat a side."""
    seen_a: set[bytes] = set()
    seen_b: set[bytes] = set()
    kept = []
    for place, (x, y) in enumerate(zip(a, b, strict=True)):
        one, other = x.tobytes(), y.tobytes()
        if one not in seen_a and other not in seen_b:
            kept.append(place)
        seen_a.add(one)
        seen_b.add(other)
    return a[kept], b[kept]


def _refusal(judged: HeldOut) -> str:
    return (
        f"this translation is not better than chance (p = {judged.p_value:.2g}): of {judged.pairs} pairs kept out "
        f"{judged.forward_top1:.1%} found their partner, and guessing finds {judged.chance:.1%}"
    )
