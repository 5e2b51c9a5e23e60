"""The sphere: similarity, geodesics, displacements, and the vector-symbolic operations on its points.

Every function here takes matrices, one row for one vector; `sdol.kernel.lifting` makes them serve single vectors,
lists, and a list beside a single one.
"""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vec, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point, Points, Vecs

CAT, DOG = '~"a cat"@swift', '~"a dog"@swift'


@instruction(
    "sphere.similarity",
    "(a: vec@S, b: vec@S) -> num",
    lift=True,
    surface="syntax",
    form="a ~ b",
    examples=[Example(f"round({CAT} ~ {CAT}, 3)", "1.0"), Example("'a ~ 'a > 0.999", "true")],
)
def similarity(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosine similarity, from -1 to 1."""
    return lvm.similarity(a, b)


@instruction(
    "sphere.same",
    "(a: vec@S, b: vec@S, threshold: num) -> bool",
    lift=True,
    surface="syntax",
    form="a ~= b",
    examples=[Example('~"a cat"@swift ~= ~"the cats"@swift', "true"), Example("'a ~= 'b", "false")],
)
def same(a: np.ndarray, b: np.ndarray, threshold: float) -> np.ndarray:
    """Means the same: a similarity beyond what unrelated pairs of this space reach."""
    return lvm.similarity(a, b) >= threshold


@instruction(
    "sphere.table",
    "(a: list[vec@S], b: list[vec@S]) -> list[list[num]]",
    examples=[Example(f"map(table([{CAT}, {DOG}], [{CAT}]), row => round(row[0], 3) == 1)", "[true, false]")],
)
def table(a: Vecs, b: Vecs) -> list[list[float]]:
    """The similarity of every vector of one list with every vector of another."""
    if not len(a) or not len(b):
        return [[] for _ in range(len(a))]
    same_space([a, b])
    return lvm.table(a.rows, b.rows).tolist()  # type: ignore[no-any-return]


@instruction(
    "sphere.angle",
    "(a: vec@S, b: vec@S) -> num",
    lift=True,
    examples=[Example("angle('a, 'a) < 0.001", "true")],
)
def angle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The geodesic distance of two points, in radians."""
    return lvm.angle(a, b)


@instruction(
    "sphere.bundle",
    "(*terms: vec@S) -> vec@S",
    lift=True,
    surface="syntax",
    form="a + b",
    examples=[Example("('a + 'b + 'c) ~ 'c > 0.4", "true")],
)
def bundle(*terms: np.ndarray) -> np.ndarray:
    """The bundle of vectors with equal weights: similar to each of them."""
    return lvm.bundle(*terms)


@instruction(
    "sphere.displacement",
    "(a: vec@S, b: vec@S) -> disp@S",
    lift=True,
    surface="syntax",
    form="a - b",
    examples=[Example("('b + ('a - 'b)) ~ 'a > 0.999", "true")],
)
def displacement(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The displacement from b to a: the tangent vector at b that points at a, as long as their angle."""
    return lvm.log_map(b, a)


@instruction(
    "sphere.move",
    "(a: vec@S, d: disp@S) -> vec@S",
    lift=True,
    surface="syntax",
    form="a + b",
    examples=[Example("('a + ('b - 'a)) ~ 'b > 0.999", "true")],
)
def move(a: np.ndarray, d: np.ndarray) -> np.ndarray:
    """The point reached from a along a displacement."""
    return lvm.exp_map(a, d)


@instruction(
    "sphere.scale",
    ("(d: disp@S, factor: num) -> disp@S",),
    lift=True,
    surface="syntax",
    form="a * b",
    examples=[Example("round(length(('a - 'b) * 2) / length('a - 'b), 3)", "2.0")],
)
def scale(d: np.ndarray, factor: Any) -> np.ndarray:
    """A displacement, made longer or shorter."""
    import numpy as np

    scaled: np.ndarray = d * np.asarray(factor, np.float32).reshape(-1, 1)
    return scaled


@instruction(
    "sphere.opposite",
    "(d: disp@S) -> disp@S",
    lift=True,
    surface="syntax",
    form="-a",
    examples=[Example("length(-('a - 'b)) == length('a - 'b)", "true")],
)
def opposite(d: np.ndarray) -> np.ndarray:
    """A displacement, turned round."""
    return -d


@instruction(
    "sphere.length",
    "(d: disp@S) -> num",
    lift=True,
    examples=[Example("length('a - 'b) - angle('a, 'b) < 0.001", "true")],
)
def length(d: np.ndarray) -> np.ndarray:
    """The length of a displacement: an angle in radians."""
    import numpy as np

    lengths: np.ndarray = np.sqrt(np.vecdot(d, d))
    return lengths


@instruction(
    "sphere.slerp",
    "(a: vec@S, b: vec@S, t: num) -> vec@S",
    lift=True,
    examples=[Example("slerp('a, 'b, 1) ~ 'b > 0.999", "true")],
)
def slerp(a: np.ndarray, b: np.ndarray, t: Any) -> np.ndarray:
    """The point at the fraction t of the way from a to b on the great circle: spherical interpolation."""
    return lvm.slerp(a, b, t)


@instruction(
    "sphere.mean",
    "(xs: list[vec@S]) -> vec@S",
    examples=[Example("mean(['a, 'b]) ~ 'a > 0.6", "true")],
)
def mean(xs: Vecs) -> Vec:
    """The Fréchet mean: the point with the least sum of squared geodesic distances."""
    if not len(xs):
        raise SdolError("E0552", "an empty list has no mean")
    return Vec(xs.space, lvm.frechet_mean(xs.rows)[0])


@instruction(
    "sphere.bind",
    "(a: vec@S, b: vec@S) -> vec@S",
    lift=True,
    surface="syntax",
    form="a * b",
    examples=[Example("('role * 'filler) / 'role ~ 'filler > 0.99", "true")],
)
def bind(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Binding: a vector unlike both, from which either gives back the other (circular convolution)."""
    return lvm.bind(a, b)


@instruction(
    "sphere.unbind",
    "(c: vec@S, a: vec@S) -> vec@S",
    lift=True,
    surface="syntax",
    form="a / b",
    examples=[Example("('role * 'filler) / 'filler ~ 'role > 0.99", "true")],
)
def unbind(c: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Unbinding by the conjugate (circular correlation): exact for atoms, which are unitary."""
    return lvm.unbind(c, a)


@instruction(
    "sphere.permute",
    "(a: vec@S, n: int) -> vec@S",
    lift=True,
    surface="syntax",
    form="a >> b",
    examples=[Example("('a >> 3) >> -3 ~ 'a > 0.999", "true")],
)
def permute(a: np.ndarray, n: int) -> np.ndarray:
    """The vector permuted n times by a fixed random permutation; a negative n undoes it."""
    return lvm.permute(a, n)


@instruction(
    "sphere.dimension",
    "(v: vec@S) -> int",
    examples=[Example("dimension('a)", "1024")],
)
def dimension(v: Point) -> int:
    """How many components a vector has."""
    return len(v.data)


@instruction(
    "sphere.components",
    "(v: vec@S) -> list[num]",
    examples=[Example("len(components('a))", "1024")],
)
def components(v: Point) -> list[float]:
    """The components of a vector."""
    return v.data.tolist()  # type: ignore[no-any-return]


@instruction(
    "sphere.nearest",
    "(q: vec@S, xs: list[vec@S], n: int = 1) -> list[int]",
    examples=[Example("nearest('b, ['a, 'b, 'c])", "[1]")],
)
def nearest(q: Point, xs: Points, n: int) -> list[int]:
    """The positions of the n vectors of a list that are most similar, best first."""
    if not len(xs):
        return []
    same_space([q, xs])
    return lvm.top(lvm.similarity(xs.rows, q.rows), n).tolist()  # type: ignore[no-any-return]
