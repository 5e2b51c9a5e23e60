"""Branches: `if`, `match`, `route`, `try`. Each is an expression whose branches agree on a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sdol.kernel import ir
from sdol.kernel.types import (
    BOOL,
    INT,
    NEVER,
    NIL,
    TEXT,
    UNKNOWN,
    Con,
    Record,
    Type,
    is_con,
    join,
    narrow,
    show,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.cases import check_cases, check_regions
from sdol.lang.embedding import embed, operand
from sdol.lang.literals import literal_text
from sdol.lang.narrowing import narrowed
from sdol.lang.patterns import always_fits, test
from sdol.lang.spaces import known_space
from sdol.lang.statements import block_value
from sdol.lang.telling import Teller, teller
from sdol.lang.unit import place

ERROR = Record((("code", TEXT), ("message", TEXT), ("reason", TEXT), ("help", TEXT)))
"""What `try { … } else e` binds."""


@dataclass
class Branch:
    """One way through a branching expression: its nodes, its value, and where it stands."""

    nodes: list[ir.Node]
    value: Value
    node: ast.Node


def branch(
    body: Body, block: ast.Block, hint: Type | None, before: Callable[[], None] | None = None
) -> Branch:
    with body.block() as nodes:
        if before:
            before()
        value = block_value(body, block, hint)
    return Branch(nodes, value, block)


def merge(body: Body, span: ast.Span, branches: list[Branch]) -> Value:
    """One register for the value of whichever branch ran."""
    found: Type = NEVER
    empty = next((one for one in branches if one.value.type == NIL and _gives_nothing(one)), None)
    if empty and any(one.value.type not in (NIL, NEVER, UNKNOWN) for one in branches):
        return _without_value(body, empty, branches)
    for one in branches:
        joined = join(found, one.value.type) if found != NEVER else one.value.type
        if joined is None and NIL in (found, one.value.type):
            joined = NIL
        if joined is None:
            first = next(b for b in branches if b.value.type not in (NEVER, UNKNOWN))
            body.problem(
                "E0307",
                _last(one.node),
                f"this branch gives {show(one.value.type)}, another gives {show(found)}",
                label=show(one.value.type),
                labels=[body.label(_last(first.node), show(first.value.type))],
                reason="the branches of one expression give one type",
                help="make them alike, or give records of one form",
            )
            return body.bad(span)
        found = joined
    if found in (NIL, NEVER):
        return Value(body.nil(span).reg, found)
    dst = body.reg(found)
    outer = body.nodes
    for one in branches:
        body.nodes = one.nodes
        body.copy(span, dst, one.value)
    body.nodes = outer
    return Value(dst, found)


def _gives_nothing(one: Branch) -> bool:
    """Whether a branch ends with a statement that has no value, or with nothing."""
    if not isinstance(one.node, ast.Block):
        return False
    last = one.node.statements[-1] if one.node.statements else None
    return not isinstance(last, ast.ExprStmt)


def _without_value(body: Body, empty: Branch, branches: list[Branch]) -> Value:
    other = next(b for b in branches if b.value.type not in (NIL, NEVER, UNKNOWN))
    return body.problem(
        "E0306",
        _last(empty.node),
        "this branch ends without a value",
        reason=f"another branch gives {show(other.value.type)}",
        help="end it with a value, or with `nil`",
        labels=[body.label(_last(other.node), show(other.value.type))],
    )


def _last(node: ast.Node) -> ast.Span:
    return node.statements[-1].span if isinstance(node, ast.Block) and node.statements else node.span


# --- if -----------------------------------------------------------------------------------------------------


@expression(ast.If)
def _if(body: Body, node: ast.If, hint: Type | None) -> Value:
    condition = body.condition(node.condition, "`if` needs a condition")
    then = branch(body, node.then, hint, lambda: narrowed(body, node.condition, True))
    if node.otherwise is None:
        body.add(ir.If(place(node.condition.span), condition.reg, then.nodes, []))
        if then.value.type == NEVER:
            narrowed(body, node.condition, False)
        if hint != NIL and then.value.type not in (NIL, NEVER, UNKNOWN):
            text = "this `if` has no value when its condition is false"
            return body.problem("E0306", node.span, text, help="add `else { … }`")
        return body.nil(node.span)
    otherwise = branch(body, node.otherwise, hint, lambda: narrowed(body, node.condition, False))
    value = merge(body, node.span, [then, otherwise])
    body.add(ir.If(place(node.condition.span), condition.reg, then.nodes, otherwise.nodes))
    for one, holds in ((then, False), (otherwise, True)):
        if one.value.type == NEVER:
            narrowed(body, node.condition, holds)
    return value


# --- match --------------------------------------------------------------------------------------------------


@expression(ast.Match)
def _match(body: Body, node: ast.Match, hint: Type | None) -> Value:
    subject = body.expr(node.subject)
    before = len(body.unit.problems)
    branches: list[Branch] = []
    outer = body.nodes
    tree: list[ir.Node] = []
    body.nodes = tree
    _arms(body, node, list(node.arms), subject, hint, branches, teller(body, node, subject))
    body.nodes = outer
    if len(body.unit.problems) == before and subject.type != UNKNOWN:
        check_cases(body, node, subject.type)
    value = merge(body, node.span, branches) if branches else body.nil(node.span)
    for made in tree:
        body.add(made)
    return value


def _arms(
    body: Body,
    node: ast.Match,
    arms: list[ast.MatchArm],
    subject: Value,
    hint: Type | None,
    out: list[Branch],
    tell: Teller,
) -> None:
    """Adds the arms as a chain of ifs; those after one that fits do not run."""
    if not arms:
        if not any(_catches_all(a, subject.type) for a in node.arms):
            tell(None)
            body.op(node.span, "control.unmatched", [subject.reg], NEVER)
        return
    arm, rest = arms[0], arms[1:]
    body.scopes.append({})
    fits = _fit(body, arm, subject)
    if fits is None:
        tell(arm)
        value = block_value(body, arm.body, hint)
        out.append(Branch(body.nodes, value, arm.body))
        body.scopes.pop()
        return
    chosen = branch(body, arm.body, hint, lambda: tell(arm))
    body.scopes.pop()
    out.append(chosen)
    outer = body.nodes
    otherwise: list[ir.Node] = []
    body.nodes = otherwise
    later = subject
    if (
        arm.guard is None
        and isinstance(arm.pattern, ast.LiteralPattern)
        and isinstance(arm.pattern.value, ast.Nil)
    ):
        later = Value(subject.reg, narrow(subject.type))
    _arms(body, node, rest, later, hint, out, tell)
    body.nodes = outer
    body.add(ir.If(place(arm.pattern.span), fits, chosen.nodes, otherwise))


def _fit(body: Body, arm: ast.MatchArm, subject: Value) -> int | None:
    """The register that says whether an arm is taken, its guard included; None where it always is."""
    start = len(body.nodes)
    fits = test(body, arm.pattern, subject)
    if fits is not None:
        _begin_as_nil(body, arm.pattern.span, start)
    if arm.guard is None:
        return fits
    because = "the `if` of a case is a condition"
    if fits is None:
        return body.condition(arm.guard, because).reg
    result = body.reg(BOOL)
    with body.block() as then:
        body.copy(arm.guard.span, result, body.condition(arm.guard, because))
    with body.block() as otherwise:
        body.copy(arm.guard.span, result, body.constant(arm.guard.span, False, BOOL))
    body.add(ir.If(place(arm.guard.span), fits, then, otherwise))
    return result


def _begin_as_nil(body: Body, span: ast.Span, start: int) -> None:
    """A pattern's names get their values where its tests succeed; before them they are nil, never unset."""
    nil = body.unit.constant("value", None)
    names = body.scopes[-1].values()
    body.nodes[start:start] = [ir.Const(place(span), variable.reg, nil) for variable in names]


