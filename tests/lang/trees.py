"""Syntax trees as s-expressions, for expectations that fit on a line."""

from __future__ import annotations

import dataclasses

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.parser import parse


def tree(text: str) -> str:
    """The items of a program that is right."""
    module, diagnostics = parse(Source("t.sdol", text))
    assert diagnostics == []
    return " ".join(dump(item) for item in module.items)


def problems(text: str) -> list[tuple[str, str]]:
    """Code and marked characters of everything that is wrong."""
    _, diagnostics = parse(Source("t.sdol", text))
    return [(one.code, text[one.labels[0].start : one.labels[0].end]) for one in diagnostics if one.labels]


def dump(value: object) -> str:
    match value:
        case ast.Number() | ast.Bool():
            return repr(value.value)
        case ast.Name() | ast.NamePattern():
            return value.name
        case ast.Symbol():
            return f"'{value.name}"
        case ast.Nil():
            return "nil"
        case ast.Text():
            return '"' + "".join(p if isinstance(p, str) else "{" + dump(p) + "}" for p in value.parts) + '"'
        case ast.Unary() | ast.Binary():
            return f"({value.op} {' '.join(_fields(value, skip='op'))})"
        case ast.ExprStmt() | ast.LiteralPattern():
            return dump(value.value)
        case ast.Argument():
            return dump(value.value) if value.name is None else f"{value.name}: {dump(value.value)}"
        case ast.Node():
            return f"({' '.join([type(value).__name__.lower(), *_fields(value)])})"
        case tuple():
            return f"[{' '.join(dump(item) for item in value if not isinstance(item, ast.Span))}]"
        case _:
            return str(value)


def _fields(node: ast.Node, skip: str = "") -> list[str]:
    values = [getattr(node, f.name) for f in dataclasses.fields(node) if f.name != skip]
    return [dump(v) for v in values if not isinstance(v, ast.Span) and v not in (None, (), "", False)]
