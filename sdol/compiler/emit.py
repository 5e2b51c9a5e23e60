"""The fast engine: structured IR to one Python code object.

Registers become locals, blocks become Python's own statements, and a temporary that is used once is folded
into the expression that uses it, as long as everything is still evaluated in the same order. Line and column
numbers of the code object point into the .sdol file, so a trap knows its characters without any cost while
running.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from functools import cache
from types import CodeType
from typing import Any, TypeVar, cast

from sdol.diagnostics import Source
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
    Return,
    SetGlobal,
    Try,
    While,
    children,
    reads,
    writes,
)

MOST_FOLDED = 30
"""Nesting to which expressions are folded; Python's compiler has a bound of its own."""

_N = TypeVar("_N", bound=ast.AST)
_INLINE_CONSTANTS = (int, float, str, bool, type(None))


class Emitted:
    """What `emit` makes.

    Attributes:
        modules: a code object for each source file that has functions; together they define `f0`, `f1`, …
        operations: (instruction, lift mask) of each `o0`, `o1`, … that the code calls.
        effects: instructions of each `e0`, `e1`, … that it passes to the gate.
        constants: indexes of the program's constants that it reads as `k3`, …
    """

    def __init__(self) -> None:
        self.modules: list[CodeType] = []
        self.operations: dict[tuple[str, str], int] = {}
        self.effects: dict[str, int] = {}
        self.constants: set[int] = set()

    def further(self) -> Emitted:
        """The same numbers of instructions, and nothing that reads them as yet."""
        made = Emitted()
        made.operations, made.effects = dict(self.operations), dict(self.effects)
        return made

    def operation(self, name: str, lift: str) -> str:
        return f"o{self.operations.setdefault((name, lift), len(self.operations))}"

    def effect(self, name: str) -> str:
        return f"e{self.effects.setdefault(name, len(self.effects))}"


def emit(program: Program, made: Emitted | None = None, only: Iterable[int] | None = None) -> Emitted:
    """Compiles a program to Python code objects.

    Args:
        made: what was emitted before, to which this adds.
        only: the functions to emit now; all of them by default.
    """
    made = made or Emitted()
    made.modules = []
    sources: dict[int, Source] = {}
    bodies: dict[int, list[ast.stmt]] = {}
    for index in range(len(program.functions)) if only is None else only:
        function = program.functions[index]
        if function.source not in sources:
            sources[function.source] = Source(*program.sources[function.source])
        emitter = _FunctionEmitter(program, function, sources[function.source], made)
        bodies.setdefault(function.source, []).append(emitter.definition(f"f{index}"))
    for at in sorted(bodies):
        module = ast.fix_missing_locations(ast.Module(body=bodies[at], type_ignores=[]))
        made.modules.append(compile(module, sources[at].name, "exec", dont_inherit=True, optimize=2))
    return made


class _Pending:
    """A temporary's expression, waiting to be folded into the one place that reads it."""

    __slots__ = ("expr", "reg")

    def __init__(self, reg: int, expr: ast.expr) -> None:
        self.reg, self.expr = reg, expr


