"""Instructions whose functions know nothing of decisions are wrapped, so that what they decide is noted."""

from __future__ import annotations

import sys

from sdol.kernel import decisions
from sdol.kernel.decisions import VOID, Decision, Decisions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.values import Region


def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of an instruction over the machine's values, which notes what it decides if somebody listens."""
    take = _TAKERS.get(name)
    if take is None or not decisions.listening():
        return function

    def deciding(*args: Any) -> Any:
        found = function(*args)
        if decisions.listening() and (made := take(args, found)) is not None:
            place = decisions.place_of(sys._getframe(1))
            decisions.append(made._replace(place=place) if isinstance(made, Decision) else made.at(place))
        return found

    return deciding


def _route(args: tuple[Any, ...], found: Any) -> Decision | Decisions | None:
    query, *regions = args
    return _between("route", query, tuple(regions), found)


def _in(args: tuple[Any, ...], found: Any) -> Decision | Decisions | None:
    query, region = args
    return _between("in", query, (region,), found)


def _between(kind: str, query: Any, regions: tuple[Region, ...], found: Any) -> Decision | Decisions | None:
    if not hasattr(query, "rows"):
        return None  # an empty list is of no space
    if hasattr(query, "data"):
        chosen = found if kind == "route" else (0 if found else VOID)
        return Decision(kind, query, regions, chosen)
    return Decisions(kind, query, regions, found) if len(query) else None


def _same(args: tuple[Any, ...], found: Any) -> Decision | Decisions | None:
    a, b, threshold = args
    if not (hasattr(a, "rows") and hasattr(b, "rows")):
        return None
    if hasattr(a, "data") and hasattr(b, "data"):
        return Decision("~=", a, (), 0 if found else VOID, b, float(threshold))
    many, other = (b, a) if hasattr(a, "data") else (a, b)
    return Decisions("~=", many, (), found, others=other, threshold=float(threshold)) if len(many) else None


_TAKERS = {"route.nearest": _route, "region.contains": _in, "sphere.same": _same}
