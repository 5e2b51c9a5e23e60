"""Signed-distance regions: made from examples or from shapes, combined by minimum and maximum."""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel.rows import nesting
from sdol.kernel.spaces import calibration
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Region, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point, Vecs

PETS = 'around ["my cat is ill", "the dog is lame"]'
START = "space swift\n"


@instruction(
    "region.around",
    "(examples: list[vec@S]) -> region@S",
    surface="syntax",
    form="around xs",
    examples=[Example(f'{START}region pets = {PETS}\nprint ~"my cat is ill" in pets', "true")],
)
def around(examples: Vecs) -> Region:
    """The region that examples describe, as wide as the calibration of their space allows."""
    if not len(examples):
        raise SdolError("E0553", "an empty region: `around` needs at least one example")
    return Region(examples.space, lvm.around(examples.rows, calibration(examples.space)))


@instruction(
    "region.named",
    "(r: region@S, name: text) -> region@S",
    surface="syntax",
    form="region name = e",
    examples=[Example(f"{START}region pets = {PETS}\nprint pets", "region pets")],
)
def named(r: Region, name: str) -> Region:
    """A region under the name it is declared by."""
    return Region(r.space, r.shape, name)


@instruction(
    "region.name_of",
    "(r: region@S) -> text",
    examples=[Example(f"{START}region pets = {PETS}\nprint name_of(pets)", "pets")],
)
def name_of(r: Region) -> str:
    """The name under which a region was declared, or an empty text."""
    return r.name


@instruction(
    "region.ball",
    "(c: vec@S, r: num) -> region@S",
    examples=[Example("'a in ball('a, 0.1)", "true"), Example("'b in ball('a, 0.1)", "false")],
)
def ball(c: Point, r: float) -> Region:
    """The points within an angle of r radians of c."""
    return Region(c.space, lvm.Ball(c.rows, r))


@instruction(
    "region.halfspace",
    "(n: vec@S, t: num) -> region@S",
    examples=[Example("'a in halfspace('a, 0.5)", "true")],
)
def halfspace(n: Point, t: float) -> Region:
    """The points whose similarity with n is at least t."""
    return Region(n.space, lvm.Halfspace(n.rows, t))


@instruction(
    "region.ellipsoid",
    "(c: vec@S, axes: list[vec@S], radii: list[num], rest: num? = nil) -> region@S",
    examples=[
        Example("'a in ellipsoid('a, ['b], [0.5])", "true"),
        Example("'c in ellipsoid('a, ['b], [0.5], rest: 3)", "true"),
    ],
)
def ellipsoid(c: Point, axes: Vecs, radii: list[float], rest: float | None) -> Region:
    """An ellipsoid about c: its half-lengths along the axes in radians, and `rest` (the least) elsewhere."""
    import numpy as np

    if not len(axes):
        raise SdolError(
            "E0553", "an ellipsoid needs at least one axis", help="without axes it is `ball(c, r)`"
        )
    same_space([c, axes])
    if not radii:
        raise SdolError("E0553", "an ellipsoid needs a radius for each axis")
    given = np.asarray([[float(r) for r in radii]])
    return Region(c.space, lvm.Ellipsoid(c.rows, axes.rows, given, min(radii) if rest is None else rest))


@instruction(
    "region.capsule",
    "(a: vec@S, b: vec@S, r: num) -> region@S",
    examples=[Example("slerp('a, 'b, 0.5) in capsule('a, 'b, 0.1)", "true")],
)
def capsule(a: Point, b: Point, r: float) -> Region:
    """The points within an angle of r radians of the shortest way from a to b."""
    return Region(same_space([a, b]), lvm.Capsule(a.rows, b.rows, r))


