"""The sphere: similarity, geodesics, displacements, and the vector-symbolic operations on its points.

Every function here takes matrices, one row for one vector; `sdol.kernel.lifting` makes them serve single vectors,
lists, and a list beside a single one.
"""

from __future__ import annotations

from sdol import lvm
from sdol.errors import SdolError
from sdol.kernel.families.list import sized
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, Vec, Vecs, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Points

CAT, DOG = '~"a cat"@swift', '~"a dog"@swift'


@instruction(
    "sphere.similarity",
    "(a: vec@S, b: vec@S) -> num",
    lift=True,
    surface="syntax",
    form="a ~ b",
    batch=True,
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
    batch=True,
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
    batch=True,
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
    return lvm.scale(d, factor)


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
    return lvm.scale(d, -1.0)


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
    "sphere.transport",
    "(d: disp@S, a: vec@S, b: vec@S) -> disp@S",
    lift=True,
    examples=[Example("let d = 'c - 'a\nround(length(transport(d, 'a, 'b)) / length(d), 3)", "1.0")],
)
def transport(d: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A displacement at a, carried along the great circle to b: parallel transport, which keeps its length."""
    return lvm.transport(d, a, b)


@instruction(
    "sphere.mean",
    ("(xs: list[vec@S]) -> vec@S", "(xs: list[vec@S], weights: list[num]) -> vec@S"),
    examples=[
        Example("mean(['a, 'b]) ~ 'a > 0.6", "true"),
        Example("mean(['a, 'b], [3, 1]) ~ 'a > 0.9", "true"),
    ],
)
def mean(xs: Vecs, weights: list[float] | None = None) -> Vec:
    """The Fréchet mean: the point with the least sum of squared geodesic distances, each with its weight."""
    if not len(xs):
        raise SdolError("E0552", "an empty list has no mean")
    shares = None if weights is None else [float(w) for w in weights]
    return Vec(xs.space, lvm.frechet_mean(xs.rows, shares)[0])


@instruction(
    "sphere.von_mises_fisher",
    "(xs: list[vec@S]) -> {mean: vec@S, kappa: num}",
    examples=[
        Example("von_mises_fisher(['a, 'b]).mean ~ 'a > 0.6", "true"),
        Example("let two = ['a, 'b]\nvon_mises_fisher(two).kappa > 100", "true"),
    ],
)
def von_mises_fisher(xs: Vecs) -> dict[str, Any]:
    """The mean direction and the concentration kappa of the von Mises-Fisher distribution that fits best."""
    if not len(xs):
        raise SdolError("E0552", "an empty list has no mean")
    mean, kappa = lvm.fit_von_mises_fisher(xs.rows)
    return {"mean": Vec(xs.space, mean[0]), "kappa": kappa}


@instruction(
    "sphere.random_points",
    "(like: vec@S, n: int, seed: int) -> list[vec@S]",
    examples=[Example("len(random_points('a, 3, seed: 7))", "3")],
)
def random_points(like: Point, n: int, seed: int) -> Any:
    """n points of a vector's space, spread evenly over the sphere; the same for the same seed, everywhere."""
    if sized(n * len(like.data)) == 0:
        return []
    return Vecs(like.space, lvm.random_points(n, len(like.data), seed))


@instruction(
    "sphere.normalise",
    "(components: list[num], like: vec@S) -> vec@S",
    examples=[Example("normalise([2 * x for x in components('a)], like: 'b) ~ 'a > 0.999", "true")],
)
def normalise(components: list[float], like: Point) -> Vec:
    """The point in the direction that components give, scaled to length 1, in the space of another vector."""
    import numpy as np

    wide = np.array([float(x) for x in components])
    if len(wide) != len(like.data):
        raise SdolError(
            "E0507",
            f"these are {len(wide)} components, and the space has {len(like.data)}",
            help="`dimension(like)` tells how many it has",
        )
    peak = np.abs(wide).max()
    return Vec(like.space, lvm.normalise(wide / peak if 0 < peak < np.inf else wide)[0])


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


# --- neighbours ---------------------------------------------------------------------------------------------


@instruction(
    "sphere.nearest",
    (
        "(q: vec@S, xs: list[vec@S], n: int = 1) -> list[int]",
        "(qs: list[vec@S], xs: list[vec@S], n: int = 1) -> list[list[int]]",
    ),
    examples=[
        Example("nearest('b, ['a, 'b, 'c])", "[1]"),
        Example("nearest('b + 'c + 'b, ['a, 'b, 'c], 2)", "[1, 2]"),
        Example("nearest(['b, 'a], ['a, 'b, 'c])", "[[1], [0]]"),
        Example("nearest(['b + 'c + 'b], ['a, 'b, 'c], n: 2)", "[[1, 2]]"),
    ],
)
def nearest(q: Point | Vecs, xs: Points, n: int) -> list[Any]:
    """The positions of the n vectors of a list that are most similar, best first; for each of several queries."""
    if n < 0:
        raise SdolError("E0516", f"there are no {n} nearest vectors", help="write 0 or more")
    found: list[list[int]] = [[] for _ in range(1 if isinstance(q, Point) else len(q))]
    if found and len(xs):
        same_space([q, xs])
        found = [places.tolist() for places in lvm.nearest(q.rows, xs.rows, n)]
    return found[0] if isinstance(q, Point) else found


@instruction(
    "sphere.within",
    "(q: vec@S, xs: list[vec@S], threshold: num) -> list[int]",
    examples=[Example("within('a, ['a, 'b, 'a], 0.9)", "[0, 2]")],
)
def within(q: Point, xs: Points, threshold: float) -> list[int]:
    """The positions of the vectors of a list whose similarity is at least a threshold, in order."""
    if not len(xs):
        return []
    same_space([q, xs])
    found = lvm.similarity(xs.rows, q.rows) >= min(max(threshold, -2.0), 2.0)  # float32 holds no 1e308
    return found.nonzero()[0].tolist()


MOST_PAIRS = 5_000_000


@instruction(
    "sphere.pairs_within",
    "(xs: list[vec@S], threshold: num) -> list[{first: int, second: int, score: num}]",
    examples=[
        Example(
            "let pairs = pairs_within(['a, 'b, 'a], 0.9)\n[[p.first, p.second] for p in pairs]", "[[0, 2]]"
        )
    ],
)
def pairs_within(xs: Points, threshold: float) -> list[dict[str, Any]]:
    """Every pair of places of a list whose vectors have at least a similarity, in order."""
    found: list[dict[str, Any]] = []
    for pairs in lvm.pairs_within(xs.rows, threshold) if len(xs) else ():
        for first, second, score in zip(*(part.tolist() for part in pairs), strict=True):
            found.append({"first": first, "second": second, "score": score})
        if len(found) > MOST_PAIRS:
            raise SdolError(
                "E0516", f"there are more than {MOST_PAIRS:,} such pairs", help="ask for a higher similarity"
            )
    return found
