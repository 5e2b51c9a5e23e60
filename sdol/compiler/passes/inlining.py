"""Inlining: a function that cannot fail and does nothing that can be seen is written out where it is called.

Only such functions are: no trap goes through them, so that none misses them on its way out. What they compute
becomes part of the loop around the call, or their own loop becomes part of the caller's code, with the function
that is passed to it: `filter(vs, v => v ~ q > 0.5)` is then a loop like any other, which the next pass fuses.
"""

from __future__ import annotations

from dataclasses import replace

from sdol.compiler.passes import Note
from sdol.compiler.passes.facts import constant, copied, deeper, height, new_register, walk, written_by
from sdol.compiler.passes.sure import Sure
from sdol.compiler.tidy import tidy_function
from sdol.compiler.verify import MOST_LOOPS
from sdol.kernel import table
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
    Program,
    Reg,
    Return,
    SetGlobal,
    While,
    children,
)
from sdol.kernel.notation import parse_type
from sdol.kernel.types import Bindings, Con, fits, show, substitute, variables

DEEPEST = 4
"""Calls written out inside each other."""

LONGEST = 60
"""Nodes of a function that is written out."""

_BEGINNINGS = {"bool": False, "int": 0, "num": 0.0, "text": ""}
"""What a result is before a function's early `return` sets it; never seen."""


class Unfit(Exception):
    """The function stays as it is."""


def inline(program: Program, function: Function, notes: list[Note]) -> None:
    """Writes out the calls in a function that stand in a loop, or are given a function."""
    inliner = _Inliner(program, function)
    inliner.block(function.body, looped=False)
    if inliner.changed:
        tidy_function(function)


class _Inliner:
    def __init__(self, program: Program, function: Function) -> None:
        self.program, self.function = program, function
        self.changed = False
        self.is_main = function is program.functions[0]
        self.set_before: set[int] = set()
        """Globals that surely have a value where the pass has come to."""
        written = written_by(function.body)
        self.closures = {
            node.dst: node
            for node in walk(function.body)
            if isinstance(node, Closure) and written[node.dst] == 1
        }

    def block(self, nodes: list[Node], *, looped: bool, around: int = 0) -> None:
        """Writes out the calls of a block that stands in so many loops and `try`s."""
        out: list[Node] = []
        for node in nodes:
            if isinstance(node, SetGlobal) and self.is_main and nodes is self.function.body:
                self.set_before.add(node.index)
            for inner, more in zip(children(node), deeper(node), strict=True):
                self.block(inner, looped=looped or isinstance(node, (For, While)), around=around + more)
            wanted = isinstance(node, Call) and (looped or any(r in self.closures for r in node.args))
            out += (self._written_out(node, around) if wanted and isinstance(node, Call) else None) or [node]
        nodes[:] = out

    def _written_out(self, call: Call, around: int) -> list[Node] | None:
        """The nodes that stand for a call, or None where there are none."""
        registers = len(self.function.types)
        try:
            made = _Expansion(self, call.place, 0).of(call.function, call.args, call.dst)
            if around + height(made) > MOST_LOOPS:
                raise Unfit
            self.changed = True
            return made
        except Unfit:
            del self.function.types[registers:], self.function.names[registers:]
            return None


