"""Routers: regions fitted together from labelled examples, which know what they do not know."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.decided import VOID
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, Region, same_space
from sdol.learn.routing import made
from sdol.learn.routing.made import FITTED, LATE, changed, router_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vecs

DECISION = "{label: text, void: bool, distance: num, probability: num, close: list[text], settled: text, reason: text}"
_R = "r: router@S"


@instruction(
    "router.fit",
    "(examples: list[vec@S], labels: list[text], texts: list[text]? = nil, refused: num = 0.05) -> router@S",
    examples=[
        Example(f"{FITTED}print r", "router@swift, 2 labels, 8 examples, reach not calibrated"),
        Example('print labels(fit([\'a, \'b], ["first", "second"]))', '["first", "second"]'),
        Example(
            FITTED + 'region shipping = region_of(r, "shipping")\n'
            f'print route {LATE} {{\n  shipping => "a parcel"\n  void => "?"\n}}',
            "a parcel",
        ),
        Example(f"{FITTED}print state(fit(~texts, teams, refused: 0.2)).at_most", "0.2"),
    ],
)
def fit(examples: Vecs, labels: list[str], texts: list[str] | None, refused: float) -> Made:
    """A router over examples with labels, whose regions a `route` uses as they are.

    Each example is held out once to choose how far the regions reach: a share of about `refused` of messages like them
    falls outside them all. With fewer than 1 / `refused` - 1 examples, they reach as far as `around` would.
    """
    from sdol import lvm
    from sdol.lvm.routing import Router

    if not len(examples):
        raise SdolError("E0553", "a router without examples: `fit` needs at least one")
    lone = made.lone_cosine(examples.space)
    try:
        body = Router.fit(examples.rows, labels, texts or (), refused=refused, lone=lone)
    except lvm.GeometryError as error:
        raise SdolError(
            "E0593", f"these examples make no router: {error}", help="give a label for each example"
        ) from None
    return Made("router", examples.space, body)


@instruction(
    "router.calibrate",
    f"({_R}, examples: list[vec@S], labels: list[text], refused: num = 0.05) -> router@S",
    examples=[
        Example(
            f'{FITTED}let said = ["refund it", "the card was charged", "a late parcel", "a lost parcel"]\n'
            'let right = ["billing", "billing", "shipping", "shipping"]\n'
            "print state(calibrate(r, ~said, right, 0.2)).at_most",
            "0.2",
        ),
        Example(
            f'{FITTED}let said = ["refund my payment number {{i}}" for i in range(20)]\n'
            'print state(calibrate(r, ~said, ["billing" for t in said])).at_most',
            "0.05",
        ),
    ],
)
def calibrate(r: Made, examples: Vecs, labels: list[str], refused: float) -> Made:
    """The router with a reach and probabilities from examples that it was not fitted on.

    Of further messages of their kind, a share of at most `refused` falls into the void, on the mean: the guarantee of
    split conformal prediction.
    """
    from sdol import lvm

    if not len(examples):
        raise SdolError("E0553", "there are no examples to calibrate by")
    same_space([r, examples])
    try:
        return changed(r, router_of(r).calibrate(examples.rows, labels, refused))
    except lvm.GeometryError as error:
        raise SdolError("E0593", str(error)) from None


@instruction(
    "router.decide",
    (f"({_R}, v: vec@S) -> {DECISION}", f"({_R}, v: list[vec@S]) -> list[{DECISION}]"),
    examples=[
        Example(f"{FITTED}let d = decide(r, {LATE})\nprint d.label, d.void, d.close", "shipping false []"),
        Example(
            f'{FITTED}print [d.void for d in decide(r, ~["a late parcel", "quantum physics"])]',
            "[false, true]",
        ),
    ],
)
def decide(r: Made, v: Any) -> Any:
    """The label of a point, or the nearest where it lies in the void, with what speaks for it.

    `probability` is that of the label if the point has any; `close` are the labels that cannot be told from it: the
    right one is the first or among them for 99 in 100 held-out examples. `settled` is what is left to say then:
    "card" for "card/lost" and "card/limit", the label itself where no other is close, and "" in the void.
    """
    from sdol.learn.routing import told

    if isinstance(v, list):  # an empty list is of no space
        return []
    same_space([r, v])
    router = router_of(r)
    verdicts = router.decide(v.rows)
    if decisions.listening():
        chosen = [VOID if one.void else one.label for one in verdicts]
        asked = chosen[0] if isinstance(v, Point) else chosen
        decisions.note("route", v, made.regions_of(r), asked)
    found = [told.record(router, verdict) for verdict in verdicts]
    return found[0] if isinstance(v, Point) else found


# --- labels and regions -------------------------------------------------------------------------------------


@instruction(
    "router.labels",
    f"({_R}) -> list[text]",
    examples=[Example(f"{FITTED}print labels(r)", '["billing", "shipping"]')],
)
def labels(r: Made) -> list[str]:
    """The labels, in the order in which `fit` met them first."""
    return list(router_of(r).names)


@instruction("router.len", f"({_R}) -> int", examples=[Example(f"{FITTED}print len(r)", "8")])
def len_(r: Made) -> int:
    """How many examples a router has, those that it learned since it was fitted included."""
    return len(router_of(r))


@instruction(
    "router.regions",
    f"({_R}) -> list[region@S]",
    examples=[Example(f"{FITTED}print decide({LATE}, regions(r)).region", "shipping")],
)
def regions(r: Made) -> list[Region]:
    """The region of each label, in the order of `labels`."""
    return made.regions_of(r)


@instruction(
    "router.region_of",
    f"({_R}, label: text) -> region@S",
    examples=[
        Example(f'{FITTED}print {LATE} in region_of(r, "shipping")', "true"),
        Example(
            'let r = fit([\'a, \'b, \'c], ["card/lost", "card/limit", "loan"])\nprint \'b in region_of(r, "card")',
            "true",
        ),
    ],
)
def region_of(r: Made, label: str) -> Region:
    """The region of a label, together with those of all labels under it: `card/lost` is under `card`."""
    return made.region_of(r, label)


@instruction(
    "router.known",
    f"({_R}) -> region@S",
    examples=[
        Example(f'{FITTED}print {LATE} in known(r), ~"quantum physics" in known(r)', "true false"),
        Example(f'{FITTED}let strange = !known(r)\nprint ~"quantum physics" in strange', "true"),
    ],
)
def known(r: Made) -> Region:
    """All regions of a router together; its complement, `!known(r)`, is the void."""
    return Region(r.space, router_of(r).field, "known")
