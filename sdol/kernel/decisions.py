"""The decisions that a program took: by meaning, what was asked, of which regions, and what was chosen; by form,
what was matched and which case was taken; and what was judged of values otherwise.

Nobody listens as a rule, and then an instruction that decides does nothing more than before. Who listens
(`listen`) is given the last of them, as values of the program: their distances are computed when they are
looked at, not when the decision is taken, and what was decided about many vectors at once is one note of them all.
"""

from __future__ import annotations

import sys
from collections import deque
from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import FrameType

    import numpy as np

    from sdol.kernel.values import Point, Points, Region, Vec

KEPT = 32
"""Decisions that are remembered."""

VOID = -1
"""What a route chose outside all its regions, and a `match` of which no case fits."""


class Decision(NamedTuple):
    """One decision.

    Attributes:
        kind: "route", "in" (whether a vector lies in a region) or "~=" (whether two mean the same).
        query: the vector that was asked about.
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


class Decisions:
    """The decisions about many vectors that one instruction took; `self[at]` is that about one, made when asked for.

    Args:
        kind, regions, threshold, place: as `Decision` has them.
        queries: the vectors that were asked about, (n, d); at least one.
        chosen: for each the number of its region or `VOID`, for "in" and "~=" whether it is so; or what gives them.
        others: the vectors on the other side of "~=", or the only one there.
    """

    __slots__ = ("_chosen", "kind", "others", "place", "queries", "regions", "threshold")

    def __init__(
        self,
        kind: str,
        queries: Points,
        regions: tuple[Region, ...],
        chosen: Sequence[int] | np.ndarray | Callable[[], Any],
        place: tuple[str, int] | None = None,
        *,
        others: Points | Vec | None = None,
        threshold: float = 0.0,
    ) -> None:
        self.kind, self.queries, self.regions, self.place = kind, queries, regions, place
        self.others, self.threshold = others, threshold
        self._chosen: Any = chosen

    @property
    def chosen(self) -> np.ndarray:
        """For each vector what was chosen, as `Decision` has it, (n,) int64."""
        import numpy as np

        found = np.asarray(self._chosen() if callable(self._chosen) else self._chosen)
        self._chosen = np.where(found, 0, VOID) if found.dtype == bool else found.astype(np.int64, copy=False)
        return self._chosen  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self.queries)

    def __getitem__(self, at: int) -> Decision:
        other = self.others[at] if hasattr(self.others, "__len__") else self.others  # type: ignore[index]
        chosen = int(self.chosen[at])
        return Decision(self.kind, self.queries[at], self.regions, chosen, other, self.threshold, self.place)

    def counts(self) -> dict[int, int]:
        """How often each was chosen."""
        import numpy as np

        values, numbers = np.unique(self.chosen, return_counts=True)
        return dict(zip(values.tolist(), numbers.tolist(), strict=True))

    def at(self, place: tuple[str, int] | None) -> Decisions:
        """The same, taken at a place."""
        self.place = place
        return self


class Judgement(NamedTuple):
    """What was judged of vectors otherwise than by regions, such as whether an answer drifts away from its task.

    Attributes:
        kind: "drift", for example.
        value: what the instruction gave.
        about: the vectors that it was about.
        place: as `Decision` has it.
    """

    kind: str
    value: Any
    about: tuple[Vec, ...]
    place: tuple[str, int] | None = None


class Match(NamedTuple):
    """What a `match` of a session, or of a program that is watched, decided.

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


if TYPE_CHECKING:
    Made = Decision | Decisions | Match | Judgement

_heard: deque[Made] | None = None
_ear: Callable[[Made], None] | None = None

_matched: tuple[Any, str, tuple[Any, ...]] | None = None
"""The last `match`, if nothing was decided since: a loop of them costs no more than this."""


def listen(ear: Callable[[Made], None] | None = None) -> deque[Made]:
    """Begins to remember decisions; gives those that are remembered, the last one last (of a `match`, `latest`).

    To be called before a program is linked: what is linked while nobody listens has nothing to tell.

    Args:
        ear: called with each decision as it is taken, in the middle of its instruction; it must not raise.
    """
    global _heard, _ear
    if _heard is None:
        _heard = deque(maxlen=KEPT)
    _ear = ear or _ear
    return _heard


