"""What surely cannot fail: it may be computed before it is asked for, or without being asked for at all.

Of arithmetic that is not said by the types: a register of type `num` may hold a whole number, which has no bound,
and Python refuses to make a double of one beyond 1.8e308.
"""

from __future__ import annotations

from sdol.compiler.passes.facts import set_by, walk
from sdol.kernel import table
from sdol.kernel.ir import Const, Copy, Function, Node, Op, Program, Reg

_EXACT = 2**53
"""Whole numbers up to here are the same as doubles."""


class Sure:
    """Which operations of a function cannot fail."""

    def __init__(self, program: Program, function: Function) -> None:
        self._types = function.types
        self._doubles: set[Reg] = set()
        self._small: set[Reg] = set()
        written = set_by(function)
        for node in walk(function.body):
            if isinstance(node, (Const, Copy, Op)) and written[node.dst] == 1:
                self._note(program, node)

    def _note(self, program: Program, node: Const | Copy | Op) -> None:
        """Notes a register that holds a double, or a whole number no larger than one can be."""
        match node:
            case Const(_, dst, index):
                value = program.constants[index][1]
                if type(value) is float:
                    self._doubles.add(dst)
                elif type(value) is int and abs(value) <= _EXACT:
                    self._small.add(dst)
            case Copy(_, dst, src):
                for known in (self._doubles, self._small):
                    if src in known:
                        known.add(dst)
            case Op(_, dst) if self._types[dst] == "num" and self._is_double(node):
                self._doubles.add(dst)

    def _is_double(self, node: Op) -> bool:
        row = table.get(node.name)
        if node.name == "num.div" or (row.lift and row.batch):
            return True
        return _reckons(node) and self._tame(node) and any(r in self._doubles for r in node.args)

    def _tame(self, node: Op) -> bool:
        return all(r in self._doubles or r in self._small for r in node.args)

    def succeeds(self, node: Node) -> bool:
        """Whether a node is an operation that cannot fail, whatever the elements of its lists are."""
        if not isinstance(node, Op) or not table.get(node.name).batch:
            return False
        if node.lift.count("1") > 1:
            return False  # the lists may differ in length
        if not _reckons(node) or all(self._types[r] == "int" for r in node.args):
            return True
        return self._tame(node)

    def all_but_succeeds(self, node: Op) -> bool:
        """Whether an operation fails at most where a double meets a whole number beyond all doubles."""
        return self.succeeds(node) or (_reckons(node) and any(r in self._doubles for r in node.args))


def _reckons(node: Op) -> bool:
    """Whether an operation that may be computed ahead makes a number of numbers."""
    return (
        bool(table.get(node.name).batch)
        and node.name.startswith("num.")
        and any(str(s.result) != "bool" for s in table.get(node.name).signatures)
    )
