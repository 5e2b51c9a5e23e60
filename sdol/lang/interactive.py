"""Entry by entry: a session's lines are compiled one after the other into one growing program.

What an entry defines is global and may be defined again by a later one. An entry with a problem leaves no
trace. The value of an entry is `_` until the next one has a value, and that of entry 3 is `_3`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from sdol.diagnostics import Diagnostic, Source
from sdol.kernel import ir
from sdol.kernel.types import NEVER, NIL, Type, is_open
from sdol.lang import ast
from sdol.lang.body import Body
from sdol.lang.moments import Moment
from sdol.lang.parser import parse_entry
from sdol.lang.program import Compiler, compiling, defined, give_last
from sdol.lang.remembering import Nothing, Remembering
from sdol.lang.renewing import Meanings, Renewing, meanings
from sdol.lang.statements import note_held
from sdol.lang.unit import DEFAULT_SPACE, FunctionEntry, GlobalEntry, ModuleScope
from sdol.resources import folder

LAST = "_"
"""The name of the last value."""

MOST_KEPT = 100
"""Entries whose values are kept under their numbers."""


def numbered(number: int) -> str:
    """The name under which the value of an entry is kept."""
    return f"{LAST}{number}"


def is_value_name(name: str) -> bool:
    """Whether a name stands for the value of an entry: `_`, or `_3`."""
    return name == LAST or (name.startswith(LAST) and name[len(LAST) :].isdecimal())


@dataclass
class Compiled:
    """What became of an entry.

    Attributes:
        function: the function that runs it, and `type` that of its result; None where there is a problem.
        incomplete: not wrong, but more must come on the next line.
        items: what the entry consists of.
        behind: functions that from now on use what a name meant before, since with its new meaning they would be
            wrong.
    """

    function: int | None
    type: Type
    problems: list[Diagnostic]
    incomplete: bool = False
    items: tuple[ast.Stmt, ...] = ()
    behind: tuple[str, ...] = ()


def names_of(items: Iterable[ast.Stmt]) -> list[str]:
    """The names that lines define: variables, regions, stores and functions."""
    functions = [item.name for item in items if isinstance(item, ast.Fn)]
    return [*defined(list(items)), *functions]


class Names(NamedTuple):
    """What the names of a session mean at one moment."""

    functions: dict[str, FunctionEntry]
    globals: dict[str, GlobalEntry]
    modules: dict[str, ModuleScope]
    loaded: dict[Path, ModuleScope | None]
    space: str
    behind: frozenset[str]


class Mark(NamedTuple):
    """One moment of the names of a session: how often each kind of them had changed."""

    functions: int
    globals: int
    modules: int
    loaded: int
    space: str
    behind: frozenset[str]


class Changes(NamedTuple):
    """Names that mean something else than at an earlier moment, with what they meant; `NOTHING` for new ones."""

    functions: Mapping[str, FunctionEntry | Nothing] = {}
    globals: Mapping[str, GlobalEntry | Nothing] = {}
    modules: Mapping[str, ModuleScope | Nothing] = {}
    loaded: Mapping[Path, ModuleScope | Nothing | None] = {}
    space: str | None = None
    behind: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return any(self[:4]) or self.space is not None or self.behind is not None


class Session:
    """The growing program of an interactive session.

    Attributes:
        entries: how many there were; those that did not compile count.
        behind: functions that use what a name meant before, since with its new meaning they would be wrong.
    """

    def __init__(self, space: str = DEFAULT_SPACE) -> None:
        self.compiler = Compiler()
        self.entries = 0
        self.scope = ModuleScope("main", Source("", ""), 0, space, interactive=True)
        self._before: _State | None = None
        self._imports: dict[str, tuple[str, str]] = {}
        self.behind: frozenset[str] = frozenset()
        self.renewing = Renewing(self.compiler, self.scope)
        with compiling():
            self.scope.prelude = self.compiler.loader.prelude()

    @property
    def program(self) -> ir.Program:
        return self.compiler.unit.program

    def add(self, text: str, *, final: bool = False, name: str | None = None, keep: bool = True) -> Compiled:
        """Compiles an entry.

        Args:
            final: nothing can follow, so that an incomplete one is wrong.
            name: what its source is called in messages; `entry 3` by default.
            keep: whether its value becomes `_`.
        """
        source = Source(name or f"entry {self.entries + 1}", text)
        module, problems, incomplete = parse_entry(source)
        if incomplete and not final:
            return Compiled(None, NIL, [], incomplete=True)
        self.entries += 1
        if problems:
            return Compiled(None, NIL, problems)
        compiled = self._compiled_best(source, module.items, keep)
        if compiled.problems:
            self.take_back()
        else:
            self._note_imports(source, module.items)
        return compiled

    def _compiled_best(self, source: Source, items: list[ast.Stmt], keep: bool) -> Compiled:
        """The entry with as many earlier functions renewed as go with it; with problems of its own, these."""
        failed: list[str] = []
        for renew, behind in ((True, self.behind), (True, frozenset()), (False, frozenset())):
            self._before = _State(self)
            compiled, renewed = self._compiled(source, items, keep, renew, behind)
            if not compiled.problems:
                left = [name for name in dict.fromkeys(failed) if name not in renewed]
                compiled.behind = tuple(name for name in left if name not in self.behind)
                self.behind = (self.behind - {*renewed, *names_of(items)}) | {*left}
                return compiled
            if not renewed:
                return compiled
            failed += renewed
            self.take_back()
        raise AssertionError("without a function renewed, the last attempt is the answer")

    def _compiled(
        self, source: Source, items: list[ast.Stmt], keep: bool, renew: bool, behind: frozenset[str]
    ) -> tuple[Compiled, list[str]]:
        """The entry, and the functions of earlier ones that were compiled again with it."""
        try:
            with compiling():
                function, type, renewed = self._elaborate(source, items, keep, renew, behind)
        except BaseException:
            self.take_back()
            raise
        if found := self.compiler.problems():
            return Compiled(None, NIL, found), renewed
        return Compiled(function, type, [], items=tuple(items)), renewed

    @property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Of each module that was imported from a file, by its name: the line that did so, and its source's name."""
        return {name: line for name, line in self._imports.items() if name in self.scope.modules}

    def forget_files(self) -> None:
        """Lets imported files be read again by the next import of them."""
        library, loader = folder("stdlib"), self.compiler.loader
        loader.loaded.become({path: m for path, m in loader.loaded.items() if path.parent == library})
        loader.drop()

    def _note_imports(self, source: Source, items: list[ast.Stmt]) -> None:
        for item in items:
            if isinstance(item, ast.Import) and item.is_file:
                line = source.text[item.span.start : item.span.end]
                self._imports[PurePath(item.target).stem] = (line, source.name)

    def take_back(self) -> None:
        """Leaves no trace of the entry that was added last, which has not run."""
        if self._before is not None:
            self._before.restore(self)
            self._before = None

    @contextmanager
    def tried(self, text: str) -> Iterator[Compiled]:
        """An entry that is compiled only to look at it; nothing of it is kept, nor is it counted."""
        before = self.entries
        compiled = self.add(text, final=True, name="expression", keep=False)
        try:
            yield compiled
        finally:
            if compiled.function is not None:
                self.take_back()
            self.entries = before

    def type_of(self, text: str) -> Compiled:
        """What the entry would give; nothing of it is kept."""
        with self.tried(text) as compiled:
            return compiled

    def harmless(self, function: int) -> bool:
        """Whether a function does nothing beside giving a value."""
        return not self.compiler.effects.acts(function)

    # --- going back -----------------------------------------------------------------------------------------

    def names(self) -> Names:
        """What the names mean now, for `put_back`."""
        scope, loaded = self.scope, self.compiler.loader.loaded
        return Names(
            *({**scope.functions}, {**scope.globals}, {**scope.modules}, {**loaded}),
            *(scope.default_space, self.behind),
        )

    def put_back(self, names: Names) -> None:
        """Lets the names mean what they did; what was compiled since stays, without a name."""
        kinds: tuple[Mapping[Any, Any], ...] = names[:4]
        for mapping, old in zip(self._mappings(), kinds, strict=True):
            mapping.become(old)
        self.scope.default_space, self.behind = names.space, names.behind
        self.compiler.loader.drop()

    def mark(self) -> Mark:
        """The names as they are now, for `changed_since`."""
        functions, globals, modules, loaded = (mapping.mark() for mapping in self._mappings())
        return Mark(functions, globals, modules, loaded, self.scope.default_space, self.behind)

    def changed_since(self, mark: Mark) -> Changes:
        """The names that mean something else than then."""
        marks = zip(self._mappings(), mark[:4], strict=True)
        functions, globals, modules, loaded = (mapping.since(at) for mapping, at in marks)
        space = None if self.scope.default_space == mark.space else mark.space
        behind = None if self.behind == mark.behind else mark.behind
        return Changes(functions, globals, modules, loaded, space, behind)

    def take(self, changes: Changes) -> None:
        """Lets names mean what they did."""
        kinds: tuple[Mapping[Any, Any], ...] = changes[:4]
        for mapping, old in zip(self._mappings(), kinds, strict=True):
            mapping.apply(old)
        self.scope.default_space = changes.space or self.scope.default_space
        self.behind = self.behind if changes.behind is None else changes.behind
        self.compiler.loader.drop()

    def drop(self, changes: Changes) -> None:
        """Lets names mean what they did before an entry that did not come to give them their values.

        The functions that were compiled with what they were to mean are compiled again.
        """
        before = meanings(self.scope)
        self.take(changes)
        if not self._renewed(before, self.behind):
            self._renewed(before, frozenset())

    def _renewed(self, before: Meanings, behind: frozenset[str]) -> bool:
        """Whether the functions that use names which have changed since could be compiled again; else all stays."""
        source, now = (self.scope.source, self.scope.source_index), _State(self)
        try:
            with compiling():
                renewed = self.renewing.renew(before, behind)
                self.compiler.finish(self.scope, [])
            found = self.compiler.problems()
        except BaseException:
            now.restore(self)
            raise
        finally:
            self.scope.source, self.scope.source_index = source
        if found:
            now.restore(self)
        self.behind -= frozenset() if found else {*renewed}
        return not found

    def back(self, mark: Mark) -> None:
        """Lets all names mean what they did, as if they had never meant anything else."""
        for mapping, at in zip(self._mappings(), mark[:4], strict=True):
            mapping.back(at)
        self.scope.default_space, self.behind = mark.space, mark.behind
        self.compiler.loader.drop()

    def _mappings(self) -> tuple[Remembering[Any, Any], ...]:
        """What the names mean, in the order of `Names`."""
        scope = self.scope
        return scope.functions, scope.globals, scope.modules, self.compiler.loader.loaded

    # --- one entry ------------------------------------------------------------------------------------------

    def _elaborate(
        self, source: Source, items: list[ast.Stmt], keep: bool, renew: bool, behind: frozenset[str]
    ) -> tuple[int, Type, list[str]]:
        compiler, scope, before = self.compiler, self.scope, meanings(self.scope)
        self.program.sources.append((source.name, source.text))
        scope.source, scope.source_index = source, len(self.program.sources) - 1
        entry = compiler.unit.enter("main", (), NIL, scope)
        compiler.declare(scope, items, everything_shared=False)
        renewed = self.renewing.renew(before, behind) if renew else []
        scope.shared = frozenset(defined(items)) - {LAST}  # `let _ = …` drops its value
        body, now = compiler.body(entry), meanings(scope)
        compiler.run_inits(body)
        found = give_last(body, source, items)
        if keep and found not in (NIL, NEVER) and not is_open(found):
            self._keep(body, found)
        renewed += self.renewing.renew(now) if renew else []
        compiler.finish(scope, items)
        for name in scope.globals.since(before.globals):
            scope.globals[name].span = None  # it would be a place in an earlier entry
        return entry.index, found, renewed

    def _keep(self, body: Body, found: Type) -> None:
        """Gives the value that the entry ends with its two names."""
        last = body.nodes[-1]
        assert isinstance(last, ir.Return)
        for name in (LAST, numbered(self.entries)):
            known = self.scope.globals.get(name)
            if known is None or known.type != found:
                known = self.scope.globals[name] = body.unit.enter_global(name, found, False)
            body.nodes.insert(-1, ir.SetGlobal(last.place, known.index, last.src))
            note_held(body, name, 0)


class _State:
    """What an entry may change, to be put back where it has a problem."""

    def __init__(self, session: Session) -> None:
        self._moment, self._names = Moment(session.compiler), session.mark()

    def restore(self, session: Session) -> None:
        self._moment.restore()
        session.back(self._names)
        session.renewing.forget()
        session.scope.broken.clear()
