"""Pure geometry on numpy: the sphere, vector-symbolic architecture, regions by signed distance.

Everything takes and gives matrices of rows, C-contiguous float32; one vector is a matrix with one row.
Nothing here knows a model, a file or the language, so it can be used as a library alone.

Each name is imported when it is first used, and numpy with it: `_LATER` says from where.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdol.lvm.algebra import Complement as Complement
    from sdol.lvm.algebra import Difference as Difference
    from sdol.lvm.algebra import Intersection as Intersection
    from sdol.lvm.algebra import SmoothUnion as SmoothUnion
    from sdol.lvm.algebra import Union as Union
    from sdol.lvm.calibration import Calibration as Calibration
    from sdol.lvm.calibration import calibrate as calibrate
    from sdol.lvm.chance import random_normals as random_normals
    from sdol.lvm.chance import random_points as random_points
    from sdol.lvm.channels import Channels as Channels
    from sdol.lvm.channels import opponent_channels as opponent_channels
    from sdol.lvm.directional import fit_von_mises_fisher as fit_von_mises_fisher
    from sdol.lvm.directional import frechet_mean as frechet_mean
    from sdol.lvm.errors import GeometryError as GeometryError
    from sdol.lvm.fitting import fit_ellipsoid as fit_ellipsoid
    from sdol.lvm.hologram import Decoded as Decoded
    from sdol.lvm.hologram import Hologram as Hologram
    from sdol.lvm.hologram import Recalled as Recalled
    from sdol.lvm.hologram import critical_ratio as critical_ratio
    from sdol.lvm.hologram import decode as decode
    from sdol.lvm.hologram import joint_capacity as joint_capacity
    from sdol.lvm.hologram import recall as recall
    from sdol.lvm.hologram import recall_rate as recall_rate
    from sdol.lvm.hologram import single_capacity as single_capacity
    from sdol.lvm.hologram import slot_keys as slot_keys
    from sdol.lvm.lens import Lens as Lens
    from sdol.lvm.medium import Medium as Medium
    from sdol.lvm.medium_graph import skewness as skewness
    from sdol.lvm.memory import Memory as Memory
    from sdol.lvm.outliers import Outliers as Outliers
    from sdol.lvm.outliers import find_outliers as find_outliers
    from sdol.lvm.region import Region as Region
    from sdol.lvm.region import distances as distances
    from sdol.lvm.region import region_from_dict as region_from_dict
    from sdol.lvm.regions import Ball as Ball
    from sdol.lvm.regions import Capsule as Capsule
    from sdol.lvm.regions import Ellipsoid as Ellipsoid
    from sdol.lvm.regions import Halfspace as Halfspace
    from sdol.lvm.residue import Residue as Residue
    from sdol.lvm.residue import subset_sum as subset_sum
    from sdol.lvm.residue import subset_sum_by_resonator as subset_sum_by_resonator
    from sdol.lvm.resonator import Factorisation as Factorisation
    from sdol.lvm.resonator import Resonator as Resonator
    from sdol.lvm.resonator import chance_of_any as chance_of_any
    from sdol.lvm.resonator import factor as factor
    from sdol.lvm.resonator import least_similarity as least_similarity
    from sdol.lvm.resonator import resonator_capacity as resonator_capacity
    from sdol.lvm.rosetta import HeldOut as HeldOut
    from sdol.lvm.rosetta import Rosetta as Rosetta
    from sdol.lvm.rosetta import fit_rosetta as fit_rosetta
    from sdol.lvm.search import nearest as nearest
    from sdol.lvm.search import pairs_within as pairs_within
    from sdol.lvm.sphere import angle as angle
    from sdol.lvm.sphere import angle_table as angle_table
    from sdol.lvm.sphere import as_rows as as_rows
    from sdol.lvm.sphere import exp_map as exp_map
    from sdol.lvm.sphere import log_map as log_map
    from sdol.lvm.sphere import normalise as normalise
    from sdol.lvm.sphere import scale as scale
    from sdol.lvm.sphere import similarity as similarity
    from sdol.lvm.sphere import slerp as slerp
    from sdol.lvm.sphere import table as table
    from sdol.lvm.sphere import top as top
    from sdol.lvm.sphere import transport as transport
    from sdol.lvm.structures import Alphabet as Alphabet
    from sdol.lvm.structures import Automaton as Automaton
    from sdol.lvm.structures import CellularAutomaton as CellularAutomaton
    from sdol.lvm.structures import Graph as Graph
    from sdol.lvm.structures import HashTable as HashTable
    from sdol.lvm.structures import Multiset as Multiset
    from sdol.lvm.structures import NGrams as NGrams
    from sdol.lvm.structures import Sequence as Sequence
    from sdol.lvm.structures import Set as Set
    from sdol.lvm.structures import Stack as Stack
    from sdol.lvm.structures import Tree as Tree
    from sdol.lvm.structures import TuringMachine as TuringMachine
    from sdol.lvm.superposition import superpose as superpose
    from sdol.lvm.surrounding import Around as Around
    from sdol.lvm.surrounding import around as around
    from sdol.lvm.views import Views as Views
    from sdol.lvm.voids import Void as Void
    from sdol.lvm.voids import find_voids as find_voids
    from sdol.lvm.vsa import BSC as BSC
    from sdol.lvm.vsa import FHRR as FHRR
    from sdol.lvm.vsa import HRR as HRR
    from sdol.lvm.vsa import MAP as MAP
    from sdol.lvm.vsa import Family as Family
    from sdol.lvm.vsa import atom as atom
    from sdol.lvm.vsa import atoms as atoms
    from sdol.lvm.vsa import bind as bind
    from sdol.lvm.vsa import bundle as bundle
    from sdol.lvm.vsa import cleanup as cleanup
    from sdol.lvm.vsa import family_from_dict as family_from_dict
    from sdol.lvm.vsa import inverse as inverse
    from sdol.lvm.vsa import permute as permute
    from sdol.lvm.vsa import unbind as unbind

_LATER: dict[str, str] = {
    "Complement": "algebra",
    "Difference": "algebra",
    "Intersection": "algebra",
    "SmoothUnion": "algebra",
    "Union": "algebra",
    "Around": "surrounding",
    "around": "surrounding",
    "Calibration": "calibration",
    "calibrate": "calibration",
    "random_normals": "chance",
    "random_points": "chance",
    "fit_von_mises_fisher": "directional",
    "frechet_mean": "directional",
    "GeometryError": "errors",
    "fit_ellipsoid": "fitting",
    "Region": "region",
    "distances": "region",
    "region_from_dict": "region",
    "Ball": "regions",
    "Capsule": "regions",
    "Ellipsoid": "regions",
    "Halfspace": "regions",
    "nearest": "search",
    "pairs_within": "search",
    "angle": "sphere",
    "angle_table": "sphere",
    "as_rows": "sphere",
    "exp_map": "sphere",
    "log_map": "sphere",
    "normalise": "sphere",
    "scale": "sphere",
    "similarity": "sphere",
    "slerp": "sphere",
    "table": "sphere",
    "top": "sphere",
    "transport": "sphere",
    "atom": "vsa",
    "atoms": "vsa",
    "bind": "vsa",
    "bundle": "vsa",
    "cleanup": "vsa",
    "inverse": "vsa",
    "permute": "vsa",
    "unbind": "vsa",
    "Hologram": "hologram",
    "Decoded": "hologram",
    "Recalled": "hologram",
    "decode": "hologram",
    "recall": "hologram",
    "slot_keys": "hologram",
    "joint_capacity": "hologram",
    "single_capacity": "hologram",
    "critical_ratio": "hologram",
    "recall_rate": "hologram",
    "Memory": "memory",
    "superpose": "superposition",
    "Alphabet": "structures",
    "Automaton": "structures",
    "CellularAutomaton": "structures",
    "Graph": "structures",
    "HashTable": "structures",
    "Multiset": "structures",
    "NGrams": "structures",
    "Sequence": "structures",
    "Set": "structures",
    "Stack": "structures",
    "Tree": "structures",
    "TuringMachine": "structures",
    "Factorisation": "resonator",
    "chance_of_any": "resonator",
    "factor": "resonator",
    "least_similarity": "resonator",
    "Resonator": "resonator",
    "resonator_capacity": "resonator",
    "Lens": "lens",
    "Medium": "medium",
    "skewness": "medium_graph",
    "Residue": "residue",
    "subset_sum": "residue",
    "subset_sum_by_resonator": "residue",
    "BSC": "vsa",
    "FHRR": "vsa",
    "Family": "vsa",
    "HRR": "vsa",
    "MAP": "vsa",
    "family_from_dict": "vsa",
    "Rosetta": "rosetta",
    "fit_rosetta": "rosetta",
    "HeldOut": "rosetta",
    "Channels": "channels",
    "opponent_channels": "channels",
    "Views": "views",
    "Void": "voids",
    "find_voids": "voids",
    "Outliers": "outliers",
    "find_outliers": "outliers",
}


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
