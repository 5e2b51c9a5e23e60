"""The flat listing of a function: what the stepping machine runs and what `sdol dis` shows.

Blocks become jumps; each entry is a tuple that begins with its operation. The listing is derived from the
structured form and never the other way round.
"""

from __future__ import annotations

from typing import Any

from sdol.kernel.depth import deep
from sdol.kernel.ir import (
    Break,
    Call,
    CallValue,
    Closure,
    Const,
    Continue,
    Copy,
    For,
    Function,
    GetGlobal,
    If,
    Node,
    Op,
    Place,
    Return,
    SetGlobal,
    Try,
    While,
)

Entry = tuple[Any, ...]


class Listing:
    """A function in flat form.

    Attributes:
        entries: the operations; jump targets are positions in this list.
        places: for each entry, the characters it came from.
        registers: how many registers a frame needs, hidden loop cursors included.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        self.entries: list[Entry] = []
        self.places: list[Place] = []
        self.registers = len(function.types)
        self._loops: list[_Loop] = []
        self._handlers = 0
        with deep():
            self._block(function.body)
        if (
            not self.entries
            or self.entries[-1][0] != "return"
            or any(target == len(self.entries) for entry in self.entries for target in targets(entry))
        ):
            self._add(function.place, "return", -1)

    def _add(self, place: Place, *entry: Any) -> int:
        self.entries.append(entry)
        self.places.append(place)
        return len(self.entries) - 1

    def _aim(self, at: int) -> None:
        """Points the jump at position `at` to the next entry."""
        self.entries[at] = tuple(len(self.entries) if part is HERE else part for part in self.entries[at])

    def _block(self, nodes: list[Node]) -> None:
        for node in nodes:
            self._node(node)

    def _node(self, node: Node) -> None:
        place = node.place
        match node:
            case Op(_, dst, name, args, lift):
                self._add(place, "op", dst, name, tuple(args), lift)
            case Const(_, dst, index):
                self._add(place, "const", dst, index)
            case Copy(_, dst, src):
                self._add(place, "copy", dst, src)
            case Return(_, src):
                self._add(place, "return", src)
            case Call(_, dst, function, args):
                self._add(place, "call", dst, function, tuple(args))
            case CallValue(_, dst, callee, args):
                self._add(place, "apply", dst, callee, tuple(args))
            case Closure(_, dst, function, captures):
                self._add(place, "closure", dst, function, tuple(captures))
            case GetGlobal(_, dst, index):
                self._add(place, "getglobal", dst, index)
            case SetGlobal(_, index, src):
                self._add(place, "setglobal", index, src)
            case Break():
                self._leave(place, "break")
            case Continue():
                self._leave(place, "continue")
            case If():
                self._if(node)
            case While():
                self._while(node)
            case For():
                self._for(node)
            case Try():
                self._try(node)

    def _if(self, node: If) -> None:
        skip = self._add(node.place, "unless", node.condition, HERE)
        self._block(node.then)
        if not node.otherwise:
            self._aim(skip)
            return
        end = self._add(node.place, "jump", HERE)
        self._aim(skip)
        self._block(node.otherwise)
        self._aim(end)

    def _while(self, node: While) -> None:
        start = len(self.entries)
        self._block(node.test)
        leave = self._add(node.place, "unless", node.condition, HERE)
        self._loop(node.body, start, node.place, leave)

    def _for(self, node: For) -> None:
        cursor = self.registers
        self.registers += 1
        self._add(node.place, "iterate", cursor, node.source)
        start = self._add(node.place, "next", node.dst, cursor, HERE)
        self._loop(node.body, start, node.place, start)

    def _loop(self, body: list[Node], start: int, place: Place, leave: int) -> None:
        loop = _Loop(start, self._handlers)
        self._loops.append(loop)
        self._block(body)
        self._loops.pop()
        self._add(place, "jump", start)
        for at in (leave, *loop.breaks):
            self._aim(at)

    def _leave(self, place: Place, how: str) -> None:
        loop = self._loops[-1]
        for _ in range(self._handlers - loop.handlers):
            self._add(place, "endtry")
        if how == "continue":
            self._add(place, "jump", loop.start)
        else:
            loop.breaks.append(self._add(place, "jump", HERE))

    def _try(self, node: Try) -> None:
        start = self._add(node.place, "try", HERE, node.error)
        self._handlers += 1
        self._block(node.body)
        self._handlers -= 1
        self._add(node.place, "endtry")
        end = self._add(node.place, "jump", HERE)
        self._aim(start)
        self._block(node.handler)
        self._aim(end)


class _Loop:
    def __init__(self, start: int, handlers: int) -> None:
        self.start, self.handlers = start, handlers
        self.breaks: list[int] = []


HERE = object()
"""A jump target that is not known yet."""


def targets(entry: Entry) -> tuple[int, ...]:
    """The positions that an entry may jump to."""
    match entry[0]:
        case "jump":
            return (entry[1],)
        case "unless":
            return (entry[2],)
        case "next":
            return (entry[3],)
        case "try":
            return (entry[1],)
    return ()


def operands(entry: Entry) -> tuple[int, ...]:
    """The registers that an entry reads, loop cursors included."""
    match entry:
        case ("op" | "call" | "closure", _, _, args, *_):
            return tuple(args)
        case ("apply", _, callee, args):
            return (callee, *args)
        case ("copy" | "iterate" | "setglobal", _, register) | ("next", _, register, _):
            return (register,)
        case ("unless" | "return", int(register), *_) if register >= 0:
            return (register,)
    return ()


def result(entry: Entry) -> int:
    """The register that an entry sets while it is executed, or -1; a call sets its own when it returns."""
    if entry[0] in ("op", "const", "copy", "getglobal", "closure", "next"):
        return max(int(entry[1]), -1)
    return -1
