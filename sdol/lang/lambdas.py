"""Lambdas: functions written where they are used, with the values of the names around them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from sdol.kernel import ir
from sdol.kernel.types import NEVER, NIL, UNKNOWN, Fn, Param, Type, variables
from sdol.lang import ast
from sdol.lang.body import Body, Value, Variable, expression
from sdol.lang.conversion import fitted


@expression(ast.Lambda)
def _lambda(body: Body, node: ast.Lambda, hint: Type | None) -> Value:
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
            "E0303", node.span, f"a function of {len(hint.params)} is wanted here, this one takes {len(node.params)}"
        )
    return elaborate_lambda(body, node, hint)


def elaborate_lambda(body: Body, node: ast.Lambda, hint: Fn) -> Value:
    """The function value of a lambda whose parameters have the types of `hint`."""
    from sdol.lang.statements import block_value

    params = tuple(Param(n, _known(t)) for (n, _), t in zip(node.params, hint.params, strict=True))
    entry = body.unit.enter("a lambda", params, UNKNOWN, body.module)
    captured = _captured(body, node)
    inner = Body(body.unit, entry, body)
    inner.function.place, inner.function.arity = tuple(node.span), len(captured) + len(params)
    inner.function.captures = len(captured)
    for name, variable in captured.items():
        reg = inner.reg(variable.type, name)
        inner.scopes[0][name] = Variable(-1 if variable.mutable else reg, variable.type, variable.mutable)
    inner.scopes.append({})
    for param, (name, span) in zip(params, node.params, strict=True):
        inner.declare(name, param.type, span)
    wanted = None if variables(hint.result) or hint.result == NIL else hint.result
    inner.wanted = wanted
    value = block_value(inner, node.body, wanted) if isinstance(node.body, ast.Block) else inner.expr(node.body, wanted)
    if wanted is not None:
        value = fitted(inner, value, wanted, node.body, "the function's result is used as that")
    if value.type != NEVER:
        inner.add(ir.Return(tuple(node.span), value.reg))
    entry.result = value.type if value.type != NEVER else inner.returned or NIL
    body.entry.callees.add(entry.index)
    result = Fn(tuple(p.type for p in params), entry.result)
    dst = body.reg(result)
    regs = [v.reg if v.reg >= 0 else body.nil(node.span).reg for v in captured.values()]
    body.add(ir.Closure(tuple(node.span), dst, entry.index, regs))
    return Value(dst, result)


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
        elif isinstance(part, (tuple, list)) and not isinstance(part, ast.Span):
            waiting.extend(reversed(part))
        elif is_dataclass(part) and not isinstance(part, type):
            waiting.extend(getattr(part, f.name) for f in reversed(fields(part)))
    return list(found)