class _FunctionEmitter:
    def __init__(self, program: Program, function: Function, source: Source, made: Emitted) -> None:
        self.program, self.function, self.source, self.made = program, function, source, made
        self.reads: Counter[int] = Counter()
        self.writes: Counter[int] = Counter(range(function.arity))
        self._count(function.body)
        self.pending: list[_Pending] = []
        self.waiting: set[int] = set()
        self.out: list[ast.stmt] = []
        self.globals: set[str] = set()
        self.place: Place = function.place

    def _count(self, nodes: list[Node]) -> None:
        for node in nodes:
            self.reads.update(reads(node))
            if isinstance(node, While):
                self.reads[node.condition] += 1
            if writes(node) >= 0:
                self.writes[writes(node)] += 1
            for block in children(node):
                self._count(block)

    def definition(self, name: str) -> ast.FunctionDef:
        self.block(self.function.body)
        if self.globals:
            self.out.insert(0, ast.Global(sorted(self.globals)))
        params = [ast.arg(_local(r)) for r in range(self.function.arity)]
        args = ast.arguments(posonlyargs=params, args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        made = ast.FunctionDef(name, args, self.out or [ast.Pass()], [])
        return self._located(made, self.function.place)

    # --- statements -----------------------------------------------------------------------------------------

    def block(self, nodes: list[Node]) -> None:
        for node in nodes:
            self.place = node.place
            self._node(node)
        self.flush()

    def _inner(self, nodes: list[Node]) -> list[ast.stmt]:
        """The statements of a block inside this one."""
        self.flush()
        outer, self.out = self.out, []
        self.block(nodes)
        inner, self.out = self.out, outer
        return inner

    def _node(self, node: Node) -> None:
        match node:
            case If():
                self._if(node)
            case While():
                self._while(node)
            case For():
                source = self.take([node.source])[0]
                dst, nodes = self._loop_variable(node)
                body = self._inner(nodes) or [ast.Pass()]
                self.statement(ast.For(self._target(dst), source, body, []), node.place)
            case Break():
                self.statement(ast.Break(), node.place)
            case Continue():
                self.statement(ast.Continue(), node.place)
            case Return():
                value = self.take([node.src])[0] if node.src >= 0 else None
                self.statement(ast.Return(value), node.place)
            case Try():
                self._try(node)
            case Op(name="control.rethrow"):
                self.take(node.args)
                self.statement(ast.Raise(), node.place)  # it stands in a handler: the failure is at hand
            case SetGlobal():
                name = f"g{node.index}"
                self.globals.add(name)
                self._assign(ast.Name(name, ast.Store()), self.take([node.src])[0], node.place)
            case _:
                self.value(writes(node), self._expression(node))

    def _loop_variable(self, node: For) -> tuple[int, list[Node]]:
        """Where a loop puts each element, and its body: where the body would copy it, if no one else reads it."""
        first = node.body[0] if node.body else None
        if isinstance(first, Copy) and first.src == node.dst and first.dst >= 0 and self.reads[node.dst] == 1:
            return first.dst, node.body[1:]
        return node.dst, node.body

    def _if(self, node: If) -> None:
        condition = self.take([node.condition])[0]
        self.flush()
        then, otherwise = self._inner(node.then), self._inner(node.otherwise)
        choice = _same_target(then, otherwise)
        if choice:
            name, yes, no = choice
            self.place = node.place
            self.value(int(name[1:]), self._located(_choose(condition, yes, no), node.place), branches=2)
            return
        self.statement(ast.If(condition, then or [ast.Pass()], otherwise), node.place)

    def _while(self, node: While) -> None:
        self.flush()
        outer, self.out = self.out, []
        for inner in node.test:
            self.place = inner.place
            self._node(inner)
        condition = self.take([node.condition])[0]
        if self.out or self.pending:
            self.flush()
            leave = self._located(ast.If(ast.UnaryOp(ast.Not(), condition), [ast.Break()], []), node.place)
            body, condition = [*self.out, leave], ast.Constant(True)
        else:
            body = []
        self.out = outer
        body += self._inner(node.body)
        self.statement(ast.While(condition, body or [ast.Pass()], []), node.place)

    def _try(self, node: Try) -> None:
        body = self._inner(node.body) or [ast.Pass()]
        handler = self._inner(node.handler)
        call = ast.Call(_load("caught"), [_load("x")], [])
        bind: ast.stmt = ast.Expr(call) if node.error < 0 else ast.Assign([self._target(node.error)], call)
        except_ = ast.ExceptHandler(_load("Exception"), "x", [bind, *handler])
        self.statement(ast.Try(body, [except_], [], []), node.place)

    def statement(self, made: ast.stmt, place: Place) -> None:
        self.flush()
        self.out.append(self._located(made, place))

    def _assign(self, target: ast.expr, value: ast.expr, place: Place) -> None:
        self.flush()
        self.out.append(self._located(ast.Assign([target], value), place))

    # --- values ---------------------------------------------------------------------------------------------

    def value(self, dst: int, expr: ast.expr, branches: int = 1) -> None:
        """Sets a register: kept back for folding where it is a temporary that is read once."""
        temporary = dst >= 0 and not self.function.names[dst] and self.writes[dst] == branches
        if temporary and self.reads[dst] == 1 and _depth(expr) < MOST_FOLDED:
            self.pending.append(_Pending(dst, expr))
            self.waiting.add(dst)
            return
        self.flush()
        if dst < 0 or not self.reads[dst]:
            self.statement(ast.Expr(expr), self.place)
        else:
            self._assign(self._target(dst), expr, self.place)

    def flush(self) -> None:
        """Assigns what was kept back, in its order."""
        waiting, self.pending = self.pending, []
        self.waiting.clear()
        for kept in waiting:
            made = ast.Assign([self._target(kept.reg)], kept.expr)
            ast.copy_location(made, kept.expr)
            self.out.append(made)

    def take(self, regs: list[int]) -> list[ast.expr]:
        """The expressions of registers that are read now, folding those that were just made, in order."""
        wanted = [r for r in regs if r in self.waiting]
        start = len(self.pending) - len(wanted)
        last = self.pending[start:]
        if [kept.reg for kept in last] != wanted:
            self.flush()
            last, start = [], 0
        folded = {kept.reg: kept.expr for kept in last}
        del self.pending[start:]
        self.waiting.difference_update(wanted)
        return [folded.get(r) or _load(_local(r)) for r in regs]

    def _expression(self, node: Node) -> ast.expr:
        match node:
            case Const():
                made = self._constant(node.index)
            case Copy():
                made = self.take([node.src])[0]
            case Op():
                made = self._op(node)
            case Call():
                made = ast.Call(_load(f"f{node.function}"), self.take(node.args), [])
            case CallValue():
                callee, *args = self.take([node.callee, *node.args])
                made = ast.Call(callee, args, [])
            case Closure():
                captures = self.take(node.captures)
                made = _load(f"f{node.function}")
                if captures:
                    made = ast.Call(_load("partial"), [made, *captures], [])
            case GetGlobal():
                made = _load(f"g{node.index}")
            case _:
                raise TypeError(f"{type(node).__name__} has no value")
        return self._located(made, node.place)

    def _constant(self, index: int) -> ast.expr:
        kind, *rest = self.program.constants[index]
        if kind == "value" and isinstance(rest[0], _INLINE_CONSTANTS):
            return ast.Constant(rest[0])
        self.made.constants.add(index)
        return _load(f"k{index}")

    def _op(self, node: Op) -> ast.expr:
        row = table.get(node.name)
        args = self.take(node.args)
        if row.effect:
            place = ast.Constant(cast(Any, (self.function.source, *node.place)))
            packed = ast.Tuple(args, ast.Load())
            return ast.Call(_load("perform"), [_load(self.made.effect(node.name)), packed, place], [])
        if row.inline == table.JOINED:
            return _joined(args)
        if row.inline and not node.lift:
            return self._inlined(row, args)
        lift = node.lift or ("0" * len(args) if row.lift else "")
        return ast.Call(_load(self.made.operation(node.name, lift)), args, [])

    def _inlined(self, row: table.Instruction, args: list[ast.expr]) -> ast.expr:
        names = [p.name for p in row.signatures[0].params]
        template = _template(row.inline or "")
        made: ast.expr = _Substitute(dict(zip(names, args, strict=True)), self._where(self.place)).visit(
            template
        )
        return made

    # --- places ---------------------------------------------------------------------------------------------

    def _target(self, reg: int) -> ast.Name:
        return ast.Name(_local(reg), ast.Store())

    def _where(self, place: Place) -> dict[str, int]:
        line, column = self.source.position(place[0])
        end_line, end_column = self.source.position(place[1])
        return {
            "lineno": line,
            "col_offset": column - 1,
            "end_lineno": end_line,
            "end_col_offset": end_column - 1,
        }

    def _located(self, made: _N, place: Place) -> _N:
        if not hasattr(made, "lineno"):
            for name, value in self._where(place).items():
                setattr(made, name, value)
        return made


def _joined(parts: list[ast.expr]) -> ast.expr:
    """The parts as one f-string."""
    texts: list[ast.expr] = [
        p if isinstance(p, ast.Constant) and isinstance(p.value, str) else ast.FormattedValue(p, -1)
        for p in parts
    ]
    return ast.JoinedStr(texts)


class _Substitute(ast.NodeTransformer):
    """A copy of a template with its parameter names replaced.

    Every new node gets the place of the operation.
    """

    def __init__(self, args: dict[str, ast.expr], where: dict[str, int]) -> None:
        self.args, self.where = args, where

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name):
            return self.args[node.id]
        made = type(node)()
        for name, value in ast.iter_fields(node):
            new = self.visit(value) if isinstance(value, ast.AST) else value
            setattr(made, name, [self.visit(v) for v in value] if isinstance(value, list) else new)
        if isinstance(made, ast.expr):
            for name, place in self.where.items():
                setattr(made, name, place)
        return made


