"""Routers that a session keeps, revision by revision, or that are written to a file."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space
from sdol.learn import keeping, stored
from sdol.learn.routing.made import FITTED, LATE, router_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.kinds import Made
    from sdol.kernel.values import Point
    from sdol.kernel.world import World

_R = "r: router@S"
REVISION = "{revision: int, kept: text, about: text}"
CHANGES = (
    "{learned: list[{label: text, text: text}], gone: list[{label: text, text: text}], "
    "labels_new: list[text], labels_gone: list[text], reach: bool, fitted_anew: bool}"
)


@instruction(
    "keeping.router_to_json",
    f"({_R}) -> json",
    examples=[Example(f"{FITTED}print router_to_json(r).router.names", '["billing", "shipping"]')],
)
def router_to_json(r: Made) -> dict[str, Any]:
    """All of a router as data that can be written to a file."""
    return stored.to_json(r)


@instruction(
    "keeping.router_from_json",
    "(j: json, like: vec@S) -> router@S",
    examples=[Example(f"{FITTED}print len(router_from_json(router_to_json(r), like: {LATE}))", "8")],
)
def router_from_json(j: Any, like: Point) -> Made:
    """The router that `router_to_json` made data of; it must be of the space of `like`."""
    return stored.from_json("router", j, like)


@instruction(
    "keeping.keep",
    f"({_R}, name: text) -> int",
    effect="store",
    changes=True,
    examples=[Example(f'{FITTED}print keep(r, "teams"), keep(r, "teams")', "1 2")],
)
def keep(world: World, r: Made, name: str) -> int:
    """Keeps a router in the session under a name; gives the number of its revision. The last eight are kept.

    Only what has changed since the revisions before is written.
    """
    return stored.keep(world, keeping.ROUTER, r, name)


@instruction(
    "keeping.recall",
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
    return stored.recall(world, keeping.ROUTER, "router", name, like, revision)


@instruction(
    "keeping.revisions",
    f"(name: text) -> list[{REVISION}]",
    effect="store",
    examples=[
        Example(
            f'{FITTED}keep(r, "teams")\nkeep(learn(r, {LATE}, "billing"), "teams")\n'
            'print [{n: one.revision, about: one.about} for one in revisions("teams")]',
            '[{n: 1, about: "2 labels, 8 examples, reach not calibrated"}, '
            '{n: 2, about: "2 labels, 9 examples, reach not calibrated"}]',
        )
    ],
)
def revisions(world: World, name: str) -> list[dict[str, Any]]:
    """The revisions of a router that the session keeps, the oldest first: its number, when (in UTC), and what it is."""
    return keeping.revisions(world, keeping.ROUTER, name)


@instruction(
    "keeping.changes",
    f"({_R}, since: router@S) -> {CHANGES}",
    examples=[
        Example(
            f'{FITTED}let more = learn(r, ~"a cat", "pets", "a cat")\nprint changes(more, since: r).labels_new',
            '["pets"]',
        ),
        Example(f"{FITTED}print changes(r, without(r, ~texts[0])).learned[0].text", "refund my payment"),
    ],
)
def changes(r: Made, since: Made) -> dict[str, Any]:
    """What is different in a router since another of it: examples and labels that came and went.

    `reach` says whether it reaches farther or less far, `fitted_anew` whether its regions are others.
    """
    from sdol.learn.routing.comparing import compared

    same_space([r, since])
    return compared(router_of(r), router_of(since))


@instruction(
    "keeping.forget_router",
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
    return keeping.forget(world, keeping.ROUTER, name)
