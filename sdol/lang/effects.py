"""Effects of functions: their own and those of what they call, and whether they say so."""

from __future__ import annotations

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

    Attributes:
        of: for each function, by its place in the program, its effects.
    """

    def __init__(self, unit: Unit) -> None:
        self.of = [set(entry.effects) for entry in unit.entries]
        for entry in unit.entries:
            if _changes(unit.program.functions[entry.index]):
                self.of[entry.index].add(CHANGE)
        self._spread(_callers(unit))

    def _spread(self, callers: list[list[int]]) -> None:
        """Hands the effects of each function on to its callers, until nothing is new."""
        waiting = list(range(len(callers)))
        while waiting:
            index = waiting.pop()
            for caller in callers[index]:
                if not self.of[index] <= self.of[caller]:
                    self.of[caller] |= self.of[index]
                    waiting.append(caller)

    def acting(self) -> set[int]:
        """The functions whose call does something beside giving a value."""
        return {index for index, effects in enumerate(self.of) if effects - SILENT}


def _callers(unit: Unit) -> list[list[int]]:
    """For each function, those that call or pass it, or read a top-level variable that may hold it."""
    callers: list[list[int]] = [[] for _ in unit.entries]
    for entry in unit.entries:
        held = (f for read in entry.reads for f in unit.globals[read].functions)
        for callee in {*entry.callees, *held}:
            callers[callee].append(entry.index)
    return callers


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