@cache
def _template(inline: str) -> ast.expr:
    return ast.parse(inline, mode="eval").body


def _local(reg: int) -> str:
    return f"r{reg}"


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _depth(expr: ast.expr) -> int:
    """Nesting of an expression, remembered on its node so that it is counted once."""
    known: int | None = getattr(expr, "nesting", None)
    if known is None:
        inner = [_depth(c) for c in ast.iter_child_nodes(expr) if isinstance(c, ast.expr)]
        known = 1 + max(inner, default=0)
        expr.nesting = known  # type: ignore[attr-defined]
    return known


def _same_target(then: list[ast.stmt], otherwise: list[ast.stmt]) -> tuple[str, ast.expr, ast.expr] | None:
    """Where both branches only set the same local: its name and the two values."""
    match then, otherwise:
        case (
            [ast.Assign(targets=[ast.Name(id=name)], value=yes)],
            [ast.Assign(targets=[ast.Name(id=other)], value=no)],
        ) if name == other and name.startswith("r"):
            return name, yes, no
    return None


def _choose(condition: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    """`yes if condition else no`; `and` and `or` where that is what it is."""
    if isinstance(no, ast.Constant) and no.value is False:
        return ast.BoolOp(ast.And(), [condition, yes])
    if isinstance(yes, ast.Constant) and yes.value is True:
        return ast.BoolOp(ast.Or(), [condition, no])
    return ast.IfExp(condition, yes, no)
