"""What a program decided: by meaning, what was asked, of which regions, and what was chosen; by form, what was matched
and which case was taken; and what was judged of values otherwise.

They are made of values of the program: distances are computed when they are looked at, not when a decision is taken.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np

    from sdol.kernel.values import Points, Region, Vec

VOID = -1
"""What a route chose outside all its regions, and a `match` of which no case fits."""


class Decision(NamedTuple):
    """One decision.

    Attributes:
        kind: "route", "tag" (which labels a vector has), "in" (whether it lies in a region) or "~=" (whether two
            mean the same).
        query: the vector that was asked about.
        regions: those that it was compared with; none for "~=".
        chosen: the number of the region that was taken, of several the surest, or `VOID`; for "in" and "~=" 0 for yes.
        other: the vector on the other side of "~=", and `threshold` the similarity that it asked for.
        place: source and line where it was taken, where the fast engine ran; the stepping one knows by itself.
        given: of "tag" the numbers of all labels that it was given, the surest first.
    """

    kind: str
    query: Vec
    regions: tuple[Region, ...]
    chosen: int
    other: Vec | None = None
    threshold: float = 0.0
    place: tuple[str, int] | None = None
    given: tuple[int, ...] = ()

    @property
    def every(self) -> tuple[int, ...]:
        """The numbers of all regions that were chosen."""
        return self.given or ((self.chosen,) if self.chosen != VOID else ())

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
        given: of "tag" for each what `Decision.given` has.
    """

    __slots__ = ("_chosen", "given", "kind", "others", "place", "queries", "regions", "threshold")

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
        given: Sequence[tuple[int, ...]] = (),
    ) -> None:
        self.kind, self.queries, self.regions, self.place = kind, queries, regions, place
        self.others, self.threshold, self.given = others, threshold, given
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
        chosen, given = int(self.chosen[at]), self.given[at] if self.given else ()
        return Decision(
            self.kind, self.queries[at], self.regions, chosen, other, self.threshold, self.place, given
        )

    def part(self, first: int, end: int) -> Decisions:
        """Those from one to before another; what all of them were about is held no longer."""
        given, others = self.given[first:end], self.others
        queries = self.queries[first:end]
        queries.rows = queries.rows.copy()
        if hasattr(others, "__len__"):
            others = others[first:end]  # type: ignore[index]
        return Decisions(
            self.kind,
            queries,
            self.regions,
            self.chosen[first:end],
            self.place,
            others=others,
            threshold=self.threshold,
            given=given,
        )

    def counts(self) -> dict[int, int]:
        """How often each was chosen; of "tag" how often each label was given."""
        import numpy as np

        if self.given:
            return dict(Counter(label for given in self.given for label in given or (VOID,)))

        values, numbers = np.unique(self.chosen, return_counts=True)
        return dict(zip(values.tolist(), numbers.tolist(), strict=True))


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
