"""`near Q in S top N where C`: the nearest records of a partition, filtered by any condition."""

from __future__ import annotations

from sdol.kernel import ir
from sdol.kernel.types import (
    BOOL,
    INT,
    JSON,
    NIL,
    UNKNOWN,
    Con,
    Record,
    Type,
    hit,
    is_con,
    list_of,
    show,
    vec,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, expression
from sdol.lang.embedding import asking
from sdol.lang.unit import place
from sdol.lang.where import condition

TOP = 10


@expression(ast.Near)
def _near(body: Body, node: ast.Near, _: Type | None) -> Value:
    with body.block() as opened:
        store = body.expr(node.store)
    if not is_con(store.type, "store"):
        if store.type != UNKNOWN:
            text = f"`near … in` searches a store, and this is {show(store.type)}"
            body.problem("E0302", node.store.span, text, help="define one: `store notes`")
        body.expr(node.query)
        return body.bad(node.span)
    where = store.type.args[0]  # type: ignore[union-attr]
    query = asking(body, node.query, where, f"the store holds {show(vec(where))}")
    body.nodes += opened  # the query wants the type of the store, and runs before it, as it is written
    count = body.number(node.top, "`top` takes a whole number", whole=True) if node.top else None
    if count is None:
        count = body.constant(node.span, TOP, INT)
    found = hit(where)
    if node.where is None:
        return body.op(node.span, "store.near", [store.reg, query.reg, count.reg], list_of(found))
    return _filtered(body, node, store, query, count, found)


def _filtered(body: Body, node: ast.Near, store: Value, query: Value, count: Value, found: Record) -> Value:
    """Takes hits in descending similarity, as they come, until enough of them meet the condition."""
    assert node.where
    span = node.where.span
    ranked = body.op(node.span, "store.ranked", [store.reg, query.reg], Con("ranked", (found,)))
    made = body.op(node.span, "collect.begin", [], Con("builder"))
    one = body.reg(found)
    with body.block() as nodes:
        _end_when_full(body, node, made, count)
        keep = _condition(body, node.where, Value(one, found))
        with body.block() as then:
            body.op(span, "collect.add", [made.reg, one], NIL)
        body.add(ir.If(place(span), keep.reg, then, []))
    body.add(ir.For(place(node.span), one, ranked.reg, nodes))
    return body.op(node.span, "collect.end", [made.reg], list_of(found))


def _end_when_full(body: Body, node: ast.Near, made: Value, count: Value) -> None:
    size = body.op(node.span, "collect.size", [made.reg], INT)
    full = body.op(node.span, "num.ge", [size.reg, count.reg], BOOL)
    body.add(ir.If(place(node.span), full.reg, [ir.Break(place(node.span))], []))


def _condition(body: Body, node: ast.Expr, one: Value) -> Value:
    outer = body.payload
    body.payload = body.op(node.span, "record.get", [one.reg, body.text(node.span, "payload")], JSON)
    try:
        return condition(body, node, "`where` needs a condition")
    finally:
        body.payload = outer
