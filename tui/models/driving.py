"""Drives a program in a thread of its own, and gives readings of it.

Everything that touches the machine is done in that thread, where the program stands still: between two moves, or at
a pulse, for which a run is broken off and gone on with.
"""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from sdol.kernel.debugging import Stop
from sdol.tui.models.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sdol.kernel.debugging import Debugger
    from sdol.kernel.table import Instruction
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.reading import State

    T = TypeVar("T")
    Move = Callable[[Debugger], Stop]
    Task = Callable[[Engine], None]

PULSE = 0.125
"""Seconds between two readings of a program that runs."""

LONG = 0.05
"""Seconds from which on an effect is looked into, and an instruction broken off when it is to pause."""

DEEP = frozenset({"embed", "store", "net"})
"""Effects that change what a look may need: nothing is looked at in the middle of one."""

PATIENCE = 1.0
"""Seconds that a program has to stop when the dashboard is left; its thread ends with the process otherwise."""

SPEEDS = (0.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Lines a second of a run; 0 for as fast as it goes."""


def _restart(debugger: Debugger) -> Stop:
    return debugger.go(debugger.earliest)


MOVES: dict[str, Move] = {
    "step": lambda d: d.step(),
    "over": lambda d: d.over(),
    "out": lambda d: d.out(),
    "back": lambda d: d.back(),
    "over back": lambda d: d.over_back(),
    "continue back": lambda d: d.resume_back(),
    "start": _restart,
}
"""Those that end by themselves."""

FORTH = ("step", "over", "out")
"""Those for which a program that has ended has nothing left."""


class Driver:
    """A program in a thread.

    Args:
        prepare: makes the program ready; called in the thread. What it raises is kept in `failure`.
        first: the reading until then.

    Attributes:
        reading: the latest.
        changed: called in the thread when there is a new reading.
        compiled: reads and compiles the program again, and gives what makes that ready; for other threads.
        failure: what kept the program from beginning, or broke the thread.
        speed: lines a second at which it runs, 0 for as fast as it goes.
        along: called in the thread with a reading that is about to be given, for what is to be drawn with it.
    """

    def __init__(self, prepare: Callable[[], Engine], first: Reading) -> None:
        self._prepare = prepare
        self.reading = first
        self.changed: Callable[[], None] = lambda: None
        self.compiled: Callable[[], Callable[[], Engine]] = lambda: prepare
        self.failure: BaseException | None = None
        self.along: Callable[[Engine, Reading], None] = lambda engine, reading: None
        self.speed = 0.0
        self._engine: Engine | None = None
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._looks: SimpleQueue[Task] = SimpleQueue()
        self._pausing, self._closing = Event(), False
        self._busy = self._cruising = False
        self._read_at = 0.0
        self._looked: tuple[object, ...] = ()
        self._thread = Thread(target=self._work, name="program", daemon=True)

    # --- asked by others ------------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._busy

    @property
    def status(self) -> int:
        """The exit status of a program that has ended, else that all is well."""
        from sdol.shell.failures import status_of

        trap = self._engine.debugger.stop.trap if self._engine is not None else None
        return 0 if trap is None else status_of(trap)

    def move(self, name: str) -> None:
        """One of `MOVES`; nothing where it runs already."""
        self._begin(lambda engine: self._moved(engine, MOVES[name]))

    def run(self) -> None:
        """Runs, at the speed that is set, to the next stop."""
        self._begin(self._cruise)

    def say(self, typed: str, width: int) -> None:
        """Hands an entry of the prompt on, whose answer has so many columns."""
        self._begin(lambda engine: engine.say(typed, width))

    def begin_anew(self, prepare: Callable[[], Engine]) -> None:
        """Ends the program, and stands at the beginning of another, with the same breakpoints and watches."""
        self._tasks.put(lambda engine: self._do(engine, lambda engine: self._replaced(engine, prepare)))

    def _begin(self, task: Task) -> None:
        if self._busy:
            return
        self._busy = True
        self._pausing.clear()
        self._tasks.put(lambda engine: self._do(engine, task))

    def pause(self) -> None:
        """Stops a run at the next instruction; a long one that only computes is broken off."""
        self._pausing.set()
        if self._engine is not None and self.running:
            self._engine.debugger.interrupt()
            Thread(target=self._break_off, args=(self._engine,), name="breaking off", daemon=True).start()

    def _break_off(self, engine: Engine) -> None:
        """Waits for a run that is to pause, and ends an instruction that lets it wait for long."""
        before = None
        while self._busy and self._pausing.is_set():
            now = engine.debugger.now
            if now == before:
                engine.debugger.break_off()
            before = now
            sleep(LONG)

    def pulse(self) -> None:
        """Asks what goes on for a reading; in the middle of a long effect it is taken at once."""
        engine = self._engine
        if engine is None or not self._busy:
            return
        if self._cruising:
            engine.debugger.interrupt()
        engine.witness.inside(LONG, lambda row: self._inside(engine, row.name))
        if not self._looks.empty():
            self._look_inside(engine)

    def _look_inside(self, engine: Engine) -> None:
        """Answers in the middle of a long effect, if there is one; the thread of the screen waits for nothing."""
        Thread(target=engine.witness.inside, args=(LONG, self._answer_inside), daemon=True).start()

    def _answer_inside(self, row: Instruction) -> None:
        """Answers while the program waits, for an effect that has nothing to do with what is looked at."""
        if row.effect not in DEEP and self._engine is not None:
            self._answer(self._engine)

    def _inside(self, engine: Engine, name: str) -> None:
        """Gives a reading in the middle of an effect, if there is anything new."""
        moment = (*engine.debugger.now, self.reading.doing)
        if moment == self._looked:
            return
        with suppress(RuntimeError):  # the effect adds to what is looked through: another time, then
            if not name.startswith("output."):
                engine.world.output.flush()
            doing = self.reading.doing or f"in {name}"
            self.reading = engine.within(speed=self.speed)._replace(doing=doing)
            self._read_at, self._looked = monotonic(), (*engine.debugger.now, doing)
            self.changed()

    def look(self, question: Callable[[Engine], T], answer: Callable[[T], None]) -> None:
        """Asks something of the program where it stands; the answer comes in another thread, as soon as it may."""
        self._looks.put(lambda engine: answer(question(engine)))
        self._tasks.put(self._answer)
        if self._busy and self._engine is not None:
            self._look_inside(self._engine)

    def _answer(self, engine: Engine) -> None:
        """Answers what was asked."""
        with suppress(Empty):
            while True:
                self._looks.get_nowait()(engine)

    def change(self, change: Callable[[Engine], Any]) -> None:
        """Changes something where the program stands, such as its breakpoints."""
        self._tasks.put(lambda engine: self._changed(engine, change))

    def close(self) -> None:
        """Ends the thread, if the program lets it."""
        self._closing = True
        self._tasks.put(None)
        self.pause()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    # --- in the thread --------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._engine = self._prepare()
            self._engine.witness.before = self._within
            self._publish(self._engine, self._state())
            while not self._closing and (task := self._tasks.get()) is not None:
                task(self._engine)
        except BaseException as error:
            self._fail(error)
        finally:
            self._shut()

    def _do(self, engine: Engine, task: Task) -> None:
        """Does what may take long; nothing else of that kind is begun meanwhile.

        That it has begun is no news: most of it has ended by then. Who pulses sees what goes on.
        """
        self.reading = self.reading._replace(state="running", speed=self.speed)
        try:
            task(engine)
        finally:
            self._busy = False
        assert self._engine is not None
        self._publish(self._engine, self._state())

    def _fail(self, error: BaseException) -> None:
        self.failure = error
        self.reading = self.reading._replace(state="failed", event=self.reading.event + 1)
        self.changed()

    def _shut(self) -> None:
        """Closes the program's world, which belongs to this thread."""
        if self._engine is not None:
            self._engine.world.close(self.status)

    def _state(self) -> State:
        return "ended" if self._engine is not None and self._engine.debugger.ended else "stopped"

    def _replaced(self, engine: Engine, prepare: Callable[[], Engine]) -> None:
        from sdol.tui.models.keeping import kept, lost, restored

        points = kept(engine.session)
        engine.world.close(self.status)
        self._engine = fresh = prepare()
        fresh.witness.before = self._within
        without = restored(fresh.session, points)
        if without:
            fresh.note(lost(without))

    def _publish(self, engine: Engine, state: State) -> None:
        engine.world.output.flush()
        self._give(engine, engine.reading(state, speed=self.speed))

    def _give(self, engine: Engine, reading: Reading) -> None:
        self.along(engine, reading)
        self.reading = reading
        self.changed()

    def _within(self) -> None:
        """Gives a reading before an effect, if the last one is old enough."""
        engine = self._engine
        if engine is not None and self._busy and monotonic() - self._read_at >= PULSE:
            self._read_at = monotonic()
            engine.world.output.flush()
            self._give(engine, engine.within(speed=self.speed))

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far something is that takes long; called in the thread.

        Raises:
            KeyboardInterrupt: it is to pause, and nothing is lost by breaking this off and doing it again.
        """
        if self._pausing.is_set() and self._engine is not None and self._engine.debugger.waiting:
            raise KeyboardInterrupt
        if monotonic() - self._read_at >= PULSE:
            self._read_at = monotonic()
            self.tell(f"{what}: {done:,} of {total:,}" if done < total else "")

    def tell(self, sentence: str) -> None:
        """Shows what happens; called in the thread."""
        self.reading = self.reading._replace(doing=sentence)
        self.changed()

    def _changed(self, engine: Engine, change: Callable[[Engine], Any]) -> None:
        change(engine)
        self._publish(engine, self.reading.state)

    def _moved(self, engine: Engine, move: Move) -> None:
        """A move that ends by itself; a pulse that came too late for the run before is no reason to end it."""
        before = engine.debugger.time
        engine.sets_out()
        stop = move(engine.debugger)
        if stop.reason == "interrupted" and engine.debugger.time == before and not self._pausing.is_set():
            stop = move(engine.debugger)
        engine.arrived(stop)
        if engine.debugger.time < before:
            engine.went_back()

    def _cruise(self, engine: Engine) -> None:
        """Runs to a stop, or until it is to pause."""
        while True:
            stop = self._onward(engine)
            engine.arrived(stop)
            if stop.reason not in ("interrupted", "step", "returned") or self._pausing.is_set():
                return
            if not self.speed or monotonic() - self._read_at >= PULSE:
                self._publish(engine, "running")
                self._read_at = monotonic()
            self._serve(engine)
            if self._engine is not engine:
                return  # it was read again
            if self.speed:
                self._pausing.wait(1 / self.speed)

    def _onward(self, engine: Engine) -> Stop:
        """A line where the run is slow, else as far as the next pulse."""
        if self.speed:
            return engine.debugger.step()
        engine.sets_out()
        self._cruising = True
        try:
            stop = engine.debugger.resume()
        finally:
            self._cruising = False
        return engine.hit() or stop if stop.reason == "interrupted" else stop

    def _serve(self, engine: Engine) -> None:
        """Does what was asked for meanwhile."""
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            if task is None:
                self._pausing.set()
                return
            task(engine)
