"""Families from plain values, as files and databases keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sdol.lvm.errors import GeometryError
from sdol.lvm.vsa.bsc import BSC
from sdol.lvm.vsa.family import Family
from sdol.lvm.vsa.fhrr import FHRR
from sdol.lvm.vsa.hrr import HRR
from sdol.lvm.vsa.map import MAP

_FAMILIES: dict[str, Callable[..., Family]] = {"BSC": BSC, "FHRR": FHRR, "HRR": HRR, "MAP": MAP}


def family_from_dict(data: Mapping[str, Any]) -> Family:
    """The family that `Family.to_dict` described.

    Raises:
        GeometryError: there is no such family, or something is missing or wrong.
    """
    name = data.get("family") if isinstance(data, Mapping) else None
    if not isinstance(name, str) or name not in _FAMILIES:
        raise GeometryError(f"no family of hypervectors: {data!r}; there are {', '.join(_FAMILIES)}")
    options = {str(option): value for option, value in data.items() if option != "family"}
    if type(options.get("dimension")) is not int or not isinstance(options.get("unitary", True), bool):
        raise GeometryError(f"a family has a whole number as its dimension, not {dict(data)!r}")
    try:
        return _FAMILIES[name](**options)
    except TypeError:
        raise GeometryError(f"a family {name} has no such options: {sorted(options)}") from None
