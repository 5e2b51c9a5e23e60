"""How a text or vector would be decided, that the program has not asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.kernel.decided import Decision
from sdol.kernel.values import Region, Vec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sdol.kernel.decided import Match
    from sdol.kernel.world import World


def regions(made: Sequence[Decision | Match], scope: Mapping[str, Any], value: Any) -> list[Region]:
    """Those of the last decision between regions that could be about a value, else those in scope.

    Raises:
        SdolError: E0825, the value is neither text nor vector, or there are no regions.
    """
    if not isinstance(value, (str, Vec)):
        raise _wrong("`:why` is about a text or a vector", '`:why "my parcel is late"`, or `:why msg`')
    space = value.space if isinstance(value, Vec) else None
    for one in reversed(made):
        if isinstance(one, Decision) and one.regions and space in (None, one.regions[0].space):
            return list(one.regions)
    found = [one for one in scope.values() if isinstance(one, Region)]
    same = [one for one in found if one.space == (space or found[0].space)]
    if not same:
        raise _wrong("there are no regions to decide between", "go on to where the program has made them")
    return same


def decided(value: str | Vec, between: list[Region], world: World) -> Decision:
    """The decision that a route would take; embeds a text. Raises as embedding does."""
    from sdol import lvm
    from sdol.shell.cards.deciding import chosen

    query = value
    if isinstance(query, str):
        query = world.embeddings.embed(between[0].space.partition("@")[0], [query])[0]
    distances = lvm.distances([one.shape for one in between], query.rows)[0].tolist()
    return Decision("route", query, tuple(between), chosen(distances))


def _wrong(message: str, help: str) -> SdolError:
    return SdolError("E0825", message, help=help)
