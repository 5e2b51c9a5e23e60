"""The unit hypersphere, batched: cosine, angle, slerp, exponential and logarithmic map, transport, means.

Points are the rows of a C-contiguous float32 matrix (n, d); one point is a matrix with one row. A function
of two matrices takes equal numbers of rows, or one row on either side. Results are float32. Whatever is
decided by a comparison comes from `numpy.vecdot`, which gives a row the same bits alone as among a million;
a matrix product does not. The rest is computed in float64, block by block, so that small angles keep their
digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import array_of

Matrix: TypeAlias = npt.NDArray[np.float32]
"""A C-contiguous float32 array, (n, d) where it holds points."""

Wide: TypeAlias = npt.NDArray[np.float64]

Rows = TypeVar("Rows", bound=npt.NDArray[Any])

ANTIPODAL = 1e-6
"""Two unit rows whose sum is shorter than this have no unique geodesic: the sum is float32 rounding."""

UNIT = 1e-3
"""How far from 1 a point's squared length may be: room for the rounding of many steps."""

_BLOCK = 1 << 18  # numbers in one float64 block: 2 MB
_ROUNDING = 2.0**-23  # twice the most by which rounding to float32 changes a unit row's length
_CHORD = 0.99  # above this cosine the arc cosine of a float32 loses digits, and the chord is taken


def as_rows(x: npt.ArrayLike) -> Matrix:
    """Coerce to a C-contiguous float32 matrix; a vector (d,) becomes (1, d). Values are not checked.

    Raises:
        GeometryError: not numbers, more than two dimensions, or rows without components.
    """
    if (
        type(x) is np.ndarray
        and x.dtype == np.float32
        and x.ndim == 2
        and x.flags.c_contiguous
        and x.shape[1]
    ):
        return x
    given = array_of(x)
    with np.errstate(over="ignore"):
        rows = np.ascontiguousarray(given, dtype=np.float32)
    rows = rows.reshape(1, -1) if rows.ndim < 2 else rows
    if rows.ndim > 2 or rows.shape[1] == 0:
        raise GeometryError(f"vectors must be rows of a matrix (n, d), not of shape {rows.shape}")
    return rows


def normalise(x: npt.ArrayLike) -> Matrix:
    """The rows scaled to length 1: (n, d) -> (n, d).

    A row that is of length 1 to float32 rounding is kept bit for bit, so normalising twice changes nothing.

    Raises:
        GeometryError: a row holds NaN or infinity, or is zero; the message names the first such row.
    """
    rows = as_rows(x)
    out = np.empty_like(rows)
    for part in blocks(*rows.shape):
        wide = rows[part].astype(np.float64)
        lengths = _lengths(wide)
        _refuse_bad_rows(lengths, part.start)
        out[part] = wide / np.where(np.abs(lengths - 1.0) < _ROUNDING, 1.0, lengths)[:, None]
    return out


