"""Whole numbers at the door: what is taken for one, and that it is in range."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.moduli import Integers


def whole_numbers(values: npt.ArrayLike, lowest: int, greatest: int) -> Integers:
    """Integers (n,) within a range; one number counts as a list of one.

    Raises:
        GeometryError: not whole numbers, more than a list, or one out of range, which the message names.
    """
    given = np.atleast_1d(np.asarray(values))
    if given.ndim > 1:
        raise GeometryError(f"numbers must be a list (n,), not of shape {given.shape}")
    if not given.size:
        return np.empty(0, dtype=np.int64)
    if given.dtype.kind not in "iu" and not _python_integers(given):
        raise GeometryError("numbers must be whole; `encode_real` takes fractions")
    outside = np.flatnonzero((given < lowest) | (given > greatest))
    if len(outside):
        at = int(outside[0])
        raise GeometryError(
            f"number {at}, {given[at]:,}, is not within {lowest:,} to {greatest:,}: "
            "take more moduli, or ask for it to wrap"
        )
    return given.astype(np.int64)


def _python_integers(given: npt.NDArray[Any]) -> bool:
    return given.dtype.kind == "O" and all(isinstance(x, int) and not isinstance(x, bool) for x in given)
