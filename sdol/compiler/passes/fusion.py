"""Fusion: a `for` over vectors, or over records that hold one, takes its list in chunks.

What the body computes of its element by kernels that cannot fail (a similarity, the distance to a region, and
the tests on these) is computed for a chunk at once, before the body runs for the elements of that chunk. If
the body is nothing but an `if` on such a test, it runs for the chosen elements only. Chunks grow from short to
long, so a loop that is left early has computed little in vain.

    for v in vs { if v ~ q > 0.5 { n += 1 } }

    for chunk in sweep.chunks vs {
      near = sphere.similarity[c0] chunk, q
      test = num.gt[c0] near, 0.5
      for i in sweep.where test, true { n = num.add n, 1 }
    }

All stays in the order it had: what may fail or be seen is never moved past anything that may.
"""

from __future__ import annotations

from dataclasses import replace

from sdol.compiler.passes import Note
from sdol.compiler.passes.facts import (
    constant,
    copied,
    deeper,
    height,
    leaves,
    new_register,
    read_by,
    reads_of,
)
from sdol.compiler.passes.idioms import collecting, counting
from sdol.compiler.passes.reasons import TOO_DEEP, fusible, not_a_list, nothing_to_fuse, other_elements
from sdol.compiler.passes.sweeping import Sweep, idle
from sdol.compiler.tidy import tidy_function
from sdol.compiler.verify import MOST_LOOPS
from sdol.kernel.ir import (
    Break,
    Const,
    Continue,
    For,
    Function,
    If,
    Node,
    Op,
    Program,
    Reg,
    While,
    children,
)


def fuse(program: Program, function: Function, notes: list[Note]) -> None:
    """Fuses the loops of a function, the innermost first."""
    fuser = _Fuser(program, function, notes)
    fuser.block(function.body, 0)
    if fuser.changed:
        tidy_function(function)


class _Fuser:
    def __init__(self, program: Program, function: Function, notes: list[Note]) -> None:
        self.program, self.function, self.notes = program, function, notes
        self.changed = False

    def block(self, nodes: list[Node], around: int) -> None:
        """Fuses the loops of a block that stands in so many others."""
        out: list[Node] = []
        for node in nodes:
            for inner, more in zip(children(node), deeper(node), strict=True):
                self.block(inner, around + more)
            if isinstance(node, For):
                out += self._loop(node, around)
            else:
                if isinstance(node, While):
                    self._note(node, "not fused", not_a_list(node))
                out.append(node)
        nodes[:] = out

    def _note(self, node: For | While, done: str, text: str) -> None:
        function = self.function
        self.notes.append(Note(function.name, node.place, function.source, done, text))

    def _loop(self, node: For, around: int) -> list[Node]:
        """A loop as it is to be: fused, or as it was."""
        if not fusible(self.function, node):
            self._note(node, "not fused", other_elements(self.function, node))
            return [node]
        registers = len(self.function.types)
        sweep = Sweep(self.program, self.function, node)
        rest = sweep.rewrite(copied(node.body))
        why = "" if sweep.kernels else nothing_to_fuse(self.program, self.function, node, sweep)
        made, told = self._made(node, sweep, rest) if sweep.kernels else ([], "")
        if around + height(made) > MOST_LOOPS:
            why = TOO_DEEP
        if why:
            del self.function.types[registers:], self.function.names[registers:]
            self._note(node, "not fused", why)
            return [node]
        self.changed = True
        self._note(node, "fused", told)
        return made

    def _made(self, node: For, sweep: Sweep, rest: list[Node]) -> tuple[list[Node], str]:
        """The fused loop, and what is said of it; `rest` is what the sweep left of the body."""
        while idle(rest, read_by(rest), sweep.written):
            pass
        chosen = _selected(rest, sweep)
        rebuilt = _Rebuilt(self.program, self.function, node, sweep)
        return rebuilt.filtered(*chosen) if chosen else rebuilt.whole(rest), sweep.told(chosen is not None)


Choice = tuple[Reg, bool, list[Node]]
"""A column of conditions, what is wanted of it, and what is done where it is so."""


def _selected(rest: list[Node], sweep: Sweep) -> Choice | None:
    """The body as one choice, if that is what it is."""
    idle = 0
    while idle < len(rest) and sweep.idles(rest[idle]):
        idle += 1
    before, after = rest[:idle], rest[idle + 1 :]
    test = rest[idle] if idle < len(rest) else None
    if not isinstance(test, If) or test.condition not in sweep.columns:
        return None
    then, otherwise = test.then, test.otherwise
    if not after:
        if not otherwise:
            return test.condition, True, before + then
        if not then:
            return test.condition, False, before + otherwise
    if not otherwise and _skips(then, sweep):
        return test.condition, False, before + after
    if not then and _skips(otherwise, sweep):
        return test.condition, True, before + after
    if _conjunction(sweep, test, after):
        return test.condition, True, before + then + after
    return None


