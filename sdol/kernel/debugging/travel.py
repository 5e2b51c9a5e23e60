"""A machine that can go back: snapshots, running over what was run before, and one answer to every effect.

Time is counted in instructions that were begun. The state at a time is that before the next instruction, after
what somebody changed there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import Enum
from itertools import chain, repeat
from operator import length_hint
from time import perf_counter
from typing import Any, NamedTuple

from sdol.errors import SdolError
from sdol.kernel.debugging.operating import computes, is_within_operation
from sdol.kernel.debugging.recording import Recorder
from sdol.kernel.debugging.snapshots import Snapshot, Snapshots
from sdol.kernel.debugging.window import BrokenOff, Undisturbed, Window
from sdol.kernel.machine import HALT, Halt
from sdol.kernel.transactions import OWN
from sdol.kernel.traps import Trap, as_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    from sdol.kernel.debugging.places import Position
    from sdol.kernel.flat import Entry
    from sdol.kernel.machine import Machine

STRIDE = 8192
"""Instructions between two snapshots."""

PIECE = 64
"""Instructions between two looks at whether somebody wants it to stop; fewer where they turn out to be slow."""

SLOW = 0.01
"""Seconds for which nobody should have to wait for that look."""

DEAR = 0.25
"""Seconds of work after which the state is kept in any case: nobody waits for much more of it a second time."""

MOST_EFFECTS = 200_000
"""Effects whose results are kept; with `MOST_BYTES`, how far a run can be gone back over."""

MOST_BYTES = 256 << 20


_CLOSED = nullcontext()


def _never() -> bool:
    return False


class Steps:
    """So many steps for a machine, or fewer: they end where somebody wants it to stop, and after some time.

    Attributes:
        pieces: the steps.
    """

    __slots__ = ("_given", "_most", "_piece", "_wanted", "pieces")

    def __init__(self, most: int, wanted: Callable[[], bool]) -> None:
        self._most, self._wanted, self._given = most, wanted, 0
        self._piece: repeat[None] = repeat(None, 0)
        self.pieces: Iterator[None] = chain.from_iterable(self._in_pieces())

    def _in_pieces(self) -> Iterator[Iterator[None]]:
        size, now = PIECE, perf_counter()
        end = now + DEAR
        while self._given < self._most and (now < end or not self._given) and not self._wanted():
            size = min(size, self._most - self._given)
            self._given += size
            self._piece = repeat(None, size)
            began = now
            yield self._piece
            now = perf_counter()
            size = max(size // 8, 1) if now - began > SLOW else min(2 * size, PIECE)

    @property
    def taken(self) -> int:
        """How many were taken."""
        return self._given - length_hint(self._piece)


class Outcome(Enum):
    """How a stretch of a run ended."""

    REACHED = "came to its time"
    HALTED = "came to a place to halt at"
    FAILED = "an instruction failed, and nothing is unwound yet"
    ENDED = "the program ended"
    INTERRUPTED = "somebody wants it to stop"


class Edit(NamedTuple):
    """A value that somebody put into a register of a call (counted from the outermost), or a top-level variable."""

    frame: int | None
    at: int
    value: Any

    def apply(self, machine: Machine) -> None:
        if self.frame is None:
            machine.globals[self.at] = self.value
        else:
            machine.frames[self.frame].registers[self.at] = self.value


class Traveller:
    """Runs a machine forth and back.

    Args:
        machine: with a function begun (`Machine.start`).

    Attributes:
        time: where it stands.
        latest: the furthest that it has come.
        failure: what the next instruction has raised, before anything is unwound.
        trap: the failure that ended the program.
        window: open while it runs, but for what it runs over again.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.window = Window()
        self.recorder = Recorder(machine.gate, lambda: machine.world.input, Undisturbed(self.window))
        machine.gate = self.recorder
        self.time = self.latest = 0
        self.failure: Exception | None = None
        self.trap: Trap | None = None
        self._wanted = self._running = False  # `_wanted` to stop
        self._edits: dict[int, list[Edit]] = {}
        self._halts: dict[Position, Entry] = {}
        self._snapshots = Snapshots()
        self._due: float = 0
        self._kept_at = 0.0  # by the clock
        self._steps = Steps(0, _never)
        self._began = 0
        self.restored = 0
        """How often it has gone back, be it only to before the instruction that was broken off."""
        self._remember()

    @property
    def now(self) -> int:
        """The time, also in the middle of a run: an instruction that is being executed was begun."""
        return self._began + self._steps.taken if self._running else self.time

    @property
    def ended(self) -> bool:
        return not self.machine.frames

    @property
    def earliest(self) -> int:
        """The time that it can go back to."""
        return self._snapshots.first.time

    @property
    def here(self) -> Position:
        """The instruction that is executed next."""
        frame = self.machine.frames[-1]
        return frame.code, frame.position

    def interrupt(self) -> None:
        """Wishes that it stop at the next instruction; may be called from a signal handler or another thread."""
        self._wanted = True

    @property
    def wanted(self) -> bool:
        """Whether somebody wants it to stop; an effect before which this is seen may raise `Halt`."""
        return self._wanted

    def break_off(self) -> bool:
        """Ends the instruction that is being executed, if it is one that only computes; says whether it does.

        The run stands before it then, interrupted. For other threads.
        """
        return self.window.strike(lambda frame: computes(frame, self.machine))

    # --- forth ----------------------------------------------------------------------------------------------

    @contextmanager
    def halting(self, positions: Collection[Position]) -> Iterator[None]:
        """Within this context the run halts at these instructions."""
        known = {code: self.machine.prepared(code) for code in {code for code, _ in positions}}
        self._halts = {(code, at): known[code][at] for code, at in positions}
        self._arm()
        try:
            yield
        finally:
            self._disarm()
            self._halts = {}

    def _arm(self) -> None:
        known, halt = self._armed(), (HALT,)
        for code, at in self._halts:
            known[code][at] = halt

    def _disarm(self) -> None:
        known = self._armed()
        for (code, at), entry in self._halts.items():
            known[code][at] = entry

    def _armed(self) -> dict[int, list[Entry]]:
        """The code of the functions in which it halts."""
        return {code: self.machine.prepared(code) for code in {code for code, _ in self._halts}}

    def run(self, until: int | None = None, *, over: bool = False) -> Outcome:
        """Runs until a time, or until something else happens; a failure that is pending happens first.

        Args:
            over: do not halt at the instruction where it stands.
        """
        if self.failure is not None:
            self._fail()
            over = False
        if over and not self.ended and self.here in self._halts:
            outcome = self._past_halt()
            if outcome is not Outcome.REACHED:
                return outcome
        return self._onward(until)

    def _onward(self, until: int | None) -> Outcome:
        while True:
            if self.ended:
                return Outcome.ENDED
            if until is not None and self.time >= until:
                return Outcome.REACHED
            if self._wanted:
                self._wanted = False
                return Outcome.INTERRUPTED
            end = self.time + STRIDE
            outcome = self._stretch(end if until is None else min(end, until), self._heeds, self.window)
            if outcome is not Outcome.REACHED:
                return outcome

    def _heeds(self) -> bool:
        return self._wanted

    def _past_halt(self) -> Outcome:
        (code, at), entry = self.here, self._halts[self.here]
        self.machine.prepared(code)[at] = entry
        try:
            return self._stretch(self.time + 1, window=self.window)
        finally:
            self.machine.prepared(code)[at] = (HALT,)

    def _stretch(
        self,
        end: int,
        wanted: Callable[[], bool] = _never,
        window: AbstractContextManager[None] = _CLOSED,
    ) -> Outcome:
        """Executes until a time at most, and at most to the next change that somebody made, or until it is wanted."""
        edited = min((t for t in self._edits if t > self.time), default=end)
        began = self.time
        self._steps = steps = Steps(min(end, edited) - began, wanted)
        self._began, self._running = began, True
        try:
            with window:
                self.machine.execute(steps.pieces)
        except Halt:
            return self._stopped_before(began + steps.taken, Outcome.HALTED)
        except KeyboardInterrupt as raised:
            self.window.close()
            self._wanted = False  # it has stopped: what comes next is not to be stopped by the same wish
            if isinstance(raised, BrokenOff) and is_within_operation(raised, self.machine):
                self.restored += 1
                return self._stopped_before(began + steps.taken, Outcome.INTERRUPTED)
            self._settle(max(began + steps.taken - 1, began))
            return Outcome.INTERRUPTED
        except Exception as raised:
            as_error(raised)
            self.failure = raised
            return self._stopped_before(began + steps.taken, Outcome.FAILED)
        finally:
            self._running = False
        self._arrive(began + steps.taken)
        return Outcome.ENDED if self.ended else Outcome.REACHED

    def _stopped_before(self, time: int, outcome: Outcome) -> Outcome:
        """The last instruction was begun and did nothing: it stands before it again."""
        self.machine.frames[-1].position -= 1
        self.time = time - 1
        self.latest = max(self.latest, self.time)
        if outcome is not Outcome.FAILED and perf_counter() - self._kept_at > DEAR:
            self._remember_if_due()
        return outcome

    def _settle(self, time: int) -> None:
        """Puts a machine that was broken off within an instruction before it."""
        self._restore(self._snapshots.before(time))
        self._disarm()
        try:
            self._repeat(time)
        finally:
            self._arm()

    def _arrive(self, time: int) -> None:
        self.time = time
        self.latest = max(self.latest, time)
        for edit in self._edits.get(time, ()):
            edit.apply(self.machine)
        self._remember_if_due()

    def _fail(self) -> None:
        """Lets the pending failure happen: control goes to a `try`, or the program ends."""
        failure, self.failure = self.failure, None
        assert failure is not None
        self.machine.frames[-1].position += 1
        try:
            self.machine.unwind(failure)
        except Trap as trap:
            self.trap = trap
        self._arrive(self.time + 1)

    # --- back -----------------------------------------------------------------------------------------------

    def go(self, time: int) -> None:
        """Goes to a time between `earliest` and `latest`."""
        start = self._snapshots.before(time)
        if not (start.time <= self.time <= time and self.failure is None):
            self._restore(start)
        self._repeat(time)

    def back_to(self, time: int) -> int:
        """Goes to the last snapshot before a time, and gives that of it."""
        found = self._snapshots.before(time - 1)
        self._restore(found)
        self._due = float("inf")  # who looks through the past leaves it as it is
        return found.time

    def _restore(self, snapshot: Snapshot) -> None:
        self.restored += 1
        snapshot.restore(self.machine)
        self.recorder.rewind(snapshot.effects, snapshot.streams)
        self.time, self.failure, self.trap = snapshot.time, None, None
        self._due, self._kept_at = self.time + STRIDE, perf_counter()

    def _repeat(self, time: int) -> None:
        """Runs to a time, whatever fails on the way, with snapshots that are the denser the nearer they are."""
        while self.time < time and not self.ended:
            left = time - self.time
            self._due = self.time + max(STRIDE, left // 4)
            if self.failure is not None:
                self._fail()
            else:
                self._stretch(min(time, int(self._due)))

    def _remember_if_due(self) -> None:
        """Keeps the state after so many instructions, or so much time; not where somebody looks through the past."""
        late = perf_counter() - self._kept_at > DEAR and self._due != float("inf")
        if (late or self.time >= self._due) and not self.ended:
            self._remember()

    def _remember(self) -> None:
        """Keeps the state as it is now."""
        self._kept_at = perf_counter()
        recorder = self.recorder
        made = Snapshot(self.machine, self.time, recorder.next, recorder.standings())
        self._snapshots.add(made)
        self._due = self.time + max(STRIDE, 16 * made.cells)
        while (recorder.kept > MOST_EFFECTS or recorder.bytes > MOST_BYTES) and len(self._snapshots) > 1:
            self._snapshots.forget_first()
            recorder.forget_before(self._snapshots.first.effects)

    # --- another way ----------------------------------------------------------------------------------------

    def edit(self, edit: Edit) -> list[str]:
        """Changes a value here; what was run after this is forgotten. Gives the effects that it had, which stand.

        Raises:
            SdolError: E0539, the program has ended, or a transaction has begun or ended since.
        """
        if self.ended:
            raise _not_changed("the program has ended", "go back first: `back`")
        if any(effect.name in OWN for effect in self.recorder.following()):
            raise _not_changed("a transaction has begun or ended after this", "change it after that")
        dropped = self.recorder.forget_following()
        self._edits = {time: made for time, made in self._edits.items() if time <= self.time}
        self._edits.setdefault(self.time, []).append(edit)
        self._snapshots.forget_after(self.time)
        self.latest, self.failure = self.time, None
        edit.apply(self.machine)
        self._remember()
        return dropped


def _not_changed(reason: str, help: str) -> SdolError:
    return SdolError("E0539", "this value cannot be changed here", reason=reason, help=help)
