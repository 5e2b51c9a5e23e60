"""The smallest change of wording that is found to change a decision: words left out, replaced or put in.

A search, so that what it finds is an upper bound: there may be a smaller change that it did not try.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np

    Rows = Callable[[list[str]], np.ndarray]
    """Vectors (n, d) of texts."""
    Distances = Callable[[np.ndarray], np.ndarray]
    """Signed distances (n, k) of points (n, d) to the regions that are decided between."""

VOID = -1
ROUNDS = 3
TRIED = 200
"""Wordings that one round looks at."""

LENDERS = 12
"""Examples whose words are lent."""

_BEAM = 4
_NEGATIONS = ("not", "never", "no")


class Found(NamedTuple):
    """A wording with another decision: the text, its number of words changed, and the region or `VOID`."""

    text: str
    changed: int
    outcome: int


def flip(message: str, lent: list[str], embed: Rows, distances: Distances) -> Found | None:
    """The wording with another decision that needs the fewest words changed, and of those the most alike.

    None where three words are not enough.

    Args:
        lent: words that may be put in, as `lent_by` gives them.
    """
    own = embed([message])
    (before,) = _outcomes(distances(own))
    beam = [message]
    for changed in range(1, ROUNDS + 1):
        tried = list(dict.fromkeys(new for text in beam for new in _changes(text, lent)))[:TRIED]
        tried = [text for text in tried if text not in beam]
        if not tried:
            return None
        rows = embed(tried)
        away = distances(rows)
        outcomes = _outcomes(away)
        others = [at for at, outcome in enumerate(outcomes) if outcome != before]
        if others:
            best = max(others, key=lambda at: float(rows[at] @ own[0]))
            return Found(tried[best], changed, outcomes[best])
        order = sorted(range(len(tried)), key=lambda at: _lead(away[at].tolist(), before))
        beam = [tried[at] for at in order[:_BEAM]]
    return None


def lent_by(texts: Iterable[str]) -> list[str]:
    """Negations, and the words of some texts: of examples near by that have another label."""
    words = [word.strip(".,;:!?\"'()").lower() for text in texts for word in text.split()]
    return list(dict.fromkeys([*_NEGATIONS, *(word for word in words if word)]))


def _outcomes(distances: np.ndarray) -> list[int]:
    best = distances.argmin(axis=1).tolist()
    return [VOID if row[at] > 0 else at for at, row in zip(best, distances.tolist(), strict=True)]


def _lead(distances: list[float], outcome: int) -> float:
    """How far a decision is from another: from the nearest boundary, of its region or of the next."""
    nearest, *rest = sorted(distances)
    if outcome == VOID:
        return nearest
    return min([-nearest, *(away - nearest for away in rest[:1])])


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
