"""What a router says of a message, as records and in words."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.lvm.routing import Router
    from sdol.lvm.routing.router import Verdict

EXAMPLES = 3
"""The nearest examples that `why` shows."""


def record(router: Router, verdict: Verdict) -> dict[str, Any]:
    """A decision as the language has it."""
    names, label = router.names, verdict.label
    return {
        "label": names[label],
        "void": verdict.void,
        "distance": float(verdict.distances[label]),
        "probability": float(verdict.probabilities[label]),
        "close": [names[at] for at in verdict.close],
        "reason": reason(router, verdict),
    }


def reason(router: Router, verdict: Verdict) -> str:
    """Why the decision fell so, in one line."""
    name, away = router.names[verdict.label], float(verdict.distances[verdict.label])
    if verdict.void:
        return f"outside every region: nearest is {name}, {_degrees(away)} away"
    sure = f"inside {name}, {verdict.probabilities[verdict.label]:.0%} sure of it among the labels"
    if not verdict.close:
        return sure
    others = ", ".join(f"{router.names[at]} ({verdict.probabilities[at]:.0%})" for at in verdict.close[:2])
    return f"{sure}; a close call with {others}"


def why(router: Router, point: np.ndarray) -> str:
    """The reason, the distance to every region, nearest first, and the nearest examples."""
    verdict = router.decide(point)[0]
    order = verdict.distances.argsort(kind="stable").tolist()
    lines = [_region(router, verdict, at) for at in order]
    examples = [
        f"example of {label}: {text or '(no text)'} ({cosine:.2f})"
        for label, text, cosine in router.nearest(point, EXAMPLES)
    ]
    return "\n".join([reason(router, verdict), *lines, *examples])


def _region(router: Router, verdict: Verdict, at: int) -> str:
    away = float(verdict.distances[at])
    side = f"{_degrees(-away)} inside" if away <= 0 else f"{_degrees(away)} outside"
    return f"{router.names[at]}: {side}, probability {verdict.probabilities[at]:.2f}"


def _degrees(radians: float) -> str:
    degrees = math.degrees(radians)
    return f"{degrees:.0f}°" if degrees >= 1 else f"{degrees:.1f}°"
