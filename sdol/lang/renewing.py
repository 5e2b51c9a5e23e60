"""What was compiled against a name that means something else now is compiled again.

A function of a session that calls another one calls the one that there was when it was compiled. Where an entry defines
that name again, everything that reaches it is compiled anew from its source, so that corrections are seen everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from sdol.diagnostics import Source
from sdol.kernel import ir
from sdol.lang.program import Compiler
from sdol.lang.unit import FunctionEntry, GlobalEntry, ModuleScope

Mentioned: TypeAlias = tuple[str, int]
"""A function or a top-level variable, by its place in the program."""


class Meanings(NamedTuple):
    """What the names of a session meant at one moment, as far as functions may mention them: marks of the mappings."""

    functions: int
    globals: int
    modules: int


def meanings(scope: ModuleScope) -> Meanings:
    """Those of now."""
    return Meanings(scope.functions.mark(), scope.globals.mark(), scope.modules.mark())


class Renewing:
    """Knows which functions of a session mention what.

    Args:
        compiler: of the session, whose `scope` has its names.
    """

    def __init__(self, compiler: Compiler, scope: ModuleScope) -> None:
        self._compiler, self._scope = compiler, scope
        self._noted = 0
        self._mentioning: dict[Mentioned, set[int]] = {}
        """Functions that may mention it: some of them may have been taken back, and others be in their places."""

    def renew(self, before: Meanings, behind: Iterable[str] = ()) -> list[str]:
        """Compiles the functions anew that mention, themselves or by what they call, what names meant before.

        Args:
            behind: functions that could not be renewed before, and may be now.

        Returns:
            Their names; what is wrong with them now is among the compiler's problems.
        """
        compiler, scope = self._compiler, self._scope
        changed = scope.functions.since(before.functions)
        replaced = _replaced(scope, changed, before)
        if not replaced:
            return []
        left = (changed.get(name) or scope.functions.get(name) for name in behind)
        replaced |= {("function", entry.index) for entry in left if isinstance(entry, FunctionEntry)}
        stale = self._reaching(changed, replaced)
        program, now = compiler.unit.program, (scope.source, scope.source_index)
        for entry in stale:
            _enter(scope, program, entry)
            compiler.declare(scope, [entry.node], everything_shared=False)  # type: ignore[list-item]
        for entry in stale:
            _enter(scope, program, entry)
            compiler.elaborate(scope.functions[entry.name])
        scope.source, scope.source_index = now
        return [entry.name for entry in stale]

    def forget(self) -> None:
        """Follows the compiler, of which functions were taken back."""
        self._noted = min(self._noted, len(self._compiler.elaborated))

    def _reaching(self, changed: Collection[str], wanted: set[Mentioned]) -> list[FunctionEntry]:
        """The functions that mention something, through others as well, in order of definition.

        Only those whose names have meant the same since, which are not among `changed`.
        """
        self._note()
        entries, functions = self._compiler.unit.entries, self._scope.functions
        found: dict[int, FunctionEntry] = {}
        waiting = list(wanted)
        while waiting:
            what = waiting.pop()
            own = {what[1]} if what[0] == "function" else set()
            for index in (self._mentioning.get(what, set()) | own) - found.keys():
                entry = entries[index] if index < len(entries) else None
                if entry is None or entry.node is None or functions.get(entry.name) is not entry:
                    continue
                if entry.name not in changed and (index in own or what in self._mentions(index)):
                    found[index] = entry
                    waiting.append(("function", index))
        return [found[index] for index in sorted(found)]

    def _note(self) -> None:
        """Notes what the functions mention that were compiled since."""
        elaborated = self._compiler.elaborated
        for index in elaborated[self._noted :]:
            for what in self._mentions(index):
                self._mentioning.setdefault(what, set()).add(index)
        self._noted = len(elaborated)

    def _mentions(self, index: int) -> set[Mentioned]:
        return _mentions(self._compiler.unit.program, index)


def _enter(scope: ModuleScope, program: ir.Program, entry: FunctionEntry) -> None:
    """Goes to the source that a function stands in."""
    scope.source_index = program.functions[entry.index].source
    scope.source = Source(*program.sources[scope.source_index])


def _replaced(
    scope: ModuleScope, changed: Mapping[str, FunctionEntry | object], before: Meanings
) -> set[Mentioned]:
    """What a name stood for and does not any more."""
    found: set[Mentioned] = {("function", e.index) for e in changed.values() if isinstance(e, FunctionEntry)}
    for name, old in scope.globals.since(before.globals).items():
        now = scope.globals.get(name)
        if isinstance(old, GlobalEntry) and (now is None or now.index != old.index):
            found.add(("global", old.index))
    for module in scope.modules.since(before.modules).values():
        if isinstance(module, ModuleScope):
            found |= {("function", entry.index) for entry in module.functions.values()}
            found |= {("global", entry.index) for entry in module.globals.values()}
    return found


def _mentions(program: ir.Program, index: int) -> set[Mentioned]:
    """The functions and top-level variables that a function names; the lambdas in it are part of it."""
    found: set[Mentioned] = set()
    waiting: list[Iterable[ir.Node]] = [program.functions[index].body]
    while waiting:
        for node in waiting.pop():
            if isinstance(node, (ir.GetGlobal, ir.SetGlobal)):
                found.add(("global", node.index))
            elif isinstance(node, (ir.Call, ir.Closure)) and ("function", node.function) not in found:
                found.add(("function", node.function))
                if isinstance(node, ir.Closure):
                    waiting.append(program.functions[node.function].body)
            waiting += ir.children(node)
    return found
