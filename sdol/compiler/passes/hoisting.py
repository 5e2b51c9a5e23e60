"""Hoisting: what a loop computes anew each time round, always to the same result, is computed once.

Only instructions that cost something are moved (those that are no operator of the machine underneath), and
only those that stand where nothing has happened yet that can be seen: the result, a failure and its place
stay what they were. Before a `for`, they run only if the list has an element.
"""

from __future__ import annotations

from sdol.compiler.passes import Note
from sdol.compiler.passes.facts import constant, fixed_global, new_register, set_by, timeless, written_by
from sdol.compiler.passes.sure import Sure
from sdol.kernel import table
from sdol.kernel.ir import (
    Const,
    Copy,
    For,
    Function,
    GetGlobal,
    If,
    Node,
    Op,
    Program,
    Reg,
    While,
    children,
    writes,
)


def hoist(program: Program, function: Function, notes: list[Note]) -> None:
    """Hoists out of the loops of a function, the innermost first."""
    _Hoister(program, function, notes).block(function.body)


class _Hoister:
    def __init__(self, program: Program, function: Function, notes: list[Note]) -> None:
        self.program, self.function, self.notes = program, function, notes
        self.written, self.sure = set_by(function), Sure(program, function)

    def block(self, nodes: list[Node]) -> None:
        out: list[Node] = []
        for node in nodes:
            for inner in children(node):
                self.block(inner)
            if isinstance(node, For) and (moved := self._out_of(node.body, node)):
                out += self._if_any(node, moved)
                continue
            if isinstance(node, While):
                out += self._out_of(node.test, node)
            out.append(node)
        nodes[:] = out

    def _out_of(self, nodes: list[Node], loop: For | While) -> list[Node]:
        """Takes from the beginning of a block what may stand before the loop."""
        inside = written_by([loop])
        moved: list[Node] = []
        free: set[Reg] = set()
        for node in nodes:
            if self._still(node, loop, inside, free):
                moved.append(node)
                free.add(writes(node))
            elif not self._harmless(node):
                break
        while moved and not _costs(moved[-1]):
            moved.pop()
        if moved:
            nodes[:] = [n for n in nodes if not any(n is m for m in moved)]
            self._note(loop, moved)
        return moved

    def _note(self, loop: For | While, moved: list[Node]) -> None:
        function = self.function
        text = self.program.sources[function.source][1]
        named = [f"`{' '.join(text[slice(*n.place)].split())}`" for n in moved if _costs(n)]
        said = f"{', '.join(dict.fromkeys(named))} {'is' if len(named) == 1 else 'are'} computed once, before the loop"
        self.notes.append(Note(function.name, loop.place, function.source, "hoisted", said))

    def _still(self, node: Node, loop: For | While, inside: dict[Reg, int], free: set[Reg]) -> bool:
        """Whether a node gives the same each time round, and has no effect."""
        dst = writes(node)
        if dst < 0 or self.written[dst] != 1:
            return False
        match node:
            case Const():
                return True
            case GetGlobal(_, _, index):
                return fixed_global(self.program, index, [loop])
            case Copy(_, _, src):
                return src in free or not inside[src]
            case Op(_, _, _, args):
                return timeless(self.function, node) and all(r in free or not inside[r] for r in args)
        return False

    def _harmless(self, node: Node) -> bool:
        """Whether it does not matter that something was computed before a node which was written after it."""
        return isinstance(node, (Const, Copy)) or self.sure.succeeds(node)

    def _if_any(self, loop: For, moved: list[Node]) -> list[Node]:
        """What was moved and the loop, for a list that has an element."""
        if all(isinstance(n, Const) or self.sure.succeeds(n) for n in moved):
            return [*moved, loop]
        place, some = loop.place, new_register(self.function, "bool")
        size, zero = new_register(self.function, "int"), new_register(self.function, "int")
        return [
            Op(place, size, "list.len", [loop.source]),
            Const(place, zero, constant(self.program, 0)),
            Op(place, some, "num.gt", [size, zero]),
            If(place, some, [*moved, loop], []),
        ]


def _costs(node: Node) -> bool:
    return isinstance(node, Op) and not table.get(node.name).inline
