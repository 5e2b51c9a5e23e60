"""Routing: which region a point belongs to, and why."""

from __future__ import annotations

import math

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.decided import VOID
from sdol.kernel.show import in_degrees
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol import lvm
    from sdol.kernel.values import Region, Vec, Vecs

DECISION = "{region: text, void: bool, distance: num, next: text, lead: num, reason: text}"
TEAMS = (
    'space swift\nregion billing = around ["refund my payment", "I was charged twice"]\n'
    'region parcels = around ["where is my parcel", "the delivery is late"]\n'
)
ARMS = '    billing => "billing"\n    parcels => "parcels"\n'


@instruction(
    "route.nearest",
    "(v: vec@S, *regions: region@S) -> int",
    lift=True,
    batch=True,
    surface="syntax",
    form="route v { }",
    examples=[
        Example(f'{TEAMS}print route ~"my parcel is late" {{\n{ARMS}  void => "?"\n}}', "parcels"),
        Example(
            f'{TEAMS}for v in ~["my parcel is late", "a sunny day"] {{\n'
            f'  print route v {{\n{ARMS}    void => "?"\n  }}\n}}',
            "parcels\n?",
        ),
    ],
)
def nearest(v: np.ndarray, *regions: lvm.Region) -> np.ndarray:
    """The number of the region that a point is in, the deepest where there are several; -1 outside them all."""
    import numpy as np

    from sdol import lvm

    if not regions:
        return np.full(len(v), -1)
    return _taken(lvm.distances(regions, v))


@instruction(
    "route.inside",
    "(v: vec@S, *regions: region@S) -> int",
    surface="syntax",
    form="route v { }",
    examples=[
        Example(f'{TEAMS}print route ~"my parcel is late" {{\n{ARMS}}}', "parcels"),
    ],
)
def inside(v: Vec, *regions: Region) -> int:
    """The number of the region that a point is in, for a `route` without `void`: outside them all it fails."""
    found = _distances(v, regions)
    best = int(_taken(found)[0])
    decisions.note("route", v, regions, best)
    if best == VOID:
        raise SdolError(
            "E0530",
            f"this is outside every region: {_reason(list(regions), found[0].tolist())}",
            help="add a case for it: `void => …`",
        )
    return best


@instruction(
    "route.decide",
    (
        f"(v: vec@S, regions: list[region@S]) -> {DECISION}",
        f"(v: list[vec@S], regions: list[region@S]) -> list[{DECISION}]",
    ),
    examples=[
        Example(TEAMS + 'print decide(~"my parcel is late", [billing, parcels]).region', "parcels"),
        Example(
            TEAMS + 'let ds = decide(~["my parcel is late"], [billing, parcels])\nprint ds[0].void', "false"
        ),
    ],
)
def decide(v: Any, regions: list[Region]) -> Any:
    """Which region a point belongs to, how far it is from that and from the next, and the reason in words."""
    if not regions:
        raise SdolError("E0553", "there are no regions to decide between")
    if isinstance(v, list) and not v:
        return []
    found = _distances(v, regions)
    made = [_decision(regions, row) for row in found.tolist()]
    if isinstance(v, Point):
        decisions.note("route", v, regions, int(_taken(found)[0]))
        return made[0]
    decisions.note("route", v, regions, lambda: _taken(found))
    return made


@instruction(
    "route.why",
    "(v: vec@S, regions: list[region@S]) -> text",
    examples=[
        Example(
            TEAMS + 'print why(~"my parcel is late", [billing, parcels]).lines[0]', "parcels: it is inside"
        )
    ],
)
def why(v: Vec, regions: list[Region]) -> str:
    """The distance of a point to every region, nearest first, a line each."""
    found = _distances(v, regions)[0].tolist() if regions else []
    order = sorted(range(len(found)), key=found.__getitem__)
    return "\n".join(
        f"{_name(regions[i], i)}: {'it is inside' if found[i] <= 0 else f'{in_degrees(found[i])} outside'}"
        for i in order
    )


def _distances(v: Vec | Vecs, regions: Any) -> np.ndarray:
    """Signed distances in radians, (n, regions)."""
    from sdol import lvm

    same_space([v, *regions])
    return lvm.distances([r.shape for r in regions], v.rows)


def _taken(found: np.ndarray) -> np.ndarray:
    """For each row of distances the number of the deepest region, `VOID` outside them all, (n,)."""
    import numpy as np

    best = found.argmin(axis=1)
    return np.where(np.take_along_axis(found, best[:, None], 1)[:, 0] <= 0, best, VOID)


def _decision(regions: list[Region], found: list[float]) -> dict[str, Any]:
    order = sorted(range(len(found)), key=found.__getitem__)
    best = order[0]
    second = order[1] if len(order) > 1 else None
    return {
        "region": _name(regions[best], best),
        "void": found[best] > 0,
        "distance": found[best],
        "next": "" if second is None else _name(regions[second], second),
        "lead": math.inf if second is None else found[second] - found[best],
        "reason": _reason(regions, found),
    }


def _reason(regions: list[Region], found: list[float]) -> str:
    order = sorted(range(len(found)), key=found.__getitem__)
    best = order[0]
    name = _name(regions[best], best)
    if found[best] > 0:
        rest = (
            f", then {_name(regions[order[1]], order[1])} ({in_degrees(found[order[1]])})"
            if len(order) > 1
            else ""
        )
        return f"nearest is {name}, {in_degrees(found[best])} outside{rest}"
    if len(order) > 1 and found[order[1]] <= 0:
        return f"inside {name}, and also inside {_name(regions[order[1]], order[1])}"
    return f"inside {name}"


def _name(region: Region, at: int) -> str:
    return region.name or f"region {at + 1}"
