"""Results that are made block by block, each small enough to stay in the second-level cache until it is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Work = Callable[..., Any]

BYTES = 1 << 18
"""Bytes of one block of results."""


def rows_of_block(width: int, itemsize: int) -> int:
    """How many rows of so many numbers a block has."""
    return max(1, BYTES // (width * itemsize))


def fill(out: Any, sides: tuple[Any, ...], work: Work, finish: Work | None = None) -> None:
    """Writes to `out` (n, d) what `work`, and `finish` after it, make of the rows of all sides.

    `work` has the rows of each side, all of them where there is one, and the block that it writes to;
    `finish` has that block and the number of its first row.
    """
    step = rows_of_block(out.shape[1], out.itemsize)
    for start in range(0, len(out), step):
        made = out[start : start + step]
        work(*(side if len(side) == 1 else side[start : start + step] for side in sides), made)
        if finish is not None:
            finish(made, start)
