"""Assignment: a variable gets another value, or is moved toward one."""

from __future__ import annotations

from sdol.diagnostics import Label
from sdol.kernel import ir
from sdol.kernel.types import INT, NIL, NUM, UNKNOWN, Type, is_con, show
from sdol.lang import ast
from sdol.lang.body import Body, Value, Variable, statement
from sdol.lang.conversion import fitted
from sdol.lang.statements import note_held
from sdol.lang.unit import GlobalEntry, place, suggestion


@statement(ast.Assign)
def _assign(body: Body, node: ast.Assign) -> Type:
    if not isinstance(node.target, ast.Name):
        body.expr(node.value)
        return _not_assignable(body, node)
    name, value = node.target, node.value
    if node.op != "=":
        value = ast.Binary(name.span.to(value.span), node.op[:-1], name, _whole(value), node.op_span)
    local, shared = body.local(name.name), body.shared(name.name)
    target = local or shared
    if target is None:
        body.expr(node.value)
        if name.name in body.module.broken:
            return NIL
        help = suggestion(name.name, body.names(), f"define it first: `var {name.name} = …`")
        body.problem("E0201", name.span, f"there is no variable `{name.name}`", help=help)
        body.module.broken.add(name.name)
        return NIL
    if not target.mutable:
        body.expr(node.value)
        text = f"`{name.name}` is fixed, so it cannot be given another value"
        body.problem("E0204", name.span, text, help=_make_variable(body, name.name))
        return NIL
    if not _settable(body, name, target):
        return NIL
    calls = len(body.calls)
    origin = _defined_at(body, target)
    new = body.expr(value, target.type)
    if target.type == INT and new.type == NUM:
        return _num_for_int(body, name, value, origin)
    new = fitted(body, new, target.type, value, f"`{name.name}` is {show(target.type)}", origin)
    _set(body, name.span, target, new)
    note_held(body, name.name, calls)
    return NIL


def _num_for_int(body: Body, name: ast.Name, value: ast.Expr, origin: Label | None) -> Type:
    body.problem(
        "E0302",
        value.span,
        "expected int, found num",
        label="num",
        labels=[origin] if origin else [],
        reason=f"`{name.name}` began as a whole number, and this need not be whole",
        help=f"begin with `var {name.name} = 0.0`, or make this whole: `round(…)`",
    )
    return NIL


def _defined_at(body: Body, target: Variable | GlobalEntry) -> Label | None:
    return body.label(target.span, f"{show(target.type)} since here") if target.span else None


def _make_variable(body: Body, name: str) -> str:
    local = body.local(name)
    if local and 0 <= local.reg < body.function.arity:
        return f"a parameter keeps its value: begin with `var now = {name}` and change that"
    return f"define it with `var {name} = …`"


def _settable(body: Body, name: ast.Name, target: Variable | GlobalEntry) -> bool:
    """Whether it is this function's to change; a lambda only has the values of the names around it."""
    outside = target.reg < 0 if isinstance(target, Variable) else body.parent is not None
    if outside:
        text = f"a function that is passed cannot change the variable `{name.name}`"
        help = "give the new value as the result, or use a loop"
        body.problem("E0214", name.span, text, reason="it may run later, or not at all", help=help)
    return not outside


def _whole(value: ast.Expr) -> ast.Expr:
    """`x -= a - b` takes all of the right side."""
    return ast.Paren(value.span, value) if isinstance(value, ast.Binary) else value


def _set(body: Body, span: ast.Span, target: Variable | GlobalEntry, value: Value) -> None:
    body.impure += 1
    if isinstance(target, Variable):
        body.copy(span, target.reg, value)
    else:
        body.add(ir.SetGlobal(place(span), target.index, value.reg))


def _not_assignable(body: Body, node: ast.Assign) -> Type:
    help = "only a variable can be given another value"
    if isinstance(node.target, ast.Index):
        help = "values do not change in place: write `xs = set_at(xs, i, value)`"
    elif isinstance(node.target, ast.Field):
        help = "values do not change in place: make a new record"
    body.problem("E0204", node.target.span, "this cannot be assigned to", help=help)
    return NIL


@statement(ast.Interpolate)
def _interpolate(body: Body, node: ast.Interpolate) -> Type:
    name = node.target
    target = (body.local(name.name) or body.shared(name.name)) if isinstance(name, ast.Name) else None
    if target is None or not isinstance(name, ast.Name):
        body.problem(
            "E0204", node.target.span, "`<-` moves a variable", help='define it first: `var belief = ~"…"`'
        )
        return NIL
    if not target.mutable:
        text = f"`{name.name}` is fixed, so it cannot be moved"
        body.problem("E0204", name.span, text, help=_make_variable(body, name.name))
        return NIL
    if not is_con(target.type, "vec"):
        if target.type != UNKNOWN:
            text = f"`<-` moves a vector, and `{name.name}` is {show(target.type)}"
            body.problem("E0302", name.span, text, help="other values are given by `=`")
        return NIL
    if not _settable(body, name, target):
        return NIL
    now = body.expr(name)
    because = f"`{name.name}` is {show(target.type)}"
    toward = body.expect(node.toward, target.type, because, _defined_at(body, target))
    fraction = body.number(node.fraction, "`by` takes a fraction from 0 to 1")
    moved = body.op(node.span, "sphere.slerp", [now.reg, toward.reg, fraction.reg], target.type)
    _set(body, node.span, target, moved)
    return NIL
