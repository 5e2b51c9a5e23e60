"""The decisions that a program took: by meaning, what was asked, of which regions, and what was chosen; by form,
what was matched and which case was taken.

Nobody listens as a rule, and then an instruction that decides does nothing more than before. Who listens
(`listen`) is given the last of them, as values of the program: their distances are computed when they are
looked at, not when the decision is taken.
"""

from __future__ import annotations

import sys
from collections import deque
from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType

    from sdol.kernel.values import Region, Vec

KEPT = 32
"""Decisions that are remembered."""

VOID = -1
"""What a route chose outside all its regions, and a `match` of which no case fits."""


class Decision(NamedTuple):
    """One decision.

    Attributes:
        kind: "route", "in" (whether a vector lies in a region) or "~=" (whether two mean the same).
        query: the vector that was asked about; the last one, where a loop asked about many at once.
        regions: those that it was compared with; none for "~=".
        chosen: the number of the region that was taken, or `VOID`; for "in" and "~=" 0 for yes.
        other: the vector on the other side of "~=", and `threshold` the similarity that it asked for.
        place: source and line where it was taken, where the fast engine ran; the stepping one knows by itself.
    """

    kind: str
    query: Vec
    regions: tuple[Region, ...]
    chosen: int
    other: Vec | None = None
    threshold: float = 0.0
    place: tuple[str, int] | None = None

    @property
    def distances(self) -> list[float]:
        """The signed distance of the query to each region in radians, negative inside."""
        from sdol import lvm

        if not self.regions:
            return []
        shapes = [region.shape for region in self.regions]
        return lvm.distances(shapes, self.query.rows)[0].tolist()  # type: ignore[no-any-return]


class Match(NamedTuple):
    """What a `match` of a session decided.

    Attributes:
        value: that was matched.
        case: where the `match` stands and which case was taken, as `case_of` writes it.
        seen: what the local variables held that its guards name, in the order of `case`.
    """

    value: Any
    case: str
    seen: tuple[Any, ...] = ()

    @property
    def kind(self) -> str:
        return "match"

    @property
    def taken(self) -> int:
        """The number of the case, or `VOID`."""
        return self._numbers()[3]

    @property
    def place(self) -> tuple[int, int, int]:
        """The number of the source, and the half-open range of characters in it."""
        source, start, end, _ = self._numbers()
        return source, start, end

    @property
    def variables(self) -> dict[str, Any]:
        """The local variables that the guards name."""
        names = [name for name in self.case.split(" ")[1:] if "@" not in name]
        return dict(zip(names, self.seen, strict=True))

    @property
    def top_level(self) -> dict[str, int]:
        """The top-level variables that the guards name, by their number in the program."""
        found = (name.split("@") for name in self.case.split(" ")[1:] if "@" in name)
        return {name: int(index) for name, index in found}

    def _numbers(self) -> tuple[int, int, int, int]:
        source, start, end, taken = map(int, self.case.split(" ")[0].split(":"))
        return source, start, end, taken


def case_of(source: int, start: int, end: int, taken: int, names: Iterable[str]) -> str:
    """A case of a `match` in one text; top-level variables among the names have `@` and their number behind."""
    return " ".join([f"{source}:{start}:{end}:{taken}", *names])


_heard: deque[Decision | Match] | None = None

_matched: tuple[Any, str, tuple[Any, ...]] | None = None
"""The last `match`, if nothing was decided since: a loop of them costs no more than this."""


def listen() -> deque[Decision | Match]:
    """Begins to remember decisions; gives those that are remembered, the last one last (of a `match`, `latest`).

    To be called before a program is linked: what is linked while nobody listens has nothing to tell.
    """
    global _heard
    if _heard is None:
        _heard = deque(maxlen=KEPT)
    return _heard


def stop() -> None:
    """Remembers nothing any more."""
    global _heard, _matched
    _heard = _matched = None


def latest() -> Decision | Match | None:
    """The last decision, by meaning (as `gathered` gives it) or by form."""
    _kept()
    if _heard and isinstance(_heard[-1], Match):
        return _heard[-1]
    return gathered()


