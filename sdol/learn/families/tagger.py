"""Taggers: routers whose messages may have several labels at once, or none."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point, Region, same_space
from sdol.learn import keeping, stored
from sdol.learn.routing import made

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vec, Vecs
    from sdol.kernel.world import World
    from sdol.lvm.routing import Several

DECISION = "{labels: list[text], void: bool, close: list[text], reason: text}"
WHY = (
    "{labels: list[text], void: bool, reason: text, "
    "regions: list[{label: text, distance: num, probability: num}], "
    "examples: list[{labels: list[text], text: text, similarity: num}]}"
)
STATE = (
    "{kind: text, space: text, promise: text, examples: int, learned: int, held_out: int, missed: num?, "
    "extra: num?, at_most: num?, labels: list[text]}"
)
_T = "t: tagger@S"
FITTED = (
    "space swift\n"
    "let rows = [\n"
    '  {text: "refund my payment", labels: ["money"]},\n'
    '  {text: "I was charged twice", labels: ["money"]},\n'
    '  {text: "the invoice is wrong", labels: ["money"]},\n'
    '  {text: "where is my parcel", labels: ["parcel"]},\n'
    '  {text: "the delivery is late", labels: ["parcel"]},\n'
    '  {text: "my package is lost", labels: ["parcel"]},\n'
    '  {text: "my parcel is lost, refund me", labels: ["money", "parcel"]},\n'
    '  {text: "the delivery was charged twice", labels: ["money", "parcel"]},\n'
    "]\n"
    "let t = fit(~[r.text for r in rows], [r.labels for r in rows], [r.text for r in rows])\n"
)
BOTH = '"refund me, the parcel is lost"'


@instruction(
    "tagger.fit",
    "(examples: list[vec@S], labels: list[list[text]], texts: list[text]? = nil, missed: num = 0.05) -> tagger@S",
    examples=[
        Example(f"{FITTED}print labels(t), len(t)", '["money", "parcel"] 8'),
        Example('print labels(fit([\'a, \'b], [["x", "y"], ["x"]]))', '["x", "y"]'),
        Example(f"{FITTED}print decide(t, {BOTH}).labels", '["parcel", "money"]'),
        Example(
            'let t = fit([\'a, \'b, \'c], [["x"], [], ["y"]], missed: 0.2)\nprint state(t).examples', "3"
        ),
    ],
)
def fit(examples: Vecs, labels: list[list[str]], texts: list[str] | None, missed: float) -> Made:
    """A tagger over examples that have any number of labels each, whose regions may overlap.

    Each label is decided for itself. Of messages that have a label, a share of about `missed` is not given it.
    """
    from sdol import lvm
    from sdol.lvm.routing import Several

    if not len(examples):
        raise SdolError("E0553", "a tagger without examples: `fit` needs at least one")
    lone = made.lone_cosine(examples.space)
    try:
        body = Several.fit(examples.rows, labels, texts or (), missed=missed, lone=lone)
    except lvm.GeometryError as error:
        raise SdolError(
            "E0593", f"these examples make no tagger: {error}", help="give a list of labels for each example"
        ) from None
    return Made("tagger", examples.space, body)


@instruction(
    "tagger.calibrate",
    f"({_T}, examples: list[vec@S], labels: list[list[text]], missed: num = 0.05) -> tagger@S",
    examples=[
        Example(
            f'{FITTED}let said = ["refund it {{i}}" for i in range(20)]\n'
            'print state(calibrate(t, ~said, [["money"] for s in said], 0.2)).at_most',
            "0.2",
        ),
        Example(
            f'{FITTED}let said = ["refund it {{i}}" for i in range(20)]\n'
            'print state(calibrate(t, ~said, [["money"] for s in said])).at_most',
            "0.05",
        ),
    ],
)
def calibrate(t: Made, examples: Vecs, labels: list[list[str]], missed: float) -> Made:
    """The tagger with the reach of its labels from examples that it was not fitted on.

    Of further messages of their kind that have a label, a share of at most `missed` is not given it, on the mean.
    """
    from sdol import lvm

    if not len(examples):
        raise SdolError("E0553", "there are no examples to calibrate by")
    same_space([t, examples])
    try:
        return made.changed(t, _tagger(t).calibrate(examples.rows, labels, missed))
    except lvm.GeometryError as error:
        raise SdolError("E0593", str(error)) from None


@instruction(
    "tagger.decide",
    (f"({_T}, v: vec@S) -> {DECISION}", f"({_T}, v: list[vec@S]) -> list[{DECISION}]"),
    examples=[
        Example(f"{FITTED}print decide(t, {BOTH}).labels", '["parcel", "money"]'),
        Example(f'{FITTED}print [d.void for d in decide(t, ~["quantum physics"])]', "[true]"),
    ],
)
def decide(t: Made, v: Any) -> Any:
    """All labels of a point, the surest first; none where it lies in the void.

    `close` are labels that were given, or not given, by so little that they may be wrong.
    """
    from sdol.learn.routing import tagged

    if isinstance(v, list):  # an empty list is of no space
        return []
    same_space([t, v])
    tagger = _tagger(t)
    every = tagger.decide(v.rows)
    if decisions.listening():
        decisions.note_tags(v, made.regions_of(t), [tuple(given.labels) for given in every])
    found = [tagged.record(tagger, given) for given in every]
    return found[0] if isinstance(v, Point) else found


@instruction(
    "tagger.why",
    f"({_T}, v: vec@S, examples: int = 3) -> {WHY}",
    examples=[
        Example(f"{FITTED}print len(why(t, {BOTH}).regions), len(why(t, {BOTH}, 1).examples)", "2 1"),
    ],
)
def why(t: Made, v: Vec, examples: int) -> dict[str, Any]:
    """The reason for a decision, the distance to the region of every label, and the nearest examples."""
    from sdol.learn.routing import tagged

    same_space([t, v])
    return tagged.why(_tagger(t), v.rows, examples)


@instruction(
    "tagger.state",
    f"({_T}) -> {STATE}",
    examples=[
        Example(
            f"{FITTED}let s = state(t)\nprint s.kind, s.examples, s.labels", 'tagger 8 ["money", "parcel"]'
        )
    ],
)
def state(t: Made) -> dict[str, Any]:
    """What a tagger knows of itself: of held-out labels the share `missed`, and how many it gave too many (`extra`)."""
    from sdol.learn.routing import tagged

    return {"kind": "tagger", "space": t.space, **tagged.state(_tagger(t))}


# --- labels and regions -------------------------------------------------------------------------------------


@instruction(
    "tagger.labels",
    f"({_T}) -> list[text]",
    examples=[Example(f"{FITTED}print labels(t)", '["money", "parcel"]')],
)
def labels(t: Made) -> list[str]:
    """The labels, in the order in which `fit` met them first."""
    return list(_tagger(t).names)


@instruction("tagger.len", f"({_T}) -> int", examples=[Example(f"{FITTED}print len(t)", "8")])
def len_(t: Made) -> int:
    """How many examples a tagger has."""
    return len(_tagger(t))


@instruction(
    "tagger.regions",
    f"({_T}) -> list[region@S]",
    examples=[Example(f"{FITTED}print [~{BOTH} in g for g in regions(t)]", "[true, true]")],
)
def regions(t: Made) -> list[Region]:
    """The region of each label, in the order of `labels`; they overlap."""
    return made.regions_of(t)


@instruction(
    "tagger.region_of",
    f"({_T}, label: text) -> region@S",
    examples=[Example(f'{FITTED}print ~{BOTH} in region_of(t, "money")', "true")],
)
def region_of(t: Made, label: str) -> Region:
    """The region of a label, together with those of all labels under it: `card/lost` is under `card`."""
    return made.region_of(t, label)


# --- changed and kept ---------------------------------------------------------------------------------------


@instruction(
    "tagger.learn",
    f'({_T}, v: vec@S, labels: list[text], say: text = "") -> tagger@S',
    examples=[
        Example(
            f'{FITTED}let more = learn(t, ~"quantum physics", ["money"])\nprint decide(more, "quantum physics").labels',
            '["money"]',
        ),
        Example(f'{FITTED}print len(learn(t, ~"a cat", [], "a cat"))', "9"),
    ],
)
def learn(t: Made, v: Vec, labels: list[str], say: str) -> Made:
    """The tagger for which a point, and what is very like it, has these labels from now on; `forget` takes it back."""
    from sdol import lvm

    same_space([t, v])
    try:
        return made.changed(t, _tagger(t).learn(v.rows, labels, say))
    except lvm.GeometryError as error:
        raise SdolError("E0593", str(error)) from None


@instruction(
    "tagger.forget",
    f"({_T}, v: vec@S) -> tagger@S",
    examples=[
        Example(
            f'{FITTED}let odd = ~"quantum physics"\nprint decide(forget(learn(t, odd, ["money"]), odd), odd).void',
            "true",
        )
    ],
)
def forget(t: Made, v: Vec) -> Made:
    """The tagger without what it learned at a point; exactly as it was before it learned it."""
    same_space([t, v])
    return made.changed(t, _tagger(t).forget(v.rows))


@instruction(
    "tagger.keep",
    f"({_T}, name: text) -> int",
    effect="store",
    changes=True,
    examples=[Example(f'{FITTED}print keep(t, "tags"), keep(t, "tags")', "1 2")],
)
def keep(world: World, t: Made, name: str) -> int:
    """Keeps a tagger in the session under a name; gives the number of its revision. The last eight are kept."""
    return stored.keep(world, keeping.TAGGER, t, name)


@instruction(
    "tagger.recall_tagger",
    "(name: text, like: vec@S, revision: int? = nil) -> tagger@S",
    effect="store",
    examples=[
        Example(f'{FITTED}keep(t, "tags")\nprint len(recall_tagger("tags", like: ~{BOTH}))', "8"),
        Example(
            f'{FITTED}keep(t, "tags")\nprint labels(recall_tagger("tags", ~{BOTH}, 1))', '["money", "parcel"]'
        ),
    ],
)
def recall_tagger(world: World, name: str, like: Point, revision: int | None) -> Made:
    """The tagger that the session keeps under a name, of the space of `like`: the last revision, or another."""
    return stored.recall(world, keeping.TAGGER, "tagger", name, like, revision)


@instruction(
    "tagger.forget_tagger",
    "(name: text) -> bool",
    effect="store",
    changes=True,
    examples=[Example(f'{FITTED}keep(t, "tags")\nprint forget_tagger("tags")', "true")],
)
def forget_tagger(world: World, name: str) -> bool:
    """Forgets all revisions of a tagger that the session keeps; false if there are none."""
    return keeping.forget(world, keeping.TAGGER, name)


@instruction(
    "tagger.tagger_to_json",
    f"({_T}) -> json",
    examples=[Example(f"{FITTED}print tagger_to_json(t).tagger.names", '["money", "parcel"]')],
)
def tagger_to_json(t: Made) -> dict[str, Any]:
    """All of a tagger as data that can be written to a file."""
    return stored.to_json(t)


@instruction(
    "tagger.tagger_from_json",
    "(j: json, like: vec@S) -> tagger@S",
    examples=[Example(f"{FITTED}print len(tagger_from_json(tagger_to_json(t), like: ~{BOTH}))", "8")],
)
def tagger_from_json(j: Any, like: Point) -> Made:
    """The tagger that `tagger_to_json` made data of; it must be of the space of `like`."""
    return stored.from_json("tagger", j, like)


def _tagger(value: Made) -> Several:
    return value.body  # type: ignore[return-value]
