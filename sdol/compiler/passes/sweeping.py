"""What of a loop's body can be computed for a chunk of its elements at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sdol.compiler.passes.facts import fixed_global, is_vector, new_register, set_by, timeless, written_by
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
    Try,
    children,
    writes,
)

LONGEST_SHOWN = 50
"""Characters of the code of a kernel that a note shows."""

_SCALARS = ("num", "bool", "int")


class Sweep:
    """The analysis of one loop, which takes its body apart.

    Attributes:
        chunk: the register of the chunk.
        before: what is computed once for each chunk.
        columns: for a register of the body, the one that holds its values for the whole chunk.
        scalars: those of them whose column is a numpy array of numbers or truth values.
        elements: registers that hold the element itself.
        copied: registers that are known to be equal to another, and set from that.
        kernels: the operations that became kernels.
    """

    def __init__(self, program: Program, function: Function, node: For) -> None:
        self.program, self.function, self.node = program, function, node
        self.written = set_by(function)
        self.sure = Sure(program, function)
        self.inside = written_by(node.body)
        self.inside[node.dst] += 1
        self.chunk = new_register(function, function.types[node.source])
        self.before: list[Node] = []
        self.fixed: dict[Reg, Reg] = {}
        self.columns: dict[Reg, Reg] = {}
        self.scalars: set[Reg] = set()
        self.copied: set[Reg] = set()
        self.kernels: list[Op] = []
        self._constants: dict[Reg, Const] = {}
        self._fields: dict[int, Reg] = {}
        self.elements = {node.dst}
        self._clean = True
        if is_vector(function.types[node.dst]):
            self.columns[node.dst] = self.chunk

    def told(self, chosen: bool) -> str:
        """What became of the loop, as a clause."""
        text = self.program.sources[self.function.source][1]
        named = list(dict.fromkeys(f"`{_short(text[slice(*op.place)])}`" for op in self.kernels))
        runs = "runs only where the test holds" if chosen else "runs for each element"
        verb = "is" if len(named) == 1 else "are"
        return f"{', '.join(named)} {verb} computed for a chunk at once; the rest of the body {runs}"

    # --- the body -------------------------------------------------------------------------------------------

    def rewrite(self, nodes: list[Node], *, top: bool = True) -> list[Node]:
        """The nodes that are left; what was taken out is in `before`."""
        rest: list[Node] = []
        for node in nodes:
            kept = self._kept(node, top)
            rest += kept
            self._clean = self._clean and all(map(self._harmless, kept))
        return rest

    def _kept(self, node: Node, top: bool) -> list[Node]:
        """What is left of a node, and of the branches inside it."""
        if isinstance(node, If):
            node.then = self.rewrite(node.then, top=False)
            node.otherwise = self.rewrite(node.otherwise, top=False)
            return [] if self._joined(node) else [node]
        if isinstance(node, Try):
            node.body = self.rewrite(node.body, top=False)
            return [node]
        return self._taken(node, top and self._clean)

    def _taken(self, node: Node, clean: bool) -> list[Node]:
        """What is left of a node."""
        dst = writes(node)
        if dst < 0 or self.written[dst] != 1:
            return [node]
        match node:
            case Const():
                self._constants[dst] = node
            case Copy(_, _, src):
                return self._copy(node, dst, src)
            case GetGlobal(_, _, index):
                if clean and fixed_global(self.program, index, self.node.body):
                    return self._hoisted(node)
            case Op():
                return self._operation(node, clean)
        return [node]

    def _copy(self, node: Copy, dst: Reg, src: Reg) -> list[Node]:
        if src in self.elements:
            self.elements.add(dst)
        if src in self.columns:
            self.columns[dst] = self.columns[src]
            if src in self.scalars:
                self.scalars.add(dst)
            self.copied.add(dst)
        elif self.is_fixed(src):
            self.fixed[dst] = self._fixed(src)
        return [node]

    def _operation(self, node: Op, clean: bool) -> list[Node]:
        row = table.get(node.name)
        if not timeless(self.function, node):
            return [node]
        if node.name == "record.get" and node.args[0] in self.elements:
            return self._field(node)
        if row.whole and node.args[0] in self.columns:
            return self._hoisted(Op(node.place, node.dst, row.whole, [self.columns[node.args[0]]]))
        if self.computable(node):
            self._column(node.dst, node)
            return []
        if (clean or self.sure.succeeds(node)) and all(map(self.is_fixed, node.args)):
            return self._hoisted(replace(node, args=[self._fixed(r) for r in node.args]))
        return [node]

    def _field(self, node: Op) -> list[Node]:
        """A vector that is a field of the element."""
        name = self._constants.get(node.args[1])
        if name is None or not is_vector(self.function.types[node.dst]):
            return [node]
        column = self._fields.get(name.index)
        if column is None:
            column = new_register(self.function, f"list[{self.function.types[node.dst]}]")
            args = [self.chunk, self._fixed(node.args[1])]
            self.before.append(Op(node.place, column, "sweep.vectors", args))
            self._fields[name.index] = column
        self.columns[node.dst] = column
        return []

    def _harmless(self, node: Node) -> bool:
        """Whether nothing that a node does can be seen from outside."""
        if isinstance(node, (Const, Copy)) or self.sure.succeeds(node):
            return True
        return isinstance(node, Op) and node.name == "record.get"

    # --- columns --------------------------------------------------------------------------------------------

    def computable(self, node: Node) -> bool:
        """Whether a node can be computed for a whole chunk."""
        if not isinstance(node, Op) or "1" in node.lift or not self.sure.succeeds(node):
            return False
        if not any(r in self.columns for r in node.args):
            return False
        lifting = table.get(node.name).lift
        if self.function.types[node.dst] == "int" and not lifting:
            return False  # whole numbers have no bound, those of a column do
        return all(
            (lifting or r in self.scalars) if r in self.columns else self.is_fixed(r) for r in node.args
        )

    def _column(self, dst: Reg, node: Op) -> Reg:
        """The column of what a node computes."""
        mask = "".join("c" if r in self.columns else "0" for r in node.args)
        args = [self.columns[r] if r in self.columns else self._fixed(r) for r in node.args]
        kind = self.function.types[dst]
        column = new_register(self.function, f"list[{kind}]")
        self.before.append(Op(node.place, column, node.name, args, mask))
        self.columns[dst] = column
        if kind in _SCALARS:
            self.scalars.add(dst)
        if table.get(node.name).lift:
            self.kernels.append(node)
        return column

    def _joined(self, node: If) -> bool:
        """Makes a column of an `if` that only chooses between two truth values, as `and` and `or` do."""
        one, other = self._last(node.then), self._last(node.otherwise)
        if one is None or other is None:
            return False
        dst = writes(one)
        if dst < 0 or writes(other) != dst or self.written[dst] != 2 or self.function.types[dst] != "bool":
            return False
        if node.condition not in self.scalars or not all(map(self._valued, (one, other))):
            return False
        values = [self._branch(one), self._branch(other)]
        column = new_register(self.function, "list[bool]")
        mask = "c" + "".join("c" if is_column else "0" for _, is_column in values)
        args = [self.columns[node.condition], *(r for r, _ in values)]
        self.before.append(Op(node.place, column, "sweep.choose", args, mask))
        self.columns[dst] = column
        self.scalars.add(dst)
        return True

    def _last(self, nodes: list[Node]) -> Node | None:
        """The one node of a block that is more than a constant of its own."""
        return nodes[-1] if nodes and all(map(self.idles, nodes[:-1])) else None

    def idles(self, node: Node) -> bool:
        """Whether a node only sets a register of the loop's own, to a constant or what another one holds."""
        return isinstance(node, (Const, Copy)) and self.written[node.dst] == 1

    def _valued(self, node: Node) -> bool:
        if isinstance(node, Copy):
            return node.src in self.scalars or self.is_fixed(node.src)
        return isinstance(node, Const) or self.computable(node)

    def _branch(self, node: Node) -> tuple[Reg, bool]:
        """The register of a branch's value, and whether that is a column."""
        match node:
            case Const():
                return self._before(node), False
            case Copy(_, _, src) if src in self.scalars:
                return self.columns[src], True
            case Copy(_, _, src):
                return self._fixed(src), False
        assert isinstance(node, Op)
        return self._column(node.dst, node), True

    # --- what does not change -------------------------------------------------------------------------------

    def is_fixed(self, register: Reg) -> bool:
        """Whether a register has the same value for every element."""
        return register in self.fixed or register in self._constants or not self.inside[register]

    def _fixed(self, register: Reg) -> Reg:
        """Where the value of such a register is found before the body runs."""
        if register in self._constants and register not in self.fixed:
            self.fixed[register] = self._before(self._constants[register])
        return self.fixed.get(register, register)

    def _before(self, node: Node) -> Reg:
        """Computes a node once for each chunk, into a register of its own."""
        dst = new_register(self.function, self.function.types[writes(node)])
        assert isinstance(node, (Const, GetGlobal, Op))
        self.before.append(replace(node, dst=dst))
        return dst

    def _hoisted(self, node: Op | GetGlobal) -> list[Node]:
        """Computes a node once for each chunk; what is left takes its value from there."""
        self.fixed[node.dst] = self._before(node)
        return [Copy(node.place, node.dst, self.fixed[node.dst])]


def idle(nodes: list[Node], read: Counter[Reg], written: Counter[Reg]) -> bool:
    """Drops the constants and copies of a body that nothing in it reads; says whether there were any."""
    kept = [
        n for n in nodes if not (isinstance(n, (Const, Copy)) and written[n.dst] == 1 and not read[n.dst])
    ]
    dropped = len(kept) < len(nodes)
    nodes[:] = kept
    inner = [idle(block, read, written) for node in nodes for block in children(node)]
    return dropped or any(inner)


def _short(text: str) -> str:
    """Some code on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
