"""The smallest change of wording that is found to change a decision: words left out, replaced or put in.

A search, so that what it finds is an upper bound: there may be a smaller change that it did not try.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import numpy as np

    from sdol.lvm.routing import Router
    from sdol.lvm.routing.router import Verdict

    Embed = Callable[[list[str]], np.ndarray]

ROUNDS = 3
TRIED = 200
"""Wordings that one round looks at."""

_BEAM = 4
_EXAMPLES = 12
_NEGATIONS = ("not", "never", "no")


def flip(router: Router, message: str, embed: Embed) -> tuple[str, Verdict, int] | None:
    """The wording with another decision that needs the fewest words changed, and of those the most alike.

    None where three words are not enough.
    """
    own = embed([message])
    before = router.decide(own)[0]
    lent = _lent(router, own, before)
    beam = [message]
    for changed in range(1, ROUNDS + 1):
        tried = list(dict.fromkeys(new for text in beam for new in _changes(text, lent)))[:TRIED]
        tried = [text for text in tried if text not in beam]
        if not tried:
            return None
        rows = embed(tried)
        verdicts = router.decide(rows)
        others = [at for at, verdict in enumerate(verdicts) if _outcome(verdict) != _outcome(before)]
        if others:
            best = max(others, key=lambda at: float(rows[at] @ own[0]))
            return tried[best], verdicts[best], changed
        order = sorted(range(len(tried)), key=lambda at: _lead(verdicts[at]))
        beam = [tried[at] for at in order[:_BEAM]]
    return None


def _outcome(verdict: Verdict) -> int:
    return -1 if verdict.void else verdict.label


def _lead(verdict: Verdict) -> float:
    """How far a decision is from another: from the nearest boundary, of its region or of the next."""
    distances = sorted(verdict.distances.tolist())
    ahead = distances[1] - distances[0] if len(distances) > 1 else abs(distances[0])
    return float(ahead if verdict.void else min(ahead, -distances[0]))


def _lent(router: Router, own: Any, before: Verdict) -> list[str]:
    """Words of the nearest examples of other labels, those that the message lacks being what may change it."""
    near = router.nearest(own, len(router))
    name = router.names[before.label]
    texts = [text for label, text, _ in near if label != name or before.void][:_EXAMPLES]
    words = [word.strip(".,;:!?\"'()").lower() for text in texts for word in text.split()]
    return list(dict.fromkeys([*_NEGATIONS, *(word for word in words if word)]))


def _changes(text: str, lent: list[str]) -> Iterator[str]:
    """Wordings that differ in one word: by turns one left out, and one of those that are lent put in or in place."""
    words = text.split()
    if len(words) > 1:
        yield from (" ".join([*words[:at], *words[at + 1 :]]) for at in range(len(words)))
    for word in lent:
        yield from (" ".join([*words[:at], word, *words[at + 1 :]]) for at in range(len(words)))
        yield " ".join([*words, word])
        if word in _NEGATIONS:
            yield from (" ".join([*words[:at], word, *words[at:]]) for at in range(len(words)))
