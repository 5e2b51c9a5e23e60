"""Which name means what: every definition of a file, and how it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.lambdas import inside


@dataclass(eq=False)
class Binding:
    """A name that a file defines.

    Attributes:
        kind: `variable`, `parameter`, `function`, `module`, `region` or `store`.
        top: whether it stands at the top level, where functions see it, and files that import this one.
        reads, writes: how often it is used, and given another value, after its definition.
        home: the function or test that it stands in.
        hides: the definition that it hides in its block.
        shorthand: whether it is a field of a pattern and has its name from there.
    """

    name: str
    span: ast.Span
    kind: str
    top: bool = False
    mutable: bool = False
    reads: int = 0
    writes: int = 0
    home: ast.Node | None = None
    hides: Binding | None = None
    shorthand: bool = False


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
    """The definitions of a file that compiles, in the order of the text."""
    found = _Walk(source)
    found.file(module)
    return sorted(found.bindings, key=lambda one: one.span.start)


class _Walk:
    """Goes through a file with the scopes that are open."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.bindings: list[Binding] = []
        self.scopes: list[dict[str, Binding]] = [{}]
        self.home: ast.Node | None = None
        self.within: Binding | None = None
        """The function whose body it is in: that it calls itself is no use of it."""

    def file(self, module: ast.Module) -> None:
        for item in module.items:
            if isinstance(item, ast.Fn):
                self.define(item.name, item.name_span, "function")
            elif isinstance(item, ast.Import):
                self.define(Path(item.target).stem, item.span, "module")
        functions = [item for item in module.items if isinstance(item, (ast.Fn, ast.Test))]
        for item in module.items:
            if not isinstance(item, (ast.Fn, ast.Test)):
                self.visit(item)
        for item in functions:
            self.visit(item)

    # --- names ---

    def define(self, name: str, span: ast.Span, kind: str, **more: Any) -> None:
        if name == "_":
            return
        top = len(self.scopes) == 1
        binding = Binding(name, span, kind, top, home=self.home, hides=self.known(name), **more)
        self.bindings.append(binding)
        self.scopes[-1][name] = binding

    def known(self, name: str) -> Binding | None:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    @contextmanager
    def scope(self) -> Iterator[None]:
        self.scopes.append({})
        try:
            yield
        finally:
            self.scopes.pop()

    def pattern(self, pattern: ast.Pattern, shorthand: bool = False, mutable: bool = False) -> None:
        match pattern:
            case ast.NamePattern(span, name):
                self.define(name, span, "variable", shorthand=shorthand, mutable=mutable)
            case ast.RecordPattern():
                for name, part in pattern.fields:
                    short = isinstance(part, ast.NamePattern) and part.name == name
                    self.pattern(part, shorthand=short)
            case ast.ListPattern():
                for part in pattern.items:
                    self.pattern(part)

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
        if binding is not None and binding is not self.within:
            binding.reads += 1

    def _block(self, node: ast.Block) -> None:
        with self.scope():
            self.all(*node.statements)

    def _let(self, node: ast.Let) -> None:
        self.visit(node.value)
        self.pattern(node.pattern, mutable=node.mutable)

    def _region(self, node: ast.Region) -> None:
        self.visit(node.value)
        self.define(node.name, node.name_span, "region")

    def _store(self, node: ast.Store) -> None:
        self.define(node.name, node.name_span, "store")

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
            binding.writes += 1

    def _for(self, node: ast.For) -> None:
        self.visit(node.source)
        with self.scope():
            self.pattern(node.pattern)
            self.visit(node.body)

    def _comprehension(self, node: ast.Comprehension) -> None:
        self.visit(node.source)
        with self.scope():
            self.pattern(node.pattern)
            self.all(node.condition, node.item)

    def _lambda(self, node: ast.Lambda) -> None:
        with self.scope():
            for name, span in node.params:
                self.define(name, span, "parameter")
            self.visit(node.body)

    def _try(self, node: ast.Try) -> None:
        self.visit(node.body)
        with self.scope():
            if node.name is not None:
                at = self.source.text.find(node.name, node.body.span.end + len("else"))
                at = self.source.text.rfind(node.name, at, node.handler.span.start)
                self.define(node.name, ast.Span(at, at + len(node.name)), "variable")
            self.visit(node.handler)

    def _matcharm(self, node: ast.MatchArm) -> None:
        with self.scope():
            self.pattern(node.pattern)
            self.all(node.guard, node.body)

    def _test(self, node: ast.Test) -> None:
        self.home = node
        self.visit(node.body)
        self.home = None

    def _fn(self, node: ast.Fn) -> None:
        self.within, self.home = self.scopes[0].get(node.name), node
        with self.scope():
            for param in node.params:
                start = param.span.start
                self.define(param.name, ast.Span(start, start + len(param.name)), "parameter")
            self.visit(node.body)
        self.within = self.home = None
