"""Loops: `for` over lists and streams, `while`, and the walk over a source that comprehensions share."""

from __future__ import annotations

from collections.abc import Callable

from sdol.kernel import ir
from sdol.kernel.types import (
    BOOL,
    JSON,
    NEVER,
    NIL,
    TEXT,
    UNKNOWN,
    Con,
    Record,
    Type,
    hit,
    is_con,
    list_of,
    show,
)
from sdol.lang import ast
from sdol.lang.body import Body, Value, statement
from sdol.lang.conversion import fitted
from sdol.lang.narrowing import narrowed
from sdol.lang.patterns import bind
from sdol.lang.unit import place


def over(body: Body, pattern: ast.Pattern, source: ast.Expr, each: Callable[[], None]) -> None:
    """Runs what `each` adds for every element of a list or stream."""
    value = body.expr(source)
    if value.type == JSON:
        value = fitted(body, value, list_of(JSON), source, "")
    if is_con(value.type, "store"):
        found = Con("ranked", (hit(value.type.args[0]),))  # type: ignore[union-attr]
        value = body.op(source.span, "store.all", [value.reg], found)
    if is_con(value.type, "stream"):
        _over_stream(body, pattern, source, value, each)
        return
    _count_lazily(body, value)
    item = _item(body, value.type, source)
    dst = body.reg(item)
    with body.block() as nodes:
        bind(body, pattern, Value(dst, item))
        each()
    body.add(ir.For(place(source.span), dst, value.reg, nodes))


def _count_lazily(body: Body, value: Value) -> None:
    """A `range` that is walked through where it is made, and seen nowhere else, need not become a list."""
    made = body.nodes[-1] if body.nodes else None
    if isinstance(made, ir.Op) and made.dst == value.reg and made.name == "list.range":
        made.name = "list.counter"


def _over_stream(
    body: Body, pattern: ast.Pattern, source: ast.Expr, value: Value, each: Callable[[], None]
) -> None:
    """Every read of a stream is an instruction, so that it passes the gate."""
    assert isinstance(value.type, Con)
    item = value.type.args[0]
    with body.block() as test:
        more = body.op(source.span, "input.advance", [value.reg], BOOL)
    with body.block() as nodes:
        bind(body, pattern, body.op(source.span, "input.current", [value.reg], item))
        each()
    body.add(ir.While(place(source.span), test, more.reg, nodes))


def _item(body: Body, t: Type, source: ast.Expr) -> Type:
    if isinstance(t, Con) and t.name in ("list", "ranked"):
        return t.args[0]
    if t not in (UNKNOWN, NEVER):
        body.problem(
            "E0310", source.span, f"{show(t)} cannot be walked through", label=show(t), help=_way_out(t)
        )
    return UNKNOWN


def _way_out(t: Type) -> str:
    if t == TEXT:
        return "write `text.lines`, `chars(text)` or `words(text)`"
    if isinstance(t, Record):
        return "write `keys(record)`"
    match t:
        case Con("int", ()):
            return "write `range(n)`"
        case Con("input", ()):
            return "write `input.lines`, or `input.rows` for JSON lines"
        case Con("optional", _):
            return "it may be nil: test it first"
    return "a list or a stream can be walked through"


@statement(ast.For)
def _for(body: Body, node: ast.For) -> Type:
    over(body, node.pattern, node.source, lambda: _run(body, node.body))
    return NIL


@statement(ast.While)
def _while(body: Body, node: ast.While) -> Type:
    outer, body.loops = body.loops, 0  # a `break` in the condition would leave neither loop
    with body.block() as test:
        condition = body.condition(node.condition, "`while` needs a condition")
    body.loops = outer
    with body.block() as nodes:
        narrowed(body, node.condition, True)
        _run(body, node.body)
    body.add(ir.While(place(node.condition.span), test, condition.reg, nodes))
    endless = isinstance(node.condition, ast.Bool) and node.condition.value and not _breaks(nodes)
    return NEVER if endless else NIL


def _run(body: Body, block: ast.Block) -> None:
    """The body of a loop, in which `break` and `continue` may stand."""
    from sdol.lang.statements import run

    body.loops += 1
    run(body, block)
    body.loops -= 1


def _breaks(nodes: list[ir.Node]) -> bool:
    return any(
        isinstance(n, ir.Break)
        or (not isinstance(n, (ir.While, ir.For)) and any(map(_breaks, ir.children(n))))
        for n in nodes
    )


@statement(ast.Break, ast.Continue)
def _leave(body: Body, node: ast.Break | ast.Continue) -> Type:
    word = "break" if isinstance(node, ast.Break) else "continue"
    if not body.loops:
        help = (
            "a function that is passed is no part of the loop around it"
            if body.parent and body.parent.loops
            else ""
        )
        body.problem("E0212", node.span, f"`{word}` stands outside every loop", help=help)
        return NIL
    if body.transactions:
        from sdol.lang.transactions import commit_in_loop

        commit_in_loop(body, node.span)
    at = place(node.span)
    body.add(ir.Break(at) if isinstance(node, ast.Break) else ir.Continue(at))
    return NEVER
