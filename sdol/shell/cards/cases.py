"""The cases of a `match`: which one a value goes to, and what little would have to change for another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import VOID
from sdol.lang import ast
from sdol.shell.cards.fitting import ANYTHING, Misfit, bindings, mended, misfits, put
from sdol.shell.cards.guards import TURNED, Unknown, failing, truth, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class Case(NamedTuple):
    """One case.

    Attributes:
        text: the whole `match`, in which the places of the nodes are.
    """

    pattern: ast.Pattern
    guard: ast.Expr | None
    text: str

    @property
    def head(self) -> str:
        """Pattern and guard as they are written."""
        return self.written(self.pattern.span.to(self.guard.span if self.guard else self.pattern.span))

    def written(self, span: ast.Span) -> str:
        """What stands there, on one line."""
        return " ".join(self.text[span.start : span.end].split())

    def names(self, value: Any, around: Mapping[str, Any]) -> dict[str, Any]:
        """What the guard may name, where the pattern fits."""
        return {**around, **{name: part for name, _, part in bindings(self.pattern, value)}}

    def guarded(self, value: Any, around: Mapping[str, Any]) -> bool | None:
        """Whether the guard holds for a value that fits; None where that cannot be told."""
        return True if self.guard is None else truth(self.guard, self.names(value, around))


def cases_of(text: str) -> list[Case]:
    """The cases of a `match` from its text; none where that is something else."""
    from sdol.diagnostics import Source
    from sdol.lang.parser import parse_entry

    module, problems, _ = parse_entry(Source("match", text))
    item = module.items[0] if module.items and not problems else None
    if not isinstance(item, ast.ExprStmt) or not isinstance(item.value, ast.Match):
        return []
    return [Case(arm.pattern, arm.guard, text) for arm in item.value.arms]


def goes_to(cases: Iterable[Case], value: Any, around: Mapping[str, Any]) -> int | None:
    """The number of the case that takes a value, or `VOID`; None where a guard decides that cannot be told."""
    for at, case in enumerate(cases):
        if misfits(case.pattern, value):
            continue
        answer = case.guarded(value, around)
        if answer is not False:
            return at if answer else None
    return VOID


class Change(NamedTuple):
    """What would have led to another case.

    Attributes:
        parts: that would be others than they were.
        name: in the guard, that would have the value `number`; "" for none.
        guard: that would have to hold, where no value is known with which it does.
        then: the number of the case to which the value goes so.
    """

    parts: list[Misfit]
    name: str
    number: Any
    guard: str
    then: int

    @property
    def size(self) -> int:
        """How many things would have to be different."""
        return len(self.parts) + bool(self.name or self.guard)


def changes(cases: list[Case], value: Any, taken: int, around: Mapping[str, Any]) -> list[Change]:
    """The smallest changes that would have led to a case before the one that was taken, the nearest first."""
    tried = range(len(cases) if taken == VOID else taken)
    found = [_change(cases, at, value, around) for at in reversed(tried)]
    useful = [change for change in found if change.then != taken and change.size]
    smallest = min((change.size for change in useful), default=0)
    return [change for change in useful if change.size == smallest]


def _change(cases: list[Case], at: int, value: Any, around: Mapping[str, Any]) -> Change:
    case = cases[at]
    parts, made = misfits(case.pattern, value), mended(case.pattern, value)
    name, number, guard = "", None, ""
    if case.guard is not None and (not parts or case.guarded(made, around) is not True):
        solved = _solved(case, case.guard, made, around)
        if solved is None:
            guard, then = case.written(case.guard.span), at
            return Change(parts, name, number, guard, then)
        name, number, made = solved
    then_known = goes_to(cases, made, around)
    return Change(parts, name, number, guard, at if then_known is None else then_known)


def _solved(
    case: Case, guard: ast.Expr, value: Any, around: Mapping[str, Any]
) -> tuple[str, Any, Any] | None:
    """A name of the pattern with another value for which the guard holds, and the whole value with that."""
    names = case.names(value, around)
    if truth(guard, names) is not False:
        return None
    paths = {name: path for name, path, _ in bindings(case.pattern, value)}
    for test in failing(guard, names):
        found = _wanted(test, names)
        if found is None or found[0] not in paths:
            continue
        name, number = found
        made = put(value, paths[name], number)
        if case.guarded(made, around):
            return name, number, made
    return None


def _wanted(test: ast.Expr, names: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Of a comparison that does not hold, the name on one side and the nearest value for which it does."""
    if not isinstance(test, ast.Binary) or test.op not in TURNED:
        return None
    for side, other, op in ((test.left, test.right, test.op), (test.right, test.left, TURNED[test.op])):
        if not isinstance(side, ast.Name) or side.name not in names:
            continue
        try:
            bound = value_of(other, names)
        except Unknown:
            continue
        found = _beyond(op, names[side.name], bound)
        return None if found is None else (side.name, found)
    return None


def _beyond(op: str, value: Any, bound: Any) -> Any:
    """The value nearest to one that does not compare so with a bound, which does; None where there is no nearest."""
    if value is ANYTHING or op in ("==", ">=", "<="):
        return None if op not in ("==", ">=", "<=") else bound
    if type(value) is int and type(bound) is int and op in ("<", ">"):
        return bound + (1 if op == ">" else -1)
    return None
