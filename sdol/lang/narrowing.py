"""What a condition says about a name: after `x != nil`, x is no longer optional."""

from __future__ import annotations

from sdol.kernel.types import is_con, narrow
from sdol.lang import ast
from sdol.lang.body import Body, Variable
from sdol.lang.names import read_global


def narrowed(body: Body, condition: ast.Expr, holds: bool) -> None:
    """Makes what is known, where the condition holds (or does not), hold in the current scope."""
    match condition:
        case ast.Paren():
            narrowed(body, condition.inner, holds)
        case ast.Unary(op="not"):
            narrowed(body, condition.operand, not holds)
        case ast.Binary(op="and") if holds:
            narrowed(body, condition.left, True)
            narrowed(body, condition.right, True)
        case ast.Binary(op="or") if not holds:
            narrowed(body, condition.left, False)
            narrowed(body, condition.right, False)
        case ast.Binary(op="!=" | "==") if holds == (condition.op == "!="):
            _not_nil(body, condition.left, condition.right)
            _not_nil(body, condition.right, condition.left)


def _not_nil(body: Body, name: ast.Expr, nil: ast.Expr) -> None:
    if not (isinstance(name, ast.Name) and isinstance(nil, ast.Nil)):
        return
    known = body.local(name.name) or body.shared(name.name)
    if not known or known.mutable or not is_con(known.type, "optional"):
        return
    reg = known.reg if isinstance(known, Variable) else read_global(body, name.span, known).reg
    own = body.scopes[-1].get(name.name)
    body.scopes[-1][name.name] = Variable(reg, narrow(known.type), shadows=own is None or own.shadows)
