"""What was compiled against a name that means something else now is compiled again.

A function of a session that calls another one calls the one that there was when it was compiled. Where an entry defines
that name again, everything that reaches it is compiled anew from its source, so that corrections are seen everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from sdol.diagnostics import Source
from sdol.kernel import ir
from sdol.lang.program import Compiler
from sdol.lang.unit import FunctionEntry, ModuleScope

Mentioned: TypeAlias = tuple[str, int]
"""A function or a top-level variable, by its place in the program."""


class Meanings(NamedTuple):
    """The names of a session at one moment, as far as functions may mention them."""

    functions: dict[str, FunctionEntry]
    globals: dict[str, int]
    modules: dict[str, ModuleScope]


def meanings(scope: ModuleScope) -> Meanings:
    """Those of now."""
    places = {name: entry.index for name, entry in scope.globals.items()}
    return Meanings({**scope.functions}, places, {**scope.modules})


def renew(compiler: Compiler, scope: ModuleScope, before: Meanings, behind: Iterable[str] = ()) -> list[str]:
    """Compiles the functions anew that mention, themselves or by what they call, what names meant before.

    Args:
        behind: functions that could not be renewed before, and may be now.

    Returns:
        Their names; what is wrong with them now is among the compiler's problems.
    """
    replaced = _replaced(before, meanings(scope))
    if not replaced:
        return []
    replaced |= {("function", before.functions[name].index) for name in behind if name in before.functions}
    old = {n: e for n, e in scope.functions.items() if before.functions.get(n) is e and e.node is not None}
    stale = _reaching(compiler.unit.program, old, replaced)
    program, now = compiler.unit.program, (scope.source, scope.source_index)
    for name in stale:
        _enter(scope, program, old[name])
        compiler.declare(scope, [old[name].node], everything_shared=False)  # type: ignore[list-item]
    for name in stale:
        _enter(scope, program, old[name])
        compiler.elaborate(scope.functions[name])
    scope.source, scope.source_index = now
    return stale


def _enter(scope: ModuleScope, program: ir.Program, entry: FunctionEntry) -> None:
    """Goes to the source that a function stands in."""
    scope.source_index = program.functions[entry.index].source
    scope.source = Source(*program.sources[scope.source_index])


def _replaced(before: Meanings, now: Meanings) -> set[Mentioned]:
    """What a name stood for and does not any more."""
    found = {("function", e.index) for n, e in before.functions.items() if now.functions.get(n) is not e}
    found |= {("global", index) for n, index in before.globals.items() if now.globals.get(n) != index}
    for name, module in before.modules.items():
        if now.modules.get(name) is not module:
            found |= {("function", entry.index) for entry in module.functions.values()}
            found |= {("global", entry.index) for entry in module.globals.values()}
    return found


def _reaching(program: ir.Program, functions: dict[str, FunctionEntry], wanted: set[Mentioned]) -> list[str]:
    """The functions that mention something, through others as well, in order of definition."""
    mentioned = {name: _mentions(program, entry.index) for name, entry in functions.items()}
    found: set[str] = set()
    wanted = set(wanted)
    found |= {name for name in functions if ("function", functions[name].index) in wanted}
    while more := [n for n, what in mentioned.items() if n not in found and not wanted.isdisjoint(what)]:
        found.update(more)
        wanted |= {("function", functions[name].index) for name in more}
    return [name for name in functions if name in found]


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
