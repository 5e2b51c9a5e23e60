"""The decisions of a run, kept with its journal.

They wait until there are many, are then recounted together, and written about once a second, never in the middle of
a transaction of the program. What cannot be written now is tried again later, and at the end of the run.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.decided import Decision, Judgement, Match, goes_on, joined
from sdol.kernel.naming import Naming
from sdol.shell.recounting import Taken, recounted

if TYPE_CHECKING:
    from sdol.kernel.debugging import Debugger
    from sdol.kernel.decided import Decisions, Made
    from sdol.kernel.world import World
    from sdol.store.connection import Row

FIRST = 10_000
"""Decisions of a run that are kept from its beginning on."""

LAST = 1_000
"""Those that are kept from its end, where it took more."""

BATCH = 512
"""Decisions that are recounted together."""

PAUSE = 1.0
"""Seconds between two writings."""


class Recorder:
    """Keeps what a run decides.

    Args:
        world: of the run; its journal is where they go.
    """

    def __init__(self, world: World) -> None:
        self._world, self._naming = world, Naming(world)
        self._debugger: Debugger | None = None
        self._time = self._attempt = 0  # of the instruction that decided last
        self._taken = self._again = 0  # its decisions, and those of them that it takes again
        self._count = 0
        self._waiting: list[Taken] = []
        self._held = 0  # decisions that wait
        self._last: deque[Taken] = deque()
        self._behind = 0  # those among the last
        self._latest: list[Taken] | deque[Taken] = self._waiting  # where the latest is, at the end
        self._rows: list[Row] = []
        self._written = monotonic()

    def begin(self) -> None:
        """Keeps from now on; to be called before the program is linked."""
        decisions.keep(self.note)
        self._world.recorder = self

    def follow(self, debugger: Debugger) -> None:
        """Keeps each decision of a run that goes back and forth once, and none that is taken beside it."""
        self._debugger = debugger

    def note(self, made: Made) -> None:
        """Keeps one, in the middle of its instruction."""
        if isinstance(made, Judgement):
            return
        debugger = self._debugger
        if debugger is None:
            self._note(made)
        elif self._is_new(*debugger.now, debugger.latest):
            with debugger.undisturbed:
                self._note(made)

    def _is_new(self, time: int, attempt: int, latest: int) -> bool:
        """Whether it is not one of those that an instruction took before it was broken off, and takes again now."""
        if time <= latest:
            return False
        if time != self._time:
            self._time, self._attempt, self._taken, self._again = time, attempt, 0, 0
        elif attempt != self._attempt:
            self._attempt, self._again = attempt, self._taken
        new = self._again == 0
        self._taken += new
        self._again -= not new
        return new

    def _note(self, made: Decision | Decisions | Match) -> None:
        if self._goes_on(made):
            return
        if self._held >= BATCH:
            self._recount()
        if monotonic() - self._written >= PAUSE:
            self._write_now()
        taken = Taken(self._count + 1, self._world.gate.asked, made, self._place(made))
        size = taken.size
        self._count += size
        room = FIRST - taken.number + 1
        if room > 0:
            self._waiting.append(taken.part(0, min(room, size)))
            self._held += min(room, size)
            self._latest = self._waiting
        if size > room:
            self._late(taken.part(max(room, size - LAST, 0), size))

    def _goes_on(self, made: Decision | Decisions | Match) -> bool:
        """Puts a question that goes on with the latest decision to that."""
        if made.kind != "in" or not isinstance(made, Decision) or not self._latest:
            return False
        last = self._latest[-1]
        if not isinstance(last.made, Decision) or not goes_on(last.made, made):
            return False
        self._latest[-1] = last._replace(made=joined(last.made, made))
        return True

    def _late(self, taken: Taken) -> None:
        """Remembers one that may be among the last, and forgets those that no longer are."""
        self._last.append(taken)
        self._latest = self._last
        self._behind += taken.size
        while self._behind - self._last[0].size >= LAST:
            self._behind -= self._last.popleft().size

    def _recount(self) -> None:
        """Recounts what waits; what an interrupt makes it do twice has the same numbers."""
        self._rows += recounted(self._waiting, self._naming)
        self._waiting.clear()
        self._held = 0

    def _write_now(self) -> None:
        """Writes what there is, unless the program or another process is writing."""
        if self._world.transactions.open or not self._world.database.idle:
            return
        with suppress(SdolError), self._world.database.impatient():
            self._write()
        self._written = monotonic()

    def _write(self) -> None:
        self._recount()
        if self._rows:
            run = self._world.run  # begun before: where they cannot be written it is there all the same
            self._world.database.decisions.add(run, self._rows)
            self._rows = []

    def end(self) -> None:
        """Writes what is left, with the last of the run.

        Raises:
            SdolError: E0601, E0606, E0607, it cannot be written.
        """
        if decisions.kept_by(self.note):
            decisions.keep(None)
        self._recount()
        last = recounted(self._last, self._naming)
        self._rows += last[-LAST:]
        self._last.clear()
        self._write()

    def _place(self, made: Decision | Decisions | Match) -> tuple[str, int]:
        """Source and line at which it was taken."""
        if not isinstance(made, Match):
            return made.place or _standing()
        number, start, _ = made.place
        source, text = self._world.program
        return ("", 0) if number else (source, text.count("\n", 0, start) + 1)


def _standing() -> tuple[str, int]:
    from sdol.kernel.standing import standing

    return standing() or ("", 0)


def record(world: World) -> None:
    """Keeps the decisions of a run from now on, if it has a journal."""
    if world.gate.recording:
        Recorder(world).begin()
