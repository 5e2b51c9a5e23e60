"""Why a router decided so, what would have made it decide otherwise, and what it knows of itself."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, same_space
from sdol.learn.routing.made import FITTED, LATE, router_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.kinds import Made
    from sdol.kernel.values import Vec
    from sdol.kernel.world import World
    from sdol.lvm.routing import Router

FLIP = "{message: text, label: text, void: bool, changed: int}?"
WHY = (
    "{label: text, void: bool, reason: text, regions: list[{label: text, distance: num, probability: num}], "
    f"examples: list[{{label: text, text: text, similarity: num}}], flip: {FLIP}}}"
)
STATE = (
    "{kind: text, space: text, promise: text, examples: int, learned: int, held_out: int, accuracy: num?, "
    "calibration_error: num?, refused: num?, at_most: num?, "
    "labels: list[{label: text, examples: int, learned: int, held_out: int, wrong: int}], "
    "confusions: list[{label: text, taken_for: text, times: int}], "
    "contradictions: list[{first: int, second: int}]}"
)
_R = "r: router@S"
_NEAR = 256  # examples among which enough of other labels mostly are


@instruction(
    "reasons.why",
    (f"({_R}, message: text, examples: int = 3) -> {WHY}", f"({_R}, v: vec@S, examples: int = 3) -> {WHY}"),
    effect="embed",
    examples=[
        Example(
            f'{FITTED}let w = why(r, "my parcel is late")\nprint w.regions[0].label, w.examples[0].label',
            "shipping shipping",
        ),
        Example(f'{FITTED}print len(why(r, "my parcel is late", examples: 1).examples)', "1"),
        Example(f"{FITTED}print len(why(r, {LATE}).regions), len(why(r, {LATE}, 1).examples)", "2 1"),
        Example(f"{FITTED}print why(r, {LATE}).flip", "nil"),
    ],
)
def why(world: World, r: Made, asked: str | Vec, examples: int) -> dict[str, Any]:
    """The reason for a decision, the distance to every region, nearest first, and the nearest examples.

    Where it is asked about a text, `flip` is the smallest change of its wording that was found to change the decision
    (see `flip`); nil where none was found, and for a vector.
    """
    from sdol.learn.routing import told

    router = router_of(r)
    if isinstance(asked, Point):
        same_space([r, asked])
        return {**told.why(router, asked.rows, examples), "flip": None}
    rows = _embedder(world, r)([asked])
    return {**told.why(router, rows, examples), "flip": flip(world, r, asked)}


@instruction(
    "reasons.flip",
    f"({_R}, message: text) -> {FLIP}",
    effect="embed",
    examples=[
        Example(
            f'{FITTED}let other = flip(r, "my parcel is late")\n'
            'print if other != nil { other.changed > 0 and other.label != "shipping" or other.void } else { false }',
            "true",
        )
    ],
)
def flip(world: World, r: Made, message: str) -> dict[str, Any] | None:
    """The smallest change of a message's wording that is found to change its decision; nil where none is found.

    Up to three words are left out, or are taken from the nearest examples of other labels and from negations.
    """
    from sdol.learn.routing import rewording

    router = router_of(r)
    own = _embedder(world, r)([message])
    lent = rewording.lent_by(_lenders(router, own))
    found = rewording.flip(message, lent, _trial(world, r), router.field.table)
    if found is None:
        return None
    (verdict,) = router.decide(_embedder(world, r)([found.text]))
    label = router.names[verdict.label]
    return {"message": found.text, "label": label, "void": verdict.void, "changed": found.changed}


def _lenders(router: Router, own: np.ndarray) -> list[str]:
    """Texts of the nearest examples of other labels: the words that the message lacks are what may change it."""
    from sdol.learn.routing.rewording import LENDERS

    (verdict,) = router.decide(own)
    own_label = None if verdict.void else router.names[verdict.label]
    for count in (_NEAR, len(router)):
        found = [text for label, text, _ in router.nearest(own, count) if label != own_label]
        if len(found) >= LENDERS:
            break
    return found[:LENDERS]


@instruction(
    "reasons.state",
    f"({_R}) -> {STATE}",
    examples=[
        Example(f"{FITTED}let s = state(r)\nprint s.held_out, s.at_most, s.labels[0].examples", "8 nil 4"),
        Example(f'{FITTED}print state(learn(r, {LATE}, "shipping")).learned', "1"),
    ],
)
def state(r: Made) -> dict[str, Any]:
    """What a router knows of itself: its labels with how many of their held-out examples were taken for another.

    `at_most` is the share of known messages that may fall into the void, nil where there were too few to promise any;
    `contradictions` are pairs of examples that are one point and have different labels, by their places in the list;
    those that were learned come last in it.
    """
    from sdol.learn.routing.told import state as of

    return {"kind": "router", "space": r.space, **of(router_of(r))}


def _embedder(world: World, r: Made) -> Any:
    name = r.space.partition("@")[0]
    return lambda texts: world.embeddings.matrix(name, texts)[1]


def _trial(world: World, r: Made) -> Any:
    """Embeds wordings that are only tried, which a model on this machine does without keeping them."""
    from sdol.spaces.registry import manifest

    described = manifest(r.space.partition("@")[0])
    if described.kind not in ("static", "onnx"):
        return _embedder(world, r)
    return lambda texts: world.embeddings.computed(described, texts)