def _catches_all(arm: ast.MatchArm, subject: Type) -> bool:
    return arm.guard is None and always_fits(arm.pattern, subject)


# --- route --------------------------------------------------------------------------------------------------


@expression(ast.Route)
def _route(body: Body, node: ast.Route, hint: Type | None) -> Value:
    regions = [arm for arm in node.arms if arm.region is not None]
    void = next((arm for arm in node.arms if arm.region is None), None)
    check_regions(body, node)
    if not regions:
        body.expr(node.subject)
        here = ast.Span(node.span.start, node.subject.span.end)
        return body.problem("E0322", here, "this `route` names no region", help="add a case: `billing => …`")
    chosen = _chosen(body, node, regions, void)
    branches = [branch(body, arm.body, hint) for arm in regions]
    last = branch(body, void.body, hint) if void else None
    value = merge(body, node.span, [*branches, *([last] if last else [])])
    _dispatch(body, node, chosen, branches, last)
    return value


def _chosen(body: Body, node: ast.Route, regions: list[ast.RouteArm], void: ast.RouteArm | None) -> Value:
    """The number of the region that is taken.

    A text that says nothing has no vector, and so is outside all of them.
    """
    if (
        void is None
        or not isinstance(node.subject, ast.Embed)
        or literal_text(node.subject.operand) is not None
    ):
        return _nearest(body, node, body.expr(node.subject), regions, void is None)
    where = known_space(body, node.subject.space or body.module.default_space, node.subject.span)
    text = operand(body, node.subject)
    if where is None or text.type != TEXT:
        vector = embed(body, text, where, node.subject.operand) if where and text.type != UNKNOWN else text
        return _nearest(body, node, vector, regions, False)
    chosen = body.reg(INT)
    blank = body.op(node.subject.span, "text.blank", [text.reg], BOOL)
    with body.block() as outside:
        body.copy(node.span, chosen, body.constant(node.span, -1, INT))
    with body.block() as somewhere:
        vector = embed(body, text, where, node.subject.operand)
        body.copy(node.span, chosen, _nearest(body, node, vector, regions, False))
    body.add(ir.If(place(node.subject.span), blank.reg, outside, somewhere))
    return Value(chosen, INT)


