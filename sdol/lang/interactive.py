"""Entry by entry: a session's lines are compiled one after the other into one growing program.

What an entry defines is global and may be defined again by a later one. An entry with a problem leaves no
trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel import ir
from sdol.kernel.types import NIL, Type
from sdol.lang import ast
from sdol.lang.body import Body
from sdol.lang.parser import parse_entry
from sdol.lang.program import Compiler, compiling, defined, give_last
from sdol.lang.unit import DEFAULT_SPACE, ModuleScope


@dataclass
class Compiled:
    """What became of an entry.

    Attributes:
        function: the function that runs it, and `type` that of its result; None where there is a problem.
        incomplete: not wrong, but more must come on the next line.
    """

    function: int | None
    type: Type
    problems: list[Diagnostic]
    incomplete: bool = False


class Session:
    """The growing program of an interactive session."""

    def __init__(self, space: str = DEFAULT_SPACE) -> None:
        self.compiler = Compiler()
        self.entries = 0
        self.scope = ModuleScope("main", Source("", ""), 0, space, interactive=True)
        with compiling():
            self.scope.prelude = self.compiler.loader.prelude()

    @property
    def program(self) -> ir.Program:
        return self.compiler.unit.program

    def add(self, text: str, *, final: bool = False) -> Compiled:
        """Compiles an entry; `final` says that nothing can follow, so that an incomplete one is wrong."""
        self.entries += 1
        source = Source(f"entry {self.entries}", text)
        module, problems, incomplete = parse_entry(source)
        if incomplete and not final:
            self.entries -= 1
            return Compiled(None, NIL, [], incomplete=True)
        if problems:
            return Compiled(None, NIL, problems)
        saved = _State(self)
        with compiling():
            function, type = self._elaborate(source, module.items)
        found = self.compiler.problems()
        if found:
            saved.restore(self)
            return Compiled(None, NIL, found)
        return Compiled(function, type, [])

    def type_of(self, text: str) -> Compiled:
        """What the entry would give; nothing of it is kept."""
        saved = _State(self)
        compiled = self.add(text, final=True)
        if compiled.function is not None:
            saved.restore(self)
        return compiled

    def _elaborate(self, source: Source, items: list[ast.Stmt]) -> tuple[int, Type]:
        compiler, scope = self.compiler, self.scope
        self.program.sources.append((source.name, source.text))
        scope.source, scope.source_index = source, len(self.program.sources) - 1
        entry = compiler.unit.enter("main", (), NIL, scope)
        compiler.declare(scope, items, everything_shared=False)
        scope.shared = frozenset(defined(items))
        body = Body(compiler.unit, entry)
        compiler.run_inits(body)
        found = give_last(body, source, items)
        compiler.finish(scope, items)
        return entry.index, found


class _State:
    """What an entry may change, to be put back where it has a problem."""

    def __init__(self, session: Session) -> None:
        unit, scope, program = session.compiler.unit, session.scope, session.program
        self.lists: tuple[list[Any], ...] = (
            *(program.functions, program.sources, program.globals, program.tests),
            *(unit.entries, unit.globals),
        )
        self.lengths = [len(one) for one in self.lists]
        self.names = (dict(scope.functions), dict(scope.globals), dict(scope.modules))
        self.space = scope.default_space
        self.loaded = session.compiler.loader.state()

    def restore(self, session: Session) -> None:
        scope = session.scope
        for one, length in zip(self.lists, self.lengths, strict=True):
            del one[length:]
        scope.functions, scope.globals, scope.modules = self.names
        scope.default_space = self.space
        scope.broken.clear()
        session.compiler.loader.restore(self.loaded)
        session.compiler.forget()