def listening() -> bool:
    """Whether somebody listens."""
    return _heard is not None


def stop() -> None:
    """Remembers nothing any more."""
    global _heard, _matched, _ear
    _heard = _matched = _ear = None


def latest() -> Decision | Match | None:
    """The last decision, by meaning (as `gathered` gives it) or by form."""
    _kept()
    last = next((one for one in reversed(_heard or ()) if not isinstance(one, Judgement)), None)
    return last if isinstance(last, Match) else gathered()


def gathered() -> Decision | None:
    """The last decision by meaning; the last of many that one instruction took.

    Questions whether one vector lies in regions, one after the other up to the first yes, are one decision.
    """
    found = together([_last_of(one) for one in _heard or () if isinstance(one, (Decision, Decisions))])
    return found[-1] if found else None


def before(match: Match) -> list[Decision]:
    """The decisions by meaning between the `match` before that one and its end, in their order."""
    found: list[Decision] = []
    heard = list(_heard or ())
    at = next((i for i, one in enumerate(heard) if one is match), 0)
    for one in reversed(heard[:at]):
        if isinstance(one, Match):
            break
        if not isinstance(one, Judgement):
            found.append(_last_of(one))
    return found[::-1]


def _last_of(made: Decision | Decisions) -> Decision:
    return made if isinstance(made, Decision) else made[-1]


def together(made: list[Decision]) -> list[Decision]:
    """The decisions, of which questions whether one vector lies in regions, up to the first yes, are one."""
    found: list[Decision] = []
    for one in made:
        last = found[-1] if found else None
        if last is None or not goes_on(last, one):
            found.append(one)
        else:
            found[-1] = joined(last, one)
    return found


def goes_on(last: Decision, one: Decision) -> bool:
    """Whether a vector that was in no region so far is asked about once more."""
    both = last.kind == one.kind == "in" and last.query.data is one.query.data
    return both and last.chosen == VOID


def joined(last: Decision, one: Decision) -> Decision:
    """Two questions about one vector as one decision."""
    others = tuple(region for region in last.regions if region is not one.regions[0])
    asked = (*others, one.regions[0])
    return last._replace(regions=asked, chosen=len(asked) - 1 if one.chosen == 0 else VOID)


def note_match(value: Any, case: str, *seen: Any) -> None:
    """Notes which case of a `match` was taken; the arguments are as `Match` has them."""
    global _matched
    if _heard is not None:
        _matched = value, case, seen
        if _ear is not None:
            _ear(Match(value, case, seen))


def _kept() -> None:
    """Puts the last `match` among the decisions; of those that follow each other only the last is kept."""
    global _matched
    if _matched is None or _heard is None:
        return
    if _heard and isinstance(_heard[-1], Match):
        _heard.pop()
    _heard.append(Match(*_matched))
    _matched = None


def append(made: Made) -> None:
    """Remembers one, if somebody listens."""
    if _heard is not None:
        _kept()
        _heard.append(made)
        if _ear is not None:
            _ear(made)


def note(kind: str, query: Point | Points, regions: Iterable[Region], chosen: Any) -> None:
    """To be called by an instruction that has decided between regions, about one vector or many.

    Args:
        chosen: the number of the region or `VOID`; of many vectors for each, or a function that gives them.
    """
    if _heard is None:
        return
    place = place_of(sys._getframe(2))
    if hasattr(query, "data"):
        append(Decision(kind, query, tuple(regions), chosen, place=place))  # type: ignore[arg-type]
    elif len(query):
        append(Decisions(kind, query, tuple(regions), chosen, place))


def note_judgement(kind: str, value: Any, about: tuple[Vec, ...]) -> None:
    """To be called by an instruction that has judged vectors; the arguments are as `Judgement` has them."""
    if _heard is not None:
        append(Judgement(kind, value, about, place_of(sys._getframe(2))))


def place_of(frame: FrameType) -> tuple[str, int] | None:
    """Source and line of code of a program; what is compiled from one belongs to no module."""
    return None if "__name__" in frame.f_globals else (frame.f_code.co_filename, frame.f_lineno)
