"""The verifier: what must hold of the IR, whatever program it came from.

Run by the tests on every program and, where `SDOL_DEBUG` is set, on each one that is compiled. What it finds
is a mistake of the compiler, never of the program.
"""

from __future__ import annotations

from typing import Any

from sdol.kernel import table
from sdol.kernel.ir import (
    Break,
    Call,
    CallValue,
    Closure,
    Const,
    Continue,
    For,
    Function,
    GetGlobal,
    If,
    Node,
    Op,
    Program,
    Return,
    SetGlobal,
    Try,
    While,
    reads,
    writes,
)
from sdol.kernel.notation import SignatureError, parse_type
from sdol.kernel.types import Signature

_CONSTANTS = {"value": 2, "symbol": 2, "vec": 3}
"""Length of the entry of each kind of constant."""

Set = frozenset[int]
"""Registers that hold a value; None instead stands for a place that control does not reach."""


class VerificationError(Exception):
    """The compiler made something that no engine may run."""


def verify(program: Program) -> None:
    """Checks a whole program.

    Raises:
        VerificationError: naming the function and the node.
    """
    _tables(program)
    for function in program.functions:
        _FunctionVerifier(program, function).run()


def _tables(program: Program) -> None:
    for index, entry in enumerate(program.constants):
        if _CONSTANTS.get(entry[0]) != len(entry):
            raise VerificationError(f"constant {index} is no constant: {entry!r}")
    for title, function in program.tests:
        if not 0 <= function < len(program.functions):
            raise VerificationError(f"the test {title!r} is function {function}, which does not exist")
    if not program.functions or not program.sources:
        raise VerificationError("a program has a function and a source")


class _FunctionVerifier:
    """One function: every node in its place, every register written before it is read."""

    def __init__(self, program: Program, function: Function) -> None:
        self.program, self.function = program, function
        self.breaks: list[list[Set]] = []
        """Of each open loop, what is written where a `break` leaves it."""

    def run(self) -> None:
        function = self.function
        self.require(len(function.names) == len(function.types), function, "one name for each type")
        self.require(
            0 <= function.captures <= function.arity <= len(function.types),
            function,
            "a register for each argument",
        )
        self.require(0 <= function.source < len(self.program.sources), function, "a source that exists")
        for text in function.types:
            try:
                parse_type(text)
            except SignatureError as error:
                raise self.wrong(function, f"a type that reads ({error})") from None
        self.block(function.body, frozenset(range(function.arity)))

    # --- flow -----------------------------------------------------------------------------------------------

    def block(self, nodes: list[Node], written: Set | None) -> Set | None:
        """What is written after a block; None where control does not reach its end."""
        for node in nodes:
            if written is None:
                return None  # the compiler may leave what is never reached; no engine comes there
            self.node(node)
            for register in reads(node):
                self.require(register in written, node, f"register {register} written before it is read")
            written = self.after(node, written)
        return written

    def after(self, node: Node, written: Set) -> Set | None:
        """What is written after one node."""
        match node:
            case If():
                return _either(self.block(node.then, written), self.block(node.otherwise, written))
            case While():
                return self._while(node, written)
            case For():
                return self._loop(node.body, written | {node.dst}, written)
            case Try():
                bound = written | {node.error} if node.error >= 0 else written
                return _either(self.block(node.body, written), self.block(node.handler, bound))
            case Break() | Continue():
                self.require(bool(self.breaks), node, "a loop around it")
                if isinstance(node, Break):
                    self.breaks[-1].append(written)
                return None
            case Return():
                return None
            case Op() if node.dst >= 0 and self.function.types[node.dst] == "never":
                return None  # it always fails
        return written | {writes(node)} if writes(node) >= 0 else written

    def _while(self, node: While, written: Set) -> Set | None:
        tested = self.block(node.test, written)
        if tested is None:
            return None
        self.require(node.condition in tested, node, "a condition that is written")
        return self._loop(node.body, tested, tested)

    def _loop(self, body: list[Node], inside: Set, leaving: Set) -> Set | None:
        self.breaks.append([])
        self.block(body, inside)
        after: Set | None = leaving
        for written in self.breaks.pop():
            after = _either(after, written)
        return after

    # --- single nodes ---------------------------------------------------------------------------------------

    def node(self, node: Node) -> None:
        """What a node says of itself: its place, its registers, what it refers to."""
        start, end = node.place
        length = len(self.program.sources[self.function.source][1])
        self.require(0 <= start <= end <= length, node, "characters of its source")
        for register in (*reads(node), writes(node)):
            self.require(
                -1 <= register < len(self.function.types), node, f"register {register} of the function"
            )
        match node:
            case Op():
                self._operation(node)
            case Call() | Closure():
                self._function(node)
            case Const():
                self._inside(node, node.index, self.program.constants)
            case GetGlobal() | SetGlobal():
                self._inside(node, node.index, self.program.globals)
            case CallValue():
                kind = parse_type(self.function.types[node.callee])
                wanted = len(getattr(kind, "params", node.args))
                self.require(len(node.args) == wanted, node, f"{wanted} arguments")

    def _inside(self, node: Node, index: int, among: list[Any]) -> None:
        self.require(0 <= index < len(among), node, "an index that exists")

    def _operation(self, node: Op) -> None:
        try:
            row = table.get(node.name)
        except KeyError:
            raise self.wrong(node, "an instruction of the table") from None
        count = len(node.args)
        self.require(
            any(_takes(s, count) for s in row.signatures), node, f"a signature with {count} arguments"
        )
        self.require(not node.lift or row.lift, node, "no lifting: the instruction does not lift")
        self.require(
            not node.lift.strip("01") and len(node.lift) in (0, count), node, "one mark for each argument"
        )

    def _function(self, node: Call | Closure) -> None:
        self._inside(node, node.function, self.program.functions)
        callee = self.program.functions[node.function]
        given, wanted = (
            (node.captures, callee.captures) if isinstance(node, Closure) else (node.args, callee.arity)
        )
        self.require(len(given) == wanted, node, f"the {wanted} values that `{callee.name}` takes")

    def require(self, holds: bool, where: Node | Function, what: str) -> None:
        if not holds:
            raise self.wrong(where, what)

    def wrong(self, where: Node | Function, what: str) -> VerificationError:
        kind = type(where).__name__
        return VerificationError(
            f"in `{self.function.name}`, {kind} at {where.place}: expected {what}: {where!r:.300}"
        )


def _takes(signature: Signature, count: int) -> bool:
    params = signature.params
    return len(params) == count or (bool(params) and params[-1].many and count >= len(params) - 1)


def _either(one: Set | None, other: Set | None) -> Set | None:
    """What is written whichever way control came."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
