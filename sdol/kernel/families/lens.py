"""Gravitational lenses: dense regions, and those that were of use, bend queries toward them."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.values import Vecs
    from sdol.lvm import Lens

NEAR = 'slerp(\'cat, symbol("k{i}"), 0.3)'
LENS = f"let glass = lens([{NEAR} for i in range(20)])\n"
ASIDE = "let q = slerp('cat, 'far, 0.3)\n"
_SETTINGS = (
    "limit: num = 0.3, strength: num = 10000000, softening: num = 1, power: num = 64, contrast: num = 0, "
    "axes: int? = nil"
)


@instruction(
    "lens.lens",
    f"(points: list[vec@S], {_SETTINGS}) -> lens@S",
    examples=[
        Example(f"{LENS}print glass", "lens@hd, 20 points, bends by up to 0.3"),
        Example("print lens(['a, 'b], limit: 0.1)", "lens@hd, 2 points, bends by up to 0.1"),
        Example(
            "let newton = lens(['a, 'b, 'c], limit: 0.5, strength: 1, softening: 0.5, power: 3)\n"
            "print bend(newton, slerp('a, 'far, 0.4)) ~ 'a > slerp('a, 'far, 0.4) ~ 'a",
            "true",
        ),
        Example("print masses(lens(['a, 'b], contrast: 1, axes: 2))", "[1.0, 1.0]"),
    ],
)
def lens(
    points: Vecs,
    limit: float,
    strength: float,
    softening: float,
    power: float,
    contrast: float,
    axes: int | None,
) -> Made:
    """A lens of points: they pull on what is looked at through it, and bend it by no more than `limit` radians.

    Where a point lies the pull is `strength`; at a chord c from it, less by (1 + c²/softening²)^(-power/2). With a
    contrast above 0, points in dense regions weigh more; with `axes`, only so many principal directions bend.
    """
    from sdol import lvm

    if not len(points):
        raise SdolError("E0553", "an empty lens: `lens` needs at least one point")
    made = lvm.Lens(
        points.rows,
        limit=limit,
        strength=strength,
        softening=softening,
        power=power,
        contrast=contrast,
        axes=axes,
    )
    return Made("lens", points.space, made)


@instruction(
    "lens.bend",
    "(glass: lens@S, v: vec@S) -> vec@S",
    lift=True,
    examples=[
        Example(f"{LENS}{ASIDE}print bend(glass, q) ~ 'cat > q ~ 'cat", "true"),
        Example(f"{LENS}print len(bend(glass, ['a, 'b, 'c]))", "3"),
    ],
)
def bend(glass: Made, v: np.ndarray) -> np.ndarray:
    """A query as it leaves a lens: nearer to where the lens is dense, and within its limit of where it was."""
    return _lens(glass).bend(v)


@instruction(
    "lens.deflection",
    "(glass: lens@S, v: vec@S) -> num",
    lift=True,
    examples=[
        Example(f"{LENS}{ASIDE}let d = deflection(glass, q)\nprint d > 0 and d <= 0.301", "true"),
        Example(f"{LENS}print round(deflection(glass, 'elsewhere), 3)", "0.0"),
    ],
)
def deflection(glass: Made, v: np.ndarray) -> np.ndarray:
    """By how many radians a lens bends a query; next to nothing far from all of its points."""
    return _lens(glass).deflection(v)


@instruction(
    "lens.pull",
    "(glass: lens@S, v: vec@S) -> disp@S",
    lift=True,
    examples=[
        Example(
            f"{ASIDE}let newton = lens(['cat], strength: 1, power: 3)\n"
            "print (q + pull(newton, q) * 0.1) ~ 'cat > q ~ 'cat",
            "true",
        )
    ],
)
def pull(glass: Made, v: np.ndarray) -> np.ndarray:
    """The sum of pulls on a query, in units of what holds it where it is."""
    return _lens(glass).pull(v)


@instruction(
    "lens.used",
    "(glass: lens@S, places: list[int], amount: num = 1) -> lens@S",
    examples=[
        Example("print masses(used(lens(['a, 'b]), [1, 1]))", "[1.0, 3.0]"),
        Example("print masses(used(lens(['a, 'b]), [1], 4))", "[1.0, 5.0]"),
        Example(
            "let q = slerp('a, 'b, 0.5)\n"
            "print bend(used(lens(['a, 'b]), [1], 100), q) ~ 'b > bend(lens(['a, 'b]), q) ~ 'b",
            "true",
        ),
    ],
)
def used(glass: Made, places: list[int], amount: float) -> Made:
    """A lens whose points at these places were of use: they weigh `amount` more, and pull harder from now on."""
    return Made("lens", glass.space, _lens(glass).used(places, amount))


@instruction(
    "lens.masses",
    "(glass: lens@S) -> list[num]",
    examples=[Example("print masses(lens(['a, 'b]))", "[1.0, 1.0]")],
)
def masses(glass: Made) -> list[float]:
    """What each point of a lens weighs: 1, or the density around it, and its use."""
    found: list[float] = _lens(glass).masses.tolist()
    return found


def _lens(made: Made) -> Lens:
    return made.body  # type: ignore[return-value]
