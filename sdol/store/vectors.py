"""Vectors between numpy and the database: float32, little-endian, of unit length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sdol.errors import SdolError

Floats = NDArray[np.float32]

STORED = np.dtype("<f4")
UNIT_TOLERANCE = 1e-3  # of the length; float32 of 100,000 dimensions stays within 1e-4


def unit_row(vector: ArrayLike, dimension: int) -> Floats:
    """`vector` as a contiguous float32 array of shape (dimension,).

    Raises:
        SdolError: E0610, the shape is another, a component is NaN or infinite, or the length is not 1.
    """
    array = _floats(vector)
    if array.ndim != 1:
        raise _refusal("a vector has one axis", f"this one has the shape {array.shape}")
    row: Floats = unit_rows(array.reshape(1, -1), dimension)[0]
    return row


def unit_rows(matrix: ArrayLike, dimension: int) -> Floats:
    """`matrix` as a contiguous float32 array of shape (n, dimension).

    Raises:
        SdolError: E0610, the shape is another, a component is NaN or infinite, or a row's length is not 1.
    """
    array = _floats(matrix)
    if array.ndim != 2:
        raise _refusal("vectors are the rows of a matrix", f"this array has the shape {array.shape}")
    if array.shape[1] != dimension:
        raise _refusal(f"its dimension is {array.shape[1]}", f"{dimension} is expected here")
    bad = np.flatnonzero(~are_unit(array))
    if len(bad):
        raise _bad_row(array, int(bad[0]))
    return array


def are_unit(rows: Floats) -> NDArray[np.bool_]:
    """Which of the rows (n, d) have unit length; shape (n,). False for NaN and infinity."""
    with np.errstate(over="ignore", invalid="ignore"):
        squares: Floats = np.vecdot(rows, rows)
        unit: NDArray[np.bool_] = np.abs(squares - 1.0) <= 2 * UNIT_TOLERANCE
    return unit


def blob(row: Floats) -> bytes:
    """The bytes that the database holds for a row (d,)."""
    return row.astype(STORED, copy=False).tobytes()


def from_blob(data: bytes) -> Floats:
    """The vector (d,) of the database's bytes; read-only."""
    return np.frombuffer(data, STORED)


def from_blobs(blobs: Sequence[bytes], dimension: int) -> Floats:
    """The matrix (n, dimension) of the database's bytes; read-only.

    Raises:
        ValueError: the blobs are not n times `dimension` floats.
    """
    return np.frombuffer(b"".join(blobs), STORED).reshape(len(blobs), dimension)


def _floats(values: ArrayLike) -> Floats:
    try:
        with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused as such
            return np.ascontiguousarray(values, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise _refusal("it is not an array of numbers", str(error)) from error


def _bad_row(array: Floats, index: int) -> SdolError:
    row = array[index]
    which = f"row {index} " if len(array) > 1 else "it "
    if not np.isfinite(row).all():
        return _refusal(f"{which}holds NaN or an infinity", "every component must be a finite number")
    length = float(np.linalg.norm(row.astype(np.float64)))
    if length == 0.0:
        return _refusal(
            f"{which}is zero", "a zero vector has no direction, so nothing can be compared with it"
        )
    return _refusal(f"{which}has the length {length:.6g}", "vectors of a space have the length 1")


def _refusal(what: str, why: str) -> SdolError:
    return SdolError(
        "E0610",
        f"this vector cannot be used: {what}",
        reason=why,
        help="embed a text in the partition's space, or scale the vector to unit length",
    )
