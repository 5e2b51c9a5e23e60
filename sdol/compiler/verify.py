"""The verifier: what must hold of the IR, whatever program it came from.

Run by the tests on every program and after every pass, on each program that is compiled where `SDOL_DEBUG` is set,
and on every program that comes from a file or from assembly text, which anyone may have written. It takes any
program whose parts are of the declared Python types, however wrong they are, and needs time in proportion to it.
"""

from __future__ import annotations

import re
from typing import Any

from sdol.compiler import verify_types
from sdol.kernel import table
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
    Program,
    Return,
    SetGlobal,
    Try,
    While,
    children,
    reads,
    writes,
)
from sdol.kernel.notation import SignatureError
from sdol.kernel.types import NIL, SCALARS, Con, Fn, Record, Type

MOST_LOOPS = 19
"""Loops and `try`s inside each other, the handler of a `try` counted twice: Python's own compiler ends at 20."""

MOST_BLOCKS = 260
"""Blocks of any kind inside each other."""

_CONSTANTS = {"value": 2, "symbol": 2, "vec": 3}
"""Length of the entry of each kind of constant."""

_SCALARS = {int: "int", float: "num", bool: "bool", str: "text", type(None): "nil"}
_INSTRUCTION = re.compile(r"[a-z][a-z0-9_]*\.[A-Za-z_]\w*", re.ASCII)

Set = int
"""Registers that hold a value, as bits; None instead stands for a place that control does not reach."""


class VerificationError(Exception):
    """A program that no engine may run.

    Attributes:
        message: what is wrong.
        function: the index of the function it is in; -1 where it is in none.
        node: the node, or the function.
    """

    def __init__(self, message: str, function: int = -1, node: Node | Function | None = None) -> None:
        super().__init__(message)
        self.message, self.function, self.node = message, function, node

    def __str__(self) -> str:
        if self.node is None:
            return self.message
        kind = type(self.node).__name__
        return f"in function {self.function}, {kind} at {self.node.place}: {self.message}: {self.node!r:.300}"


def verify(program: Program) -> None:
    """Checks a whole program.

    Raises:
        VerificationError: naming the function and the node.
    """
    _tables(program)
    for index, function in enumerate(program.functions):
        _nesting(index, function)
    verifiers = [_FunctionVerifier(program, index) for index in range(len(program.functions))]
    kinds = [verifier.head() for verifier in verifiers]
    with deep():
        for verifier in verifiers:
            verifier.run(kinds)


def _tables(program: Program) -> None:
    if not program.functions or not program.sources:
        raise VerificationError("a program has a function and a source")
    if program.functions[0].arity:
        raise VerificationError("the top level, function 0, takes no arguments", 0, program.functions[0])
    for index, entry in enumerate(program.constants):
        if not _is_constant(entry):
            raise VerificationError(f"constant {index} is no constant")
    for title, function in program.tests:
        if not 0 <= function < len(program.functions):
            raise VerificationError(f"the test {title!r} is function {function}, which does not exist")
        if program.functions[function].arity:
            raise VerificationError(
                "the function of a test takes no arguments", function, program.functions[function]
            )
    if len({name for name, _ in program.sources}) < len(program.sources):
        raise VerificationError("two sources have the same name")
    for name, _ in program.sources:
        if "\0" in name or any("\ud800" <= c <= "\udfff" for c in name):
            raise VerificationError(f"no file is called {name!r}")


def _is_constant(entry: tuple[Any, ...]) -> bool:
    if not entry or _CONSTANTS.get(entry[0]) != len(entry):
        return False
    return type(entry[1]) in _SCALARS if entry[0] == "value" else all(type(p) is str for p in entry)


def _nesting(index: int, function: Function) -> None:
    """Refuses blocks that stand deeper inside each other than both engines can take."""
    waiting = [(function.body, 0, 0)]
    while waiting:
        nodes, loops, blocks = waiting.pop()
        for node in nodes:
            if loops > MOST_LOOPS or blocks > MOST_BLOCKS:
                raise VerificationError("blocks stand too deep inside each other", index, node)
            match node:
                case Try():
                    waiting += [(node.body, loops + 1, blocks + 1), (node.handler, loops + 2, blocks + 1)]
                case For() | While():
                    waiting += [(block, loops + 1, blocks + 1) for block in children(node)]
                case _:
                    waiting += [(block, loops, blocks + 1) for block in children(node)]


