"""`transaction { … }`: every change of the store in it happens, or none does.

It becomes a `try` that commits at its end and wherever control leaves it, and whose handler rolls back and lets
the failure go on. What could not be taken back is refused here as far as it can be known, by the gate where not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sdol.kernel import ir
from sdol.kernel.effects import ASKED, lasting
from sdol.kernel.types import INT, NEVER, NIL, UNKNOWN, Con, Type
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.effects import Effects
from sdol.lang.statements import block_value
from sdol.lang.unit import FunctionEntry, ModuleScope, Unit, place

FAILURE = Con("failure")
"""What went wrong, whole: what `try … else e` binds, and how far it has come."""


@dataclass
class Open:
    """A transaction that control is in: the register of its handle, and how many loops are around it."""

    handle: int
    loops: int


@dataclass
class Atomic:
    """What a transaction does by itself, calls or passes, and reads; as in `FunctionEntry`."""

    module: ModuleScope
    effects: dict[str, ast.Span]
    callees: dict[int, ast.Span]
    reads: dict[int, ast.Span]


@expression(ast.Transaction)
def _transaction(body: Body, node: ast.Transaction, hint: Type | None) -> Value:
    handle = body.op(node.at, "store.begin", [], INT).reg
    with body.block() as nodes:
        value = _inside(body, node, hint, handle)
        ended = value.type == NEVER
        dst = -1 if value.type in (NIL, NEVER, UNKNOWN) else body.reg(value.type)
        if dst >= 0:
            body.copy(node.span, dst, value)
        if not ended:
            body.op(node.at, "store.commit", [handle], NIL)
    error = body.reg(FAILURE)
    with body.block() as handler:
        body.op(node.at, "store.rollback", [handle], NIL)
        body.op(node.at, "control.rethrow", [error], NEVER)
    body.add(ir.Try(place(node.span), nodes, error, handler))
    return Value(dst, value.type) if dst >= 0 else Value(body.nil(node.span).reg, value.type)


def _inside(body: Body, node: ast.Transaction, hint: Type | None, handle: int) -> Value:
    """The block's value; what it does is noted apart from the rest of the function, and then with it."""
    entry = body.entry
    outer = entry.effects, entry.callees, entry.reads
    entry.effects, entry.callees, entry.reads = {}, {}, {}
    body.transactions.append(Open(handle, body.loops))
    try:
        return block_value(body, node.body, hint)
    finally:
        body.transactions.pop()
        body.unit.atomics.append(Atomic(body.module, entry.effects, entry.callees, entry.reads))
        inner = entry.effects, entry.callees, entry.reads
        entry.effects, entry.callees, entry.reads = outer
        entry.effects |= inner[0] | entry.effects
        entry.callees |= inner[1] | entry.callees
        entry.reads |= inner[2] | entry.reads


def commit_all(body: Body, span: ast.Span) -> None:
    """Commits what is open, because control leaves the function."""
    for one in reversed(body.transactions):
        body.op(span, "store.commit", [one.handle], NIL)


def commit_in_loop(body: Body, span: ast.Span) -> None:
    """Commits what was begun inside the innermost loop, because control leaves its body."""
    for one in reversed(body.transactions):
        if one.loops == body.loops:
            body.op(span, "store.commit", [one.handle], NIL)


# --- what could not be undone -------------------------------------------------------------------------------


def check_transactions(unit: Unit, effects: Effects) -> None:
    """Reports what a transaction does, by whatever function, that no rollback would take back."""
    for atomic in unit.atomics:
        for span, effect, name in _found(unit, atomic, effects):
            unit.report(
                "E0412",
                atomic.module,
                span,
                f"a transaction cannot contain `{effect}`",
                label=f"`{name}` would {ASKED[effect]}" if name else ASKED[effect],
                reason="a transaction that fails is undone as a whole, and this could not be undone",
                help="do it after the transaction, when its changes hold",
            )
    unit.atomics.clear()


def _found(unit: Unit, atomic: Atomic, effects: Effects) -> list[tuple[ast.Span, str, str]]:
    """Place, effect, and the function that has it, if it is one."""
    found = [(span, effect, "") for effect, span in atomic.effects.items() if lasting(effect)]
    called = [(span, unit.entries[index]) for index, span in atomic.callees.items()]
    held = [
        (span, unit.entries[index])
        for read, span in atomic.reads.items()
        for index in unit.globals[read].functions
    ]
    for span, entry in (*called, *held):
        found += [(span, effect, _name(entry)) for effect in effects.of[entry.index] if lasting(effect)]
    return sorted(found, key=lambda one: (one[0].start, one[1]))


def _name(entry: FunctionEntry) -> str:
    return entry.name if entry.written else "this function"
