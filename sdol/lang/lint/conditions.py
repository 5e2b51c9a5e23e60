"""Rules about conditions: thresholds that nobody measured, and conditions that always end in the same way."""

from __future__ import annotations

from collections.abc import Iterator

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.lint.findings import warning
from sdol.lang.scopes import every

_ORDER = ("<", "<=", ">", ">=")
_COMPARES = (*_ORDER, "==", "!=")
LEAST, MOST = 0.1, 0.99
"""Between these a similarity says how alike two meanings are; beyond, that two vectors are the same or unrelated."""


def check(source: Source, module: ast.Module) -> Iterator[Diagnostic]:
    """Raises nothing: the file compiles."""
    asserted = {
        id(one) for test in every(module.items) if isinstance(test, ast.Assert) for one in every(test)
    }
    for node in every(module.items):
        if isinstance(node, ast.Binary) and id(node) not in asserted and _is_threshold(node):
            yield _threshold(source, node)
        for condition in _conditions(node):
            value = _constant(condition)
            if value is not None:
                yield _always(source, condition, value)


# --- thresholds ---------------------------------------------------------------------------------------------


def _is_threshold(node: ast.Binary) -> bool:
    if node.op not in _ORDER:
        return False
    sides = (_plain(node.left), _plain(node.right))
    number = next((s.value for s in sides if isinstance(s, ast.Number)), None)
    similar = any(isinstance(s, ast.Binary) and s.op == "~" and not _of_symbols(s) for s in sides)
    return similar and number is not None and LEAST <= number < MOST


def _of_symbols(node: ast.Binary) -> bool:
    """Whether symbols are compared, which are alike or not, with nothing in between: 0.5 parts them."""
    sides = (_plain(node.left), _plain(node.right))
    made = (s.function for s in sides if isinstance(s, ast.Call))
    named = any(isinstance(f, ast.Name) and f.name == "symbol" for f in made)
    return named or any(isinstance(s, ast.Symbol) for s in sides)


def _threshold(source: Source, node: ast.Binary) -> Diagnostic:
    compared = next(s for s in (_plain(node.left), _plain(node.right)) if isinstance(s, ast.Binary))
    left, right = (source.text[slice(*side.span)] for side in (compared.left, compared.right))
    towards = node.op[0] == ("<" if compared is _plain(node.right) else ">")
    calibrated = f"`{left} ~= {right}`" if towards else f"`not ({left} ~= {right})`"
    return warning(
        "L006",
        source,
        node.span,
        "this similarity is compared with a number that nothing in the program measures",
        reason="similarities of one space spread otherwise than those of another, so a number fits one at best",
        help=f"write {calibrated}, which is calibrated for the space, or ask a region: `… in around […]`",
    )


def _plain(node: ast.Expr) -> ast.Expr:
    while isinstance(node, ast.Paren):
        node = node.inner
    return node


# --- constants ----------------------------------------------------------------------------------------------


def _conditions(node: ast.Node) -> Iterator[ast.Expr]:
    """What a node decides by; `while true` is how a loop without end is written."""
    match node:
        case ast.If(condition=condition) | ast.Assert(condition=condition):
            yield condition
        case ast.While(condition=condition) if not isinstance(condition, ast.Bool) or not condition.value:
            yield condition
        case ast.MatchArm(guard=ast.Node() as guard):
            yield guard
        case ast.Comprehension(condition=ast.Node() as condition):
            yield condition


def _constant(node: ast.Expr) -> bool | None:
    """What a condition always comes to, where its form says so."""
    node = _plain(node)
    match node:
        case ast.Bool():
            return node.value
        case ast.Unary(op="not"):
            inner = _constant(node.operand)
            return None if inner is None else not inner
        case ast.Binary(op="and" | "or"):
            deciding = node.op == "or"
            sides = (_constant(node.left), _constant(node.right))
            if deciding in sides:
                return deciding
            return None if None in sides else not deciding
        case ast.Binary() if node.op in _COMPARES:
            return _compared(node)
    return None


def _compared(node: ast.Binary) -> bool | None:
    """A comparison of two literals, or of a name with itself; a num that is none is not equal to itself."""
    left, right = _plain(node.left), _plain(node.right)
    if isinstance(left, ast.Name) and isinstance(right, ast.Name) and left.name == right.name:
        return None if node.op in ("==", "!=", "<=", ">=") else False
    if not isinstance(left, ast.Number) or not isinstance(right, ast.Number):
        return None
    first, second = left.value, right.value
    return {
        "<": first < second,
        "<=": first <= second,
        ">": first > second,
        ">=": first >= second,
        "==": first == second,
        "!=": first != second,
    }[node.op]


def _always(source: Source, node: ast.Expr, value: bool) -> Diagnostic:
    outcome = "holds" if value else "fails"
    return warning(
        "L007",
        source,
        node.span,
        f"this condition always {outcome}",
        reason="what it compares does not depend on anything that varies",
        help="remove what it decides, or compare with what was meant",
    )
