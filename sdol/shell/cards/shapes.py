"""What a region is made of: its parts, its examples, the middle of it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sdol.learn.routing import origins

if TYPE_CHECKING:
    import numpy as np

    from sdol.lvm.region import Region as Shape


def inner(shape: Shape) -> list[Shape]:
    """The regions that a region is made of directly; none for a primitive one, and for a label of a router."""
    if shape.kind == "labelled":
        return []
    found: list[Shape] = []
    for field in fields(shape):  # type: ignore[arg-type]
        held = getattr(shape, field.name)
        found += [one for one in (held if isinstance(held, tuple) else (held,)) if hasattr(one, "signed")]
    return found


def leaves(shape: Shape) -> list[Shape]:
    """The primitive regions in a region, from left to right."""
    waiting, found = [shape], []
    while waiting:
        one = waiting.pop()
        parts = inner(one)
        waiting += reversed(parts)
        if not parts:
            found.append(one)
    return found


def rows_compared(shape: Shape) -> int:
    """Vectors that a point is compared with to find its distance to a region."""
    return sum(len(getattr(one, "examples", ())) or _LABELLED.get(one.kind, 1) for one in leaves(shape))


_LABELLED = {"labelled": 500, "field": 500}
"""What a router compares a point with, about: some rows for each of its labels."""


def middle(shape: Shape) -> np.ndarray | None:
    """A point (d,) in the middle of what a region takes in; None where it has none, as a complement."""
    import numpy as np

    from sdol import lvm

    if shape.kind == "complement":
        return None
    parts = inner(shape)
    if parts:
        chosen = parts[:1] if shape.kind == "difference" else parts
        middles = [found for found in map(middle, chosen) if found is not None]
        rows = np.stack(middles) if middles else None
    else:
        rows = anchors(shape)
    if rows is None:
        return None
    total = rows.sum(axis=0, keepdims=True)
    return lvm.normalise(total)[0] if float(np.linalg.norm(total)) > 1e-6 else None


def anchors(shape: Shape) -> np.ndarray | None:
    """The points (n, d) that a primitive region was made from: its examples, its centre, its ends.

    None where it has none, and for a region of a router whose examples this process has not met.
    """
    import numpy as np

    if shape.kind in _LABELLED:
        origin = origins.of(shape)
        return None if origin is None else origin.rows(shape)
    for name in ("examples", "centre", "normal"):
        if hasattr(shape, name):
            return getattr(shape, name)  # type: ignore[no-any-return]
    if hasattr(shape, "a") and hasattr(shape, "b"):
        return np.concatenate([shape.a, shape.b])
    return None
