"""Lambdas: functions written where they are used, with the values of the names around them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sdol.kernel import ir
from sdol.kernel.types import NEVER, NIL, UNKNOWN, Fn, Param, Type, Var, join, show, variables
from sdol.lang import ast
from sdol.lang.body import Body, Value, Variable, expression
from sdol.lang.call_problems import counted
from sdol.lang.unit import place


@expression(ast.Lambda)
def _lambda(body: Body, node: ast.Lambda, hint: Type | None) -> Value:
    if not isinstance(hint, Fn) and not node.params:
        hint = Fn((), Var("R"))
    if not isinstance(hint, Fn):
        return body.problem(
            "E0320",
            node.span,
            "the types of this function's parameters are not known here",
            reason="a lambda gets them from the place that it is passed to",
            help="pass it directly, or write `fn name(x: type) -> type { … }`",
        )
    if len(hint.params) != len(node.params):
        return body.problem(
            "E0303",
            node.span,
            f"this function takes {len(node.params)}, and here it gets {counted(len(hint.params))}",
            reason=f"it is called as {show(hint)}",
        )
    return elaborate_lambda(body, node, hint)


def elaborate_lambda(body: Body, node: ast.Lambda, hint: Fn) -> Value:
    """The function value of a lambda whose parameters have the types of `hint`."""
    params = tuple(Param(n, _known(t)) for (n, _), t in zip(node.params, hint.params, strict=True))
    entry = body.unit.enter("a lambda", params, UNKNOWN, body.module)
    entry.written = False
    captured = _captured(body, node)
    inner = type(body)(body.unit, entry, body)
    inner.function.place, inner.function.arity = place(node.span), len(captured) + len(params)
    inner.function.captures = len(captured)
    for name, variable in captured.items():
        reg = inner.reg(variable.type, name)
        inner.scopes[0][name] = Variable(-1 if variable.mutable else reg, variable.type, variable.mutable)
    inner.scopes.append({})
    for param, (name, span) in zip(params, node.params, strict=True):
        inner.declare(name, param.type, span)
    inner.wanted = None if variables(hint.result) else hint.result
    entry.result = _result(inner, node)
    body.call_to(entry, node.span)
    result = Fn(tuple(p.type for p in params), entry.result)
    dst = body.reg(result)
    regs = [v.reg if v.reg >= 0 else body.nil(node.span).reg for v in captured.values()]
    body.add(ir.Closure(place(node.span), dst, entry.index, regs))
    return Value(dst, result)


def _result(inner: Body, node: ast.Lambda) -> Type:
    """Elaborates the body of a lambda and gives the type of what it, or a `return` in it, gives."""
    from sdol.lang.statements import result

    wanted = inner.wanted
    because = f"a function that gives {show(wanted)} is wanted here" if wanted else ""
    if isinstance(node.body, ast.Block):
        value = result(inner, node.body, wanted, because)
    elif wanted in (None, NIL):
        value = inner.expr(node.body, wanted)
    else:
        value = inner.expect(node.body, wanted, because)
    if value.type == NEVER:
        return inner.returned or NIL
    inner.add(ir.Return(place(node.span), value.reg))
    return _with_returned(inner, value.type, node)


def _with_returned(inner: Body, t: Type, node: ast.Lambda) -> Type:
    joined = join(inner.returned, t) if inner.returned is not None else t
    if joined is None:
        inner.problem(
            "E0307",
            _end(node.body),
            f"this function ends with {show(t)}, and a `return` in it gives {show(inner.returned or NIL)}",
            reason="a function gives one type",
        )
    return joined or UNKNOWN


def _end(body: ast.Expr | ast.Block) -> ast.Span:
    return body.statements[-1].span if isinstance(body, ast.Block) and body.statements else body.span


def _known(t: Type) -> Type:
    return UNKNOWN if variables(t) else t


def _captured(body: Body, node: ast.Lambda) -> dict[str, Variable]:
    """The local variables around the lambda that it names."""
    own = {n for n, _ in node.params}
    found: dict[str, Variable] = {}
    for name in names_in(node.body):
        variable = body.local(name)
        if variable and name not in own:
            found[name] = variable
    return found


def names_in(node: Any) -> list[str]:
    """Every name that a tree mentions, once each, in order."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Name):
            found[part.name] = None
        elif isinstance(part, (tuple, list)):
            waiting.extend(reversed(part))
        elif isinstance(part, ast.Node):
            waiting.extend(getattr(part, name) for name in inside(part))
    return list(found)


_FIELDS: dict[type[ast.Node], tuple[str, ...]] = {}


def inside(node: ast.Node) -> tuple[str, ...]:
    """The fields of a kind of node that may hold other nodes, the last first."""
    kind = type(node)
    if kind not in _FIELDS:
        spans = ("span", "op_span", "name_span")
        _FIELDS[kind] = tuple(f.name for f in reversed(fields(kind)) if f.name not in spans)
    return _FIELDS[kind]
