"""What is shared while one program is checked: its functions, constants, globals and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.kernel import ir
from sdol.kernel.types import Param, Type, variables
from sdol.lang import ast
from sdol.lang.reasons import completed
from sdol.lang.remembering import Remembering

DEFAULT_SPACE = "minilm"
"""The space of a file that names none."""


def place(span: ast.Span) -> ir.Place:
    """The characters of a node as the IR keeps them: a plain tuple, which `marshal` takes."""
    return span.start, span.end


@dataclass
class FunctionEntry:
    """A function that can be called: its signature from the start, its body when it is elaborated.

    Attributes:
        index: its place in the program.
        effects: those of its own instructions, and where the first of each stands.
        callees: the functions that it calls or passes, and where it first does; they bring their effects.
        reads: the top-level variables that it reads; the functions in them bring theirs.
        declared: the effects after `uses`.
    """

    name: str
    index: int
    params: tuple[Param, ...]
    result: Type
    node: ast.Fn | None
    module: ModuleScope
    defaults: dict[str, ast.Expr] = field(default_factory=dict)
    effects: dict[str, ast.Span] = field(default_factory=dict)
    callees: dict[int, ast.Span] = field(default_factory=dict)
    reads: dict[int, ast.Span] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    written: bool = True
    """Whether it is a function of its own, not a lambda in another one."""

    @property
    def generic(self) -> bool:
        return any(variables(p.type) for p in self.params) or bool(variables(self.result))


@dataclass
class GlobalEntry:
    """A top-level variable that functions see."""

    index: int
    type: Type
    mutable: bool
    functions: set[int] = field(default_factory=set)
    """The functions that it may hold."""
    span: ast.Span | None = None
    """Where it is defined."""


@dataclass
class ModuleScope:
    """The top-level names of one source file."""

    name: str
    source: Source
    source_index: int
    default_space: str
    functions: Remembering[str, FunctionEntry] = field(default_factory=Remembering)
    globals: Remembering[str, GlobalEntry] = field(default_factory=Remembering)
    modules: Remembering[str, ModuleScope] = field(default_factory=Remembering)
    shared: frozenset[str] = frozenset()
    prelude: ModuleScope | None = None
    broken: set[str] = field(default_factory=set)
    """Names that items with mistakes, or imports that failed, would have defined: no use of them is a mistake."""
    interactive: bool = False
    """A name may be defined again: the lines of a session replace each other."""

    def function(self, name: str) -> FunctionEntry | None:
        found = self.functions.get(name)
        return found or (self.prelude.function(name) if self.prelude else None)


class Unit:
    """One program being checked."""

    def __init__(self) -> None:
        self.program = ir.Program()
        self.watched = False
        """Somebody looks into the program while it runs: each `match` of its own tells what it decided."""
        self.problems: list[Diagnostic] = []
        self.entries: list[FunctionEntry] = []
        self.globals: list[GlobalEntry] = []
        self.unknown: tuple[ModuleScope, ast.Span] | None = None
        """The first expression whose type could not be told.

        A problem of its own where no other explains it.
        """
        self.held: list[tuple[int, set[int]]] = []
        """Which functions each top-level variable came to hold, in order."""
        self.afterwards: list[Callable[[Callable[[int], bool]], None]] = []
        """What is judged when it is known which functions do something beside giving a value."""
        self.atomics: list[Any] = []
        """What each transaction does, judged when the effects of all functions are known."""
        self.given_nothing: dict[tuple[str, ast.Span], int] = {}
        """Calls of functions that say in their head that they give nothing."""
        self.unsaid: set[int] = set()
        """Functions that end with a value and do not say so: what follows from that is not told."""
        self._constants: dict[tuple[Any, ...], int] = {}
        self._reported: set[tuple[str, int, int]] = set()
        self._malformed: dict[str, list[Label]] = {}

    # --- program --------------------------------------------------------------------------------------------

    def constant(self, *entry: Any) -> int:
        """The position of a constant; equal ones share it."""
        key = (*entry, *(type(e) for e in entry), *(repr(e) for e in entry if isinstance(e, float)))
        if key not in self._constants:
            self._constants[key] = len(self.program.constants)
            self.program.constants.append(entry)
        return self._constants[key]

    def enter(
        self,
        name: str,
        params: tuple[Param, ...],
        result: Type,
        module: ModuleScope,
        node: ast.Fn | None = None,
    ) -> FunctionEntry:
        """Gives a function its place in the program."""
        made = ir.Function(name, len(params), source=module.source_index)
        if node is not None:
            made.place = place(node.name_span)
        self.program.functions.append(made)
        entry = FunctionEntry(name, len(self.entries), params, result, node, module)
        self.entries.append(entry)
        return entry

    def clear(self, entry: FunctionEntry) -> None:
        """Leaves of a function only what its head says."""
        made = self.program.functions[entry.index]
        for part in (made.types, made.names, made.body):
            part.clear()
        for noted in (entry.effects, entry.callees, entry.reads):
            noted.clear()

    def enter_global(self, name: str, type: Type, mutable: bool) -> GlobalEntry:
        self.program.globals.append(name)
        entry = GlobalEntry(len(self.globals), type, mutable)
        self.globals.append(entry)
        return entry

    def hold(self, entry: GlobalEntry, functions: Iterable[int]) -> None:
        """Notes functions that a top-level variable may hold."""
        new = {*functions} - entry.functions
        if new:
            entry.functions.update(new)
            self.held.append((entry.index, new))

    def forget(self) -> None:
        """Drops the problems found so far."""
        self.problems.clear()
        self.unknown = None
        self.afterwards.clear()
        self.given_nothing.clear()
        self.unsaid.clear()
        self.atomics.clear()
        self._reported.clear()
        self._malformed.clear()

    # --- problems -------------------------------------------------------------------------------------------

    def told(self) -> list[Diagnostic]:
        """The problems, but for those that a function which does not say what it gives has caused."""
        if not self.problems:
            return []
        calls = [(name, span) for (name, span), index in self.given_nothing.items() if index in self.unsaid]
        return [p for p in self.problems if p.code == "E0210" or not any(_marks(p, *c) for c in calls)]

    def malformed(self, source: Source, found: list[Diagnostic], items: list[ast.Stmt]) -> None:
        """Takes what the parser found; what lies around one of these places is not judged further.

        Where a bracket is missing, the whole item may be something else than it seems.
        """
        self.problems += found
        places = self._malformed.setdefault(source.name, [])
        for one in found:
            places += one.labels[:1]
            if one.code == "E0106" and one.labels:
                at = one.labels[0].start
                places += [Label(*place(i.span)) for i in items if i.span.start <= at <= i.span.end]

    def _is_malformed(self, module: ModuleScope, span: ast.Span) -> bool:
        places = self._malformed.get(module.source.name, ())
        return any(one.start < span.end and span.start < one.end for one in places)

    def report(
        self,
        code: str,
        module: ModuleScope,
        span: ast.Span,
        message: str,
        *,
        reason: str = "",
        help: str = "",
        labels: Iterable[Label] = (),
        label: str = "",
    ) -> None:
        """Notes a problem; the same place is told of once."""
        key = (module.source.name, span.start, span.end)
        if key in self._reported or self._is_malformed(module, span):
            return
        self._reported.add(key)
        places = (Label(span.start, span.end, label), *labels)
        self.problems.append(completed(Diagnostic(code, message, module.source, places, reason, help)))


def _marks(problem: Diagnostic, name: str, span: ast.Span) -> bool:
    here = (span.start, span.end)
    return bool(problem.source and problem.source.name == name) and any(
        (one.start, one.end) == here for one in problem.labels
    )


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was meant: the same in another case, else the nearest by spelling."""
    names = list(dict.fromkeys(known))
    for candidate in names:
        if candidate.casefold() == name.casefold():
            return candidate
    found = get_close_matches(name, names, n=1, cutoff=0.72 if len(name) > 3 else 0.8)
    found += [one for one in names if len(name) == 3 and sorted(one) == sorted(name)]  # too short for a ratio
    return found[0] if found else None


def suggestion(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A help line: did you mean …, or what else to do."""
    meant = closest(name, known)
    return f"did you mean `{meant}`?" if meant else otherwise
