"""Programs that somebody looks into while they run: compiled whole, and expressions within one of their calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.kernel import ir
from sdol.kernel.types import NEVER, NIL, UNKNOWN, Con, Param, Type, substitute, variables
from sdol.lang import ast
from sdol.lang.body import Body
from sdol.lang.interactive import Compiled
from sdol.lang.moments import Moment
from sdol.lang.parser import parse_entry
from sdol.lang.program import Compiler, compiling
from sdol.lang.unit import ModuleScope, place
from sdol.lang.written_types import resolve

NAME = "an expression"
"""What a function is called that stands for an expression, and its source."""


class WholeCompiler(Compiler):
    """Keeps all that it made of a program: every variable, and functions under the numbers of their entries.

    Each `match` tells what it decided.
    """

    def __init__(self) -> None:
        super().__init__()
        self.unit.watched = True

    def trim(self, scope: ModuleScope) -> None:
        return


def compile_whole(source: Source) -> tuple[Compiler, list[Diagnostic]]:
    """Compiles a program with nothing left out, so that it can be looked into; it may run where no problem is."""
    with compiling():
        compiler = WholeCompiler()
        compiler.main(source)
        return compiler, compiler.problems()


class Inspector:
    """Compiles expressions as if they stood in a function of a program, whose names they may use.

    Each becomes a function of the program, of which these names are the parameters.
    """

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._types: dict[tuple[str, str], Type | None] = {}

    @property
    def program(self) -> ir.Program:
        return self.compiler.unit.program

    def compile(
        self, text: str, code: int, names: Sequence[tuple[str, str]], wanted: str | None = None
    ) -> Compiled:
        """Compiles an expression.

        Args:
            code: the function in whose file it is read.
            names: the parameters, each with its type as the language writes it, which is known then.
            wanted: the type that its value must have.
        """
        source = Source(NAME, text)
        module, problems, _ = parse_entry(source)
        if problems:
            return Compiled(None, NIL, problems)
        if len(module.items) != 1 or not isinstance(module.items[0], ast.ExprStmt):
            return Compiled(None, NIL, [_no_expression(source)])
        before = Moment(self.compiler)
        with compiling():
            function, found = self._elaborate(source, module.items[0].value, code, names, wanted)
        problems = self.compiler.problems()
        if problems:
            before.restore()
            return Compiled(None, NIL, problems)
        return Compiled(function, found, [])

    def known(self, code: int, type: str) -> bool:
        """Whether an expression may use a value of that type: one that the language can write."""
        return self._type(type, self.compiler.unit.entries[code].module) is not None

    def _elaborate(
        self, source: Source, node: ast.Expr, code: int, names: Sequence[tuple[str, str]], wanted: str | None
    ) -> tuple[int, Type]:
        unit = self.compiler.unit
        outer = unit.entries[code].module
        types = [self._type(type, outer) or UNKNOWN for _, type in names]
        self.program.sources.append((source.name, source.text))
        scope = replace(outer, source=source, source_index=len(self.program.sources) - 1)
        params = tuple(Param(name, type) for (name, _), type in zip(names, types, strict=True))
        entry = unit.enter(NAME, params, NIL, scope)
        body = Body(unit, entry)
        for param in params:
            body.declare(param.name, param.type, ast.Span(0, 0))
        body.scopes.append({})
        asked = self._type(wanted, outer) if wanted is not None else None
        value = body.expect(node, asked, f"it is {wanted}") if asked is not None else body.expr(node)
        if value.type != NEVER:
            body.add(ir.Return(place(node.span), value.reg))
        self.compiler.finish(scope, [])
        return entry.index, value.type

    def _type(self, text: str, scope: ModuleScope) -> Type | None:
        """The type that is written; None where it is none that a program can name."""
        key = (text, scope.default_space)
        if key not in self._types:
            self._types[key] = self._resolved(text, scope)
        return self._types[key]

    def _resolved(self, text: str, scope: ModuleScope) -> Type | None:
        source = Source(NAME, f"let x: {text} = nil")
        module, problems, _ = parse_entry(source)
        item = module.items[0] if module.items and not problems else None
        if not isinstance(item, ast.Let) or item.type is None:
            return None
        unit = self.compiler.unit
        before = len(unit.problems)
        found = resolve(unit, replace(scope, source=source), item.type)
        if len(unit.problems) > before:
            self.compiler.forget()
            return None
        return substitute(found, {name: Con(name) for name in variables(found)})


def _no_expression(source: Source) -> Diagnostic:
    return Diagnostic(
        "E0824",
        "this is no expression",
        source,
        (Label(0, len(source.text)),),
        "what stands in a stopped program is looked at, not added to",
        "write an expression, such as `len(xs)`; `set NAME = EXPR` changes a variable",
    )
