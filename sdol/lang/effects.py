"""Effects of functions: their own and those of what they call, and whether they say so."""

from __future__ import annotations

from sdol.kernel import ir
from sdol.kernel.effects import ASKED, FREE
from sdol.lang import ast
from sdol.lang.unit import FunctionEntry, Unit, suggestion


def all_effects(unit: Unit, index: int) -> dict[str, None]:
    """The effects of a function and of everything it calls or passes."""
    seen: set[int] = set()
    found: dict[str, None] = {}
    waiting = [index]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        found |= dict.fromkeys(unit.entries[at].effects)
        waiting += unit.entries[at].callees
    return found


def acts(unit: Unit, index: int) -> bool:
    """Whether calling a function does anything beside giving its value."""
    if set(all_effects(unit, index)) - {"embed"}:
        return True
    seen: set[int] = set()
    waiting = [index]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            if _sets_global(unit.program.functions[at].body):
                return True
            waiting += unit.entries[at].callees
    return False


def _sets_global(nodes: list[ir.Node]) -> bool:
    return any(
        isinstance(n, (ir.SetGlobal, ir.CallValue)) or any(_sets_global(block) for block in ir.children(n)) for n in nodes
    )


def check_declared(unit: Unit, entry: FunctionEntry) -> None:
    """A function that needs leave for something says so after `uses`."""
    node = entry.node
    if node is None:
        return
    for name, span in node.uses:
        if name not in ASKED and name not in FREE:
            known = [*ASKED, *FREE]
            help = suggestion(name, known, f"the effects that need leave are {', '.join(ASKED)}")
            unit.report("E0411", entry.module, span, f"there is no effect `{name}`", help=help)
    missing = [e for e in all_effects(unit, entry.index) if e in ASKED and e not in entry.declared]
    if missing:
        _report_undeclared(unit, entry, node, missing)


def _report_undeclared(unit: Unit, entry: FunctionEntry, node: ast.Fn, missing: list[str]) -> None:
    own = next((entry.effects[e] for e in missing if e in entry.effects), None)
    labels = [unit_label(own, f"here: {ASKED[missing[0]]}")] if own else []
    uses = ", ".join([*entry.declared, *missing])
    unit.report(
        "E0410",
        entry.module,
        node.name_span,
        f"`{entry.name}` uses {', '.join(missing)} and does not say so",
        reason="whoever calls a function sees in its head what it may touch",
        help=f"write `uses {uses}` before its body",
        labels=labels,
    )


def unit_label(span: ast.Span, text: str):  # type: ignore[no-untyped-def]
    from sdol.diagnostics import Label

    return Label(span.start, span.end, text)