@instruction(
    "region.fit_ellipsoid",
    "(examples: list[vec@S], shrinkage: num = 0.1, axes: int = 16) -> region@S",
    examples=[
        Example("let r = fit_ellipsoid(['a, 'b, 'a + 'b])\n['a + 'b + 'a in r, 'z in r]", "[true, false]"),
        Example("let r = fit_ellipsoid(['a, 'b, 'c], 1)\nmean(['a, 'b, 'c]) in r", "true"),
        Example("let r = fit_ellipsoid(['a, 'b, 'c], 0.5, axes: 1)\nmean(['a, 'b, 'c]) in r", "true"),
    ],
)
def fit_ellipsoid(examples: Vecs, shrinkage: float, axes: int) -> Region:
    """The ellipsoid that at least three examples describe, as wide as nineteen in twenty strangers of their kind.

    `shrinkage` (0.001 to 1) draws it towards a ball, the more the fewer examples there are.
    """
    if not len(examples):
        raise SdolError("E0553", "an empty region: `fit_ellipsoid` needs at least three examples")
    return Region(examples.space, lvm.fit_ellipsoid(examples.rows, shrinkage, axes))


@instruction(
    "region.smooth_union",
    "(regions: list[region@S], k: num) -> region@S",
    examples=[
        Example("let r = smooth_union([ball('a, 0.7), ball('b, 0.7)], 0.2)\nslerp('a, 'b, 0.5) in r", "true"),
    ],
)
def smooth_union(regions: list[Region], k: float) -> Region:
    """The points in any of the regions, the seams between them rounded off over k radians."""
    if not regions:
        raise SdolError("E0553", "an empty region: a smooth union of nothing")
    return Region(same_space(regions), lvm.SmoothUnion(tuple(r.shape for r in regions), k))


@instruction(
    "region.union",
    "(a: region@S, b: region@S) -> region@S",
    surface="syntax",
    form="a | b",
    examples=[Example("'b in (ball('a, 0.1) | ball('b, 0.1))", "true")],
)
def union(a: Region, b: Region) -> Region:
    """The points in either region: the lesser of the two distances."""
    return Region(same_space([a, b]), lvm.Union((a.shape, b.shape)))


@instruction(
    "region.intersection",
    "(a: region@S, b: region@S) -> region@S",
    surface="syntax",
    form="a & b",
    examples=[Example("'a in (ball('a, 0.1) & ball('b, 0.1))", "false")],
)
def intersection(a: Region, b: Region) -> Region:
    """The points in both regions: the greater of the two distances."""
    return Region(same_space([a, b]), lvm.Intersection((a.shape, b.shape)))


@instruction(
    "region.difference",
    "(a: region@S, b: region@S) -> region@S",
    surface="syntax",
    form="a - b",
    examples=[Example("'a in (ball('a, 0.5) - ball('a, 0.1))", "false")],
)
def difference(a: Region, b: Region) -> Region:
    """The points in the first region and not in the second: max(a, -b)."""
    return Region(same_space([a, b]), lvm.Difference(a.shape, b.shape))


@instruction(
    "region.complement",
    "(a: region@S) -> region@S",
    surface="syntax",
    form="!a",
    examples=[Example("'b in !ball('a, 0.1)", "true")],
)
def complement(a: Region) -> Region:
    """The points outside a region."""
    return Region(a.space, lvm.Complement(a.shape))


# --- measured ---------------------------------------------------------------------------------------------


@instruction(
    "region.distance",
    "(v: vec@S, r: region@S) -> num",
    lift=True,
    batch=True,
    examples=[Example("round(distance('a, ball('a, 0.25)), 2)", "-0.25")],
)
def distance(v: np.ndarray, r: lvm.Region) -> np.ndarray:
    """The signed distance of a point to a region in radians: negative inside."""
    return r.distance(v)


@instruction(
    "region.contains",
    "(v: vec@S, r: region@S) -> bool",
    lift=True,
    surface="syntax",
    form="a in b",
    batch=True,
    examples=[Example("['a, 'b] in ball('a, 0.1)", "[true, false]")],
)
def contains(v: np.ndarray, r: lvm.Region) -> np.ndarray:
    """Whether a point lies in a region: its signed distance is at most 0."""
    return r.distance(v) <= 0


