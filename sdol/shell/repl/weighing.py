"""How much memory values take, about: what a session remembers of them is bounded by that."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MOST_BYTES = 1 << 30
"""Memory that the values of earlier entries may take, under their numbers and again for `:undo`."""


DEEPEST = 8
"""Nesting to which the parts of a value are counted."""


def weight(value: Any, depth: int = 0) -> int:
    """Bytes of a value, about: vectors as they are, a list by its first item; what lies elsewhere is not counted."""
    array: Any = getattr(value, "rows", None)
    if hasattr(array, "nbytes"):
        return int(array.nbytes)
    size = sys.getsizeof(value, 64)
    if isinstance(value, list) and value and depth < DEEPEST:
        return size + len(value) * weight(value[0], depth + 1)
    if isinstance(value, dict) and depth < DEEPEST:
        return size + sum(weight(part, depth + 1) for part in value.values())
    return size


def weights(values: Iterable[Any]) -> int:
    """Bytes of several values."""
    return sum(map(weight, values))
