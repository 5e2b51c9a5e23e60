"""The record of a run's effects: each is done once, and answered from memory when the run is gone over again."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sdol.kernel.debugging.snapshots import size
from sdol.kernel.input import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any

    from sdol.kernel.gate import Place
    from sdol.kernel.input import Input
    from sdol.kernel.machine import Performs
    from sdol.kernel.table import Instruction

REPEATABLE = frozenset({"clock", "embed", "input.advance"})
"""Effects and instructions that may take long, and that nothing is lost by if they are broken off and done again."""


class Effect:
    """One effect that was done.

    Attributes:
        name: of the instruction.
        value, error: what it gave, or what it failed with.
        after: how far the stream was that it moved on, if any.
        line: the line of the program's input that was read last before it, where it reads that, else None.
    """

    __slots__ = ("after", "error", "line", "name", "value")

    def __init__(self, name: str, line: int | None) -> None:
        self.name, self.line = name, line
        self.value: Any = None
        self.error: Exception | None = None
        self.after: tuple[Any, ...] = ()


class Recorder:
    """Stands before the gate of a machine.

    Args:
        gate: which does effects.
        input: that of the program.
        undisturbed: a context in which no other thread breaks an effect off.

    Attributes:
        next: how many effects the run has come past, from its beginning.
        waiting: whether an effect is being done that may be broken off.
    """

    def __init__(
        self, gate: Performs, input: Callable[[], Input], undisturbed: AbstractContextManager[None]
    ) -> None:
        self._gate, self._input, self._undisturbed = gate, input, undisturbed
        self._done: list[Effect] = []
        self._first = 0  # how many were forgotten
        self._streams: WeakKeyDictionary[Stream, tuple[Any, ...]] = WeakKeyDictionary()  # at their beginning
        self.next = 0
        self.waiting = False
        self.bytes = 0
        """About what the results take."""

    @property
    def count(self) -> int:
        """How many effects were done since the beginning of the run."""
        return self._first + len(self._done)

    @property
    def kept(self) -> int:
        """How many of them are still known."""
        return len(self._done)

    def perform(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        """What the effect gives: as it did, where it was done before; otherwise it is done now.

        Raises:
            Exception: what it failed with.
        """
        with self._undisturbed:
            return self._answer(row, args, place)

    def _answer(self, row: Instruction, args: tuple[Any, ...], place: Place) -> Any:
        stream = next((a for a in args if isinstance(a, Stream)), None)
        if stream is not None:
            self._streams.setdefault(stream, stream.standing())
        at = self.next - self._first
        done = self._done[at] if at < len(self._done) else self._performed(row, args, place, stream)
        self.next += 1
        if stream is not None:
            stream.stand(done.after)
        if done.error is not None:
            raise done.error.with_traceback(None)
        return done.value

    def _performed(
        self, row: Instruction, args: tuple[Any, ...], place: Place, stream: Stream | None
    ) -> Effect:
        done = Effect(row.name, self._input().number if row.effect == "input" else None)
        self.waiting = row.effect in REPEATABLE or row.name in REPEATABLE
        try:
            done.value = self._gate.perform(row, args, place)
        except Exception as error:
            done.error = error
        finally:
            self.waiting = False
        if stream is not None:
            done.after = stream.standing()
        self.bytes += size(done.value)
        self._done.append(done)
        return done

    def standings(self) -> dict[Stream, tuple[Any, ...]]:
        """How far each stream is that an effect has moved on."""
        return {stream: stream.standing() for stream in self._streams}

    def rewind(self, number: int, standings: dict[Stream, tuple[Any, ...]]) -> None:
        """Goes to where so many effects were done, and streams stood so; others had not been moved on by then."""
        for stream, beginning in self._streams.items():
            stream.stand(standings.get(stream, beginning))
        self.next = number

    def following(self) -> list[Effect]:
        """The effects that were done after the place where the run stands."""
        return self._done[self.next - self._first :]

    def forget_following(self) -> list[str]:
        """Lets the run take another way from here. Gives the names of the effects that stand, input from a file not
        among them: it is read again.
        """
        dropped = self.following()
        del self._done[self.next - self._first :]
        self.bytes -= sum(size(done.value) for done in dropped)
        line = next((done.line for done in dropped if done.line is not None), None)
        again = line is not None and self._input().go_back(line)
        return [done.name for done in dropped if done.line is None or not again]

    def forget_before(self, number: int) -> None:
        """Forgets the first effects; the run cannot go back to before them any more."""
        for done in self._done[: number - self._first]:
            self.bytes -= size(done.value)
        del self._done[: number - self._first]
        self._first = number