def _skips(nodes: list[Node], sweep: Sweep) -> bool:
    return bool(nodes) and isinstance(nodes[-1], Continue) and all(map(sweep.idles, nodes[:-1]))


def _conjunction(sweep: Sweep, test: If, after: list[Node]) -> bool:
    """Whether this is `if a and b { … }`: where a is false, so is the condition of all that follows."""
    match test.otherwise, after:
        case [Const(_, dst, index)], [If(_, condition, _, [])]:
            false = sweep.program.constants[index] == ("value", False)
            return dst == condition and false and read_by(sweep.function.body)[dst] == 1
    return False


class _Rebuilt:
    """A loop put together again, around the columns of a sweep."""

    def __init__(self, program: Program, function: Function, node: For, sweep: Sweep) -> None:
        self.program, self.function, self.node, self.sweep = program, function, node, sweep
        self.kind = function.types[node.source]

    def filtered(self, condition: Reg, wanted: bool, body: list[Node]) -> list[Node]:
        """The body, for the elements whose condition is as wanted."""
        flag = self._new("bool")
        places = self._new("list[int]")
        choose: list[Node] = [
            self._constant(flag, wanted),
            self._op(places, "sweep.where", self.sweep.columns[condition], flag),
        ]
        counted = counting(self.program, self.function, body, (self.sweep.columns[condition], flag))
        if counted:
            return self._chunked([choose[0], *counted], None)
        collected = collecting(body, self.node.dst, self.sweep.chunk, places)
        if collected:
            return self._chunked([*choose, *collected], None)
        item = self._new("int")
        for register in self._needed(body):
            values = self.sweep.columns.get(register, self.sweep.chunk)
            if register in self.sweep.scalars:
                values = self._new(self.function.types[values])
                choose.append(self._op(values, "sweep.lookup", self.sweep.columns[register], places))
            _insert(body, register, self._op(register, "sweep.at", values, item))
        return self._chunked(choose, For(self.node.place, item, places, body))

    def whole(self, body: list[Node]) -> list[Node]:
        """The body, for every element."""
        needed = self._needed(body)
        values = {r: self.sweep.columns.get(r, self.sweep.chunk) for r in needed}
        lists: list[Node] = []
        for register in needed:
            if register in self.sweep.scalars:
                values[register] = self._new(self.function.types[self.sweep.columns[register]])
                lists.append(self._op(values[register], "sweep.values", self.sweep.columns[register]))
        if len(needed) == 1:
            return self._chunked(lists, For(self.node.place, needed[0], values[needed[0]], body))
        places, item = self._new("list[int]"), self._new("int")
        lists.append(self._op(places, "sweep.places", self.sweep.chunk))
        for register in needed:
            _insert(body, register, self._op(register, "sweep.at", values[register], item))
        return self._chunked(lists, For(self.node.place, item, places, body))

    def _needed(self, body: list[Node]) -> list[Reg]:
        """The element and the columns that the rest of the body reads, in the order of their making."""
        read = read_by(body)
        made = dict.fromkeys((self.node.dst, *self.sweep.columns))
        return [r for r in made if read[r] and r not in self.sweep.copied]

    def _chunked(self, before: list[Node], loop: For | None) -> list[Node]:
        chunks = self._new(f"list[{self.kind}]")
        body = [*self.sweep.before, *before, *([loop] if loop else [])]
        if loop and leaves(loop.body, Break):
            self._leave_both(body, loop)
        head = self._op(chunks, "sweep.chunks", self.node.source)
        return [head, For(self.node.place, self.sweep.chunk, chunks, body)]

    def _leave_both(self, outer: list[Node], loop: For) -> None:
        """Makes a `break` of the inner loop one of the outer as well."""
        left = self._new("bool")
        _mark(loop.body, self._constant(left, True))
        outer.insert(-1, self._constant(left, False))
        outer.append(If(loop.place, left, [Break(loop.place)], []))

    def _new(self, kind: str) -> Reg:
        return new_register(self.function, kind)

    def _constant(self, dst: Reg, value: bool) -> Const:
        return Const(self.node.place, dst, constant(self.program, value))

    def _op(self, dst: Reg, name: str, *args: Reg) -> Op:
        return Op(self.node.place, dst, name, list(args))


def _mark(nodes: list[Node], flag: Const) -> None:
    """Sets a flag before each `break` of the loop that this is the body of."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, Break):
            out.append(replace(flag))
        elif not isinstance(node, (For, While)):
            for block in children(node):
                _mark(block, flag)
        out.append(node)
    nodes[:] = out


def _insert(nodes: list[Node], register: Reg, made: Op) -> None:
    """Puts the making of a register right before its first reader, inside the branch that alone reads it."""
    readers = [at for at, node in enumerate(nodes) if reads_of(node)[register]]
    reader = nodes[readers[0]]
    if len(readers) == 1 and isinstance(reader, If) and reader.condition != register:
        branches = [b for b in (reader.then, reader.otherwise) if read_by(b)[register]]
        if len(branches) == 1:
            _insert(branches[0], register, made)
            return
    nodes.insert(readers[0], made)
