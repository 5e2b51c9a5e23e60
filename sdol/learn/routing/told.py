"""What a router says of a message and of itself, as records."""

from __future__ import annotations

from sdol.kernel.show import in_degrees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.lvm.routing import Router
    from sdol.lvm.routing.router import Verdict

MOST_CONFUSED = 10
"""Confusions that `state` names, the most frequent."""


def record(router: Router, verdict: Verdict) -> dict[str, Any]:
    """A decision as the language has it."""
    names, label = router.names, verdict.label
    return {
        "label": names[label],
        "void": verdict.void,
        "distance": float(verdict.distances[label]),
        "probability": float(verdict.probabilities[label]),
        "close": [names[at] for at in verdict.close],
        "settled": "" if verdict.void else router.settled(verdict),
        "reason": reason(router, verdict),
    }


def reason(router: Router, verdict: Verdict) -> str:
    """Why the decision fell so, in one line."""
    name, away = router.names[verdict.label], float(verdict.distances[verdict.label])
    if verdict.void:
        return f"outside every region: nearest is {name}, {in_degrees(away)} away"
    sure = f"inside {name}, {verdict.probabilities[verdict.label]:.0%} sure of it among the labels"
    if not verdict.close:
        return sure
    others = ", ".join(f"{router.names[at]} ({verdict.probabilities[at]:.0%})" for at in verdict.close[:2])
    return f"{sure}; a close call with {others}"


def why(router: Router, point: np.ndarray, count: int) -> dict[str, Any]:
    """The decision about a point (1, d), its reason, every region nearest first, and so many nearest examples."""
    verdict = router.decide(point)[0]
    order = verdict.distances.argsort(kind="stable").tolist()
    return {
        "label": router.names[verdict.label],
        "void": verdict.void,
        "reason": reason(router, verdict),
        "regions": [
            {
                "label": router.names[at],
                "distance": float(verdict.distances[at]),
                "probability": float(verdict.probabilities[at]),
            }
            for at in order
        ],
        "examples": [
            {"label": label, "text": text, "similarity": cosine}
            for label, text, cosine in router.nearest(point, max(count, 0))
        ],
    }


# --- state --------------------------------------------------------------------------------------------------


def state(router: Router) -> dict[str, Any]:
    """What it was fitted on, what held-out examples said, and what it learned since."""
    found = router.measured
    told = {"accuracy": found.accuracy, "calibration_error": found.error, "refused": found.refused}
    return {
        "promise": router.promise,
        "examples": len(router),
        "learned": len(router) - len(router.rows),
        "held_out": found.held_out,
        **{name: figure if found.held_out else None for name, figure in told.items()},
        "at_most": None if found.guarantee == 1.0 else found.guarantee,
        "labels": _labels(router),
        "confusions": _confusions(router),
        "contradictions": [{"first": a, "second": b} for a, b in router.contradictions()],
    }


def _labels(router: Router) -> list[dict[str, Any]]:
    examples, learned = [0] * len(router.names), [0] * len(router.names)
    for code in router.codes.tolist():
        examples[code] += 1
    for code in router.field.owners:
        learned[code] += 1
    seen, wrong = [0] * len(router.names), [0] * len(router.names)
    for right, decided, times in router.measured.confusions:
        seen[right] += times
        wrong[right] += times if decided != right else 0
    columns = zip(router.names, examples, learned, seen, wrong, strict=True)
    return [
        {"label": name, "examples": had + more, "learned": more, "held_out": out, "wrong": missed}
        for name, had, more, out, missed in columns
    ]


def _confusions(router: Router) -> list[dict[str, Any]]:
    """Which labels are most often taken for which."""
    found = [one for one in router.measured.confusions if one[0] != one[1]]
    most = sorted(found, key=lambda one: -one[2])[:MOST_CONFUSED]
    names = router.names
    return [
        {"label": names[right], "taken_for": names[decided], "times": times} for right, decided, times in most
    ]
