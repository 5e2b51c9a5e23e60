"""The condition of a `where`: false, in each of its parts, for a record without the fields that the part names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sdol.kernel import ir
from sdol.kernel.types import BOOL
from sdol.lang import ast
from sdol.lang.body import Body, Value
from sdol.lang.lambdas import inside
from sdol.lang.unit import place


def condition(body: Body, node: ast.Expr, because: str) -> Value:
    """A condition, or one side of `and`, `or` or `not`.

    Inside a `where` it is false where a payload field that it mentions is nil.
    """
    fields = list(_fields(node)) if body.payload is not None and not _joins(node) else []
    return _guarded(body, node, fields, because) if fields else body.condition(node, because)


def _guarded(body: Body, node: ast.Expr, fields: list[ast.Expr], because: str) -> Value:
    if not fields:
        return body.condition(node, because)
    field, result = fields[0], body.reg(BOOL)
    nil = body.nil(field.span)
    there = body.op(field.span, "logic.ne", [body.expr(field).reg, nil.reg], BOOL)
    with body.block() as then:
        body.copy(node.span, result, _guarded(body, node, fields[1:], because))
    with body.block() as otherwise:
        body.copy(node.span, result, body.constant(node.span, False, BOOL))
    body.add(ir.If(place(node.span), there.reg, then, otherwise))
    return Value(result, BOOL)


def _bare(node: Any) -> Any:
    while isinstance(node, ast.Paren):
        node = node.inner
    return node


def _joins(node: ast.Expr) -> bool:
    """Whether a condition consists of others, each of which is guarded by itself."""
    match _bare(node):
        case ast.Binary(op="and" | "or") | ast.Unary(op="not"):
            return True
    return False


def _fields(node: ast.Expr) -> Iterator[ast.Expr]:
    """The payload fields, and fields of these, that have to be there.

    One that is compared with nil, or has another value for that by `or_else`, has not.
    """
    seen: set[str] = set()
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (tuple, list)):
            waiting.extend(reversed(part))
        elif path := _path(part):
            if path not in seen:
                yield part
            seen.add(path)
        elif isinstance(part, ast.Node) and not _asks_for_nil(part):
            waiting.extend(_parts(part))


def _path(node: Any) -> str:
    match node:
        case ast.PayloadField():
            return f".{node.name}"
        case ast.Field() if base := _path(node.operand):
            return f"{base}.{node.name}"
    return ""


def _asks_for_nil(node: ast.Node) -> bool:
    match node:
        case ast.Binary(op="==" | "!="):
            sides = _bare(node.left), _bare(node.right)
            return any(_path(s) for s in sides) and any(isinstance(s, ast.Nil) for s in sides)
    return False


def _parts(node: ast.Node) -> list[Any]:
    """What is inside of a node, the first last; of a call of a method, what it is called on."""
    if isinstance(node, ast.Call) and isinstance(node.function, ast.Field):
        return [node.args, node.function.operand]
    if isinstance(node, ast.Call) and node.function == ast.Name(node.function.span, "or_else"):
        return [a.value for a in reversed(node.args) if not _path(_bare(a.value))]
    own = {"where"} if isinstance(node, ast.Near) else set()
    return [getattr(node, name) for name in inside(node) if name not in own]
