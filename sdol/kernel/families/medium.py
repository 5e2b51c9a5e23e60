"""Living media: charge on points that grows where work succeeds, fades elsewhere, and flows from hubs."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.values import Point, Points, Vecs
    from sdol.lvm import Medium

TWO = "let field = medium(['a, 'b])\n"
SPOKE = 'slerp(\'hub, symbol("s{i}"), 0.4)'
STAR = f"let field = medium(concat(['hub], [{SPOKE} for i in range(40)]))\n"
_M = "m: medium@S"


@instruction(
    "medium.medium",
    "(points: list[vec@S], reach: num = 0.25, half_life: num = 64, growth: num = 1) -> medium@S",
    examples=[
        Example(f"{TWO}print field", "medium@hd, 2 points, charge 2"),
        Example("print charges(decay(medium(['a], half_life: 2), 2))", "[0.5]"),
        Example("print round(density(medium(['a], reach: 1), 'b), 1)", "0.4"),
        Example("print len(charges(reward(medium(['a], growth: 2), 'b)))", "1"),
    ],
)
def medium(points: Vecs, reach: float, half_life: float, growth: float) -> Made:
    """A medium of points, each of charge 1, which is felt around it as a bell of `reach` radians.

    Charge halves in `half_life` steps; a reward farther than `growth` radians from all points makes a new one.
    """
    from sdol import lvm

    if not len(points):
        raise SdolError("E0553", "an empty medium: `medium` needs at least one point")
    made = lvm.Medium(points.rows, reach=reach, half_life=half_life, growth=growth)
    return Made("medium", points.space, made)


@instruction(
    "medium.reward",
    (
        f"({_M}, at: vec@S, amount: num = 1) -> medium@S",
        f"({_M}, at: list[vec@S], amount: num = 1) -> medium@S",
    ),
    examples=[
        Example(f"{TWO}print charges(reward(field, 'b))", "[1.0, 2.0]"),
        Example(f"{TWO}print charges(reward(field, 'b, 3))", "[1.0, 4.0]"),
        Example(f"{TWO}print charges(reward(field, ['b, 'b]))", "[1.0, 3.0]"),
        Example(f"{TWO}print charges(reward(field, ['b, 'c], 3))", "[1.0, 4.0, 3.0]"),
    ],
)
def reward(m: Made, at: Point | Points | list[Any], amount: float) -> Made:
    """A medium with more charge where work succeeded: on the nearest points, or on a new one far from all."""
    if isinstance(at, list):  # an empty list is of no space
        return m
    same_space([m, at])
    return _changed(m, _medium(m).reward(at.rows, amount))


@instruction(
    "medium.decay",
    f"({_M}, steps: num = 1) -> medium@S",
    examples=[
        Example(f"{TWO}print charges(decay(field, 64))", "[0.5, 0.5]"),
        Example(f"{TWO}print charges(decay(field))[0] < 1", "true"),
    ],
)
def decay(m: Made, steps: float) -> Made:
    """A medium after so many steps in which nothing was rewarded: every charge fades by halves."""
    return _changed(m, _medium(m).decay(steps))


@instruction(
    "medium.redistribute",
    f"({_M}, rounds: int = 2) -> medium@S",
    examples=[
        Example(
            f"{STAR}print hubs(redistribute(field))[0].attention < 0.5 * hubs(field)[0].attention", "true"
        ),
        Example(f"{STAR}print round(sum(charges(redistribute(field, 5))), 6)", "41.0"),
    ],
)
def redistribute(m: Made, rounds: int) -> Made:
    """A medium whose hubs gave charge to points that look to them and are passed over; the total stays."""
    return _changed(m, _medium(m).redistribute(rounds))


@instruction(
    "medium.density",
    f"({_M}, v: vec@S) -> num",
    lift=True,
    examples=[
        Example(f"{TWO}print round(density(field, 'a), 3)", "1.0"),
        Example(f"{TWO}print map(density(reward(field, 'b), ['a, 'b]), d => round(d, 3))", "[1.0, 2.0]"),
    ],
)
def density(m: Made, v: np.ndarray) -> np.ndarray:
    """The charge that is felt at a point: 0 in the void, the charge of a point where it stands alone."""
    return _medium(m).density(v)


@instruction(
    "medium.gradient",
    f"({_M}, v: vec@S) -> disp@S",
    lift=True,
    examples=[
        Example(
            f"{TWO}let q = slerp('a, 'b, 0.2)\nprint (q + gradient(field, q) * 0.01) ~ 'a > q ~ 'a", "true"
        )
    ],
)
def gradient(m: Made, v: np.ndarray) -> np.ndarray:
    """The direction at a point in which the density grows most, as long as it grows by the radian."""
    return _medium(m).gradient(v)


@instruction(
    "medium.hubs",
    f"({_M}, top: int = 10) -> list[{{place: int, attention: num}}]",
    examples=[
        Example(f"{STAR}print hubs(field, 1)[0].place", "0"),
        Example(f"{STAR}print len(hubs(field))", "10"),
    ],
)
def hubs(m: Made, top: int) -> list[dict[str, Any]]:
    """The points that the others pay most attention to, greatest first; 1 is a fair share."""
    places, attention = _medium(m).hubs(top)
    both = zip(places.tolist(), attention.tolist(), strict=True)
    return [{"place": place, "attention": share} for place, share in both]


@instruction(
    "medium.hubness",
    f"({_M}) -> num",
    examples=[Example(f"{STAR}print hubness(field) > 1", "true")],
)
def hubness(m: Made) -> float:
    """How uneven it is who is found: the skewness of how often points are among the ten nearest of others.

    0 is even; above 1, a few points turn up for very many.
    """
    return float(_medium(m).hubness())


@instruction(
    "medium.charges",
    f"({_M}) -> list[num]",
    examples=[Example(f"{TWO}print charges(field)", "[1.0, 1.0]")],
)
def charges(m: Made) -> list[float]:
    """The charge on each point, in the order in which they were given or made."""
    found: list[float] = _medium(m).charges.tolist()
    return found


@instruction(
    "medium.closest",
    f"({_M}, query: vec@S, top: int = 10) -> list[{{place: int, score: num}}]",
    examples=[
        Example(f"{TWO}print closest(field, 'b, 1)[0].place", "1"),
        Example(f"{TWO}print [p.place for p in closest(field, slerp('a, 'b, 0.55))]", "[1, 0]"),
        Example(
            f"{TWO}let worn = reward(field, 'a, 1000)\nprint closest(worn, slerp('a, 'b, 0.55))[0].place",
            "0",
        ),
    ],
)
def closest(m: Made, query: Point, top: int) -> list[dict[str, Any]]:
    """The places of the points most likely meant, best first: similarity, and what charge adds to it."""
    same_space([m, query])
    places, scores = _medium(m).nearest(query.rows, top)[0]
    both = zip(places.tolist(), scores.tolist(), strict=True)
    return [{"place": place, "score": score} for place, score in both]


def _changed(m: Made, body: Medium) -> Made:
    return Made("medium", m.space, body)


def _medium(made: Made) -> Medium:
    return made.body  # type: ignore[return-value]
