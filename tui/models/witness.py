"""Stands before the gate of a debugged machine and notes each effect as it is done."""

from __future__ import annotations

from collections import deque
from contextlib import nullcontext
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from sdol.kernel.machine import Halt
from sdol.tui.models.reading import Happened

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any

    from sdol.kernel.debugging.recording import Recorder
    from sdol.kernel.gate import Place
    from sdol.kernel.table import Instruction

KEPT = 2000
"""Effects that are shown."""


class Witness:
    """A gate that passes everything on.

    Args:
        recorder: the debugger's, which does each effect once and answers from memory after that.

    Attributes:
        before: called before an effect, which may take long: as a run is looked at only every so many
            instructions, one of few and long ones would be seen too late.
        halts: says whether somebody wants the run to stop; then it stops before the effect.
        undisturbed: a context in which an effect is not broken off by another thread.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.before: Callable[[], None] = lambda: None
        self.halts: Callable[[], bool] = lambda: False
        self.undisturbed: AbstractContextManager[None] = nullcontext()
        self._seen: deque[Happened] = deque(maxlen=KEPT)
        self._lock = Lock()
        self._doing: tuple[Instruction, float] | None = None

    @property
    def next(self) -> int:
        """The number of the effect that comes next, where the program stands."""
        return self._recorder.next

    def seen(self) -> tuple[Happened, ...]:
        """The last effects, oldest first."""
        return tuple(self._seen)

    def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        """Does an effect, or has it answered from memory; raises what it fails with.

        Raises:
            Halt: somebody wants the run to stop, and nothing was done.
        """
        with self.undisturbed:
            return self._perform(row, args, place)

    def _perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        number = self._recorder.next
        if number < self._recorder.count:
            return self._recorder.perform(row, args, place)
        if self.halts():
            raise Halt
        self.before()
        offset = place[1] if place[0] == 0 else -1
        self._began(row)
        try:
            value = self._recorder.perform(row, args, place)
        except Exception as error:
            self._note(Happened(number, row.name, args, None, error, offset))
            raise
        finally:
            self._began(None)
        self._note(Happened(number, row.name, args, value, None, offset))
        return value

    def _began(self, row: Instruction | None) -> None:
        with self._lock:
            self._doing = None if row is None else (row, monotonic())

    def inside(self, seconds: float, look: Callable[[Instruction], None]) -> None:
        """Looks, if an effect has been going on for so long; it does not end meanwhile. For other threads.

        Where another thread is looking, it does nothing: nobody waits for that.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._doing is not None and monotonic() - self._doing[1] >= seconds:
                look(self._doing[0])
        finally:
            self._lock.release()

    def _note(self, happened: Happened) -> None:
        """Notes one; those that were done on a way that was left since are forgotten."""
        while self._seen and self._seen[-1].number >= happened.number:
            self._seen.pop()
        self._seen.append(happened)
