"""What a condition says about a name: after `x != nil`, x is no longer optional.

Only names whose value is fixed are narrowed, those of `let`, parameters and patterns. A `var` may change between the
test and the use, in a loop or by a function, so its type stays what it was declared as: keep its value by `let` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdol.kernel.types import is_con, narrow
from sdol.lang import ast
from sdol.lang.body import Body, Variable
from sdol.lang.names import read_global


def narrowed(body: Body, condition: ast.Expr, holds: bool) -> None:
    """Makes what is known, where the condition holds (or does not), hold in the current scope."""
    not_nil(body, facts(condition, holds))


def facts(condition: ast.Expr, holds: bool) -> Iterator[ast.Name]:
    """The names that are not nil where the condition holds (or does not)."""
    waiting: list[tuple[ast.Expr, bool]] = [(condition, holds)]
    while waiting:
        node, so = waiting.pop()
        match node:
            case ast.Paren():
                waiting.append((node.inner, so))
            case ast.Unary(op="not"):
                waiting.append((node.operand, not so))
            case ast.Binary(op="and" | "or") if so == (node.op == "and"):
                waiting += [(node.left, so), (node.right, so)]
            case ast.Binary(op="!=" | "==") if so == (node.op == "!="):
                yield from _compared(node)


def _compared(node: ast.Binary) -> Iterator[ast.Name]:
    for name, nil in ((node.left, node.right), (node.right, node.left)):
        if isinstance(name, ast.Name) and isinstance(nil, ast.Nil):
            yield name


def not_nil(body: Body, names: Iterable[ast.Name]) -> None:
    """Makes these names, where they are fixed, something else than nil in the current scope."""
    for name in names:
        known = body.local(name.name) or body.shared(name.name)
        if not known or known.mutable or not is_con(known.type, "optional"):
            continue
        reg = known.reg if isinstance(known, Variable) else read_global(body, name.span, known).reg
        own = body.scopes[-1].get(name.name)
        body.scopes[-1][name.name] = Variable(reg, narrow(known.type), shadows=own is None or own.shadows)
