"""What a tagger says of a message and of itself, as records."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.lvm.routing import Given, Several


def record(tagger: Several, given: Given) -> dict[str, Any]:
    """A decision as the language has it."""
    names = tagger.names
    return {
        "labels": [names[at] for at in given.labels],
        "void": given.void,
        "close": [names[at] for at in given.close],
        "reason": reason(tagger, given),
    }


def reason(tagger: Several, given: Given) -> str:
    """Why the decision fell so, in one line."""
    names, sure = tagger.names, given.probabilities
    told = ", ".join(f"{names[at]} ({sure[at]:.0%})" for at in given.labels)
    if given.void:
        return f"outside every region: nearest is {names[int(given.distances.argmin())]}"
    close = f"; a close call on {', '.join(names[at] for at in given.close)}" if given.close else ""
    return f"inside {told}{close}"


def why(tagger: Several, point: np.ndarray, count: int) -> dict[str, Any]:
    """The decision about a point (1, d), every region nearest first, and so many nearest examples."""
    (given,) = tagger.decide(point)
    names = tagger.names
    return {
        "labels": [names[at] for at in given.labels],
        "void": given.void,
        "reason": reason(tagger, given),
        "regions": [
            {
                "label": names[at],
                "distance": float(given.distances[at]),
                "probability": float(given.probabilities[at]),
            }
            for at in given.distances.argsort(kind="stable").tolist()
        ],
        "examples": [
            {"labels": labels, "text": text, "similarity": cosine}
            for labels, text, cosine in tagger.nearest(point, max(count, 0))
        ],
    }


def state(tagger: Several) -> dict[str, Any]:
    """What it was fitted on and what held-out examples said."""
    found = tagger.measured
    seen = found.held_out > 0
    return {
        "promise": tagger.promise,
        "examples": len(tagger),
        "learned": len(tagger) - len(tagger.rows),
        "held_out": found.held_out,
        "missed": found.missed if seen else None,
        "extra": found.extra if seen else None,
        "at_most": None if found.guarantee == 1.0 else found.guarantee,
        "labels": list(tagger.names),
    }
