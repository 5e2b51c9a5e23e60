"""From source to program: files are parsed and declared, every function elaborated, effects checked."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from sdol.compiler.tidy import tidy
from sdol.diagnostics import Diagnostic, Label, Source
from sdol.kernel import ir
from sdol.kernel.depth import deep
from sdol.kernel.types import NEVER, NIL, Bindings, Con, Param, Type, show, substitute, variables

# Each of these registers the constructs it elaborates.
from sdol.lang import (  # noqa: F401
    assignment,
    ast,
    calls,
    control,
    embedding,
    lambdas,
    literals,
    loops,
    names,
    near,
    operators,
    statements,
    transactions,
)
from sdol.lang.body import Body
from sdol.lang.effects import Effects, check_declared
from sdol.lang.lambdas import names_in
from sdol.lang.literals import literal_text
from sdol.lang.modules import Loader
from sdol.lang.nesting import check_nesting
from sdol.lang.parser import parse
from sdol.lang.reach import keep_reachable
from sdol.lang.spaces import check_space
from sdol.lang.statements import block_value
from sdol.lang.syntax_errors import capped
from sdol.lang.unit import DEFAULT_SPACE, FunctionEntry, ModuleScope, Unit, place
from sdol.lang.written_types import resolve

Parsed: TypeAlias = tuple[ast.Module, list[Diagnostic]]


def compile_source(source: Source) -> tuple[ir.Program, list[Diagnostic]]:
    """Compiles a program; it may run only where there is no problem."""
    with compiling():
        compiler = Compiler()
        compiler.main(source)
        return compiler.unit.program, compiler.problems()


def compile_expression(source: Source) -> tuple[ir.Program, Type, list[Diagnostic]]:
    """Compiles a program whose function 0 gives the value of its last line, and says what type that has."""
    with compiling():
        compiler = Compiler()
        found = compiler.main(source, gives=True)
        return compiler.unit.program, found, compiler.problems()


@contextmanager
def compiling() -> Iterator[None]:
    """Many small trees are made and none is dropped meanwhile: the collector would walk them in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with deep():
            yield
    finally:
        if collecting:
            gc.enable()


