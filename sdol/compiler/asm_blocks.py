"""From a flat listing back to blocks: the patterns of `sdol.kernel.flat`, recognised.

    unless c goto L … L:                                    if
    unless c goto L … goto E, L: … E:                       if, else
    S: … unless c goto E … goto S, E:                       while
    c0 = iterate …, S: next c0 else goto E … goto S, E:     for
    try else goto L … endtry, goto E, L: … E:               try, else
    goto S, goto E (after an endtry for each open try)      continue, break

Each jump ends in the block that its pattern gives it, so a listing has one meaning or none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sdol.kernel.flat import Entry, targets
from sdol.kernel.ir import (
    Break,
    Call,
    CallValue,
    Closure,
    Const,
    Continue,
    Copy,
    For,
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

MOST_BLOCKS = 300
"""Blocks inside each other that are read; the verifier takes fewer."""


class Unstructured(Exception):
    """An entry that fits no block: its position, and why."""

    def __init__(self, at: int, message: str, help: str = "") -> None:
        super().__init__(message)
        self.at, self.message, self.help = at, message, help


@dataclass
class _Loop:
    start: int
    exit: int
    handlers: int


class Blocks:
    """Rebuilds one function.

    Attributes:
        positions: of each node by its `id`, the position of its first entry.
    """

    def __init__(self, entries: Sequence[Entry], places: Sequence[Place]) -> None:
        self.entries, self.places = entries, places
        self.positions: dict[int, int] = {}
        self._back: dict[int, list[int]] = {}
        self._unless: dict[int, list[int]] = {}
        for at, entry in enumerate(entries):
            if entry[0] == "jump" and entry[1] <= at:
                self._back.setdefault(entry[1], []).append(at)
            elif entry[0] == "unless":
                self._unless.setdefault(entry[2], []).append(at)
        self._loops: list[_Loop | None] = []
        self._handlers = 0
        self._depth = 0

    def body(self) -> list[Node]:
        """The function's blocks.

        Raises:
            Unstructured: an entry fits none.
        """
        return self._block(0, len(self.entries))

    def _block(self, at: int, end: int) -> list[Node]:
        self._depth += 1
        if self._depth > MOST_BLOCKS:
            raise Unstructured(at, f"blocks stand inside each other more than {MOST_BLOCKS} deep")
        nodes: list[Node] = []
        while at < end:
            first = at
            node, at = self._node(at, end)
            self.positions[id(node)] = first
            nodes.append(node)
        self._depth -= 1
        return nodes

    def _node(self, at: int, end: int) -> tuple[Node, int]:
        """The node that begins at a position, and the position after it."""
        back = self._back.get(at, [])
        last = back[bisect_left(back, end) - 1] if back and back[0] < end else -1
        if last >= at:
            return self._while(at, last, end)
        match self.entries[at][0]:
            case "iterate":
                return self._for(at, end)
            case "unless":
                return self._if(at, end)
            case "try":
                return self._try(at, end)
            case "jump" | "endtry":
                return self._leave(at, end)
            case "next":
                raise Unstructured(at, "`next` stands only after the `iterate` of its cursor")
            case "end":
                raise Unstructured(at, "`end` stands only at the end of a function")
        return self._simple(at), at + 1

    def _simple(self, at: int) -> Node:
        entry, place = self.entries[at], self.places[at]
        match entry:
            case ("op", dst, name, args, lift):
                return Op(place, dst, name, list(args), lift)
            case ("const", dst, index):
                return Const(place, dst, index)
            case ("copy", dst, src):
                return Copy(place, dst, src)
            case ("return", src):
                return Return(place, src)
            case ("call", dst, function, args):
                return Call(place, dst, function, list(args))
            case ("apply", dst, callee, args):
                return CallValue(place, dst, callee, list(args))
            case ("closure", dst, function, captures):
                return Closure(place, dst, function, list(captures))
            case ("getglobal", dst, index):
                return GetGlobal(place, dst, index)
            case ("setglobal", index, src):
                return SetGlobal(place, index, src)
        raise AssertionError(entry)

    # --- blocks ---------------------------------------------------------------------------------------------

    def _inside(self, at: int, end: int, loop: _Loop | None) -> list[Node]:
        """A block in which `break` and `continue` belong to a loop, or to none."""
        self._loops.append(loop)
        nodes = self._block(at, end)
        self._loops.pop()
        return nodes

    def _while(self, at: int, last: int, end: int) -> tuple[Node, int]:
        leaving = self._unless.get(last + 1, [])
        first = bisect_left(leaving, at)
        if first == len(leaving) or leaving[first] > last:
            help = "a loop is left by an `unless` that leads to the line after the `goto` that closes it"
            raise Unstructured(last, "this jump goes back, and nothing leaves the loop that it closes", help)
        leave = leaving[first]
        test = self._inside(at, leave, None)
        body = self._inside(leave + 1, last, _Loop(at, last + 1, self._handlers))
        return While(self.places[leave], test, self.entries[leave][1], body), last + 1

    def _for(self, at: int, end: int) -> tuple[Node, int]:
        _, cursor, source = self.entries[at]
        start = at + 1
        following = self.entries[start] if start < end else ("end",)
        if following[0] != "next" or following[2] != cursor:
            raise Unstructured(at, f"the `next` of the cursor c{cursor} stands below its `iterate`")
        _, dst, _, leave = following
        if not start + 1 < leave <= end or self.entries[leave - 1] != ("jump", start):
            help = "the line before that label is a `goto` to the `next`"
            raise Unstructured(start, "this `next` leads to no end of a loop around the lines below it", help)
        body = self._inside(start + 1, leave - 1, _Loop(start, leave, self._handlers))
        return For(self.places[at], dst, source, body), leave

    def _if(self, at: int, end: int) -> tuple[Node, int]:
        _, condition, otherwise = self.entries[at]
        if not at < otherwise <= end:
            raise Unstructured(at, "this `unless` leads out of the block that it stands in")
        last = self.entries[otherwise - 1]
        closed = otherwise - 1 > at and last[0] == "jump" and otherwise < last[1] <= end
        stop, after = (otherwise - 1, last[1]) if closed else (otherwise, otherwise)
        then = self._block(at + 1, stop)
        return If(self.places[at], condition, then, self._block(otherwise, after)), after

    def _try(self, at: int, end: int) -> tuple[Node, int]:
        _, handler, error = self.entries[at]
        closing = self.entries[handler - 2 : handler] if at + 2 < handler <= end else []
        if [entry[0] for entry in closing] != ["endtry", "jump"] or not handler <= closing[1][1] <= end:
            help = "above the label stand `endtry` and a `goto` that leads behind the handler"
            raise Unstructured(at, "this `try` leads to no handler of the lines below it", help)
        after = closing[1][1]
        self._handlers += 1
        body = self._block(at + 1, handler - 2)
        self._handlers -= 1
        return Try(self.places[at], body, error, self._block(handler, after)), after

    def _leave(self, at: int, end: int) -> tuple[Node, int]:
        """`break` or `continue`: one `endtry` for each handler that the jump leaves, and the jump."""
        jump = at
        while jump < end and self.entries[jump][0] == "endtry":
            jump += 1
        loop = self._loops[-1] if self._loops else None
        entry = self.entries[jump] if jump < end else ("end",)
        if entry[0] != "jump":
            raise Unstructured(at, "this `endtry` ends no `try` that is open here")
        if loop is None or entry[1] not in (loop.start, loop.exit):
            help = "a `goto` closes a block, or leads to the start or the end of the innermost loop"
            raise Unstructured(jump, "this jump leads into or out of a block", help)
        if jump - at != self._handlers - loop.handlers:
            wanted = self._handlers - loop.handlers
            raise Unstructured(
                jump, f"this jump leaves {wanted} `try`, and {jump - at} `endtry` stand above it"
            )
        made: Node = Continue(self.places[jump]) if entry[1] == loop.start else Break(self.places[jump])
        return made, jump + 1


def aims_outside(entries: Sequence[Entry]) -> int:
    """The position of an entry that jumps behind the end of the listing, or -1."""
    for at, entry in enumerate(entries):
        if any(target > len(entries) for target in targets(entry)):
            return at
    return -1