class _Expansion:
    """One function, written out with the registers of its caller."""

    def __init__(self, inliner: _Inliner, place: Place, depth: int) -> None:
        self.inliner, self.place, self.depth = inliner, place, depth
        self.program, self.caller = inliner.program, inliner.function
        self.registers: dict[Reg, Reg] = {}
        self.bound: Bindings = {}
        self.returned: Reg = -1
        self.result: Reg = -1

    def of(self, index: int, args: list[Reg], dst: Reg) -> list[Node]:
        """The nodes of a function called with these registers, that leave its result in `dst`.

        Raises:
            Unfit: it may fail, or be seen.
        """
        callee = self.program.functions[index]
        if self.depth >= DEEPEST or callee is self.caller or sum(1 for _ in walk(callee.body)) > LONGEST:
            raise Unfit
        self.callee, self.sure = callee, Sure(self.program, callee)
        changed = written_by(callee.body)
        for register, given in enumerate(args):
            if changed[register]:
                raise Unfit
            self._bind(callee.types[register], self.caller.types[given])
            self.registers[register] = given
        # what is returned early must not overwrite an argument that is read later
        self.result = new_register(self.caller, self.caller.types[dst]) if dst in args else dst
        body = self._beginnings(self._sequence(copied(callee.body), in_loop=False))
        return body if self.result == dst else [*body, Copy(self.place, dst, self.result)]

    def _bind(self, wanted: str, given: str) -> None:
        known = parse_type(given)  # where it is generic itself, its letters are not those of the callee
        fixed = substitute(known, {letter: Con(letter) for letter in variables(known)})
        fits(fixed, parse_type(wanted), self.bound)

    def _beginnings(self, body: list[Node]) -> list[Node]:
        """The body, after what has to hold a value before it runs, where it may be left early."""
        if self.returned < 0:
            return body
        kind = self.caller.types[self.result] if self.result >= 0 else "nil"
        if not kind.endswith("?") and kind != "nil" and kind not in _BEGINNINGS:
            raise Unfit
        first = [self._constant(self.returned, False)]
        if self.result >= 0:
            first.append(self._constant(self.result, _BEGINNINGS.get(kind)))
        return [*first, *body]

    def _constant(self, dst: Reg, value: object) -> Const:
        return Const(self.place, dst, constant(self.program, value))

    # --- nodes ----------------------------------------------------------------------------------------------

    def _sequence(self, nodes: list[Node], *, in_loop: bool) -> list[Node]:
        """A block of the function; what follows an early `return` runs only where that did not happen."""
        out: list[Node] = []
        for at, node in enumerate(nodes):
            if isinstance(node, Return):
                return out + self._return(node, in_loop, last=not in_loop and self._ends(nodes, at))
            out += self._node(node, in_loop)
            leaves = in_loop and isinstance(node, If)  # its `return` is a `break`
            if not leaves and any(isinstance(n, Return) for n in walk([node])):
                rest = self._sequence(nodes[at + 1 :], in_loop=in_loop)
                otherwise: list[Node] = [Break(self.place)] if in_loop else []
                if in_loop or rest:
                    out.append(If(self.place, self._flag(), otherwise, rest))
                return out
        return out

    def _ends(self, nodes: list[Node], at: int) -> bool:
        """Whether this is the end of the function's own body, after which nothing is skipped."""
        return at == len(nodes) - 1 and self.returned < 0

    def _return(self, node: Return, in_loop: bool, *, last: bool) -> list[Node]:
        made: list[Node] = []
        if self.result >= 0:
            made.append(
                Copy(self.place, self.result, self._register(node.src))
                if node.src >= 0
                else self._constant(self.result, None)
            )
        if not last:
            made.append(self._constant(self._flag(), True))
        return [*made, Break(self.place)] if in_loop else made

    def _flag(self) -> Reg:
        if self.returned < 0:
            self.returned = new_register(self.caller, "bool")
        return self.returned

    def _node(self, node: Node, in_loop: bool) -> list[Node]:
        match node:
            case Op(_, dst, name, args, lift) if self._quiet(node):
                given = [self._register(r) for r in args]
                return [Op(self.place, self._register(dst), name, given, lift)]
            case Const(_, dst, index):
                return [Const(self.place, self._register(dst), index)]
            case Copy(_, dst, src):
                return [Copy(self.place, self._register(dst), self._register(src))]
            case If(_, condition, then, otherwise):
                blocks = [self._sequence(b, in_loop=in_loop) for b in (then, otherwise)]
                return [If(self.place, self._register(condition), *blocks)]
            case For(_, dst, source, body):
                source, dst = self._register(source), self._register(dst)
                return [For(self.place, dst, source, self._sequence(body, in_loop=True))]
            case GetGlobal(_, dst, index) if index in self.inliner.set_before:
                return [GetGlobal(self.place, self._register(dst), index)]
            case Break() | Continue():
                return [replace(node, place=self.place)]
            case Call(_, dst, function, args):
                return self._inner(function, [self._register(r) for r in args], dst)
            case CallValue(_, dst, callee, args):
                closure = self.inliner.closures.get(self._register(callee))
                if closure:
                    given = [*closure.captures, *(self._register(r) for r in args)]
                    return self._inner(closure.function, given, dst)
        raise Unfit

    def _inner(self, function: int, args: list[Reg], dst: Reg) -> list[Node]:
        inner = _Expansion(self.inliner, self.place, self.depth + 1)
        return inner.of(function, args, self._register(dst))

    def _quiet(self, node: Op) -> bool:
        """Whether an operation cannot fail and is not seen, other than by its result.

        A running sum of doubles counts as one: should it begin beyond all doubles, its trap names a call less.
        """
        row = table.get(node.name)
        safe = row.family == "collect" or node.name == "record.get" or self.sure.all_but_succeeds(node)
        return safe and not row.effect

    # --- registers ------------------------------------------------------------------------------------------

    def _register(self, register: Reg) -> Reg:
        if register < 0:
            return register
        if register not in self.registers:
            kind = show(substitute(parse_type(self.callee.types[register]), self.bound))
            self.registers[register] = new_register(self.caller, kind)
        return self.registers[register]
