"""Routers: regions fitted together from labelled examples, which know what they do not know."""

from __future__ import annotations

import math

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, Region, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vec, Vecs
    from sdol.kernel.world import World
    from sdol.lvm.routing import Router

DECISION = "{label: text, void: bool, distance: num, probability: num, close: list[text], reason: text}"
MEASURED = (
    "{examples: int, held_out: int, accuracy: num?, calibration_error: num?, refused: num?, at_most: num?}"
)
_R = "r: router@S"
FITTED = (
    "space swift\n"
    'let paid = ["refund my payment", "I was charged twice", "the invoice is wrong", "my card was debited"]\n'
    'let sent = ["where is my parcel", "the delivery is late", "my package is lost", "the courier never came"]\n'
    "let texts = concat(paid, sent)\n"
    'let teams = concat(["billing" for t in paid], ["shipping" for t in sent])\n'
    "let r = fit(~texts, teams, texts)\n"
)
LATE = '~"my parcel is late"'


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
        Example(f"{FITTED}print measured(fit(~texts, teams, refused: 0.2)).at_most", "0.2"),
    ],
)
def fit(examples: Vecs, labels: list[str], texts: list[str] | None, refused: float) -> Made:
    """A router over examples with labels, whose regions a `route` uses as they are.

    Each example is held out once to choose how far the regions reach: a share of about `refused` of messages like them
    falls outside them all. With fewer than 1 / `refused` - 1 examples, they reach as far as `around` would.
    """
    from sdol import lvm
    from sdol.kernel.spaces import calibration
    from sdol.lvm.routing import Router

    if not len(examples):
        raise SdolError("E0553", "a router without examples: `fit` needs at least one")
    lone = math.cos(min(calibration(examples.space).radius(1), math.pi))
    try:
        made = Router.fit(examples.rows, labels, texts or (), refused=refused, lone=lone)
    except lvm.GeometryError as error:
        raise SdolError(
            "E0593", f"these examples make no router: {error}", help="give a label for each example"
        ) from None
    return Made("router", examples.space, made)


@instruction(
    "router.labels",
    f"({_R}) -> list[text]",
    examples=[Example(f"{FITTED}print labels(r)", '["billing", "shipping"]')],
)
def labels(r: Made) -> list[str]:
    """The labels, in the order in which `fit` met them first."""
    return list(_router(r).names)


@instruction("router.len", f"({_R}) -> int", examples=[Example(f"{FITTED}print len(r)", "8")])
def len_(r: Made) -> int:
    """How many examples a router has, those that it learned since it was fitted included."""
    return len(_router(r))


# --- regions ------------------------------------------------------------------------------------------------


@instruction(
    "router.regions",
    f"({_R}) -> list[region@S]",
    examples=[Example(f"{FITTED}print decide({LATE}, regions(r)).region", "shipping")],
)
def regions(r: Made) -> list[Region]:
    """The region of each label, in the order of `labels`."""
    router = _router(r)
    return [Region(r.space, shape, name) for shape, name in zip(router.regions, router.names, strict=True)]


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
    from sdol import lvm

    try:
        return Region(r.space, _router(r).region(label), label)
    except lvm.GeometryError as error:
        raise SdolError("E0592", str(error), help=_near(r, label)) from None


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
    return Region(r.space, _router(r).field, "known")