def similarity(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Cosine of unit rows, pair by pair: (n, d), (n, d) -> (n,) within [-1, 1].

    Raises:
        GeometryError: dimensions differ, or numbers of rows differ and neither is 1.
    """
    left, right = pair(a, b)
    return clipped(np.vecdot(left, right))


def table(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Cosines of all pairs of unit rows: (n, d), (m, d) -> (n, m), with the bits of `similarity`.

    Raises:
        GeometryError: dimensions differ.
    """
    left, right = as_rows(a), as_rows(b)
    same_dimension(left, right)
    if right.size <= _BLOCK:
        return clipped(np.vecdot(left[:, None, :], right[None]))
    out = np.empty((len(left), len(right)), dtype=np.float32)
    # Blocks of the right side stay in the cache while the rows of the left pass by.
    for part in blocks(*right.shape):
        np.vecdot(left[:, None, :], right[None, part, :], out=out[:, part])
    return clipped(out)


def angle(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Geodesic distance of unit rows in radians, pair by pair: (n, d), (n, d) -> (n,) within [0, pi].

    By the chords to the point and to its antipode (Kahan), exact to float32 at every angle.
    """
    left, right = pair(a, b)
    return _by_block(_angles, left, right)[:, 0].astype(np.float32)


def angle_table(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Geodesic distances in radians of all pairs of unit rows: (n, d), (m, d) -> (n, m).

    From `table`; the few pairs that nearly coincide, or nearly oppose, are taken by their chords.
    """
    left, right = as_rows(a), as_rows(b)
    cosines = table(left, right)
    out = np.arccos(cosines.astype(np.float64)).astype(np.float32)
    rows, columns = np.nonzero(np.abs(cosines) > _CHORD)
    for part in blocks(len(rows), left.shape[1]):
        near, far = rows[part], columns[part]
        out[near, far] = _angles(left[near].astype(np.float64), right[far].astype(np.float64))[:, 0]
    return out


def slerp(a: npt.ArrayLike, b: npt.ArrayLike, t: npt.ArrayLike) -> Matrix:
    """Spherical linear interpolation (Shoemake 1985): the point at fraction t of the geodesic from a to b.

    (n, d), (n, d) -> (n, d); t is one number, or one for each row. t = 0 gives the row of a, t = 1 that of b,
    bit for bit.

    Raises:
        GeometryError: t is outside [0, 1], or 0 < t < 1 between antipodes, which no one geodesic joins.
    """
    left, right = pair(a, b)
    fractions = _fractions(t, _count(left, right))
    count = _count(left, right, fractions)
    left, right, fractions = (_repeat(x, count) for x in (left, right, fractions))
    result = _by_block(_slerp, left, right, fractions).astype(np.float32)
    for edge, ends in ((0.0, left), (1.0, right)):
        at = np.flatnonzero(fractions[:, 0] == edge)
        result[at] = ends[at]
    return sound(result)


def log_map(a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Displacement from a to b: the tangent vector at a that points at b, its length the angle in radians.

    (n, d), (n, d) -> (n, d); not unit rows.

    Raises:
        GeometryError: a and b are antipodes, between which every direction is as short.
    """
    left, right = pair(a, b)
    return finite(_by_block(_log, left, right).astype(np.float32))


def exp_map(a: npt.ArrayLike, d: npt.ArrayLike) -> Matrix:
    """The point reached from a along displacement d, which is first projected on the tangent space at a.

    (n, d), (n, d) -> (n, d) of unit rows; the inverse of `log_map` within half a turn.

    Raises:
        GeometryError: a displacement holds NaN or infinity.
    """
    left, right = pair(a, d)
    finite(right)
    return sound(_by_block(_exp, left, right).astype(np.float32))


def scale(d: npt.ArrayLike, factor: npt.ArrayLike) -> Matrix:
    """Displacements made longer or shorter: (n, d) and one factor, or one for each row -> (n, d).

    Raises:
        GeometryError: a result is beyond what float32 holds, or no number.
    """
    rows, factors = as_rows(d), np.asarray(factor, dtype=np.float64).reshape(-1, 1)
    if len(factors) != len(rows) and 1 not in (len(factors), len(rows)):
        raise GeometryError(f"{len(factors)} factors and {len(rows)} rows do not pair")
    with np.errstate(over="ignore", invalid="ignore"):
        scaled: Matrix = (rows * factors).astype(np.float32)
    return finite(scaled)


def transport(d: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Matrix:
    """Parallel transport of displacement d from the tangent space at a to that at b, along their geodesic.

    (n, d) each -> (n, d). Lengths and angles between displacements are kept.

    Raises:
        GeometryError: a and b are antipodes.
    """
    left, right = pair(a, b)
    moved, _ = pair(d, left if len(left) > 1 else right)
    return finite(_by_block(_transport, moved, left, right).astype(np.float32))


def top(scores: npt.ArrayLike, k: int) -> npt.NDArray[np.int64]:
    """Indices of the k largest of (n,) scores, largest first, ties by lower index, in O(n + k log k).

    All of them where k is above n.

    Raises:
        GeometryError: k is negative, or a score is NaN.
    """
    values = np.asarray(scores).reshape(-1)
    if k < 0:
        raise GeometryError(f"there are no {k} best of {len(values)}: 0 or more can be asked for")
    if np.isnan(values).any():
        raise GeometryError("a score is NaN, which has no place in an order")
    chosen = _largest(values, min(k, len(values)))
    return chosen[np.lexsort((chosen, -values[chosen].astype(np.float64)))]


def sound(points: Matrix) -> Matrix:
    """Points that were computed, if they are points.

    Raises:
        GeometryError: one is no unit vector, because those it was made of were none.
    """
    squares = np.vecdot(points, points)
    if len(points) == 1:  # for which one comparison takes a quarter of the time of numpy's
        good = abs(float(squares[0]) - 1.0) < UNIT
    else:
        good = bool((np.abs(squares - 1.0) < UNIT).all())
    if not good:
        raise GeometryError("this has no direction: a vector holds NaN or infinity, or is zero")
    return points


def finite(displacements: Matrix) -> Matrix:
    """Displacements that were computed, if they are numbers; raises `GeometryError` else."""
    if not np.isfinite(displacements).all():
        raise GeometryError("a displacement holds NaN or infinity, or is beyond all numbers")
    return displacements


def pair(a: npt.ArrayLike, b: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """Both sides as rows of one dimension that can be taken pair by pair.

    Raises:
        GeometryError: dimensions differ, or numbers of rows differ and neither is 1.
    """
    left, right = as_rows(a), as_rows(b)
    same_dimension(left, right)
    return paired(left, right)


def paired(left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """The rows of both sides; raises `GeometryError` where their numbers differ and neither is 1."""
    if len(left) != len(right) and 1 not in (len(left), len(right)):
        raise GeometryError(f"{len(left)} rows and {len(right)} rows do not pair")
    return left, right


def same_dimension(a: Matrix, b: Matrix) -> None:
    """Raise `GeometryError` where the rows of two matrices differ in length."""
    if a.shape[1] != b.shape[1]:
        raise GeometryError(f"vectors of dimension {a.shape[1]} and of dimension {b.shape[1]} do not meet")


def blocks(n: int, d: int) -> Iterator[slice]:
    """Slices of n rows of d numbers, each small enough to widen to float64."""
    step = max(1, _BLOCK // max(d, 1))
    for start in range(0, n, step):
        yield slice(start, min(start + step, n))


def combine(weights: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Any:
    """Weighted sums of rows, (n, m), (m, d) -> (n, d): a product whose rows keep their bits in any batch."""
    columns = np.ascontiguousarray(rows.T, dtype=weights.dtype)
    return np.vecdot(np.ascontiguousarray(weights)[:, None, :], columns[None])


def tangent(wide: Wide, at: Wide) -> Wide:
    """Float64 vectors projected on the tangent spaces at unit rows."""
    flat: Wide = wide - np.vecdot(at, wide)[:, None] * at
    return flat


def unit(wide: Wide) -> Wide:
    """Float64 rows scaled to length 1; zero rows stay zero."""
    lengths = _lengths(wide)
    return wide / np.where(lengths > 0.0, lengths, 1.0)[:, None]


def _lengths(wide: Wide) -> Wide:
    lengths: Wide = np.sqrt(np.vecdot(wide, wide))
    return lengths


def clipped(cosines: Any) -> Matrix:
    """The array itself, with what rounding put beyond 1 brought back to it."""
    np.minimum(cosines, np.float32(1), out=cosines)  # two calls cost half of np.clip on a few numbers
    clipped: Matrix = np.maximum(cosines, np.float32(-1), out=cosines)
    return clipped


def _refuse_bad_rows(lengths: Wide, start: int) -> None:
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0.0)))
    if len(bad):
        row = int(bad[0])
        what = "is zero and has no direction" if lengths[row] == 0.0 else "holds NaN or infinity"
        raise GeometryError(f"row {start + row} {what}")


def _count(*sides: Any) -> int:
    """How many rows sides have that are taken together, where one row stands for as many as there are."""
    return 0 if any(len(x) == 0 for x in sides) else max(len(x) for x in sides)


def _repeat(rows: Any, count: int) -> Any:
    return rows[:count] if len(rows) >= count else np.broadcast_to(rows, (count, rows.shape[1]))


def _by_block(kernel: Any, *sides: Any) -> Wide:
    """Apply a float64 kernel to blocks of rows; a side with one row meets every block."""
    count, width = _count(*sides), sides[0].shape[1]
    whole = [_repeat(x, count) for x in sides]
    parts = [kernel(*(x[part].astype(np.float64) for x in whole)) for part in blocks(count, width)]
    return np.concatenate(parts) if parts else np.empty((0, width))


def _angles(a: Wide, b: Wide) -> Wide:
    a, b = unit(a), unit(b)
    return 2.0 * np.arctan2(_lengths(a - b), _lengths(a + b))[:, None]


def _fractions(t: npt.ArrayLike, count: int) -> Wide:
    fractions = np.asarray(t, dtype=np.float64).reshape(-1, 1)
    if not np.all((fractions >= 0.0) & (fractions <= 1.0)):
        raise GeometryError("a fraction of the way must lie between 0 and 1")
    if len(fractions) != count and 1 not in (len(fractions), count):
        raise GeometryError(f"{len(fractions)} fractions and {count} rows do not pair")
    return fractions


def _slerp(a: Wide, b: Wide, t: Wide) -> Wide:
    inner = (t[:, 0] > 0.0) & (t[:, 0] < 1.0)
    _refuse_antipodes(a[inner], b[inner])
    theta = _angles(a, b)
    near = np.where(theta > 0.0, theta, 1.0)
    # sin(t x) / sin(x) through sinc has no 0/0 at coincidence.
    weight = np.sinc(near / math.pi)
    weight = np.where(np.abs(weight) > 0.0, weight, 1.0)
    left = (1.0 - t) * np.sinc((1.0 - t) * theta / math.pi) / weight
    right = t * np.sinc(t * theta / math.pi) / weight
    return unit(left * a + right * b)


def _refuse_antipodes(a: Wide, b: Wide) -> None:
    if np.any(_lengths(a + b) < ANTIPODAL):
        raise GeometryError("a point and its antipode have no one geodesic between them")


def _log(a: Wide, b: Wide) -> Wide:
    _refuse_antipodes(a, b)
    a, b = unit(a), unit(b)
    return _angles(a, b) * unit(tangent(b - a, a))


def _exp(a: Wide, d: Wide) -> Wide:
    a = unit(a)
    flat = tangent(d, a)
    theta = _lengths(flat)[:, None]
    return unit(np.cos(theta) * a + np.sinc(theta / math.pi) * flat)


def _transport(d: Wide, a: Wide, b: Wide) -> Wide:
    _refuse_antipodes(a, b)
    a, b = unit(a), unit(b)
    flat = tangent(d, a)
    share = np.vecdot(b, flat) / (1.0 + np.vecdot(a, b))
    moved: Wide = flat - share[:, None] * (a + b)
    return moved


def _largest(values: Any, k: int) -> npt.NDArray[np.int64]:
    if k == len(values) or k == 0:
        return np.arange(k, dtype=np.int64)
    cut = np.partition(values, len(values) - k)[len(values) - k]
    above = np.flatnonzero(values > cut)
    level = np.flatnonzero(values == cut)[: k - len(above)]
    return np.concatenate([above, level]).astype(np.int64)
