"""Whether two files hold the same program: the same tree, whatever the places, and the same comments."""

from __future__ import annotations

from typing import Any

from sdol.lang import ast
from sdol.lang.formatting.marks import is_place, parts_of


def difference(one: ast.Module, other: ast.Module) -> str:
    """What differs, in words; empty where nothing does."""
    if not same(tuple(one.items), tuple(other.items)):
        return "its tree would have changed"
    if comments(one) != comments(other):
        return "a comment would have been lost or moved"
    return ""


def comments(module: ast.Module) -> list[str]:
    """The comments in their order, without the blanks at their ends."""
    return [text.rstrip() for _, text in module.comments]


def same(one: Any, other: Any) -> bool:
    """Whether two nodes, or tuples of them, differ in nothing but their places."""
    waiting = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, ast.Node):
            waiting += [(getattr(a, name), getattr(b, name)) for name in parts_of(type(a))]
        elif type(a) is tuple:
            if len(a) != len(b):
                return False
            waiting += zip(a, b, strict=True)
        elif a != b and not is_place(a):
            return False
    return True
