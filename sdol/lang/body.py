"""One function under construction: registers, blocks, scopes, and the two questions every construct asks.

`expr` elaborates an expression to a value; `expect` does so for a place that wants a type, and says why where
it does not fit. The constructs themselves are in the modules that register with `expression` and `statement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sdol.diagnostics import Label
from sdol.kernel import ir, table
from sdol.kernel.types import BOOL, INT, NEVER, NIL, NUM, TEXT, UNKNOWN, Bindings, Type, substitute
from sdol.lang import ast
from sdol.lang.unit import FunctionEntry, GlobalEntry, ModuleScope, Unit, place
from sdol.lang.written_types import resolve


class Value(NamedTuple):
    """What an expression became: the register that holds it and its type."""

    reg: int
    type: Type


@dataclass
class Variable:
    """A local name.

    `shadows` where it is the same variable, of which more is known in this scope: it may be defined anew
    there.
    """

    reg: int
    type: Type
    mutable: bool = False
    shadows: bool = False
    span: ast.Span | None = None
    """Where it is defined."""


Expression = Callable[["Body", Any, Type | None], Value]
Statement = Callable[["Body", Any], Type]
_expressions: dict[type, Expression] = {}
_statements: dict[type, Statement] = {}
_E = TypeVar("_E", bound=Expression)
_S = TypeVar("_S", bound=Statement)


def expression(*kinds: type) -> Callable[[_E], _E]:
    """Registers how a kind of expression is elaborated."""

    def register(function: _E) -> _E:
        _expressions.update(dict.fromkeys(kinds, function))
        return function

    return register


def statement(*kinds: type) -> Callable[[_S], _S]:
    """Registers how a kind of statement is elaborated; it gives `NEVER` where control does not go on."""

    def register(function: _S) -> _S:
        _statements.update(dict.fromkeys(kinds, function))
        return function

    return register


class Body:
    """A function's body being elaborated."""

    def __init__(self, unit: Unit, entry: FunctionEntry, parent: Body | None = None) -> None:
        self.unit, self.entry, self.parent = unit, entry, parent
        self.module: ModuleScope = entry.module
        self.function = unit.program.functions[entry.index]
        self.nodes: list[ir.Node] = self.function.body
        self.scopes: list[dict[str, Variable]] = [{}]
        self.loops = 0
        self.transactions: list[Any] = []
        """The transactions that control is in, innermost last."""
        self.impure = 0
        """Counts what was done that matters beside a value.

        Equal before and after means a pure expression.
        """
        self.calls: list[int] = []
        """The functions that were called or passed so far, in order."""
        self.payload: Value | None = None
        """The payload that `.name` reads, inside a `where`."""
        self.origin: Label | None = None
        """Where the function's result is declared."""
        self.wanted: Type | None = None
        """The function's result, where it is declared or expected."""
        self.returned: Type | None = None
        """The type of what `return` gave so far."""
        self.rigid: Bindings = parent.rigid if parent else {}
        """What the type variables of the function's head stand for inside it."""

    # --- building -------------------------------------------------------------------------------------------

    def reg(self, type: Type, name: str = "") -> int:
        self.function.types.append(str(type))
        self.function.names.append(name)
        return len(self.function.types) - 1

    def add(self, node: ir.Node) -> None:
        self.nodes.append(node)

    def op(self, span: ast.Span, name: str, args: list[int], type: Type, lift: str = "") -> Value:
        """Adds an instruction and notes its effect."""
        row = table.get(name)
        if row.effect:
            self.effect(row.effect, span)
        dst = self.reg(type)
        self.add(ir.Op(place(span), dst, name, args, lift))
        return Value(dst, type)

    def effect(self, name: str, span: ast.Span) -> None:
        self.entry.effects.setdefault(name, span)
        if name != "embed":
            self.impure += 1

    def constant(self, span: ast.Span, value: Any, type: Type) -> Value:
        dst = self.reg(type)
        self.add(ir.Const(place(span), dst, self.unit.constant("value", value)))
        return Value(dst, type)

    def text(self, span: ast.Span, value: str) -> int:
        return self.constant(span, value, TEXT).reg

    def nil(self, span: ast.Span) -> Value:
        return self.constant(span, None, NIL)

    def copy(self, span: ast.Span, dst: int, value: Value) -> None:
        if value.type != NEVER:
            self.add(ir.Copy(place(span), dst, value.reg))

    def bad(self, span: ast.Span) -> Value:
        """Stands for the value of an expression whose type cannot be told.

        Where no problem explains it, it is one.
        """
        if self.unit.unknown is None:
            self.unit.unknown = (self.module, span)
        return Value(self.reg(UNKNOWN), UNKNOWN)

    def call_to(self, entry: FunctionEntry, span: ast.Span) -> None:
        """Notes that a function is called or passed here."""
        self.entry.callees.setdefault(entry.index, span)
        self.calls.append(entry.index)

    @contextmanager
    def block(self) -> Iterator[list[ir.Node]]:
        """Collects the nodes of an inner block, with a scope of its own."""
        outer, self.nodes = self.nodes, []
        self.scopes.append({})
        try:
            yield self.nodes
        finally:
            self.nodes = outer
            self.scopes.pop()

    # --- names ----------------------------------------------------------------------------------------------

    def declare(self, name: str, type: Type, span: ast.Span, mutable: bool = False) -> Variable:
        """Makes a new local name, with a register of its own."""
        known = self.scopes[-1].get(name)
        if known and not known.shadows and name != "_":
            self.problem(
                "E0203",
                span,
                f"`{name}` is already defined here",
                reason="a name means one thing in its block",
                help=f"use another name, or make the first one `var {name}` and assign to it",
            )
        variable = Variable(self.reg(type, name), type, mutable, span=span)
        self.scopes[-1][name] = variable
        return variable

    def local(self, name: str) -> Variable | None:
        return next((s[name] for s in reversed(self.scopes) if name in s), None)

    def at_top(self) -> bool:
        """Whether this is the top level of a file, outside every block."""
        return self.entry.node is None and self.parent is None and len(self.scopes) == 1

    def written(self, node: ast.TypeExpr) -> Type:
        """The type that is written; its variables are those of the function's head."""
        return substitute(resolve(self.unit, self.module, node, self.rigid), self.rigid)

    def is_variable(self, name: str) -> bool:
        """Whether the name is a variable here, not a function of the program."""
        return self.local(name) is not None or self.shared(name) is not None

    def shared(self, name: str) -> GlobalEntry | None:
        return self.module.globals.get(name)

    def names(self) -> list[str]:
        """Every variable name that could be meant here."""
        local = [n for scope in self.scopes for n in scope]
        whole = [r.form for r in table.reachable("syntax") if r.form.isidentifier()]
        return [*local, *self.module.globals, *self.module.functions, *self.module.modules, *whole]

    # --- expressions and statements -------------------------------------------------------------------------

    def expr(self, node: ast.Expr, expected: Type | None = None) -> Value:
        """The value of an expression; `expected` is only a hint, for literals and lambdas."""
        return _expressions[type(node)](self, node, expected)

    def stmt(self, node: ast.Stmt) -> Type:
        return _statements[type(node)](self, node)

    def expect(self, node: ast.Expr, wanted: Type, because: str, origin: Label | None = None) -> Value:
        """The value of an expression where a type is wanted; `origin` is where that is said."""
        from sdol.lang.conversion import fitted

        return fitted(self, self.expr(node, wanted), wanted, node, because, origin)

    def condition(self, node: ast.Expr, because: str) -> Value:
        return self.expect(node, BOOL, because)

    def number(self, node: ast.Expr, because: str, whole: bool = False) -> Value:
        return self.expect(node, INT if whole else NUM, because)

    def problem(self, code: str, span: ast.Span, message: str, **details: Any) -> Value:
        """Reports a problem and gives a value that fits everywhere, so that it is told once."""
        self.unit.report(code, self.module, span, message, **details)
        return Value(self.reg(UNKNOWN), UNKNOWN)

    def label(self, span: ast.Span, text: str) -> Label:
        return Label(span.start, span.end, text)
