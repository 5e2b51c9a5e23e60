"""How often each place of a program decided for what: exact, however many decisions there were."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import VOID

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sdol.kernel.decided import Decision, Decisions, Match

MOST = 200_000
"""Counts that can be taken back one by one; of older ones only all together."""


class Tally(NamedTuple):
    """What one place has decided so far.

    Attributes:
        place: source and line; line 0 where that is not known.
        kind: as `Decision` has it, or "match".
        names: what can be decided for, in the order of the program.
        counts: how often each was, by its number; `VOID` among them.
    """

    place: tuple[str, int]
    kind: str
    names: tuple[str, ...]
    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def name(self, outcome: int) -> str:
        """What an outcome is called."""
        if self.kind == "match":
            return "no case" if outcome == VOID else f"case {outcome + 1}"
        if len(self.names) == 0 or (self.kind == "in" and len(self.names) == 1):
            return " ".join(["yes" if outcome == 0 else "no", *self.names])
        return "void" if outcome == VOID else self.names[outcome]


class Tallies:
    """Counts by place, which go back with the program."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Tally] = {}
        self._log: list[tuple[int, Hashable, int, int]] = []
        self._first = 0
        """The time from which on counts can be taken back."""

    def add(
        self, time: int, place: tuple[str, int], made: Decision | Decisions | Match, counts: dict[int, int]
    ) -> None:
        """Counts what was decided at a time and place."""
        key, tally = self._tally(place, made)
        held = tally.counts
        assert isinstance(held, dict)
        for outcome, count in counts.items():
            held[outcome] = held.get(outcome, 0) + count
            self._log.append((time, key, outcome, count))
        if len(self._log) > MOST:
            self._first = self._log[MOST // 2][0]
            del self._log[: MOST // 2]

    def _tally(self, place: tuple[str, int], made: Decision | Decisions | Match) -> tuple[Hashable, Tally]:
        regions = getattr(made, "regions", ())
        ends = (len(regions), regions[0].name, regions[-1].name) if regions and made.kind != "in" else ()
        key = (place, made.kind, ends)
        tally = self._made.get(key)
        if tally is None or len(regions) > len(tally.names):
            names = tuple(one.name or f"region {at + 1}" for at, one in enumerate(regions))
            counts = {} if tally is None else tally.counts
            tally = self._made[key] = Tally(place, made.kind, names, counts)
        return key, tally

    def take_back(self, time: int) -> None:
        """Forgets what was counted after a time; all of it, where that lies too far back."""
        if time < self._first:
            self._log.clear()
            self._made.clear()
            self._first = 0
        while self._log and self._log[-1][0] > time:
            _, key, outcome, count = self._log.pop()
            self._less(key, outcome, count)

    def undo(self) -> None:
        """Takes the last count back: what follows says more about the same."""
        if self._log:
            _, key, outcome, count = self._log.pop()
            self._less(key, outcome, count)

    def _less(self, key: Hashable, outcome: int, count: int) -> None:
        held = self._made[key].counts
        assert isinstance(held, dict)
        held[outcome] -= count
        if not held[outcome]:
            del held[outcome]

    def seen(self) -> tuple[Tally, ...]:
        """Those of all places, in the order in which they decided first."""
        return tuple(one._replace(counts=dict(one.counts)) for one in self._made.values() if one.counts)
