"""Routers as values of the language, and the program from which the examples of their instructions start."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.values import Region

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sdol.kernel.kinds import Body
    from sdol.lvm.routing import Router

FITTED = (
    "space swift\n"
    'let paid = ["refund my payment", "I was charged twice", "the invoice is wrong", "my card was debited"]\n'
    'let sent = ["where is my parcel", "the delivery is late", "my package is lost", "the courier never came"]\n'
    "let texts = concat(paid, sent)\n"
    'let teams = concat(["billing" for t in paid], ["shipping" for t in sent])\n'
    "let r = fit(~texts, teams, texts)\n"
)
LATE = '~"my parcel is late"'


def router_of(made: Made) -> Router:
    """The router that a value wraps."""
    return made.body  # type: ignore[return-value]


def changed(made: Made, body: Body) -> Made:
    """The value of the same kind and space with another body."""
    return Made(made.kind, made.space, body)


def regions_of(made: Made) -> list[Region]:
    """The region of each label, in their order; cards find the examples behind them."""
    from sdol.learn.routing import origins

    body: Any = made.body
    shapes = body.regions
    origins.note(body)
    return [Region(made.space, shape, name) for shape, name in zip(shapes, body.names, strict=True)]


def region_of(made: Made, label: str) -> Region:
    """The region of a label and of those under it.

    Raises:
        SdolError: E0592, there is none.
    """
    from sdol import lvm
    from sdol.learn.routing import origins

    body: Any = made.body
    origins.note(body)
    try:
        return Region(made.space, body.region(label), label)
    except lvm.GeometryError as error:
        raise SdolError("E0592", str(error), help=_near(body.names, label)) from None


def lone_cosine(space: str) -> float:
    """The cosine to an example from which a point is near, where there are too few to measure it."""
    import math

    from sdol.kernel.spaces import calibration

    return math.cos(min(calibration(space).radius(1), math.pi))


def _near(names: Sequence[str], label: str) -> str:
    """The label that was meant, if one is near, or what stands before those under it."""
    from difflib import get_close_matches
    from itertools import accumulate

    from sdol.lvm.routing.named import SEPARATOR

    known: dict[str, None] = {}
    for name in names:
        known |= dict.fromkeys(
            accumulate(name.split(SEPARATOR), lambda above, part: above + SEPARATOR + part)
        )
    found = get_close_matches(label, known, 1)
    return f"did you mean {found[0]!r}?" if found else "`labels(r)` gives those that it has"
