"""What every region is: an immutable set of points on the sphere, known by its signed distance."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import fields
from importlib import import_module
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import frozen
from sdol.lvm.sphere import UNIT, Matrix, Wide, as_rows, blocks, normalise, tangent, unit

_DEFINING = ("algebra", "regions", "routing", "surrounding")
"""The modules that define kinds of regions."""

_KINDS: dict[str, type[Region]] = {}


class Region(ABC):
    """A set of points on the unit sphere of `dimension` dimensions.

    Subclasses are frozen dataclasses whose fields are numbers, float32 matrices, regions or tuples of
    regions; `kind` names them in `to_dict`. Distances are in radians, and a row's distance has the same
    bits in any batch.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            _KINDS[cls.kind] = cls

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Of the space that the region lies in."""

    @abstractmethod
    def signed(self, rows: Matrix) -> Matrix:
        """Signed distances (n,) of a block of checked unit rows."""

    @abstractmethod
    def slope(self, rows: Matrix) -> Wide:
        """Tangent vectors (n, d) along which the distance grows, of any length; zero where there is none."""

    def distance(self, points: npt.ArrayLike) -> Matrix:
        """Signed distance of each point to the boundary, in radians, negative inside: (n, d) -> (n,).

        Raises:
            GeometryError: the dimension differs, or a row is not a unit vector.
        """
        return self._distance(self._checked(points))

    def _distance(self, rows: Matrix) -> Matrix:
        if len(rows) == 1:
            return self.signed(rows)
        out = np.empty(len(rows), dtype=np.float32)
        for part in blocks(*rows.shape):
            out[part] = self.signed(rows[part])
        return out

    def column(self, rows: Matrix, known: MutableMapping[int, Matrix]) -> Matrix:
        """Signed distances of checked unit rows, (n, d) -> (n,), where regions are compared that may share work.

        `known` is empty at first, and the regions' own: what one puts in, another takes out.
        """
        return self._distance(rows)

    def contains(self, points: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point lies inside or on the boundary, signed distance <= 0: (n, d) -> (n,)."""
        return self.distance(points) <= 0.0

    def together(self, regions: Sequence[Region], rows: Matrix) -> Matrix | None:
        """Signed distances (n, regions) of checked unit rows where all of these share one table; None otherwise."""
        return None

    def gradient(self, points: npt.ArrayLike) -> Matrix:
        """The unit tangent vector at each point along which the distance grows: (n, d) -> (n, d).

        Zero where no one direction does, as at the centre of a ball.
        """
        rows = self._checked(points)
        out = np.empty_like(rows)
        for part in blocks(*rows.shape):
            here = rows[part].astype(np.float64)
            # Once more, for a slope much shorter than what it was projected from.
            out[part] = unit(tangent(unit(self.slope(rows[part])), here))
        return out

    def to_dict(self) -> dict[str, Any]:
        """Fields by name, and `kind`; matrices as their shape and little-endian float32 bytes."""
        return {"kind": self.kind} | {name: _plain(getattr(self, name)) for name in _names(type(self))}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Region) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.kind, self.dimension))

    def _check_dimension(self, rows: Matrix) -> None:
        if rows.shape[1] != self.dimension:
            raise GeometryError(
                f"points of dimension {rows.shape[1]} do not meet a region of dimension {self.dimension}"
            )

    def _checked(self, points: npt.ArrayLike) -> Matrix:
        rows = as_rows(points)
        self._check_dimension(rows)
        with np.errstate(over="ignore", invalid="ignore"):
            unit_length = np.abs(np.vecdot(rows, rows) - 1.0) < UNIT
        if not unit_length.all():
            raise GeometryError(f"row {np.flatnonzero(~unit_length)[0]} is not a unit vector")
        return rows


def distances(regions: Sequence[Region], points: npt.ArrayLike) -> Matrix:
    """Signed distance of each point to each region, in radians: (n, d) -> (n, regions), regions at least one.

    Raises:
        GeometryError: a dimension differs, or a row is not a unit vector.
    """
    rows = regions[0]._checked(points)
    shared = regions[0].together(regions, rows)
    if shared is not None:
        return shared
    known: dict[int, Matrix] = {}
    out = np.empty((len(regions), len(rows)), dtype=np.float32)
    for at, region in enumerate(regions):
        region._check_dimension(rows)
        out[at] = region.column(rows, known)
    return np.ascontiguousarray(out.T)


def region_from_dict(data: Mapping[str, Any]) -> Region:
    """The inverse of `Region.to_dict`.

    Raises:
        GeometryError: the kind is unknown, a field is missing, or its value is not what the kind takes.
    """
    for module in _DEFINING:
        import_module(f"sdol.lvm.{module}")  # registers its kinds
    cls = _KINDS.get(str(data.get("kind")))
    if cls is None:
        raise GeometryError(f"there is no kind of region called {data.get('kind')!r}")
    names = _names(cls)
    missing = [name for name in names if name not in data]
    if missing:
        raise GeometryError(f"the stored {cls.kind} lacks {missing[0]}")
    try:
        return cls(**{name: _value(data[name]) for name in names})
    except (AttributeError, TypeError):
        raise GeometryError(f"the stored {cls.kind} is damaged") from None


def fixed_points(x: npt.ArrayLike) -> Matrix:
    """Unit rows of our own that nobody can write to."""
    rows: Matrix = frozen(normalise(x))
    return rows


def fixed_point(x: npt.ArrayLike, what: str) -> Matrix:
    """The same for one point (1, d).

    Raises:
        GeometryError: there is not exactly one row.
    """
    rows = fixed_points(x)
    if len(rows) != 1:
        raise GeometryError(f"the {what} of a region is one point, not {len(rows)}")
    return rows


def _names(cls: type[Region]) -> list[str]:
    return [field.name for field in fields(cls)]  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if isinstance(value, Region):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "float32": value.astype("<f4").tobytes()}
    return value


def _value(stored: Any) -> Any:
    if isinstance(stored, Mapping):
        return _matrix(stored) if "float32" in stored else region_from_dict(stored)
    if isinstance(stored, list):
        return tuple(_value(item) for item in stored)
    return stored


def _matrix(stored: Mapping[str, Any]) -> Matrix:
    try:
        rows = np.frombuffer(stored["float32"], dtype="<f4").reshape(stored["shape"])
    except (KeyError, TypeError, ValueError):
        raise GeometryError("the stored region's vectors are damaged") from None
    return rows.astype(np.float32)
