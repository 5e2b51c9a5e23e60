"""Voids and outliers: what lies between known clusters, and what is unlike everything known."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vec, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Vecs
    from sdol.lvm.outliers import Outliers

VOID = "{vec: vec@S, radius: num, emptiness: num, p_value: num, beside: list[int], angles: list[num]}"
OUTLIER = "{place: int, score: num, p_value: num}"
CLOUDS = (
    "fn cloud(about: vec@hd, tag: text) -> list[vec@hd] "
    '{ [slerp(about, symbol("{tag}{i}"), 0.3) for i in range(12)] }\n'
)
TWO = f'{CLOUDS}let xs = concat(cloud(\'refunds, "r"), cloud(\'invoices, "i"))\n'


@instruction(
    "voids.voids",
    f"(xs: list[vec@S], top: int = 5) -> list[{VOID}]",
    examples=[
        Example(f"{TWO}let found = voids(xs)\nprint len(found) > 0 and found[0].emptiness > 1", "true"),
        Example(f"{TWO}print len(voids(xs, 0))", "0"),
    ],
)
def voids(xs: Vecs, top: int) -> list[dict[str, Any]]:
    """The emptiest places between clusters of vectors, where something could be and nothing is.

    `beside` holds the places of the nearest known vectors on its sides, `angles` how far they are and `radius` how
    far the nearest of all, in radians; `emptiness` compares that with the middles of the clusters. A void that
    vectors without clusters would leave by chance is not told.
    """
    from sdol import lvm

    found = lvm.find_voids(_rows(xs), top)
    return [
        {
            "vec": Vec(xs.space, void.point[0]),
            "radius": void.radius,
            "emptiness": void.emptiness,
            "p_value": void.p_value,
            "beside": list(void.sides),
            "angles": list(void.angles),
        }
        for void in found
    ]


@instruction(
    "voids.outlying",
    (f"(xs: list[vec@S]) -> list[{OUTLIER}]", f"(xs: list[vec@S], good: list[vec@S]) -> list[{OUTLIER}]"),
    examples=[
        Example(
            f"{CLOUDS}let xs = append(cloud('a, \"r\"), 'stranger)\nprint [o.place for o in outlying(xs)]",
            "[12]",
        ),
        Example(
            f'{CLOUDS}let good = [slerp(\'a, symbol("r{{i}}"), 0.3) for i in range(30)]\n'
            "print [o.place for o in outlying(['a, 'stranger], good)]",
            "[1]",
        ),
    ],
)
def outlying(xs: Vecs, good: Vecs | None = None) -> list[dict[str, Any]]:
    """The vectors that are unlike the others, or unlike those known to be good, the most unlike first.

    `score` is about 1 for a vector as far from its neighbours as they are from theirs, 2 for one twice as far.
    With good ones, `p_value` is a conformal p-value, and one in twenty of vectors like them is told. Of clouds
    of vectors without a stranger, fewer than one vector in a hundred is told.
    """
    found = _judged(xs, good)
    return [
        {"place": place, "score": float(found.score[place]), "p_value": float(found.p_value[place])}
        for place in found.places.tolist()
    ]


@instruction(
    "voids.outlier_scores",
    (
        "(xs: list[vec@S]) -> list[{score: num, p_value: num}]",
        "(xs: list[vec@S], good: list[vec@S]) -> list[{score: num, p_value: num}]",
    ),
    examples=[
        Example(f'{CLOUDS}print len(outlier_scores(cloud(\'a, "r")))', "12"),
        Example(
            f"{CLOUDS}print outlier_scores(['stranger], cloud('a, \"r\"))[0].score > 1.2",
            "true",
        ),
    ],
)
def outlier_scores(xs: Vecs, good: Vecs | None = None) -> list[dict[str, Any]]:
    """How unlike the others, or unlike those known to be good, every vector is, and how likely that is by chance."""
    found = _judged(xs, good)
    both = zip(found.score.tolist(), found.p_value.tolist(), strict=True)
    return [{"score": score, "p_value": p_value} for score, p_value in both]


def _judged(xs: Vecs, good: Vecs | None) -> Outliers:
    """The judgement of vectors; a list that is empty, and so of no space, is of the other's."""
    from sdol import lvm

    if good is None:
        return lvm.find_outliers(_rows(xs))
    if len(xs) and len(good):
        same_space([xs, good])
    rows, known = (of.rows if len(of) else _rows(other)[:0] for of, other in ((xs, good), (good, xs)))
    return lvm.find_outliers(rows, known)


def _rows(xs: Vecs) -> np.ndarray:
    """The matrix of a list; an empty list is of no space."""
    import numpy as np

    return xs.rows if len(xs) else np.empty((0, 1), np.float32)