class Compiler:
    """One program being compiled, from its main file and what that imports."""

    def __init__(self) -> None:
        self.unit = Unit()
        self.loader = Loader(self.unit, self.declare)
        self.effects = Effects(self.unit)
        """Those of the functions that were checked."""
        self.elaborated: list[int] = []
        """The functions whose bodies were elaborated, in that order."""
        self._begun: set[int] = set()
        self._checked = self._followed = 0

    def body(self, entry: FunctionEntry) -> Body:
        """A function that begins; one who watches what the checker finds gives a kind of body of his own."""
        return Body(self.unit, entry)

    def main(self, source: Source, *, gives: bool = False, parsed: Parsed | None = None) -> Type:
        """Compiles the main file; its top level becomes function 0, which `gives` its last value or nil.

        `parsed` is what the parser made of it, where that is known.
        """
        module, diagnostics = parsed or parse(source)
        self.unit.malformed(source, diagnostics, module.items)
        self.unit.program.sources.append((source.name, source.text))
        scope = ModuleScope("main", source, 0, DEFAULT_SPACE, broken=module.broken)
        self.loader.begin(source.name)
        main = self.unit.enter("main", (), NIL, scope)
        scope.prelude = self.loader.prelude()
        self.declare(scope, module.items, everything_shared=False)
        top = self.body(main)
        self.run_inits(top)
        found = give_last(top, source, module.items) if gives else _run_top(top, module.items)
        self.finish(scope, module.items)
        if not self.unit.problems:
            self.trim(scope)
        return found

    def trim(self, scope: ModuleScope) -> None:
        """Leaves out what the program does not need; one who looks into it while it runs keeps everything."""
        tidy(self.unit.program)
        roots = [e.index for e in self.unit.entries if e.written and e.module is scope]
        keep_reachable(self.unit.program, roots)

    def problems(self) -> list[Diagnostic]:
        """What is wrong, file after file, each in its order; of very much the first."""
        told = self.unit.told()
        files = {problem.source.name for problem in told if problem.source is not None}
        sources = self.unit.program.sources if len(files) > 1 else ()  # a session has many, its entry is one
        order = {name: at for at, (name, _) in enumerate(sources)}

        def place_of(problem: Diagnostic) -> tuple[int, int]:
            if problem.source is None:
                return len(order) + 1 if problem.code == "E0100" else -1, 0  # "and 9 more" comes last
            return order.get(problem.source.name, len(order)), problem.labels[
                0
            ].start if problem.labels else 0

        return capped(sorted(told, key=place_of))

    # --- declarations ---------------------------------------------------------------------------------------

    def declare(self, scope: ModuleScope, items: list[ast.Stmt], everything_shared: bool) -> None:
        """Enters the names of a file's top level: space, imports, functions, what functions see."""
        spaces = [item for item in items if isinstance(item, ast.Space)]
        for second in spaces[1:]:
            self._second_space(scope, spaces[0], second)
        for item in items:
            if item in spaces[:1]:
                self._default_space(scope, spaces[0])
            elif isinstance(item, ast.Import):
                self.loader.load(scope, item)
        for item in items:
            if isinstance(item, ast.Fn):
                self._declare_function(scope, item)
        inside = [i for i in items if everything_shared or isinstance(i, (ast.Fn, ast.Test))]
        scope.shared = frozenset(names_in(inside) if not everything_shared else defined(items))

    def _second_space(self, scope: ModuleScope, first: ast.Space, item: ast.Space) -> None:
        if not scope.interactive:
            text = f"the space of this file is `{first.name}` already"
            reason = "a file has one space, in which texts are embedded where no other is named"
            help = f'name the other space at the value: `~"…"@{item.name}`'
            labels = [Label(first.span.start, first.span.end, "named here")]
            self.unit.report("E0203", scope, item.span, text, reason=reason, help=help, labels=labels)

    def _default_space(self, scope: ModuleScope, item: ast.Space) -> None:
        if check_space(self.unit, scope, item.name, item.span):
            scope.default_space = item.name

    def _declare_function(self, scope: ModuleScope, node: ast.Fn) -> None:
        if node.name in scope.modules and not scope.interactive:
            text, help = f"`{node.name}` is already a module of this file", "give the function another name"
            self.unit.report("E0203", scope, node.name_span, text, help=help)
        if node.name in scope.functions and not scope.interactive:
            help = "one name means one function: give this one another name"
            self.unit.report(
                "E0203", scope, node.name_span, f"the function `{node.name}` is already defined", help=help
            )
            return
        params = tuple(
            Param(p.name, resolve(self.unit, scope, p.type), _written(scope, p.default)) for p in node.params
        )
        result = resolve(self.unit, scope, node.result) if node.result else NIL
        entry = self.unit.enter(node.name, params, result, scope, node)
        entry.declared = tuple(name for name, _ in node.uses)
        scope.functions[node.name] = entry
        for param in node.params:
            if param.default is not None:
                self._default(scope, entry, param)

    def _default(self, scope: ModuleScope, entry: FunctionEntry, param: ast.Param) -> None:
        assert param.default is not None
        literal = param.default.operand if isinstance(param.default, ast.Unary) else param.default
        if not (isinstance(literal, (ast.Number, ast.Bool, ast.Nil)) or literal_text(literal) is not None):
            text = "the value that a parameter has by default is a number, a text, true, false or nil"
            help = f"take `nil` for it, and choose in the body: `or_else({param.name}, …)`"
            self.unit.report("E0324", scope, param.default.span, text, help=help)
        else:
            entry.defaults[param.name] = param.default

    # --- functions ------------------------------------------------------------------------------------------

    def elaborate(self, entry: FunctionEntry) -> None:
        """Elaborates a function's body, once."""
        if entry.index in self._begun or entry.node is None:
            return
        self._begun.add(entry.index)
        self.elaborated.append(entry.index)
        node = entry.node
        body = self.body(entry)
        body.rigid = _rigid(entry)
        for written, param in zip(node.params, entry.params, strict=True):
            body.declare(param.name, substitute(param.type, body.rigid), written.span)
        self._check_defaults(body, entry)
        body.scopes.append({})
        wanted = body.wanted = substitute(entry.result, body.rigid)
        body.origin = body.label(node.result.span, "declared here") if node.result else None
        because = f"`{entry.name}` is declared to give {show(wanted)}"
        value = statements.result(body, node.body, wanted, because, body.origin)
        if wanted != NIL and value.type != NEVER:
            body.add(ir.Return(place(node.body.span), value.reg))

    def _check_defaults(self, body: Body, entry: FunctionEntry) -> None:
        with body.block():
            for param in entry.params:
                if param.name in entry.defaults:
                    origin = body.label(_type_span(entry, param.name), "declared here")
                    because = f"`{param.name}` is {show(param.type)}"
                    body.expect(entry.defaults[param.name], param.type, because, origin)

    def _test(self, scope: ModuleScope, node: ast.Test) -> None:
        entry = self.unit.enter(f"test {node.title}", (), NIL, scope)
        body = self.body(entry)
        body.scopes.append({})
        statements.run(body, node.body)
        self.unit.program.tests.append((node.title, entry.index))

    def run_inits(self, top: Body) -> None:
        """Runs the top levels of newly imported files first, in the order of their imports."""
        inits, self.loader.inits = self.loader.inits, []
        for entry, items in inits:
            body = self.body(entry)
            _run_top(body, items)
            calls.call_entry(top, ast.Span(0, 0), entry, [], NIL)

    def finish(self, scope: ModuleScope, items: list[ast.Stmt]) -> None:
        """Elaborates the functions and tests of a file and all they reach, and checks effects."""
        for item in items:
            if isinstance(item, ast.Fn):
                self.elaborate(scope.functions[item.name])
            elif isinstance(item, ast.Test):
                self._test(scope, item)
        for module in self.loader.unchecked():
            for entry in module.functions.values():
                self.elaborate(entry)
        self._elaborate_reached()
        first = len(self.effects.of)
        changed = self.effects.extend(self.elaborated[self._checked :])
        self._checked = len(self.elaborated)
        for judge in self.unit.afterwards:
            judge(self.effects.acts)
        self.unit.afterwards.clear()
        transactions.check_transactions(self.unit, self.effects)
        self._check(changed, first)
        if self.unit.unknown and not self.unit.problems:
            _report_unknown(self.unit, *self.unit.unknown)

    def _check(self, changed: list[int], first: int) -> None:
        """Checks the functions that were not checked before, and those that have other effects since then."""
        for index in changed:
            if index >= first:
                check_nesting(self.unit, self.unit.entries[index])
            check_declared(self.unit, self.unit.entries[index], self.effects)

    def _elaborate_reached(self) -> None:
        """Elaborates the library's functions that are called, and what these call."""
        while self._followed < len(self.unit.entries):  # elaborating a function may enter more of them
            for index in list(self.unit.entries[self._followed].callees):
                self._elaborate_from(index)
            self._followed += 1

    def _elaborate_from(self, index: int) -> None:
        waiting = [index]
        while waiting:
            entry = self.unit.entries[waiting.pop()]
            if entry.node is not None and entry.index not in self._begun:
                self.elaborate(entry)
                waiting += entry.callees

    def forget(self) -> None:
        """Drops the problems found, and what was queued with them."""
        self.unit.forget()

    def unelaborate(self, count: int) -> None:
        """Takes the bodies away from all functions but the first so many that got one; newer entries are gone."""
        entries = self.unit.entries
        self._begun.difference_update(self.elaborated[count:])
        for index in self.elaborated[count:]:
            if index < len(entries):
                self.unit.clear(entries[index])
        del self.elaborated[count:]
        self._checked, self._followed = min(self._checked, count), min(self._followed, len(entries))


