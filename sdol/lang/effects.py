"""Effects of functions: their own and those of what they call, and whether they say so."""

from __future__ import annotations

from collections.abc import Iterable

from sdol.diagnostics import Label
from sdol.kernel import ir
from sdol.kernel.effects import ASKED, FREE
from sdol.lang import ast
from sdol.lang.unit import FunctionEntry, Unit, suggestion

CHANGE = "change"
"""Stands among effects for a change of a top-level variable, or a call of a function that is not known."""

SILENT = frozenset({"embed"})
"""Effects that leave nothing behind."""


class Effects:
    """What every function of a program does, whatever it calls or passes included.

    A program may grow: `extend` takes in what is new at the cost of that, and `back` lets go of it.

    Attributes:
        of: for each function, by its place in the program, its effects.
    """

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.of: list[frozenset[str]] = []
        self._callers: list[list[int]] = []
        """For each function, those that call or pass it, or read a top-level variable that may hold it."""
        self._readers: dict[int, list[int]] = {}
        """For each top-level variable, the functions that read it."""
        self._held = 0
        self._before: list[tuple[int, frozenset[str]]] = []
        """What functions had before they got more effects, in order."""
        self._longer: list[list[int]] = []
        """Which of the lists of callers and readers got longer, in order."""

    def acts(self, index: int) -> bool:
        """Whether a call of the function does something beside giving a value."""
        return not self.of[index] <= SILENT

    def extend(self, elaborated: Iterable[int]) -> list[int]:
        """Takes in the functions that were entered since, and those that got their bodies since.

        Returns:
            The functions that are new or have other effects now, in order.
        """
        unit, first = self._unit, len(self.of)
        self.of += [frozenset()] * (len(unit.entries) - first)
        self._callers += [[] for _ in range(first, len(unit.entries))]
        touched = dict.fromkeys([*elaborated, *range(first, len(unit.entries))])
        waiting = [edge for index in touched for edge in self._taken_in(unit.entries[index])]
        waiting += self._now_held()
        changed = {index for index in touched if index >= first or self.of[index]}
        return sorted(changed | self._spread(waiting))

    def _taken_in(self, entry: FunctionEntry) -> list[tuple[int, int]]:
        """Notes the effects of a function's own; whom it calls or passes, each with itself."""
        own = (
            {*entry.effects, CHANGE} if _changes(self._unit.program.functions[entry.index]) else entry.effects
        )
        self._give(entry.index, frozenset(own))
        for read in entry.reads:
            self._append(self._readers.setdefault(read, []), entry.index)
        held = (f for read in entry.reads for f in self._unit.globals[read].functions)
        return [self._edge(callee, entry.index) for callee in {*entry.callees, *held}]

    def _now_held(self) -> list[tuple[int, int]]:
        """The functions that variables came to hold, each with those that read the variable."""
        held, self._held = self._unit.held[self._held :], len(self._unit.held)
        return [
            self._edge(function, reader)
            for read, functions in held
            for reader in self._readers.get(read, ())
            for function in functions
        ]

    def _edge(self, callee: int, caller: int) -> tuple[int, int]:
        self._append(self._callers[callee], caller)
        return callee, caller

    def _append(self, to: list[int], index: int) -> None:
        to.append(index)
        self._longer.append(to)

    def _spread(self, waiting: list[tuple[int, int]]) -> set[int]:
        """Hands effects on from callees to callers, until nothing is new; who got more."""
        changed = set()
        while waiting:
            callee, caller = waiting.pop()
            if self._give(caller, self.of[callee]):
                changed.add(caller)
                waiting += [(caller, further) for further in self._callers[caller]]
        return changed

    def _give(self, index: int, effects: frozenset[str]) -> bool:
        """Whether these effects are new to a function, which has them now."""
        before = self.of[index]
        if effects <= before:
            return False
        self._before.append((index, before))
        self.of[index] = before | effects
        return True

    # --- going back -----------------------------------------------------------------------------------------

    def mark(self) -> tuple[int, int, int]:
        """The state of now, for `back`."""
        return len(self.of), len(self._before), len(self._longer)

    def back(self, mark: tuple[int, int, int]) -> None:
        """Lets go of what was taken in since; what variables hold is cut back before."""
        functions, before, longer = mark
        for index, effects in reversed(self._before[before:]):
            self.of[index] = effects
        for one in reversed(self._longer[longer:]):
            one.pop()
        del self.of[functions:], self._callers[functions:], self._before[before:], self._longer[longer:]
        self._held = min(self._held, len(self._unit.held))


def _changes(function: ir.Function) -> bool:
    """Whether it changes a top-level variable or calls a function that is not known.

    For what a parameter does, whoever passes it answers.
    """
    waiting: list[ir.Node] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.SetGlobal) or (
            isinstance(node, ir.CallValue) and node.callee >= function.arity
        ):
            return True
        for block in ir.children(node):
            waiting += block
    return False


def check_declared(unit: Unit, entry: FunctionEntry, effects: Effects) -> None:
    """A function that needs leave for something says so after `uses`."""
    node = entry.node
    if node is None:
        return
    for name, span in node.uses:
        if name not in ASKED and name not in FREE:
            known = [*ASKED, *FREE]
            begun = [e for e in known if e.startswith(f"{name}.")]
            listed = f"the effects that need leave are {', '.join(ASKED)}"
            help = (
                f"did you mean {' or '.join(f'`{e}`' for e in begun)}?"
                if begun
                else suggestion(name, known, listed)
            )
            unit.report("E0411", entry.module, span, f"there is no effect `{name}`", help=help)
    if any(name not in ASKED and name not in FREE for name, _ in node.uses):
        return  # which one was meant is not known
    missing = [e for e in ASKED if e in effects.of[entry.index] and e not in entry.declared]
    if missing:
        _report_undeclared(unit, entry, node, missing, effects)


def _report_undeclared(
    unit: Unit, entry: FunctionEntry, node: ast.Fn, missing: list[str], effects: Effects
) -> None:
    uses = ", ".join([*entry.declared, *missing])
    unit.report(
        "E0410",
        entry.module,
        node.name_span,
        f"`{entry.name}` uses {', '.join(missing)} and does not say so",
        reason="whoever calls a function sees in its head what it may touch",
        help=f"write `uses {uses}` before its body",
        labels=_source_of(unit, entry, missing[0], effects),
    )


def _source_of(unit: Unit, entry: FunctionEntry, effect: str, effects: Effects) -> list[Label]:
    """Where a function has an effect from: an instruction of its own, or what it calls or passes."""
    if effect in entry.effects:
        span = entry.effects[effect]
        return [Label(span.start, span.end, f"here: {ASKED[effect]}")]
    for index, span in entry.callees.items():
        if effect in effects.of[index]:
            callee = unit.entries[index]
            name = f"`{callee.name}`" if callee.written else "this function"
            return [Label(span.start, span.end, f"{name} uses {effect}")]
    for read, span in entry.reads.items():
        if any(effect in effects.of[function] for function in unit.globals[read].functions):
            return [Label(span.start, span.end, f"the function in it uses {effect}")]
    return []
