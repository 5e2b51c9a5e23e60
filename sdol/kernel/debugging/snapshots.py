"""Copies of a machine's state at moments of its run, sparser the further they lie from now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from sys import getsizeof

from sdol.kernel.machine import Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.kernel.input import Stream
    from sdol.kernel.machine import Machine

MOST = 64
"""Snapshots that are kept."""

MOST_BYTES = 256 << 20
"""Of values that only snapshots hold, as far as they can be told cheaply; some few are kept whatever they hold."""

FEWEST = 4


class Snapshot:
    """The state of a machine before an instruction.

    The values themselves are shared, as they never change; only what holds them is copied, and lists that are being
    built.

    Args:
        time: how many instructions were begun before.
        effects: how many effects were done before.
        streams: how far each stream was by then.
    """

    __slots__ = ("cells", "effects", "frames", "globals", "result", "streams", "time", "weight")

    def __init__(
        self, machine: Machine, time: int, effects: int, streams: dict[Stream, tuple[Any, ...]]
    ) -> None:
        self.time, self.effects, self.streams = time, effects, streams
        self.frames = [_copied(machine, frame) for frame in machine.frames]
        self.globals, self.result = list(machine.globals), machine.result
        self.cells = len(self.globals) + sum(_cells(machine, frame) for frame in self.frames)
        self.weight = 0
        """Bytes of what it holds beside what the one before it does; an estimate."""

    def restore(self, machine: Machine) -> None:
        """Puts the machine into this state."""
        machine.frames = [_copied(machine, frame) for frame in self.frames]
        more = machine.globals[len(self.globals) :]  # of a program that has grown since
        machine.globals = [*self.globals, *more]
        machine.result = self.result

    def values(self) -> Iterator[Any]:
        for frame in self.frames:
            yield from frame.registers
        yield from self.globals


def _cells(machine: Machine, frame: Frame) -> int:
    """How much is copied of a call."""
    types = machine.program.functions[frame.code].types
    growing = [v for v, type in zip(frame.registers, types, strict=False) if type == "builder"]
    return len(frame.registers) + sum(len(v) for v in growing if v is not None)


def _copied(machine: Machine, frame: Frame) -> Frame:
    registers, types = list(frame.registers), machine.program.functions[frame.code].types
    growing = [at for at, type in enumerate(types) if type == "builder"]
    for at in (*growing, *range(len(types), len(registers))):
        if registers[at] is not None:
            registers[at] = registers[at].copy()  # a list that is being built, or the cursor of a loop
    made = Frame(frame.code, registers, frame.dst)
    made.position, made.handlers = frame.position, frame.handlers
    return made


class Snapshots:
    """Those of one run, in order of time. The first one is kept while the record of effects reaches back to it."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: list[Snapshot] = []

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def first(self) -> Snapshot:
        return self._kept[0]

    def before(self, time: int) -> Snapshot:
        """The latest one at this time or before; the first where none is."""
        at = bisect_right(self._kept, time, key=lambda s: s.time)
        return self._kept[max(at - 1, 0)]

    def has(self, time: int) -> bool:
        return bool(self._kept) and self.before(time).time == time

    def add(self, made: Snapshot) -> None:
        """Keeps one more, and lets go of others where there are too many; those near to it stay."""
        at = bisect_left(self._kept, made.time, key=lambda s: s.time)
        if at < len(self._kept) and self._kept[at].time == made.time:
            self._kept[at] = made
            return
        made.weight = _weight(made, self._kept[at - 1] if at else None)
        self._kept.insert(at, made)
        while len(self._kept) > self._most or self._too_heavy():
            self._drop_one(made.time)

    def _too_heavy(self) -> bool:
        return len(self._kept) > FEWEST and sum(s.weight for s in self._kept) > self._most_bytes

    def _drop_one(self, now: int) -> None:
        """Drops that which leaves the smallest gap, measured by how far from now it is."""
        kept = self._kept

        def gap(at: int) -> float:
            return (kept[at + 1].time - kept[at - 1].time) / (1 + abs(now - kept[at].time))

        inner = [at for at in range(1, len(kept) - 1) if kept[at].time != now]
        at = min(inner, key=gap) if inner else len(kept) - 1
        kept[min(at + 1, len(kept) - 1)].weight += kept[at].weight
        del kept[at]

    def forget_after(self, time: int) -> None:
        """Lets go of those that lie after a time."""
        del self._kept[bisect_right(self._kept, time, key=lambda s: s.time) :]

    def forget_first(self) -> None:
        """Lets go of the first one."""
        del self._kept[0]


def _weight(made: Snapshot, before: Snapshot | None) -> int:
    shared = {id(v) for v in before.values()} if before else set()
    new = {id(v): v for v in made.values() if id(v) not in shared}
    return 8 * made.cells + sum(map(size, new.values()))


def size(value: Any) -> int:
    """About how many bytes a value takes, without walking through it."""
    rows = getattr(value, "rows", None) if type(value).__name__ in ("Vecs", "Disps") else None
    data = rows if rows is not None else getattr(value, "data", None)
    held = getattr(data, "nbytes", 0)
    return held + getsizeof(value)
