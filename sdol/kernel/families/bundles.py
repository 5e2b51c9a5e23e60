"""Bundles of lists: many vectors in one, each with its weight."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vec, Vecs


@instruction(
    "bundles.bundle",
    ("(xs: list[vec@S]) -> vec@S", "(xs: list[vec@S], weights: list[num]) -> vec@S"),
    examples=[
        Example("bundle(['a, 'b, 'c]) ~ 'c > 0.4", "true"),
        Example("bundle(['a, 'b], [3, 1]) ~ 'a > 0.9", "true"),
        Example("bundle(['a + 'b, 'b], [sqrt(2), -1]) ~ 'a > 0.99", "true"),
    ],
)
def bundle(xs: Vecs, weights: list[float] | None = None) -> Vec:
    """The bundle of a list of vectors, as `+` would make it; each may have a weight, a negative one to take it out."""
    from sdol import lvm

    if not len(xs):
        raise SdolError("E0552", "an empty list has no bundle")
    shares = None if weights is None else [float(w) for w in weights]
    return Vec(xs.space, lvm.superpose(xs.rows, shares)[0])
