"""Vector-symbolic architecture: four families behind one protocol, and functions for unit HRR rows.

`bundle` makes a vector similar to each of its terms, `bind` one that is unlike both and from which either
gives back the other, `permute` one that remembers a place in an order. A family fixes what a vector is:

| family | a vector | bind | bundle |
| --- | --- | --- | --- |
| `HRR` (Plate 1995) | unit row, float32 | circular convolution | normalised sum |
| `FHRR` (Plate 2003) | phasors, complex64 | product | scaled sum |
| `MAP` (Gayler 1998) | +1 and -1, float32 | product | sum |
| `BSC` (Kanerva 1996) | 0 and 1, uint8 | exclusive or | majority |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sdol.lvm.vsa.nearest import cleanup
from sdol.lvm.vsa.rows import DIMENSION, atom, atoms, bind, bundle, inverse, permute, unbind

if TYPE_CHECKING:
    from sdol.lvm.vsa.bsc import BSC as BSC
    from sdol.lvm.vsa.family import Family as Family
    from sdol.lvm.vsa.fhrr import FHRR as FHRR
    from sdol.lvm.vsa.hrr import HRR as HRR
    from sdol.lvm.vsa.map import MAP as MAP
    from sdol.lvm.vsa.saved import family_from_dict as family_from_dict

_LATER = {
    "BSC": "bsc",
    "FHRR": "fhrr",
    "Family": "family",
    "HRR": "hrr",
    "MAP": "map",
    "family_from_dict": "saved",
}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


__all__ = [
    "DIMENSION",
    "atom",
    "atoms",
    "bind",
    "bundle",
    "cleanup",
    "inverse",
    "permute",
    "unbind",
]
