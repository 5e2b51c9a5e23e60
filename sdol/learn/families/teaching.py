"""What a router is taught after it was fitted, taken back, and fitted anew."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space
from sdol.learn.routing.made import FITTED, LATE, changed, router_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.kinds import Made
    from sdol.kernel.values import Vec

_R = "r: router@S"


@instruction(
    "teaching.learn",
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
    """The router for which a point, and what is very like it, has a label from now on; the label may be new.

    Only its surroundings change, so it takes no time. `forget` takes it back.
    """
    same_space([r, v])
    if not label:
        raise SdolError("E0593", "an example with an empty label", help="name the label that it has")
    return changed(r, router_of(r).learn(v.rows, label, say))


@instruction(
    "teaching.forget",
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
    return changed(r, router_of(r).forget(v.rows))


@instruction(
    "teaching.without",
    f"({_R}, v: vec@S) -> router@S",
    examples=[Example(f'{FITTED}print len(without(r, ~"refund my payment"))', "7")],
)
def without(r: Made, v: Vec) -> Made:
    """The router without the examples at a point: from where it stood for few of many, else fitted anew."""
    same_space([r, v])
    if len(router_of(r)) <= 1:
        raise SdolError("E0593", "a router without examples: this one has no other")
    return changed(r, router_of(r).without(v.rows))


@instruction(
    "teaching.refit",
    f"({_R}) -> router@S",
    examples=[
        Example(
            f'{FITTED}print refit(learn(r, ~"a debit I did not make", "billing"))',
            "router@swift, 2 labels, 9 examples, reach not calibrated",
        ),
        Example(f'{FITTED}print decide(refit(learn(r, {LATE}, "billing")), {LATE}).label', "billing"),
    ],
)
def refit(r: Made) -> Made:
    """The router fitted anew on all its examples, those included that it learned."""
    return changed(r, router_of(r).refit())
