"""Watching the stepping machine: what each instruction read, wrote and failed with, and how long it took.

The machine knows nothing of it: who watches lets it run one instruction at a time. A run that nobody watches
pays nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sdol.kernel.flat import Entry, operands, result
from sdol.kernel.traps import Trap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sdol.errors import SdolError
    from sdol.kernel.machine import Frame, Machine


class Event(NamedTuple):
    """One executed instruction.

    Attributes:
        depth: how many calls were open.
        function, code: name and index of the function.
        position, entry: where it stands, and what it is.
        args: what the registers held that it reads (`sdol.kernel.flat.operands`), before it; of the cursor of a
            loop how many elements were taken.
        wrote: the register that it set, or -1.
        value: what it set that to, or what it returned.
        error: what it failed with.
    """

    depth: int
    function: str
    code: int
    position: int
    entry: Entry
    args: tuple[Any, ...]
    wrote: int
    value: Any
    error: SdolError | None


def events(
    machine: Machine, wanted: Container[tuple[int, int]] | None, most: int | None = None
) -> Iterator[Event]:
    """See `Machine.events`."""
    for _ in _counted(machine, most):
        frame = machine.frames[-1]
        if wanted is not None and (frame.code, frame.position) not in wanted:
            machine.run(1)
            continue
        depth, at = len(machine.frames), frame.position
        entry = machine.listings[frame.code].entries[at]
        args = _args(frame, entry)
        machine.caught = None
        try:
            machine.run(1)
        except Trap as trap:
            yield _event(machine, depth, frame, at, args, trap.error)
            raise
        yield _event(machine, depth, frame, at, args, machine.caught)


def _counted(machine: Machine, most: int | None) -> Iterator[None]:
    """Goes on until the machine has ended.

    Raises:
        Trap: E0538, that was not the case after so many turns.
    """
    from itertools import repeat

    for _ in repeat(None) if most is None else repeat(None, most):
        if not machine.frames:
            return
        yield
    if machine.frames and most is not None:
        from sdol.kernel.limits import spent

        raise spent(machine, most)


def _args(frame: Frame, entry: Entry) -> tuple[Any, ...]:
    registers = operands(entry)
    if entry[0] == "next":
        return (frame.registers[registers[0]][1],)
    return tuple([frame.registers[r] for r in registers])


def _event(
    machine: Machine, depth: int, frame: Frame, at: int, args: tuple[Any, ...], error: SdolError | None
) -> Event:
    entry = machine.listings[frame.code].entries[at]
    wrote = -1 if error or _ended(frame, entry) else result(entry)
    value = frame.registers[wrote] if wrote >= 0 else None
    if entry[0] == "return" and args:
        value = args[0]
    name = machine.program.functions[frame.code].name
    return Event(depth, name, frame.code, at, entry, args, wrote, value, error)


def _ended(frame: Frame, entry: Entry) -> bool:
    """Whether this was the `next` of a loop that found no more elements."""
    return bool(entry[0] == "next" and frame.position == entry[3])


class Spent:
    """How often an instruction was executed, and the nanoseconds that it took."""

    __slots__ = ("count", "time")

    def __init__(self) -> None:
        self.count = self.time = 0


class Node:
    """A function as it was called from one place, in the tree of all calls.

    A call of a function that is open already belongs to the node that it is open as: recursion adds no nodes.

    Attributes:
        function: its index.
        site: (function, position) of the call, or None for the top level.
        calls: how often it was called from there.
        spent: by (function, position), what its instructions took, without the calls that they made.
        callees: the calls that were made from it, by place and function.
    """

    __slots__ = ("callees", "calls", "function", "parent", "site", "spent")

    def __init__(self, function: int, site: tuple[int, int] | None, parent: Node | None) -> None:
        self.function, self.site, self.parent = function, site, parent
        self.calls = 0
        self.spent: dict[tuple[int, int], Spent] = {}
        self.callees: dict[tuple[tuple[int, int], int], Node] = {}

    def callee(self, site: tuple[int, int], function: int) -> Node:
        """The node of a call that is made from this one."""
        node: Node | None = self
        while node is not None and node.function != function:
            node = node.parent
        if node is None:
            node = self.callees.get((site, function)) or Node(function, site, self)
            self.callees[site, function] = node
        node.calls += 1
        return node


class Stopwatch:
    """Runs a machine and measures each instruction.

    What the measuring takes is in every reading: as much, about, as the mean of the instruction that took least,
    which is therefore taken off each.

    Args:
        machine: with a function begun (`Machine.start`).
        most: instructions that it may execute.
    """

    def __init__(self, machine: Machine, most: int | None = None) -> None:
        self._machine, self._most = machine, most
        self.root = Node(machine.frames[0].code, None, None)
        self.root.calls = 1
        self.least = 0
        """Nanoseconds that were taken off each instruction."""

    def run(self) -> None:
        """Runs to the end; what was measured stands in `root` also where that is a failure.

        Raises:
            Trap: the program failed and did not catch it; E0538, it executed more than it may.
        """
        try:
            self._measure()
        finally:
            self._settle()

    def _measure(self) -> None:
        from time import perf_counter_ns as clock

        frames, step, open_nodes = self._machine.frames, self._machine.run, [self.root]
        for _ in _counted(self._machine, self._most):
            frame, node = frames[-1], open_nodes[-1]
            at = (frame.code, frame.position)
            spent = node.spent.get(at)
            if spent is None:
                spent = node.spent[at] = Spent()
            spent.count += 1
            start = clock()
            try:
                step(1)
            finally:
                spent.time += clock() - start
            depth = len(frames)
            if depth > len(open_nodes):
                open_nodes.append(node.callee(at, frames[-1].code))
            elif depth < len(open_nodes):
                del open_nodes[depth:]

    def _settle(self) -> None:
        """Takes the cost of the measuring off."""
        every = [spent for node in nodes(self.root) for spent in node.spent.values()]
        self.least = min((spent.time // spent.count for spent in every), default=0)
        for spent in every:
            spent.time -= self.least * spent.count


def nodes(root: Node) -> Iterator[Node]:
    """A node and all below it, callers before what they call."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.callees.values()))
