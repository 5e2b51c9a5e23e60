"""What a guard asked, as far as it can be told from the values of its names: nothing of the program runs again."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.kernel.equality import equal
from sdol.kernel.values import Region, Vec
from sdol.lang import ast
from sdol.shell.cards.fitting import ANYTHING, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


class Unknown(Exception):
    """The value of an expression cannot be told."""


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": equal,
    "!=": lambda a, b: not equal(a, b),
}
_RECKONED: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""Each comparison as it reads with its sides exchanged."""


def truth(node: ast.Expr, names: Mapping[str, Any]) -> bool | None:
    """Whether a guard holds; None where that cannot be told."""
    try:
        found = value_of(node, names)
    except Unknown:
        return None
    return found if isinstance(found, bool) else None


def value_of(node: ast.Expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression of plain data.

    Raises:
        Unknown: it calls a function, or names what is not among the names.
    """
    try:
        found = _value(node, names)
    except (SdolError, TypeError, LookupError, OverflowError):
        raise Unknown from None
    if found is ANYTHING:
        raise Unknown
    return found


def _value(node: ast.Expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Number() | ast.Bool() | ast.Nil():
            return literal(node)
        case ast.Text(_, parts) if all(isinstance(part, str) for part in parts):
            return literal(node)
        case ast.Name(_, name) if name in names:
            return names[name]
        case ast.Paren(_, inner):
            return value_of(inner, names)
        case ast.Unary(_, "not", operand):
            return not _bool(value_of(operand, names))
        case ast.Unary(_, "-", operand):
            return -_number(value_of(operand, names))
        case ast.Field(_, operand, name):
            return value_of(operand, names)[name]
        case ast.Index(_, operand, index):
            return _item(value_of(operand, names), value_of(index, names))
        case ast.Call(_, ast.Name(_, "len"), (ast.Argument(_, operand, None),)) if "len" not in names:
            return _length(value_of(operand, names))
        case ast.Binary():
            return _binary(node, names)
    raise Unknown


def _binary(node: ast.Binary, names: Mapping[str, Any]) -> Any:
    if node.op in ("and", "or"):
        left = truth(node.left, names)
        right = truth(node.right, names)
        decisive = node.op == "or"
        if decisive in (left, right):
            return decisive
        if left is None or right is None:
            raise Unknown
        return right
    left, right = value_of(node.left, names), value_of(node.right, names)
    if node.op in ("in", "not in"):
        return _within(left, right) is (node.op == "in")
    if node.op in ("==", "!="):
        return _COMPARED[node.op](left, right)
    if node.op in _COMPARED:
        same = isinstance(left, str) and isinstance(right, str)
        return _COMPARED[node.op](*((left, right) if same else (_number(left), _number(right))))
    if node.op in _RECKONED:
        return _RECKONED[node.op](_number(left), _number(right))
    raise Unknown


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unknown
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unknown
    return value


def _item(value: Any, index: Any) -> Any:
    if not isinstance(value, (list, dict)):
        raise Unknown
    return value[index]


def _length(value: Any) -> int:
    if not isinstance(value, (str, list, dict)):
        raise Unknown
    return len(value)


def _within(value: Any, whole: Any) -> bool:
    if isinstance(value, Vec) and isinstance(whole, Region):
        return outside(value, whole) <= 0
    if isinstance(value, str) and isinstance(whole, str):
        return value in whole
    if isinstance(whole, list):
        return any(equal(value, item) for item in whole)
    raise Unknown


def outside(vector: Vec, region: Region) -> float:
    """How far a vector lies outside a region, in radians; negative inside."""
    from sdol import lvm

    if vector.space != region.space:
        raise Unknown
    return float(lvm.distances([region.shape], vector.rows)[0, 0])


def failing(node: ast.Expr, names: Mapping[str, Any]) -> list[ast.Expr]:
    """The smallest parts of a guard that does not hold from which that can be seen."""
    match node:
        case ast.Paren(_, inner):
            return failing(inner, names)
        case ast.Binary(_, "and", left, right):
            if truth(left, names) is False:
                return failing(left, names)
            return failing(right, names) if truth(left, names) is True else [node]
        case ast.Binary(_, "or", left, right):
            return [*failing(left, names), *failing(right, names)]
    return [node]


def told(node: ast.Expr, names: Mapping[str, Any]) -> list[ast.Expr]:
    """The parts of a test whose values explain its answer: names, and what is compared where that is more."""
    if isinstance(node, (ast.Name, ast.Field, ast.Index)):
        return [node]
    if isinstance(node, ast.Call) and known(node, names):
        return [node]
    parts = {
        ast.Binary: lambda: [node.left, node.right],  # type: ignore[union-attr]
        ast.Unary: lambda: [node.operand],  # type: ignore[union-attr]
        ast.Paren: lambda: [node.inner],  # type: ignore[union-attr]
        ast.Call: lambda: [argument.value for argument in node.args],  # type: ignore[union-attr]
    }.get(type(node), list)()
    return [found for part in parts for found in told(part, names)]


def known(node: ast.Expr, names: Mapping[str, Any]) -> bool:
    """Whether the value of an expression can be told."""
    try:
        value_of(node, names)
    except Unknown:
        return False
    return True
