"""Drives a program in a thread of its own, and gives readings of it.

Everything that touches the machine is done in that thread, where the program stands still: between two moves, or at
a pulse, for which a run is broken off and gone on with.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from sdol.kernel.debugging import Stop
from sdol.tui.models.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sdol.kernel.debugging import Debugger
    from sdol.tui.models.engine import Engine
    from sdol.tui.models.reading import State

    T = TypeVar("T")
    Move = Callable[[Debugger], Stop]
    Task = Callable[[Engine], None]

PULSE = 0.1
"""Seconds between two readings of a program that runs."""

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


class Driver:
    """A program in a thread.

    Args:
        prepare: makes the program ready; called in the thread. What it raises is kept in `failure`.
        first: the reading until then.

    Attributes:
        reading: the latest.
        changed: called in the thread when there is a new reading.
        failure: what kept the program from beginning, or broke the thread.
        speed: lines a second at which it runs, 0 for as fast as it goes.
    """

    def __init__(self, prepare: Callable[[], Engine], first: Reading) -> None:
        self._prepare = prepare
        self.reading = first
        self.changed: Callable[[], None] = lambda: None
        self.failure: BaseException | None = None
        self.speed = 0.0
        self._engine: Engine | None = None
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._pausing, self._closing = Event(), False
        self._busy = self._cruising = False
        self._read_at = 0.0
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

    def _begin(self, task: Task) -> None:
        if self._busy:
            return
        self._busy = True
        self._pausing.clear()
        self._tasks.put(lambda engine: self._do(engine, task))

    def pause(self) -> None:
        """Stops a run at the next instruction."""
        self._pausing.set()
        if self._engine is not None and self.running:
            self._engine.debugger.interrupt()

    def pulse(self) -> None:
        """Asks a run for a reading."""
        if self._cruising and self._engine is not None:
            self._engine.debugger.interrupt()

    def look(self, question: Callable[[Engine], T], answer: Callable[[T], None]) -> None:
        """Asks something of the program where it stands; the answer comes in its thread, as soon as it may."""
        self._tasks.put(lambda engine: answer(question(engine)))

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
        self._publish(engine, self._state())

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

    def _publish(self, engine: Engine, state: State) -> None:
        self.reading = engine.reading(state, speed=self.speed)
        self.changed()

    def _within(self) -> None:
        """Gives a reading before an effect, if the last one is old enough."""
        engine = self._engine
        if engine is not None and self._busy and monotonic() - self._read_at >= PULSE:
            self._read_at = monotonic()
            self.reading = engine.within(speed=self.speed)
            self.changed()

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows how far something is that takes long; called in the thread."""
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
            if monotonic() - self._read_at >= PULSE:
                self._publish(engine, "running")
                self._read_at = monotonic()
            self._serve(engine)
            if self.speed:
                self._pausing.wait(1 / self.speed)

    def _onward(self, engine: Engine) -> Stop:
        """A line where the run is slow, else as far as the next pulse."""
        if self.speed:
            return engine.debugger.step()
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
