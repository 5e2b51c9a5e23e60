"""What was seen of a stream, as a record of the language that a program can keep and go on from."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.lvm.routing import Router
    from sdol.lvm.routing.stream import Watch

_WORDS = {
    "strange": "messages are less familiar than held-out examples",
    "same": "much the same message comes again and again",
    "mix": "labels come in other shares than before",
}


def record(router: Router, watch: Watch, every: int) -> dict[str, Any]:
    """A watch as a record; `evidence` counts messages: by chance, that much comes once in as many, at the most."""
    messages = watch.messages
    return {
        "alarm": watch.at > 0,
        "at": watch.at or None,
        "kind": watch.kind,
        "reason": _reason(router, watch, every),
        "messages": messages,
        "void": watch.voids / messages if messages else 0.0,
        "distance": watch.distance / messages if messages else 0.0,
        "evidence": watch.total,
        "seen": {
            "distance": watch.distance,
            "familiar": list(watch.familiar),
            "labels": list(watch.labels),
            "evidence": list(watch.evidence),
            "mix": list(watch.mix),
            "last": watch.last,
        },
    }


def of_record(given: dict[str, Any]) -> Watch:
    """The inverse of `record`.

    Raises:
        GeometryError: the numbers are none that `record` gave.
    """
    from sdol.lvm import GeometryError
    from sdol.lvm.routing.stream import Watch

    seen = given["seen"]
    lists = {name: tuple(seen[name]) for name in ("familiar", "labels", "evidence", "mix")}
    numbers = [number for part in lists.values() for number in part]
    counted = all(math.isfinite(number) and number >= 0 for number in numbers)
    messages, at = given["messages"], given["at"] or 0
    fits = -1 <= seen["last"] < len(lists["familiar"]) and 0 <= at <= messages
    if not (counted and fits and sum(lists["labels"]) == messages):
        raise GeometryError("its numbers do not fit together")
    voids = round(given["void"] * messages)
    return Watch(messages, voids, seen["distance"], **lists, last=seen["last"], at=at, kind=given["kind"])


def _reason(router: Router, watch: Watch, every: int) -> str:
    if not watch.messages:
        return "nothing was seen yet"
    void = f"{watch.voids / watch.messages:.0%} of {watch.messages:,} messages in the void"
    if router.measured.held_out:
        void += f", of held-out examples {router.measured.refused:.0%}"
    if not watch.at:
        return f"no alarm: {void}"
    return f"alarm at message {watch.at:,}: {_WORDS.get(watch.kind, watch.kind)}; {void}; by chance once in {every:,}"
