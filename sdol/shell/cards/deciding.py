"""What would have changed a decision between regions: another place, another word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import VOID, Match
from sdol.shell.cards.shapes import middle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    import numpy as np

    from sdol.kernel.decided import Decision
    from sdol.kernel.values import Region
    from sdol.kernel.world import World

    Embed: TypeAlias = Callable[[str, list[str]], np.ndarray]
    """Vectors (n, d) of texts in the space of that identity."""

LOCAL = ("static", "onnx")
"""Kinds of models that run on this machine."""

STEPS = 512
"""Points of a way at which the choice is looked at."""

MOST_WORDS = 24
"""Words of a text that are left out in turn; a longer text has too many to be shown by one of them."""


def chosen(distances: Sequence[float]) -> int:
    """The number of the region that distances choose, as `route` does: the deepest one, or `VOID`."""
    best = min(range(len(distances)), key=distances.__getitem__)
    return VOID if distances[best] > 0 else best


def name(region: Region, at: int) -> str:
    """The name of a region, or what stands for it."""
    return region.name or f"region {at + 1}"


def outcome(made: Decision | Match) -> tuple[str, bool]:
    """Where it went, and whether that is nowhere."""
    if isinstance(made, Match):
        return ("no case" if made.taken == VOID else f"case {made.taken + 1}"), made.taken == VOID
    regions = made.regions
    if not regions or (made.kind == "in" and len(regions) == 1):
        called = f" {regions[0].name}" if regions and regions[0].name else ""
        return ("yes" if made.chosen == 0 else "no") + called, False
    return ", ".join(name(regions[at], at) for at in made.every) or "void", not made.every


def order(distances: Sequence[float]) -> list[int]:
    """The numbers of regions, the nearest first."""
    return sorted(range(len(distances)), key=distances.__getitem__)


def margin(distances: Sequence[float], taken: int) -> float:
    """How far a choice is from another one, in radians of distance; negative where it is no longer made."""
    others = [d for at, d in enumerate(distances) if at != taken]
    if taken == VOID:
        return min(distances)
    return min([-distances[taken], *(d - distances[taken] for d in others)])


class Way(NamedTuple):
    """The shortest way, of those looked at, that changes a choice.

    Attributes:
        angle: how far, in radians.
        towards: the number of the region to whose middle the way leads.
        then: what is chosen there.
    """

    angle: float
    towards: int
    then: int


def way_out(decision: Decision, towards: int) -> Way | None:
    """Where on the way to the middle of a region the choice changes, if it does; to within a 512th of the way."""
    import numpy as np

    from sdol import lvm

    end = middle(decision.regions[towards].shape)
    if end is None or float(decision.query.data @ end) < -0.999:
        return None
    parts = np.linspace(0.0, 1.0, STEPS + 1)[1:]
    start = np.repeat(decision.query.rows, STEPS, axis=0)
    points = lvm.slerp(start, np.repeat(end[None, :], STEPS, axis=0), parts)
    distances = lvm.distances([r.shape for r in decision.regions], points)
    choices = np.where(distances.min(axis=1) > 0, VOID, distances.argmin(axis=1))
    changed = np.flatnonzero(choices != decision.chosen)
    if not len(changed):
        return None
    whole = math.acos(min(max(float(decision.query.data @ end), -1.0), 1.0))
    at = int(changed[0])
    return Way(whole * float(parts[at]), towards, int(choices[at]))


class WithoutWord(NamedTuple):
    """A choice as it would be without one word.

    Attributes:
        word: the one that is left out.
        then: what would be chosen.
        margin: how far that is from the choice that was made (negative) or from another than that.
    """

    word: str
    then: int
    margin: float


def words_left_out(decision: Decision, text: str, embed: Embed) -> list[WithoutWord]:
    """For each word of a text the choice without it, that which goes furthest from the one made first.

    Embeds as many texts as there are words; none for a text of one word, or of very many.
    """
    words = text.split()
    if not 2 <= len(words) <= MOST_WORDS or not decision.regions:
        return []
    from sdol import lvm

    texts = [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))]
    rows = embed(decision.query.space, texts)
    found = lvm.distances([r.shape for r in decision.regions], rows).tolist()
    without = [
        WithoutWord(word, chosen(each), margin(each, decision.chosen))
        for word, each in zip(words, found, strict=True)
    ]
    return sorted(without, key=lambda one: one.margin)


def embedder(world: World, space: str) -> Embed | None:
    """Embeds by a model on this machine, keeping nothing; None where there is none, or it takes its time."""
    from sdol.errors import SdolError
    from sdol.spaces.registry import manifest

    try:
        described = manifest(space.partition("@")[0])
    except SdolError:
        return None
    if described.kind not in LOCAL or described.id != space:
        return None
    return lambda _, texts: world.embeddings.computed(described, texts)
