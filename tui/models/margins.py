"""How clear decisions between regions were: many at once, as the list of them shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import Decision
from sdol.shell.cards.clearness import between_the_same, clearness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.tui.models.reading import Decided


class Margin(NamedTuple):
    """How far a decision is from another one, in radians of distance, and whether it is a close call."""

    radians: float
    close: bool


def margins(decided: Iterable[Decided]) -> dict[int, Margin]:
    """By their numbers those of the decisions between regions; of others there are none."""
    ones = [(one.number, one.made) for one in decided if isinstance(one.made, Decision)]
    found: dict[int, Margin] = {}
    for places in between_the_same([made for _, made in ones]):
        clear = clearness([ones[at][1] for at in places])
        each = map(Margin, clear.margins, clear.close)
        found |= zip((ones[at][0] for at in places), each, strict=True)
    return found
