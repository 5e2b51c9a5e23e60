"""Opponent channels: what two models see in the same things, together and apart."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction
from sdol.kernel.values import rows_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vecs

EACH = "agreement: {0}, a_only: {0}, b_only: {0}, dispute: {0}, purple: {0}"
RESULT = f"{{{EACH.format('list[num]')}, pattern: list[num], overall: {{{EACH.format('num')}}}, shared: int}}"
TEXTS = (
    'let texts = ["the cat sleeps", "a dog barks", "my kitten purrs", "the puppy runs", "a bird sings", '
    '"pay the invoice", "refund my order", "the bill is wrong", "send the receipt", "charge my card", '
    '"rain is coming", "it will snow", "a sunny day", "the wind blows", "storm tonight", "book a flight", '
    '"the train is late", "rent a car", "find a hotel", "catch the bus", "play a song", "stop the music", '
    '"turn it louder", "next track", "sing along"]\n'
)


@instruction(
    "channels.channels",
    f"(a: list[vec@A], b: list[vec@B]) -> {RESULT}",
    examples=[
        Example(
            f"{TEXTS}let seen = channels(~texts, ~texts@swift)\n"
            "print len(seen.agreement), seen.overall.agreement > 0.2",
            "25 true",
        )
    ],
)
def channels(a: Vecs, b: Vecs) -> dict[str, Any]:
    """What two models see in the same things: where they agree, what one sees alone, and what only both together have.

    For each item and overall: `agreement` of its neighbourhoods, `a_only` and `b_only` the share of one model's view
    that the other cannot tell, `dispute` about how strongly it stands out, and `purple`, what neither has alone;
    `pattern` is the leading factor of that, `shared` how many directions both have. It takes at least 20 things,
    and tells the more the more there are.
    """
    from sdol import lvm

    found = lvm.opponent_channels(rows_of(a), rows_of(b))
    each = {name: getattr(found, name).tolist() for name in (*found.overall, "pattern")}
    return {**each, "overall": dict(found.overall), "shared": found.shared}