class _FunctionVerifier:
    """One function: every node in its place, every register written before it is read, and of a fitting type."""

    def __init__(self, program: Program, index: int) -> None:
        self.program, self.index = program, index
        self.function = program.functions[index]
        self.kinds: list[Type] = []
        self.others: list[list[Type]] = []
        """The types of every function's registers."""
        self.breaks: list[list[Set] | None] = []
        """Of each open loop, what is written where a `break` leaves it; None for the test of a `while`."""
        self.handlers = 0
        """How many handlers stand around."""
        self._fitting: set[tuple[Any, ...]] = set()

    def head(self) -> list[Type]:
        """Checks what the function says of itself; the types of its registers."""
        function = self.function
        self.require(
            len(function.names) == len(function.types), function, "each register has a name and a type"
        )
        fine = 0 <= function.captures <= function.arity <= len(function.types)
        self.require(fine, function, "each argument has a register")
        self.require(0 <= function.source < len(self.program.sources), function, "its source does not exist")
        self._place(function)
        for at, text in enumerate(function.types):
            try:
                self.kinds.append(verify_types.read(text))
            except SignatureError as error:
                raise self.wrong(function, f"the type of r{at} does not read: {error}") from None
        return self.kinds

    def run(self, kinds: list[list[Type]]) -> None:
        """Checks the body; `kinds` are the types of every function's registers."""
        self.others = kinds
        self.block(self.function.body, (1 << self.function.arity) - 1)

    # --- flow -----------------------------------------------------------------------------------------------

    def block(self, nodes: list[Node], written: Set | None) -> Set | None:
        """What is written after a block; None where control does not reach its end."""
        for node in nodes:
            self.node(node)
            if written is None:
                # the compiler may leave what is never reached: no engine comes there, but both prepare it
                self.after(node, -1)
                continue
            for register in reads(node):
                if not written >> register & 1:
                    raise self.wrong(node, f"r{register} is not set on every way to here")
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
                return self._loop(node.body, written | 1 << node.dst, written)
            case Try():
                return _either(self.block(node.body, written), self._handler(node, written))
            case Break() | Continue():
                leaving = self.breaks[-1] if self.breaks else None
                if leaving is None:
                    raise self.wrong(node, "there is no loop around it")
                if isinstance(node, Break):
                    leaving.append(written)
                return None
            case Return():
                return None
            case Op() if self.function.types[node.dst] == "never":
                return None  # it always fails
        return written | 1 << writes(node) if writes(node) >= 0 else written

    def _handler(self, node: Try, written: Set) -> Set | None:
        self.handlers += 1
        after = self.block(node.handler, written | 1 << node.error if node.error >= 0 else written)
        self.handlers -= 1
        return after

    def _while(self, node: While, written: Set) -> Set | None:
        self.breaks.append(None)
        tested = self.block(node.test, written)
        self.breaks.pop()
        if tested is not None and not tested >> node.condition & 1:
            raise self.wrong(node, f"its condition r{node.condition} is not set")
        after = self._loop(node.body, -1 if tested is None else tested, tested)
        return after if tested is not None else None

    def _loop(self, body: list[Node], inside: Set, leaving: Set | None) -> Set | None:
        left: list[Set] = []
        self.breaks.append(left)
        self.block(body, inside)
        self.breaks.pop()
        after = leaving
        for written in left:
            after = _either(after, written)
        return after

    # --- single nodes ---------------------------------------------------------------------------------------

    def node(self, node: Node) -> None:
        """What a node says of itself: its place, its registers, what it refers to."""
        self._place(node)
        for register in reads(node):
            self._register(node, register, -1 if isinstance(node, Return) else 0)
        if not isinstance(node, (If, While, Return, SetGlobal, Break, Continue)):
            self._register(node, writes(node), -1 if isinstance(node, Try) else 0)
        match node:
            case Op():
                self._operation(node)
            case Const():
                self._inside(node, node.index, self.program.constants, "constant")
                self._fits(node, self._constant(node.index), self.kinds[node.dst])
            case Copy():
                self._fits(node, self.kinds[node.src], self.kinds[node.dst])
            case If() | While():
                self._register(node, node.condition, 0)
                self._fits(node, self.kinds[node.condition], Con("bool"))
            case For():
                self._element(node)
            case Call() | Closure() | CallValue():
                self._call(node)
            case GetGlobal() | SetGlobal():
                self._inside(node, node.index, self.program.globals, "global")

    def _place(self, node: Node | Function) -> None:
        start, end = node.place
        length = len(self.program.sources[self.function.source][1])
        self.require(0 <= start <= end <= length, node, "its place is not in its source")

    def _register(self, node: Node, register: int, least: int) -> None:
        if not least <= register < len(self.function.types):
            raise self.wrong(node, f"there is no register r{register} in this function")

    def _inside(self, node: Node, index: int, among: list[Any], what: str) -> None:
        if not 0 <= index < len(among):
            raise self.wrong(node, f"there is no {what} {index}")

    def _constant(self, index: int) -> Type:
        """The type of a constant."""
        match self.program.constants[index]:
            case ("vec", space, _):
                return Con("vec", (Con(f"@{space}"),))
            case ("symbol", _):
                return Con("vec", (Con("@hd"),))
            case (_, value):
                return Con(_SCALARS[type(value)])
        raise AssertionError(index)

    def _element(self, node: For) -> None:
        source, item = self.kinds[node.source], self.kinds[node.dst]
        if isinstance(source, Con) and source.name in ("list", "stream") and len(source.args) == 1:
            self._fits(node, source.args[0], item)
        elif isinstance(source, (Fn, Record)) or (
            isinstance(source, Con) and source.name in SCALARS - {"json"}
        ):
            raise self.wrong(node, f"a loop runs over a list, not over {source}")

    # --- instructions and calls -----------------------------------------------------------------------------

    def _operation(self, node: Op) -> None:
        row = self._row(node)
        self.require(node.name != "control.rethrow" or self.handlers > 0, node, "it stands in no handler")
        count = len(node.args)
        if not any(verify_types.fits_count(s, count) for s in row.signatures):
            raise self.wrong(node, f"`{node.name}` does not take {count} {_arguments(count)}")
        liftable = row.lift or (bool(row.batch) and "1" not in node.lift)
        self.require(not node.lift or liftable, node, f"`{node.name}` is not lifted over lists")
        marked = not node.lift.strip("01c") and len(node.lift) in (0, count)
        self.require(marked, node, "the mask has one of 0, 1 and c for each argument")
        if "c" not in node.lift:  # the columns of a fused loop have no type of the language
            self._signature(node, row)

    def _row(self, node: Op) -> table.Instruction:
        try:
            if _INSTRUCTION.fullmatch(node.name):
                return table.get(node.name)
        except KeyError:
            pass
        raise self.wrong(node, f"there is no instruction `{node.name:.80}`{_meant(node.name)}")

    def _signature(self, node: Op, row: table.Instruction) -> None:
        key = (node.name, node.lift, *(self.function.types[r] for r in node.args))
        if key in self._fitting:
            return
        kinds = [self.kinds[r] for r in node.args]
        if not any(verify_types.takes(s, kinds, node.lift) for s in row.signatures):
            given = ", ".join(self.function.types[r] for r in node.args)
            wanted = " or ".join(row.signature_texts)
            raise self.wrong(node, f"`{node.name}` takes {wanted}, not ({given:.300})")
        self._fitting.add(key)

    def _call(self, node: Call | Closure | CallValue) -> None:
        if isinstance(node, CallValue):
            kind = self.kinds[node.callee]
            count = len(node.args)
            called = verify_types.may(kind, Fn((NIL,) * count, NIL))
            self.require(called, node, f"{kind} is not called with {count} {_arguments(count)}")
            return
        self._inside(node, node.function, self.program.functions, "function")
        callee = self.program.functions[node.function]
        closure = isinstance(node, Closure)
        given = node.captures if isinstance(node, Closure) else node.args
        wanted = callee.captures if closure else callee.arity
        if len(given) != wanted:
            verb = "captures" if closure else "takes"
            raise self.wrong(node, f"`{callee.name}` {verb} {wanted} {_arguments(wanted)}, not {len(given)}")
        for register, kind in zip(given, self.others[node.function], strict=False):
            self._fits(node, self.kinds[register], kind)

    def _fits(self, node: Node, actual: Type, expected: Type) -> None:
        if actual not in (expected, NIL) and not verify_types.may(actual, expected):
            raise self.wrong(node, f"a value of type {actual} stands where {expected} is expected")

    # --- telling --------------------------------------------------------------------------------------------

    def require(self, holds: bool, where: Node | Function, what: str) -> None:
        if not holds:
            raise self.wrong(where, what)

    def wrong(self, where: Node | Function, what: str) -> VerificationError:
        return VerificationError(what, self.index, where)


def _arguments(count: int) -> str:
    return "argument" if count == 1 else "arguments"


def _meant(name: str) -> str:
    """The instruction that was meant, if one is spelled nearly so."""
    from difflib import get_close_matches

    near = get_close_matches(name[:80], table.load_all(), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _either(one: Set | None, other: Set | None) -> Set | None:
    """What is written whichever way control came."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
