"""Leaves out what a program can do without: values that no one reads, copies of values just made.

The checker lowers each construct by itself and does not look round; this pass does. It changes neither what a
program prints nor the order in which anything happens, and keeps every place.
"""

from __future__ import annotations

from collections import Counter

from sdol.kernel.ir import (
    Call,
    CallValue,
    Closure,
    Const,
    Copy,
    For,
    Function,
    GetGlobal,
    Node,
    Op,
    Program,
    While,
    children,
    reads,
    writes,
)

_IDLE = (Const, Copy, Closure)
"""Nodes that only set their register."""

_MADE = (Op, Const, Copy, Call, CallValue, Closure, GetGlobal)
"""Nodes that set their register when all else is done, and so may as well set another one."""


def tidy(program: Program) -> None:
    """Tidies every function, in place."""
    for function in program.functions:
        tidy_function(function)


def tidy_function(function: Function) -> None:
    """Tidies one function, in place."""
    _Tidier(function).run()


class _Tidier:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.reads: Counter[int] = Counter()
        self.writes: Counter[int] = Counter(range(function.arity))

    def run(self) -> None:
        self._count(self.function.body)
        self._join(self.function.body)
        while self._drop(self.function.body):
            pass

    def _count(self, nodes: list[Node]) -> None:
        for node in nodes:
            self.reads.update(reads(node))
            if isinstance(node, While):
                self.reads[node.condition] += 1
            self.writes[writes(node)] += 1
            for block in children(node):
                self._count(block)

    # --- copies ---------------------------------------------------------------------------------------------

    def _join(self, nodes: list[Node]) -> None:
        """Lets a node set the register that the next one would copy its value to."""
        kept: list[Node] = []
        for node in nodes:
            if isinstance(node, For) and node.body and self._copies(node.body[0], node.dst):
                node.dst = writes(node.body.pop(0))
            for block in children(node):
                self._join(block)
            made = kept[-1] if kept else None
            if isinstance(made, _MADE) and self._copies(node, made.dst):
                made.dst = writes(node)
            else:
                kept.append(node)
        nodes[:] = kept

    def _copies(self, node: Node, register: int) -> bool:
        """Whether a node takes a temporary that nothing else reads or sets to another register."""
        temporary = register >= 0 and not self.function.names[register]
        alone = temporary and self.reads[register] == 1 and self.writes[register] == 1
        return alone and isinstance(node, Copy) and node.src == register

    # --- what no one reads ----------------------------------------------------------------------------------

    def _drop(self, nodes: list[Node]) -> bool:
        """Drops the nodes that only set a register which is never read; says whether there were any."""
        kept = [n for n in nodes if not (isinstance(n, _IDLE) and not self.reads[n.dst])]
        dropped = len(kept) < len(nodes)
        if dropped:
            for node in nodes:
                if isinstance(node, _IDLE) and not self.reads[node.dst]:
                    self.reads.subtract(reads(node))
            nodes[:] = kept
        inner = [self._drop(block) for node in nodes for block in children(node)]
        return dropped or any(inner)
