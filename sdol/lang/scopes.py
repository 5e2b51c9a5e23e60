"""Which name means what: every definition of a file, where it is used, and where it can be named.

One walk over the tree, which also does for a file with mistakes: it takes the items that there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.lambdas import inside


@dataclass(eq=False)
class Binding:
    """A name that a file defines.

    Attributes:
        kind: `variable`, `parameter`, `function`, `module`, `region` or `store`.
        top: whether it stands at the top level, where functions see it, and files that import this one.
        reads, writes: where it is used, and given another value, after its definition.
        own: where a function calls itself, which is no use of it.
        home: the function or test that it stands in.
        hides: the definition that it hides in its block.
        shorthand: whether it is a field of a pattern and has its name from there.
        since, until: where it can be named; `until` is the end of its block, -1 where that is the file.
        node: what defines it: a function, an import, a `let`, a loop.
        declared: where the checker defines it, for its type.
    """

    name: str
    span: ast.Span
    kind: str
    top: bool = False
    mutable: bool = False
    reads: list[ast.Span] = field(default_factory=list)
    writes: list[ast.Span] = field(default_factory=list)
    own: list[ast.Span] = field(default_factory=list)
    home: ast.Node | None = None
    hides: Binding | None = None
    shorthand: bool = False
    since: int = -1
    until: int = -1
    node: ast.Node | None = None
    declared: int = -1

    def uses(self) -> list[ast.Span]:
        """Every place where it is named but its definition, in the order of the text."""
        return sorted([*self.reads, *self.writes, *self.own])


class Member(NamedTuple):
    """A name that is taken from a module: `prices.tax`."""

    module: Binding
    name: str
    span: ast.Span


class Named(NamedTuple):
    """The name of an argument, `limit` of `f(x, limit: 3)`, and the name that is called."""

    callee: ast.Span
    name: str
    span: ast.Span


@dataclass
class Scopes:
    """What the names of a file mean.

    Attributes:
        bindings: the definitions, in the order of the text.
        free: the names that the file does not define: instructions, the library's, and unknown ones.
        members: the names taken from modules.
        named: the names of arguments.
        calls: the call that a name stands in as what is called, by the place of the name.
    """

    bindings: list[Binding] = field(default_factory=list)
    free: list[tuple[str, ast.Span]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    calls: dict[ast.Span, ast.Call] = field(default_factory=dict)


def children(node: Any) -> list[ast.Node]:
    """The nodes inside of a node, or of a tuple or list of them, in their order."""
    found: list[ast.Node] = []
    if isinstance(node, ast.Node):
        for name in reversed(inside(node)):
            _gather(getattr(node, name), found)
    else:
        _gather(node, found)
    return found


def _gather(value: Any, found: list[ast.Node]) -> None:
    if isinstance(value, ast.Node):
        found.append(value)
    elif isinstance(value, (tuple, list)):
        for part in value:
            _gather(part, found)


def every(node: Any) -> Iterator[ast.Node]:
    """All nodes below a node, each before what is inside of it."""
    waiting = children(node)[::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children(one)[::-1]


def is_program(module: ast.Module) -> bool:
    """Whether a file does something when it runs; one that only defines is there to be imported."""
    defining = (ast.Let, ast.Region, ast.Store, ast.Fn, ast.Test, ast.Space, ast.Import)
    return any(not isinstance(item, defining) for item in module.items)


def bindings(source: Source, module: ast.Module) -> list[Binding]:
    """The definitions of a file, in the order of the text."""
    return scopes(source, module.items).bindings


def scopes(source: Source, items: list[ast.Stmt]) -> Scopes:
    """What the names of a file's items mean."""
    walk = _Walk(source)
    walk.file(items)
    walk.found.bindings.sort(key=lambda one: one.span.start)
    return walk.found