def _nearest(body: Body, node: ast.Route, subject: Value, regions: list[ast.RouteArm], must: bool) -> Value:
    wanted = Con("region", (_routed(body, node, subject),))
    because = "each case of a `route` is a region of the space of what is routed"
    values = [body.expect(arm.region, wanted, because).reg for arm in regions if arm.region]
    return body.op(node.span, "route.inside" if must else "route.nearest", [subject.reg, *values], INT)


def _routed(body: Body, node: ast.Route, subject: Value) -> Type:
    if is_con(subject.type, "vec"):
        return subject.type.args[0]  # type: ignore[union-attr]
    if subject.type != UNKNOWN:
        help = "embed it: `route ~x { … }`" if subject.type == TEXT else ""
        if is_con(subject.type, "list"):
            help = "route one at a time, `for v in … { route v { … } }`, or all by `decide(vs, [regions])`"
        text = f"`route` decides by a vector, and this is {show(subject.type)}"
        body.problem("E0302", node.subject.span, text, label=show(subject.type), help=help)
    return UNKNOWN


def _dispatch(
    body: Body, node: ast.Route, chosen: Value, branches: list[Branch], last: Branch | None
) -> None:
    """A chain of ifs over the number of the region; -1 is void, without which the last region is left."""
    nodes = last.nodes if last else branches[-1].nodes
    branches = branches if last else branches[:-1]
    for at, one in reversed(list(enumerate(branches))):
        outer, body.nodes = body.nodes, []
        number = body.constant(one.node.span, at, INT)
        same = body.op(one.node.span, "logic.eq", [chosen.reg, number.reg], BOOL)
        body.add(ir.If(place(one.node.span), same.reg, one.nodes, nodes))
        nodes, body.nodes = body.nodes, outer
    for made in nodes:
        body.add(made)


# --- try ----------------------------------------------------------------------------------------------------


@expression(ast.Try)
def _try(body: Body, node: ast.Try, hint: Type | None) -> Value:
    attempt = branch(body, node.body, hint)
    error = body.reg(ERROR, node.name or "")

    def name_error() -> None:
        if node.name and node.name != "_":
            variable = body.declare(node.name, ERROR, node.span)
            body.copy(node.span, variable.reg, Value(error, ERROR))

    handler = branch(body, node.handler, hint, name_error)
    value = merge(body, node.span, [attempt, handler])
    body.add(ir.Try(place(node.span), attempt.nodes, error, handler.nodes))
    return value