def gathered() -> Decision | None:
    """The last decision by meaning.

    Questions whether one vector lies in regions, one after the other up to the first yes, are one decision.
    """
    found = together([one for one in _heard or () if isinstance(one, Decision)])
    return found[-1] if found else None


def before(match: Match) -> list[Decision]:
    """The decisions by meaning between the `match` before that one and its end, in their order."""
    found: list[Decision] = []
    heard = list(_heard or ())
    at = next((i for i, one in enumerate(heard) if one is match), 0)
    for one in reversed(heard[:at]):
        if isinstance(one, Match):
            break
        found.append(one)
    return found[::-1]


def together(made: list[Decision]) -> list[Decision]:
    """The decisions, of which questions whether one vector lies in regions, up to the first yes, are one."""
    found: list[Decision] = []
    for one in made:
        last = found[-1] if found else None
        if last is None or not _goes_on(last, one):
            found.append(one)
            continue
        others = tuple(region for region in last.regions if region is not one.regions[0])
        asked = (*others, one.regions[0])
        found[-1] = one._replace(regions=asked, chosen=len(asked) - 1 if one.chosen == 0 else VOID)
    return found


def _goes_on(last: Decision, one: Decision) -> bool:
    """Whether a vector that was in no region so far is asked about once more."""
    both = last.kind == one.kind == "in" and last.query.data is one.query.data
    return both and last.chosen == VOID


def note_match(value: Any, case: str, *seen: Any) -> None:
    """Notes which case of a `match` was taken; the arguments are as `Match` has them."""
    global _matched
    if _heard is not None:
        _matched = value, case, seen


def _kept() -> None:
    """Puts the last `match` among the decisions; of those that follow each other only the last is kept."""
    global _matched
    if _matched is None or _heard is None:
        return
    if _heard and isinstance(_heard[-1], Match):
        _heard.pop()
    _heard.append(Match(*_matched))
    _matched = None


def _append(made: Decision) -> None:
    if _heard is not None:
        _kept()
        _heard.append(made)


def note(kind: str, query: Any, regions: Any, chosen: int) -> None:
    """To be called by what has decided between regions."""
    if _heard is not None:
        _append(Decision(kind, query, tuple(regions), chosen, place=_place(sys._getframe(2))))


def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of an instruction over the machine's values, which notes what it decides if somebody listens."""
    take = _TAKERS.get(name)
    if take is None or _heard is None:
        return function

    def deciding(*args: Any) -> Any:
        found = function(*args)
        if _heard is not None and (made := take(args, found)) is not None:
            _append(made._replace(place=_place(sys._getframe(1))))
        return found

    return deciding


def _place(frame: FrameType) -> tuple[str, int] | None:
    """Source and line of code of a program; what is compiled from one belongs to no module."""
    return None if "__name__" in frame.f_globals else (frame.f_code.co_filename, frame.f_lineno)


def _route(args: tuple[Any, ...], found: Any) -> Decision | None:
    query, *regions = args
    return _of("route", query, tuple(regions), found)


def _in(args: tuple[Any, ...], found: Any) -> Decision | None:
    query, region = args
    return _of("in", query, (region,), found)


def _same(args: tuple[Any, ...], found: Any) -> Decision | None:
    a, b, threshold = args
    made = _of("~=", a, (), found)
    other = _last(b)
    return None if made is None or other is None else made._replace(other=other, threshold=float(threshold))


def _of(kind: str, query: Any, regions: tuple[Any, ...], found: Any) -> Decision | None:
    """The decision about the last of the vectors, if there is one."""
    last = _last(query)
    answer = found[-1] if hasattr(found, "__len__") and len(found) else found
    if last is None or hasattr(answer, "__len__"):
        return None
    chosen = int(answer) if kind == "route" else (0 if answer else VOID)
    return Decision(kind, last, regions, chosen)


def _last(value: Any) -> Vec | None:
    """The vector, or the last of a list of them."""
    if not hasattr(value, "rows"):
        return None
    if hasattr(value, "data"):
        return value  # type: ignore[no-any-return]
    return value[-1] if len(value) else None


_TAKERS = {"route.nearest": _route, "region.contains": _in, "sphere.same": _same}
