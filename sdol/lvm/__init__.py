"""Pure geometry on numpy: the sphere, vector-symbolic architecture, regions by signed distance.

Everything takes and gives matrices of rows, C-contiguous float32; one vector is a matrix with one row.
Nothing here knows a model, a file or the language, so it can be used as a library alone.

What most programs never touch is imported when its name is first used: `_LATER` says from where.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sdol.lvm.algebra import Complement, Difference, Intersection, SmoothUnion, Union
from sdol.lvm.around import Around, around
from sdol.lvm.calibration import Calibration, calibrate
from sdol.lvm.chance import random_normals, random_points
from sdol.lvm.directional import fit_von_mises_fisher, frechet_mean
from sdol.lvm.errors import GeometryError
from sdol.lvm.fitting import fit_ellipsoid
from sdol.lvm.region import Region, distances, region_from_dict
from sdol.lvm.regions import Ball, Capsule, Ellipsoid, Halfspace
from sdol.lvm.search import nearest, pairs_within
from sdol.lvm.sphere import (
    angle,
    angle_table,
    as_rows,
    exp_map,
    log_map,
    normalise,
    scale,
    similarity,
    slerp,
    table,
    top,
    transport,
)
from sdol.lvm.vsa import atom, atoms, bind, bundle, cleanup, inverse, permute, unbind

if TYPE_CHECKING:
    pass

_LATER: dict[str, str] = {}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


__all__ = [
    "Around",
    "Ball",
    "Calibration",
    "Capsule",
    "Complement",
    "Difference",
    "Ellipsoid",
    "GeometryError",
    "Halfspace",
    "Intersection",
    "Region",
    "SmoothUnion",
    "Union",
    "angle",
    "angle_table",
    "around",
    "as_rows",
    "atom",
    "atoms",
    "bind",
    "bundle",
    "calibrate",
    "cleanup",
    "distances",
    "exp_map",
    "fit_ellipsoid",
    "fit_von_mises_fisher",
    "frechet_mean",
    "inverse",
    "log_map",
    "nearest",
    "normalise",
    "pairs_within",
    "permute",
    "random_normals",
    "random_points",
    "region_from_dict",
    "scale",
    "similarity",
    "slerp",
    "table",
    "top",
    "transport",
    "unbind",
]
