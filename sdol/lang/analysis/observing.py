"""The checker, watched: which type every expression of a file has, and what each call became.

A watched function body is a kind of `Body` of its own, so that compiling costs nothing more where nobody watches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel.types import UNKNOWN, Type
from sdol.lang import ast
from sdol.lang.body import Body, Value, Variable
from sdol.lang.program import Compiler, Parsed, compiling
from sdol.lang.unit import FunctionEntry, ModuleScope, Unit


class Stopped(Exception):
    """Nobody wants to know any more."""


@dataclass
class Seen:
    """What the checker found out about the main file; places are characters of it.

    Attributes:
        types: the type of each expression, by its place.
        names: the type of each name that is defined, by the beginning of its place.
        instructions: the instruction that each expression became, where it became one.
        problems: what is wrong.
        stopped: says whether to give up; asked for every expression.
    """

    types: dict[ast.Span, Type] = field(default_factory=dict)
    names: dict[int, Type] = field(default_factory=dict)
    instructions: dict[ast.Span, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    stopped: Callable[[], bool] = bool


def observe(
    source: Source,
    parsed: Parsed,
    read: Callable[[str, str], str] | None = None,
    stopped: Callable[[], bool] = bool,
) -> Seen:
    """Checks a program that is parsed already, and gives what is found.

    Args:
        read: gives the text of an imported file, from its path and the name it is shown under.
        stopped: asked again and again; where it says yes, `Stopped` is raised.
    """
    if stopped():
        raise Stopped
    with compiling():
        compiler = _Watching(Seen(stopped=stopped))
        if read is not None:
            compiler.loader.read = read
        compiler.main(source, parsed=parsed)
        return compiler.finished()


class _Watching(Compiler):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self.scope: ModuleScope | None = None

    def body(self, entry: FunctionEntry) -> Body:
        made = Watched(self.unit, entry)
        made.seen = self.seen
        return made

    def declare(self, scope: ModuleScope, items: list[ast.Stmt], everything_shared: bool) -> None:
        if scope.source_index == 0:
            self.scope = scope
        super().declare(scope, items, everything_shared)

    def trim(self, scope: ModuleScope) -> None:
        """Nothing will run."""

    def finished(self) -> Seen:
        seen = self.seen
        seen.problems = self.problems()
        for entry in self.scope.globals.values() if self.scope else ():
            if entry.span is not None:
                seen.names[entry.span.start] = entry.type
        return seen


class Watched(Body):
    """A function's body that notes what is found in it, where it stands in the main file."""

    seen: Seen

    def __init__(self, unit: Unit, entry: FunctionEntry, parent: Body | None = None) -> None:
        super().__init__(unit, entry, parent)
        self.mine = entry.module.source_index == 0
        if isinstance(parent, Watched):
            self.seen = parent.seen

    def expr(self, node: ast.Expr, expected: Type | None = None) -> Value:
        if self.seen.stopped():
            raise Stopped
        value = super().expr(node, expected)
        if self.mine and value.type != UNKNOWN:
            self.seen.types[node.span] = value.type
        return value

    def declare(self, name: str, type: Type, span: ast.Span, mutable: bool = False) -> Variable:
        if self.mine and type != UNKNOWN:
            self.seen.names[span.start] = type
        return super().declare(name, type, span, mutable)

    def op(self, span: ast.Span, name: str, args: list[int], type: Type, lift: str = "") -> Value:
        if self.mine:
            self.seen.instructions[span] = name
        return super().op(span, name, args, type, lift)
