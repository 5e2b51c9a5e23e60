"""In a session, and in a program that somebody looks into, a `match` tells which of its cases was taken."""

from __future__ import annotations

from collections.abc import Callable

from sdol.compiler.image import LIBRARY
from sdol.kernel import ir
from sdol.kernel.decided import VOID, case_of
from sdol.kernel.types import NIL
from sdol.lang import ast
from sdol.lang.body import Body, Value
from sdol.lang.unit import place

Teller = Callable[[ast.MatchArm | None], None]
"""To be called where it is decided that an arm is taken, or none."""


def teller(body: Body, node: ast.Match, subject: Value) -> Teller:
    """Adds an instruction that notes what was decided; in a program that nobody looks into it adds nothing."""
    if not (
        body.module.interactive or (body.unit.watched and not body.module.source.name.startswith(LIBRARY))
    ):
        return lambda arm: None
    names, registers = _named(body, node)

    def tell(arm: ast.MatchArm | None) -> None:
        taken = VOID if arm is None else next(at for at, one in enumerate(node.arms) if one is arm)
        where = node.subject.span if arm is None else arm.pattern.span
        case = body.text(where, case_of(body.function.source, *place(node.span), taken, names))
        dst = body.reg(NIL)
        body.add(ir.Op(place(where), dst, "control.matched", [subject.reg, case, *registers]))

    return tell


def _named(body: Body, node: ast.Match) -> tuple[list[str], list[int]]:
    """The variables around a `match` that its guards name, and the registers of those that are local."""
    from sdol.lang.lambdas import names_in

    local: dict[str, int] = {}
    top_level: list[str] = []
    for name in sorted(names_in([arm.guard for arm in node.arms if arm.guard is not None])):
        variable, shared = body.local(name), body.shared(name)
        if variable is not None and variable.reg >= 0:
            local[name] = variable.reg
        elif variable is None and shared is not None:
            top_level.append(f"{name}@{shared.index}")
    return [*local, *top_level], list(local.values())
