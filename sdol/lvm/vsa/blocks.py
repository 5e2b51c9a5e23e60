"""Results that are made block by block, each small enough to stay in the second-level cache until it is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Work = Callable[..., Any]

BYTES = 1 << 19
"""Bytes of one block of results."""


def rows_of_block(width: int, itemsize: int) -> int:
    """How many rows of so many numbers a block has."""
    return max(1, BYTES // (width * itemsize))


def fill(out: Any, sides: tuple[Any, ...], work: Work, finish: Work) -> None:
    """Writes to `out` (n, d) what `work` and then `finish` make of the rows of all sides.

    `work` has the rows of each side, all of them where there is one, and the block that it writes to;
    `finish` has that block and the number of its first row.

    Every block is made in the same room, and copied when it is whole. Passes over the room stay in the cache,
    and a plain copy is the one way of writing for which a processor need not read the result's memory before.
    """
    step = rows_of_block(out.shape[1], out.itemsize)
    room = np.empty((min(step, len(out)), out.shape[1]), dtype=out.dtype)
    for start in range(0, len(out), step):
        part = out[start : start + step]
        made = room[: len(part)]
        work(*(side if len(side) == 1 else side[start : start + step] for side in sides), made)
        finish(made, start)
        part[:] = made
