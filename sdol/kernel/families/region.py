"""Signed-distance regions: made from examples or from shapes, combined by minimum and maximum."""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel.spaces import calibration
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Region, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    examples=[Example("'a in ellipsoid('a, ['b], [0.5])", "true")],
)
def ellipsoid(c: Point, axes: Vecs, radii: list[float], rest: float | None) -> Region:
    """An ellipsoid about c: its half-lengths along the axes in radians, and `rest` (the least) elsewhere."""
    import numpy as np

    if not len(axes):
        raise SdolError(
            "E0553", "an ellipsoid needs at least one axis", help="without axes it is `ball(c, r)`"
        )
    same_space([c, axes])
    given = np.asarray([radii], np.float32)
    return Region(c.space, lvm.Ellipsoid(c.rows, axes.rows, given, min(radii) if rest is None else rest))


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


@instruction(
    "region.distance",
    "(v: vec@S, r: region@S) -> num",
    lift=True,
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
    examples=[Example("['a, 'b] in ball('a, 0.1)", "[true, false]")],
)
def contains(v: np.ndarray, r: lvm.Region) -> np.ndarray:
    """Whether a point lies in a region: its signed distance is at most 0."""
    return r.distance(v) <= 0
