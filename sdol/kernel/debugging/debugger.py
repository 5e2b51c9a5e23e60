"""The debugger: stops a program where somebody wants it to stop, goes forth and back, and changes what it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sdol.kernel.debugging.frames import FrameView, Variable, shared, variables, views
from sdol.kernel.debugging.places import Places
from sdol.kernel.debugging.points import Points
from sdol.kernel.debugging.stops import Stop
from sdol.kernel.debugging.travel import Edit, Outcome, Traveller
from sdol.kernel.debugging.window import Undisturbed
from sdol.kernel.traps import FAILURE, as_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.kernel.debugging.places import Position
    from sdol.kernel.machine import Frame, Machine

    Arrived = Callable[[], bool]


class Debugger:
    """Drives a machine on which a function was begun.

    Every command that moves gives the `Stop` that it ended with. None of them repeats an effect: what was done is
    answered from a record when the run goes over it again.

    Args:
        machine: begun and not yet run.

    Attributes:
        points: the breakpoints and watches.
        catching: which failures to stop at: `uncaught`, `all` or `none`.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.places = Places(machine)
        self.points = Points(machine, self.places)
        self.catching = "uncaught"
        self._travel = Traveller(machine)
        self.stop = Stop("start")
        """Why it stands where it stands."""

    # --- where it stands ------------------------------------------------------------------------------------

    @property
    def time(self) -> int:
        """Instructions that were begun before this place."""
        return self._travel.time

    @property
    def now(self) -> tuple[int, int]:
        """The time, also in the middle of a run, and how often it has gone back by then."""
        return self._travel.now, self._travel.restored

    @property
    def latest(self) -> int:
        """The furthest that the run has come: before it, effects are answered from the record."""
        return self._travel.latest

    @property
    def earliest(self) -> int:
        """The time to which it can go back."""
        return self._travel.earliest

    @property
    def ended(self) -> bool:
        return self._travel.ended

    @property
    def waiting(self) -> bool:
        """Whether the run waits for an effect that may be broken off by a `KeyboardInterrupt`."""
        return self._travel.recorder.waiting

    def interrupt(self) -> None:
        """Wishes that the run stop at the next instruction; for signal handlers and other threads."""
        self._travel.interrupt()

    def break_off(self) -> bool:
        """Ends the instruction that is being executed, if it is one that only computes; says whether it does.

        The run stops before it, as by `interrupt`. For other threads.
        """
        return self._travel.break_off()

    @property
    def undisturbed(self) -> Undisturbed:
        """A context for the middle of a run, within which nothing is broken off."""
        return Undisturbed(self._travel.window)

    @property
    def interrupted(self) -> bool:
        """Whether that is wished and has not happened; who stands before the gate may raise `Halt` then."""
        return self._travel.wanted

    def frames(self) -> list[FrameView]:
        """The open calls, innermost first; none when the program has ended."""
        return views(self.machine, self.places)

    def variables(self, view: FrameView) -> list[Variable]:
        """What is named in a call, where it stands."""
        return variables(view, self.places.of(view.code))

    def shared(self) -> list[Variable]:
        """The top-level variables that functions see, as far as they have a value."""
        return shared(self.machine)

    # --- forth ----------------------------------------------------------------------------------------------

    def resume(self) -> Stop:
        """Runs until something is to be stopped for."""
        return self._forth(set(), _always)

    def step(self) -> Stop:
        """Runs to the next line, in whatever function of the user's it is."""
        return self._forth(self.places.starts(self.places.own()), _always)

    def over(self) -> Stop:
        """Runs to the next line of this call, or of one that called it."""
        depth = len(self.machine.frames)
        return self._forth(self._lines_of_calls(), lambda: len(self.machine.frames) <= depth)

    def until(self, line: int | None = None) -> Stop:
        """Runs to a line of this call's function, by default one that lies further down; or to the call's end.

        Raises:
            SdolError: E0823, the function has no instructions from that line on.
        """
        if self.ended:
            return self._at_end()
        depth, frame = len(self.machine.frames), self.machine.frames[-1]
        layout, here = self.places.of(frame.code), self.frames()[0].line
        wanted = (
            {line for line in layout.by_line if line > here} if line is None else {layout.line_from(line)}
        )

        def arrived() -> bool:
            open_calls = len(self.machine.frames)
            at = layout.lines[self.machine.frames[-1].position] if open_calls == depth else 0
            return open_calls < depth or at in wanted

        return self._forth(self._lines_of_calls(), arrived)

    def out(self) -> Stop:
        """Runs until this call has ended, and gives its value."""
        depth = len(self.machine.frames)
        if depth < 2:
            return self.resume()
        caller = self.machine.frames[-2]
        register = self.machine.frames[-1].dst
        handlers = {(f.code, at) for f in self.machine.frames[:-1] for at, _ in f.handlers}
        back = (caller.code, caller.position)
        stop = self._forth(handlers | {back}, lambda: len(self.machine.frames) < depth)
        if stop.reason == "step" and self._travel.here == back:
            return self._stopped(Stop("returned", value=self.machine.frames[-1].registers[register]))
        return self._stopped(stop._replace(reason="unwound")) if stop.reason == "step" else stop

    def instruction(self) -> Stop:
        """Executes one instruction."""
        outcome = self._travel.run(self.time + 1)
        if outcome is Outcome.FAILED and self._catches():
            return self._failed()
        if outcome is Outcome.FAILED:
            outcome = self._travel.run(self.time + 1)
        return self._at_end() if outcome is Outcome.ENDED else self._stopped(Stop("step"))

    def _lines_of_calls(self) -> set[Position]:
        return self.places.starts({f.code for f in self.machine.frames if self.places.of(f.code).own})

    def _forth(self, wanted: set[Position], arrived: Arrived) -> Stop:
        """Runs until one of the wanted places where `arrived` holds, a breakpoint, a change, or a failure."""
        over = True
        with self._travel.halting(wanted | self.points.positions()):
            while True:
                outcome = self._travel.run(over=over)
                over = outcome is Outcome.HALTED
                stop = self._reason(outcome, wanted, arrived)
                if stop is not None:
                    return self._stopped(stop)

    def _reason(self, outcome: Outcome, wanted: set[Position], arrived: Arrived) -> Stop | None:
        """Why to stop now, if at all."""
        if outcome is Outcome.ENDED:
            return self._ending()
        if outcome is Outcome.INTERRUPTED:
            return Stop("interrupted")
        if outcome is Outcome.FAILED:
            return self._failure() if self._catches() else None
        return self._halted(wanted, arrived)

    def _halted(self, wanted: set[Position], arrived: Arrived) -> Stop | None:
        here = self._travel.here
        changes = self.points.changes(len(self.machine.frames))
        hits, notes = self.points.hits(here)
        hits = [b for b in hits if b.counted()]
        for one in hits:
            if one.temporary:
                self.points.delete(one.number)
        if changes or hits:
            return Stop("watch" if changes else "breakpoint", tuple(hits), tuple(changes), notes=tuple(notes))
        return Stop("step") if self._is_wanted(wanted, arrived) else None

    def _is_wanted(self, wanted: set[Position], arrived: Arrived) -> bool:
        """Whether this is a place to stop at; where a loop is come to first, its line has begun already."""
        code, at = self._travel.here
        if (code, at) not in wanted or not arrived():
            return False
        frame, entry = self.machine.frames[-1], self.machine.listings[code].entries[at]
        return not (entry[0] == "next" and frame.registers[entry[2]][1] == 0)

    # --- ends and failures ----------------------------------------------------------------------------------

    def _stopped(self, stop: Stop) -> Stop:
        self.stop = stop
        return stop

    def _at_end(self) -> Stop:
        return self._stopped(self._ending())

    def _ending(self) -> Stop:
        return Stop("ended", trap=self._travel.trap, value=self.machine.result)

    def _failed(self) -> Stop:
        return self._stopped(self._failure())

    def _failure(self) -> Stop:
        assert self._travel.failure is not None
        return Stop("failure", error=as_error(self._travel.failure))

    def _catches(self) -> bool:
        if self.catching == "uncaught":
            return not any(self._takes(frame) for frame in self.machine.frames)
        return self.catching == "all"

    def _takes(self, frame: Frame) -> bool:
        """Whether a `try` of a call takes a failure; that of a transaction lets it go on."""
        types = self.machine.program.functions[frame.code].types
        return any(register < 0 or types[register] != FAILURE for _, register in frame.handlers)

    # --- back -----------------------------------------------------------------------------------------------

    def go(self, time: int) -> Stop:
        """Goes to a time of the past, or as far as the run has come."""
        time = min(max(time, self.earliest), self.latest)
        self._travel.go(time)
        self.points.look_again()
        if self.ended:
            return self._at_end()
        return self._stopped(Stop("step" if time > self.earliest else "beginning"))

    def instruction_back(self) -> Stop:
        """Goes to before the instruction that was executed last."""
        return self.go(self.time - 1) if self.time > self.earliest else self._beginning()

    def back(self) -> Stop:
        """Goes to the line before this place, in whatever function of the user's it is."""
        return self._back(self.places.starts(self.places.own()), _always, looking=False)

    def over_back(self) -> Stop:
        """Goes to the line before this place in this call, or in one that called it."""
        depth = max(len(self.machine.frames), 1)
        codes = {f.code for f in self.machine.frames if self.places.of(f.code).own} or {0}
        return self._back(self.places.starts(codes), lambda: len(self.machine.frames) <= depth, looking=False)

    def out_back(self) -> Stop:
        """Goes to before the call of this function."""
        depth = len(self.machine.frames)
        if depth < 2:
            return self.go(self.earliest)
        caller = self.machine.frames[-2]
        place = {(caller.code, caller.position - 1)}
        return self._back(place, lambda: len(self.machine.frames) < depth, looking=False)

    def resume_back(self) -> Stop:
        """Goes to the last place before this one that is to be stopped for."""
        return self._back(set(), _always, looking=True)

    def _back(self, wanted: set[Position], arrived: Arrived, *, looking: bool) -> Stop:
        """Looks through the past, from snapshot to snapshot, for the last place to stop at."""
        now, end = self.time, self.time
        with self._travel.halting(wanted | (self.points.positions() if looking else set())):
            while True:
                start = self._travel.back_to(end)
                found = self._last(end, wanted, arrived, looking)
                if found is not None or start <= self.earliest or start >= end:
                    break
                end = start
        if found is None:
            return self._beginning()
        time, stop = found if found[0] >= 0 else (now, Stop("interrupted"))
        self._travel.go(time)
        self.points.look_again()
        return self._stopped(stop)

    def _last(
        self, end: int, wanted: set[Position], arrived: Arrived, looking: bool
    ) -> tuple[int, Stop] | None:
        """Runs to a time, and gives the last place to stop at before it; of the time -1 where it was broken off."""
        found: tuple[int, Stop] | None = None
        self.points.look_again()
        for outcome in self._run_on(end):
            if outcome is Outcome.INTERRUPTED:
                return -1, Stop("interrupted")
            if outcome is Outcome.HALTED and self.time < end:
                stop = self._seen(looking)
                here = self._is_wanted(wanted, arrived)
                found = (self.time, stop or Stop("step")) if stop or here else found
        return found

    def _run_on(self, end: int) -> Iterator[Outcome]:
        """What happens on the way to a time."""
        over = False
        while self.time < end and not self.ended:
            outcome = self._travel.run(end, over=over)
            over = outcome is Outcome.HALTED
            yield outcome

    def _seen(self, looking: bool) -> Stop | None:
        """What there is to stop for at this place of the past; nothing is counted."""
        if not looking:
            return None
        changes = [
            c
            for w in self.points.watches.values()
            if (c := w.change(len(self.machine.frames))) and not c.gone
        ]
        hits, notes = self.points.hits(self._travel.here)
        if not changes and not hits:
            return None
        return Stop("watch" if changes else "breakpoint", tuple(hits), tuple(changes), notes=tuple(notes))

    def _beginning(self) -> Stop:
        self._travel.go(self.earliest)
        self.points.look_again()
        return self._stopped(Stop("beginning"))

    # --- changing -------------------------------------------------------------------------------------------

    def set_register(self, view: FrameView, register: int, value: Any) -> list[str]:
        """Puts a value into a register of a call; the run goes on from here with it.

        Gives the names of the effects that had been done after this place: they stand, and may be done again.

        Raises:
            SdolError: E0539, it cannot be changed here.
        """
        frame = len(self.machine.frames) - 1 - view.number
        return self._edit(Edit(frame, register, value))

    def set_shared(self, index: int, value: Any) -> list[str]:
        """The same for a top-level variable."""
        return self._edit(Edit(None, index, value))

    def _edit(self, edit: Edit) -> list[str]:
        dropped = self._travel.edit(edit)
        self.points.look_again()
        self._stopped(Stop("step"))
        return dropped


def _always() -> bool:
    return True