def _written(scope: ModuleScope, default: ast.Expr | None) -> str | None:
    return scope.source.text[default.span.start : default.span.end] if default else None


def _type_span(entry: FunctionEntry, name: str) -> ast.Span:
    """Where the type of a parameter is written."""
    assert entry.node
    return next(p.type.span for p in entry.node.params if p.name == name)


def _run_top(body: Body, items: list[ast.Stmt]) -> Type:
    statements.run(body, ast.Block(ast.Span(0, 0), _lines(items)))
    return NIL


def _lines(items: list[ast.Stmt]) -> tuple[ast.Stmt, ...]:
    """What a top level does, without what it declares."""
    return tuple(i for i in items if not isinstance(i, (ast.Fn, ast.Test, ast.Space, ast.Import)))


def give_last(body: Body, source: Source, items: list[ast.Stmt]) -> Type:
    """The statements of a top level, which gives the value of its last expression; the type of that."""
    value = block_value(body, ast.Block(ast.Span(0, len(source.text)), _lines(items)), None)
    if value.type not in (NIL, NEVER):
        body.add(ir.Return((0, len(source.text)), value.reg))
    return value.type


def defined(items: list[ast.Stmt]) -> list[str]:
    """The names that a file's top level defines."""
    found: list[str] = []
    for item in items:
        if isinstance(item, ast.Let):
            found += _pattern_names(item.pattern)
        elif isinstance(item, (ast.Region, ast.Store)):
            found.append(item.name)
    return found


def _pattern_names(pattern: ast.Pattern) -> list[str]:
    match pattern:
        case ast.NamePattern():
            return [pattern.name]
        case ast.RecordPattern():
            return [n for _, p in pattern.fields for n in _pattern_names(p)]
    return []


def _rigid(entry: FunctionEntry) -> Bindings:
    """Inside its own body a function's type variable is one unknown type, equal only to itself."""
    letters = variables(entry.result).union(*(variables(p.type) for p in entry.params))
    return {name: Con(name) for name in letters}


def _report_unknown(unit: Unit, scope: ModuleScope, span: ast.Span) -> None:
    unit.report(
        "E0321",
        scope,
        span,
        "the type of this is not known",
        reason="it comes from an empty list, or from a function whose result nothing fixes",
        help="write the type where the value is made: `let xs: list[text] = []`",
    )