class _Walk:
    """Goes through a file with the scopes that are open."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Scopes()
        self.scopes: list[dict[str, Binding]] = [{}]
        self.ends = [-1]
        self.home: ast.Node | None = None
        self.within: Binding | None = None
        """The function whose body it is in: that it calls itself is no use of it."""

    def file(self, items: list[ast.Stmt]) -> None:
        for item in items:
            if isinstance(item, ast.Fn):
                self.define(item.name, item.name_span, "function", node=item)
            elif isinstance(item, ast.Import):
                self.define(Path(item.target).stem, item.span, "module", node=item)
        functions = [item for item in items if isinstance(item, (ast.Fn, ast.Test))]
        for item in items:
            if not isinstance(item, (ast.Fn, ast.Test)):
                self.visit(item)
        for item in functions:
            self.visit(item)

    # --- names ---

    def define(self, name: str, span: ast.Span, kind: str, **more: Any) -> None:
        if name == "_":
            return
        top = len(self.scopes) == 1
        more = {"declared": span.start, "since": span.end, **more}
        binding = Binding(
            name, span, kind, top, home=self.home, hides=self.known(name), until=self.ends[-1], **more
        )
        self.found.bindings.append(binding)
        self.scopes[-1][name] = binding

    def known(self, name: str) -> Binding | None:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    @contextmanager
    def scope(self, end: int) -> Iterator[None]:
        self.scopes.append({})
        self.ends.append(end)
        try:
            yield
        finally:
            self.scopes.pop()
            self.ends.pop()

    def pattern(self, pattern: ast.Pattern, **more: Any) -> None:
        match pattern:
            case ast.NamePattern(span, name):
                self.define(name, span, "variable", **more)
            case ast.RecordPattern():
                for name, part in pattern.fields:
                    short = isinstance(part, ast.NamePattern) and part.name == name
                    self.pattern(part, **{**more, "shorthand": short})
            case ast.ListPattern():
                for part in pattern.items:
                    self.pattern(part, **{**more, "shorthand": False})

    # --- nodes ---

    def visit(self, node: ast.Node) -> None:
        special = getattr(self, f"_{type(node).__name__.lower()}", None)
        if special is not None:
            special(node)
        else:
            self.all(*children(node))

    def all(self, *nodes: ast.Node | None) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _name(self, node: ast.Name) -> None:
        binding = self.known(node.name)
        if binding is None:
            self.found.free.append((node.name, node.span))
        elif binding is self.within:
            binding.own.append(node.span)
        else:
            binding.reads.append(node.span)

    def _field(self, node: ast.Field) -> None:
        module = self.known(node.operand.name) if isinstance(node.operand, ast.Name) else None
        if module is not None and module.kind == "module":
            self.found.members.append(Member(module, node.name, node.name_span))
        self.visit(node.operand)

    def _call(self, node: ast.Call) -> None:
        called = node.function
        if isinstance(called, (ast.Name, ast.Field)):
            span = called.span if isinstance(called, ast.Name) else called.name_span
            self.found.calls[span] = node
            for arg in node.args:
                if arg.name is not None:
                    place = ast.Span(arg.span.start, arg.span.start + len(arg.name))
                    self.found.named.append(Named(span, arg.name, place))
        self.all(called, *node.args)

    def _block(self, node: ast.Block) -> None:
        with self.scope(node.span.end):
            self.all(*node.statements)

    def _let(self, node: ast.Let) -> None:
        self.visit(node.value)
        self.pattern(node.pattern, mutable=node.mutable, node=node, since=node.span.end)

    def _region(self, node: ast.Region) -> None:
        self.visit(node.value)
        self.define(node.name, node.name_span, "region", node=node, since=node.span.end)

    def _store(self, node: ast.Store) -> None:
        self.define(node.name, node.name_span, "store", node=node)

    def _assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        self._target(node.target)

    def _interpolate(self, node: ast.Interpolate) -> None:
        self.all(node.toward, node.fraction)
        self._target(node.target)

    def _target(self, target: ast.Expr) -> None:
        binding = self.known(target.name) if isinstance(target, ast.Name) else None
        if binding is None:
            self.visit(target)
        else:
            binding.writes.append(target.span)

    def _for(self, node: ast.For) -> None:
        self.visit(node.source)
        with self.scope(node.span.end):
            self.pattern(node.pattern, node=node, since=node.body.span.start)
            self.visit(node.body)

    def _comprehension(self, node: ast.Comprehension) -> None:
        self.visit(node.source)
        with self.scope(node.span.end):
            self.pattern(node.pattern, node=node, since=node.span.start)
            self.all(node.condition, node.item)

    def _lambda(self, node: ast.Lambda) -> None:
        with self.scope(node.span.end):
            for name, span in node.params:
                self.define(name, span, "parameter", node=node)
            self.visit(node.body)

    def _try(self, node: ast.Try) -> None:
        self.visit(node.body)
        with self.scope(node.span.end):
            if node.name is not None:
                at = self.source.text.find(node.name, node.body.span.end + len("else"))
                at = self.source.text.rfind(node.name, at, node.handler.span.start)
                span = ast.Span(at, at + len(node.name))
                self.define(node.name, span, "variable", node=node, declared=node.span.start)
            self.visit(node.handler)

    def _matcharm(self, node: ast.MatchArm) -> None:
        with self.scope(node.span.end):
            self.pattern(node.pattern, node=node)
            self.all(node.guard, node.body)

    def _test(self, node: ast.Test) -> None:
        self.home = node
        self.visit(node.body)
        self.home = None

    def _fn(self, node: ast.Fn) -> None:
        self.within, self.home = self.scopes[0].get(node.name), node
        with self.scope(node.span.end):
            for param in node.params:
                start = param.span.start
                self.define(param.name, ast.Span(start, start + len(param.name)), "parameter", node=param)
            self.visit(node.body)
        self.within = self.home = None
