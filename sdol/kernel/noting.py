"""Instructions whose functions know nothing of decisions are wrapped, so that what they decide is noted."""

from __future__ import annotations

import sys

from sdol.kernel import decisions
from sdol.kernel.decided import VOID, Decision, Decisions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from sdol.kernel.values import Region

    Place: TypeAlias = tuple[str, int] | None


def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of an instruction over the machine's values, which notes what it decides if somebody listens."""
    take = _TAKERS.get(name)
    if take is None or not decisions.listening():
        return function

    def deciding(*args: Any) -> Any:
        found = function(*args)
        if decisions.listening():
            made = take(args, found, decisions.place_of(sys._getframe(1)))
            if made is not None:
                decisions.append(made)
        return found

    return deciding


def _route(args: tuple[Any, ...], found: Any, place: Place) -> Decision | Decisions | None:
    return _between("route", args[0], args[1:], found, place)


def _in(args: tuple[Any, ...], found: Any, place: Place) -> Decision | Decisions | None:
    return _between("in", args[0], args[1:], found, place)


def _between(
    kind: str, query: Any, regions: tuple[Region, ...], found: Any, place: Place
) -> Decision | Decisions | None:
    if not hasattr(query, "rows"):
        return None  # an empty list is of no space
    if hasattr(query, "data"):
        chosen = found if kind == "route" else (0 if found else VOID)
        return Decision(kind, query, regions, chosen, None, 0.0, place)
    return Decisions(kind, query, regions, found, place) if len(query) else None


def _same(args: tuple[Any, ...], found: Any, place: Place) -> Decision | Decisions | None:
    a, b, threshold = args
    if not (hasattr(a, "rows") and hasattr(b, "rows")):
        return None
    if hasattr(a, "data") and hasattr(b, "data"):
        return Decision("~=", a, (), 0 if found else VOID, b, float(threshold), place)
    many, other = (b, a) if hasattr(a, "data") else (a, b)
    if not len(many):
        return None
    return Decisions("~=", many, (), found, place, others=other, threshold=float(threshold))


_TAKERS = {"route.nearest": _route, "region.contains": _in, "sphere.same": _same}
