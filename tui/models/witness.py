"""Stands before the gate of a debugged machine and notes each effect as it is done."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sdol.tui.models.reading import Happened

if TYPE_CHECKING:
    from collections.abc import Callable
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
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.before: Callable[[], None] = lambda: None
        self._seen: deque[Happened] = deque(maxlen=KEPT)

    @property
    def next(self) -> int:
        """The number of the effect that comes next, where the program stands."""
        return self._recorder.next

    def seen(self) -> tuple[Happened, ...]:
        """The last effects, oldest first."""
        return tuple(self._seen)

    def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        """Does an effect, or has it answered from memory; raises what it fails with."""
        number = self._recorder.next
        if number < self._recorder.count:
            return self._recorder.perform(row, args, place)
        self.before()
        offset = place[1] if place[0] == 0 else -1
        try:
            value = self._recorder.perform(row, args, place)
        except Exception as error:
            self._note(Happened(number, row.name, args, None, error, offset))
            raise
        self._note(Happened(number, row.name, args, value, None, offset))
        return value

    def _note(self, happened: Happened) -> None:
        """Notes one; those that were done on a way that was left since are forgotten."""
        while self._seen and self._seen[-1].number >= happened.number:
            self._seen.pop()
        self._seen.append(happened)
