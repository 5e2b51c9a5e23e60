"""Values as JSON: what `sdol eval --json` gives for each kind of them."""

from __future__ import annotations

import math

from sdol.kernel.kinds import Made, as_data
from sdol.kernel.show import show
from sdol.kernel.values import Codebook, Point, Points, Region

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEEPEST = 200
"""Nesting to which lists and records are given as such; beyond it they are given as they are printed."""


def as_json(value: Any, depth: int = 0) -> Any:
    """The value as data for `json`: numbers that JSON lacks are texts, handles are as they are printed.

    A vector is `{"space", "dimension", "data"}`, with a `"name"` where it is a symbol.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return show(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, dict)) and depth >= DEEPEST:
        return show(value)
    if isinstance(value, dict):
        return {str(k): as_json(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, Points)):
        return [as_json(v, depth + 1) for v in value]
    return _spaced(value) or show(value)


def _spaced(value: Any) -> dict[str, Any] | None:
    """A value that lives in a space."""
    if isinstance(value, Point):
        named = {"name": value.name} if value.name else {}
        return {"space": value.space, "dimension": len(value.data), **named, "data": value.data.tolist()}
    if isinstance(value, Region):
        return {"space": value.space, "region": value.name or show(value)}
    if isinstance(value, Codebook):
        return {"space": value.space, "items": as_json(value.items)}
    if isinstance(value, Made):
        return {name: as_json(part, 1) for name, part in as_data(value).items()}
    return None
