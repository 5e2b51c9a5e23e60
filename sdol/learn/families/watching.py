"""A stream of messages watched: an alarm where they are no longer like those that a router was fitted on."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import same_space
from sdol.learn.routing.made import FITTED, router_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.kinds import Made

SEEN = (
    "{distance: num, familiar: list[int], labels: list[int], evidence: list[num], mix: list[num], last: int}"
)
WATCH = (
    "{alarm: bool, at: int?, kind: text, reason: text, messages: int, void: num, distance: num, evidence: num, "
    f"seen: {SEEN}}}"
)
EVERY = 10_000
"""The threshold on the evidence, where nobody says otherwise: one false alarm in 10,000 messages at the most."""

_MORE = f"since: {WATCH}? = nil, every: int = {EVERY}) -> {WATCH}"


@instruction(
    "watching.watch_messages",
    (f"(r: router@S, v: vec@S, {_MORE}", f"(r: router@S, v: list[vec@S], {_MORE}"),
    examples=[
        Example(
            f"{FITTED}let w = watch_messages(r, ~texts)\nprint w.alarm, w.messages, w.void", "false 8 0.0"
        ),
        Example(
            f'{FITTED}let odd = watch_messages(r, ~["quantum physics" for i in range(200)], every: 100)\n'
            "print odd.alarm, odd.kind, odd.void",
            "true strange 1.0",
        ),
        Example(
            f"{FITTED}let w = watch_messages(r, ~texts)\nprint watch_messages(r, ~texts[0], since: w).messages",
            "9",
        ),
        Example(f"{FITTED}print watch_messages(r, ~texts, every: 100).alarm", "false"),
        Example(f"{FITTED}print watch_messages(r, ~texts[0], every: 100).messages", "1"),
        Example(
            f"{FITTED}let w = watch_messages(r, ~texts)\nprint watch_messages(r, ~texts, since: w).messages",
            "16",
        ),
    ],
)
def watch_messages(r: Made, v: Any, since: dict[str, Any] | None, every: int) -> dict[str, Any]:
    """Whether messages are still like those that a router was fitted on, and come in the same shares as before.

    `kind` says what raised the alarm: "strange" messages are less familiar than held-out examples, the "same" one comes
    again and again, or the "mix" of labels is another than earlier in the stream. Where nothing changes, an
    alarm within n messages has a chance of at most n / `every`. `since` is what was given of the messages before.
    """
    from sdol import lvm
    from sdol.learn.routing import watched
    from sdol.lvm.routing import stream

    if every < 2:
        raise SdolError("E0593", f"an alarm every {every} messages has no meaning", help="write 2 or more")
    router = router_of(r)
    try:
        before = stream.begun(router) if since is None else watched.of_record(since)
        if isinstance(v, list):  # an empty list is of no space
            return watched.record(router, before, every)
        same_space([r, v])
        seen = stream.observed(before, router, v.rows, float(every))
        return watched.record(router, seen, every)
    except lvm.GeometryError as error:
        raise SdolError(
            "E0591",
            "`since` is not what `watch_messages` gave of this router",
            reason=str(error),
            help="leave it out, and the watch begins anew",
        ) from None