@instruction(
    "region.gradient",
    "(v: vec@S, r: region@S) -> disp@S",
    lift=True,
    examples=[
        Example(
            "distance('b + gradient('b, ball('a, 0.5)) * 0.1, ball('a, 0.5)) > distance('b, ball('a, 0.5))",
            "true",
        )
    ],
)
def gradient(v: np.ndarray, r: lvm.Region) -> np.ndarray:
    """The direction at a point in which the distance to a region grows, of length 1; 0 where there is none."""
    return r.gradient(v)


@instruction(
    "region.to_boundary",
    "(v: vec@S, r: region@S) -> disp@S",
    lift=True,
    examples=[Example("abs(distance('b + to_boundary('b, ball('a, 0.5)), ball('a, 0.5))) < 0.001", "true")],
)
def to_boundary(v: np.ndarray, r: lvm.Region) -> np.ndarray:
    """The displacement from a point to the nearest boundary of a region."""
    return lvm.scale(r.gradient(v), -r.distance(v))


# --- as data ------------------------------------------------------------------------------------------------


@instruction(
    "region.region_to_json",
    "(r: region@S) -> json",
    examples=[Example("region_to_json(ball('a, 0.5)).shape.radius", "0.5")],
)
def region_to_json(r: Region) -> dict[str, Any]:
    """A region as data that can be written to a file; its vectors in base64."""
    return {"region": r.name, "space": r.space, "shape": _to_text(r.shape.to_dict())}


@instruction(
    "region.region_from_json",
    "(j: json, like: vec@S) -> region@S",
    examples=[Example("'a in region_from_json(region_to_json(ball('a, 0.5)), like: 'b)", "true")],
)
def region_from_json(j: Any, like: Point) -> Region:
    """The region that `region_to_json` made data of; it must live in the space of `like`."""
    if not (isinstance(j, dict) and isinstance(j.get("shape"), dict)):
        raise _no_region("they have no `shape`")
    if j.get("space") != like.space:
        raise SdolError(
            "E0502",
            f"this region lives in another space than the vector: {j.get('space')} and {like.space}",
            reason="a region of one model says nothing about a vector made by another",
        )
    try:
        shape = nesting(lambda stored: lvm.region_from_dict(_from_text(stored)), j["shape"])
    except lvm.GeometryError as error:
        raise _no_region(str(error)) from None
    except RecursionError:
        raise _no_region("they are nested too deeply") from None
    if shape.dimension != len(like.data):
        raise _no_region(f"its points have {shape.dimension} components, those of the space {len(like.data)}")
    return Region(like.space, shape, j["region"] if isinstance(j.get("region"), str) else "")


def _no_region(reason: str) -> SdolError:
    return SdolError(
        "E0521", "these data are no region", reason=reason, help="`region_to_json` makes data of a region"
    )


def _to_text(stored: Any) -> Any:
    """The dictionary of a region with its bytes as base64."""
    from base64 import b64encode

    if isinstance(stored, dict):
        return {name: _to_text(value) for name, value in stored.items()}
    if isinstance(stored, list):
        return [_to_text(value) for value in stored]
    return b64encode(stored).decode() if isinstance(stored, bytes) else stored


def _from_text(stored: Any) -> Any:
    from base64 import b64decode

    if isinstance(stored, dict) and isinstance(stored.get("float32"), str):
        try:
            return {**stored, "float32": b64decode(stored["float32"], validate=True)}
        except ValueError:
            raise lvm.GeometryError("a vector is no base64") from None
    if isinstance(stored, dict):
        return {name: _from_text(value) for name, value in stored.items()}
    return [_from_text(value) for value in stored] if isinstance(stored, list) else stored