# --- decisions ----------------------------------------------------------------------------------------------


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
    right one is the first or among them for 99 in 100 held-out examples.
    """
    from sdol.learn.routing.told import record

    if isinstance(v, list):  # an empty list is of no space
        return []
    same_space([r, v])
    router = _router(r)
    found = [record(router, verdict) for verdict in router.decide(v.rows)]
    return found[0] if isinstance(v, Point) else found


@instruction(
    "router.why",
    f"({_R}, v: vec@S) -> text",
    examples=[
        Example(f"{FITTED}print len(why(r, {LATE}).lines)", "6"),
        Example(f'{FITTED}print starts_with(why(r, {LATE}).lines[3], "example of shipping")', "true"),
    ],
)
def why(r: Made, v: Vec) -> str:
    """The reason for a decision, the distance to every region, nearest first, and the three nearest examples."""
    from sdol.learn.routing import told

    same_space([r, v])
    return told.why(_router(r), v.rows)


@instruction(
    "router.flip",
    f"({_R}, message: text) -> {{message: text, label: text, void: bool, changed: int}}?",
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
    from sdol.learn.routing.rewording import flip as search

    name = r.space.partition("@")[0]
    router = _router(r)
    found = search(router, message, lambda texts: world.embeddings.matrix(name, texts)[1])
    if found is None:
        return None
    text, verdict, changed = found
    label = router.names[verdict.label]
    return {"message": text, "label": label, "void": verdict.void, "changed": changed}


@instruction(
    "router.measured",
    f"({_R}) -> {MEASURED}",
    examples=[Example(f"{FITTED}print measured(r).held_out, measured(r).at_most", "8 nil")],
)
def measured(r: Made) -> dict[str, Any]:
    """What held-out examples said of a router: how many had the right label, and how many fell into the void.

    `at_most` is the share of known messages that may fall into the void, nil where there were too few to promise any.
    """
    router = _router(r)
    found = router.measured
    told = {"accuracy": found.accuracy, "calibration_error": found.error, "refused": found.refused}
    return {
        "examples": len(router),
        "held_out": found.held_out,
        **{name: figure if found.held_out else None for name, figure in told.items()},
        "at_most": None if found.guarantee == 1.0 else found.guarantee,
    }


@instruction(
    "router.contradictions",
    f"({_R}) -> list[{{first: int, second: int}}]",
    examples=[
        Example('print contradictions(fit([\'a, \'b, \'a], ["x", "y", "z"]))', "[{first: 0, second: 2}]")
    ],
)
def contradictions(r: Made) -> list[dict[str, int]]:
    """Pairs of examples that are one point and have different labels, by their places in the list."""
    return [{"first": a, "second": b} for a, b in _router(r).contradictions()]


# --- changed ------------------------------------------------------------------------------------------------


@instruction(
    "router.learn",
    f'({_R}, v: vec@S, label: text, say: text = "") -> router@S',
    examples=[
        Example(
            f'{FITTED}let strange = ~"quantum physics"\nlet more = learn(r, strange, "billing")\n'
            "print decide(r, strange).void, decide(more, strange).label, decide(more, strange).void",
            "true billing false",
        ),
        Example(
            f'{FITTED}let more = learn(r, ~"a cat", "pets", "a cat")\nprint labels(more)',
            '["billing", "shipping", "pets"]',
        ),
    ],
)
def learn(r: Made, v: Vec, label: str, say: str) -> Made:
    """The router for which a point, and what is very like it, has a label from now on.

    Only its surroundings change, so it takes no time; a new label makes the router fit anew. `forget` takes it back.
    """
    same_space([r, v])
    if not label:
        raise SdolError("E0593", "an example with an empty label", help="name the label that it has")
    return _changed(r, _router(r).learn(v.rows, label, say))


@instruction(
    "router.forget",
    f"({_R}, v: vec@S) -> router@S",
    examples=[
        Example(
            f'{FITTED}let strange = ~"quantum physics"\nlet more = learn(r, strange, "billing")\n'
            "print decide(forget(more, strange), strange).void",
            "true",
        )
    ],
)
def forget(r: Made, v: Vec) -> Made:
    """The router without what it learned at a point; exactly as it was before it learned it."""
    same_space([r, v])
    return _changed(r, _router(r).forget(v.rows))


@instruction(
    "router.without",
    f"({_R}, v: vec@S) -> router@S",
    examples=[Example(f'{FITTED}print len(without(r, ~"refund my payment"))', "7")],
)
def without(r: Made, v: Vec) -> Made:
    """The router fitted anew without the examples at a point."""
    same_space([r, v])
    if len(_router(r)) <= 1:
        raise SdolError("E0593", "a router without examples: this one has no other")
    return _changed(r, _router(r).without(v.rows))


@instruction(
    "router.refit",
    f"({_R}) -> router@S",
    examples=[
        Example(
            f'{FITTED}print refit(learn(r, ~"a debit I did not make", "billing"))',
            "router@swift, 2 labels, 9 examples, reach not calibrated",
        )
    ],
)
def refit(r: Made) -> Made:
    """The router fitted anew on all its examples, those included that it learned."""
    return _changed(r, _router(r).refit())


@instruction(
    "router.calibrate",
    f"({_R}, examples: list[vec@S], labels: list[text], refused: num = 0.05) -> router@S",
    examples=[
        Example(
            f'{FITTED}let said = ["refund it", "the card was charged", "a late parcel", "a lost parcel"]\n'
            'let right = ["billing", "billing", "shipping", "shipping"]\n'
            "print measured(calibrate(r, ~said, right, 0.2)).at_most",
            "0.2",
        ),
        Example(
            f'{FITTED}let said = ["refund my payment number {{i}}" for i in range(20)]\n'
            'print measured(calibrate(r, ~said, ["billing" for t in said])).at_most',
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
        return _changed(r, _router(r).calibrate(examples.rows, labels, refused))
    except lvm.GeometryError as error:
        raise SdolError("E0593", str(error)) from None


# --- kept ---------------------------------------------------------------------------------------------------


@instruction(
    "router.router_to_json",
    f"({_R}) -> json",
    examples=[Example(f"{FITTED}print router_to_json(r).router.names", '["billing", "shipping"]')],
)
def router_to_json(r: Made) -> dict[str, Any]:
    """All of a router as data that can be written to a file."""
    from sdol.learn.routing.plain import to_json

    return {"space": r.space, "router": to_json(_router(r))}


@instruction(
    "router.router_from_json",
    "(j: json, like: vec@S) -> router@S",
    examples=[Example(f"{FITTED}print len(router_from_json(router_to_json(r), like: {LATE}))", "8")],
)
def router_from_json(j: Any, like: Point) -> Made:
    """The router that `router_to_json` made data of; it must be of the space of `like`."""
    from sdol import lvm
    from sdol.learn.routing.plain import from_json

    if not (isinstance(j, dict) and "space" in j and "router" in j):
        raise SdolError("E0591", "these data are no router", reason="they lack `space` or `router`")
    if j["space"] != like.space:
        raise SdolError(
            "E0502",
            f"this router lives in another space than the vector: {j['space']} and {like.space}",
            reason="a router of one model says nothing about a vector made by another",
        )
    try:
        return Made("router", like.space, from_json(j["router"]))
    except lvm.GeometryError as error:
        raise SdolError("E0591", "these data are no router", reason=str(error)) from None


@instruction(
    "router.keep",
    f"({_R}, name: text) -> int",
    effect="store",
    changes=True,
    examples=[Example(f'{FITTED}print keep(r, "teams"), keep(r, "teams")', "1 2")],
)
def keep(world: World, r: Made, name: str) -> int:
    """Keeps a router in the session under a name; gives the number of its revision. The last eight are kept."""
    from sdol.learn.routing import kept

    return kept.keep(world, name, r.space, _router(r))


@instruction(
    "router.recall",
    "(name: text, like: vec@S, revision: int? = nil) -> router@S",
    effect="store",
    examples=[
        Example(f'{FITTED}keep(r, "teams")\nprint len(recall("teams", like: {LATE}))', "8"),
        Example(
            f'{FITTED}keep(r, "teams")\nkeep(learn(r, {LATE}, "billing"), "teams")\n'
            f'print decide(recall("teams", {LATE}, revision: 1), {LATE}).label',
            "shipping",
        ),
    ],
)
def recall(world: World, name: str, like: Point, revision: int | None) -> Made:
    """The router that the session keeps under a name, of the space of `like`: the last revision, or another."""
    from sdol.learn.routing import kept

    return Made("router", like.space, kept.recall(world, name, like.space, revision))


@instruction(
    "router.forget_router",
    "(name: text) -> bool",
    effect="store",
    changes=True,
    examples=[
        Example(
            f'{FITTED}keep(r, "teams")\nprint forget_router("teams"), forget_router("teams")', "true false"
        )
    ],
)
def forget_router(world: World, name: str) -> bool:
    """Forgets all revisions of a router that the session keeps; false if there are none."""
    from sdol.learn.routing import kept

    return kept.forget(world, name)


def _router(made: Made) -> Router:
    return made.body  # type: ignore[return-value]


def _changed(r: Made, body: Router) -> Made:
    return Made("router", r.space, body)


def _near(r: Made, label: str) -> str:
    """The label that was meant, if one is near."""
    from difflib import get_close_matches

    found = get_close_matches(label, _router(r).names, 1)
    return f"did you mean {found[0]!r}?" if found else "`labels(r)` gives those that it has"
