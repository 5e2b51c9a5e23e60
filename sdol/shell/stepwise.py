"""Running within bounds: in short stretches, after each of which the machine may be saved."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager

from sdol.kernel.limits import bounded_memory, spent
from sdol.kernel.traps import Trap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from typing import Any

    from sdol.compiler.link import Emitted
    from sdol.kernel.machine import Machine
    from sdol.shell.bounds import Bounds

STRETCH = 10_000
"""Instructions between two looks at whether somebody wants it to stop: some milliseconds."""


class Paused:
    """How a run ended that was saved: in which file, and by which signal if it was one."""

    __slots__ = ("number", "path")

    def __init__(self, path: str, number: int) -> None:
        self.path, self.number = path, number


def proceed(made: Emitted | Machine, bounds: Bounds) -> Any:
    """Runs a program that is ready within its bounds; gives its result, or `Paused`.

    Raises:
        Trap: it failed, or E0538, it came to the end of its instructions.
        SdolError: E0536, E0803 to E0805, E0821: it cannot be saved.
    """
    with held(bounds.limits.memory):
        return _stepped(made, bounds) if bounds.stepwise else made.call()  # type: ignore[arg-type]


@contextmanager
def held(memory: int | None) -> Iterator[None]:
    """Within it a program can take no more than so many bytes; a failure for want of memory says so.

    Raises:
        SdolError: E0537, this system cannot bound it.
    """
    try:
        with bounded_memory(memory):
            yield
    except Trap as trap:
        if trap.error.code == "E0505" and memory is not None:
            trap.error.reason = f"`--max-memory` allows {memory:,} bytes"
        raise


def _stepped(machine: Machine, bounds: Bounds) -> Any:
    if not machine.frames:
        machine.start()
    done, most, pause = 0, bounds.limits.instructions, bounds.pause_after
    with _Listening(bounds.state is not None) as heard:
        while True:
            stretch = min([STRETCH, *(end - done for end in (most, pause) if end is not None and end > done)])
            if machine.run(stretch):
                return machine.result
            done += stretch
            if heard.number or (pause is not None and done >= pause):
                number, pause = heard.number, done + 1
                if not machine.world.transactions.open:
                    return _saved(machine, bounds.state or "", number)
            if most is not None and done >= most:
                raise spent(machine, most)


def _saved(machine: Machine, path: str, number: int) -> Paused:
    """Writes the state, after what was printed before it."""
    from sdol.kernel.files import replace

    machine.world.output.flush()
    before = os.umask(0o077)  # what a program holds is nobody else's business
    try:
        replace(os.path.realpath(path), machine.save())
    finally:
        os.umask(before)
    machine.world.notice(f"saved in {path}: `sdol resume {path}` goes on")
    return Paused(path, number)


class _Listening:
    """Takes the first Ctrl-C or request to end as a wish to be saved; the second one does what it always does."""

    def __init__(self, on: bool) -> None:
        self._on = on
        self.number = 0

    def __enter__(self) -> _Listening:
        self._before: dict[int, Any] = {}
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if self._on else ():
                if signal.getsignal(number) != signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._note)
        except ValueError:
            return self  # only the main thread has signals
        return self

    def __exit__(self, *_: object) -> None:
        before, self._before = self._before, {}
        for number, handler in before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        self.__exit__()
