"""Numbers and other plain values, checked where they are given."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.lvm.sphere import Wide

MOST = 1e100
"""The greatest charge, mass or amount, far from where sums of them end."""


def number(given: Any, what: str, low: float, high: float) -> float:
    """A number within bounds.

    Raises:
        GeometryError: it is none, or lies outside.
    """
    try:
        value = float(given)
    except (TypeError, ValueError, OverflowError):
        raise GeometryError(f"{what} is a number, which {given!r} is not") from None
    if not low <= value <= high:
        raise GeometryError(f"{what} lies between {low:.4g} and {high:.4g}, and {value:.4g} does not")
    return value


def whole(given: Any, what: str, low: float = -math.inf, high: float = math.inf) -> int:
    """A whole number of Python or numpy, within bounds. A truth value is none, nor is 2.0.

    Raises:
        GeometryError: it is none, or lies outside.
    """
    none = GeometryError(f"{what} is a whole number, not {given!r}")
    if isinstance(given, bool):
        raise none
    try:
        value = operator.index(given)
    except TypeError:
        raise none from None
    if not low <= value <= high:
        bounds = f"{low:,} or more" if high == math.inf else f"from {low:,} to {high:,}"
        raise GeometryError(f"{what} is a whole number {bounds}, not {value:,}")
    return value


def array_of(x: npt.ArrayLike, kinds: str = "biuf") -> npt.NDArray[Any]:
    """Vectors as an array of numbers of some of numpy's kinds.

    Raises:
        GeometryError: they are no numbers of these kinds, or differ in length.
    """
    try:
        given = np.asarray(x)
    except ValueError:
        raise GeometryError("vectors must be rows of numbers, all of one length") from None
    if given.dtype.kind not in kinds:
        raise GeometryError("vectors must be rows of numbers")
    return given


def amounts(given: npt.ArrayLike, count: int, what: str) -> Wide:
    """`count` numbers, from one for all or one for each: (count,) float64.

    Raises:
        GeometryError: they are no numbers or not as many, or one is negative, NaN or beyond `MOST`.
    """
    try:
        values = np.asarray(given, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError):
        raise GeometryError(f"{what} are numbers") from None
    if len(values) not in (1, count):
        raise GeometryError(f"{len(values)} {what} do not fit {count} points")
    if not ((values >= 0.0) & (values <= MOST)).all():
        raise GeometryError(f"{what} must be numbers from 0 to {MOST:g}")
    return np.broadcast_to(values, (count,)).copy()


def frozen(values: Any) -> Any:
    """An array of an object that is not to change: writing to it is an error."""
    values.flags.writeable = False
    return values


def fields_of(data: Any, names: tuple[str, ...], what: str) -> dict[str, Any]:
    """What `to_dict` gave, with exactly these names; raises `GeometryError` where it is something else."""
    if not isinstance(data, Mapping) or set(data) != set(names):
        raise GeometryError(f"these data are no {what}, which has {', '.join(names)}")
    return dict(data)
