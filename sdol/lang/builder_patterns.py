"""Patterns and written types, from the values of the grammar's alternatives to nodes."""

from __future__ import annotations

from sdol.lang import ast
from sdol.lang.ast import Span
from sdol.lang.builder_base import BuilderBase, Parts, over
from sdol.lang.tokens import Token


class PatternsAndTypes(BuilderBase):
    # --- patterns ---

    def name_pattern(self, c: Parts) -> ast.NamePattern:
        return ast.NamePattern(c[0].span, c[0].value)

    def literal_pattern(self, c: Parts) -> ast.LiteralPattern:
        value: ast.Expr = c[0]
        if isinstance(value, ast.Text) and any(not isinstance(part, str) for part in value.parts):
            self.report("E0139", value.span, help="compare in a guard: `t if t == ... => ...`")
        return ast.LiteralPattern(value.span, value)

    def negative_pattern(self, c: Parts) -> ast.LiteralPattern:
        number = self.number([c[1]])  # type: ignore[attr-defined]
        return ast.LiteralPattern(over(c), ast.Number(over(c), -number.value))

    def list_pattern(self, c: Parts) -> ast.ListPattern:
        return ast.ListPattern(over(c), tuple(c[1]))

    def record_pattern(self, c: Parts) -> ast.RecordPattern:
        return ast.RecordPattern(over(c), self.fields(c[1]))

    def record_pattern_one(self, c: Parts) -> ast.RecordPattern:
        return ast.RecordPattern(over(c), self.fields([self.pair_short([c[1]])]))

    def pair_short(self, c: Parts) -> tuple[Token, ast.Pattern]:
        return c[0], ast.NamePattern(c[0].span, c[0].value)

    # --- types ---

    def named_type(self, c: Parts) -> ast.NamedType:
        return ast.NamedType(c[0].span, c[0].value)

    def spaced_type(self, c: Parts) -> ast.NamedType:
        return ast.NamedType(over(c), c[0].value, (), c[2].value)

    def applied_type(self, c: Parts) -> ast.NamedType:
        if not c[2]:
            kind = c[0].value
            written = f"{kind}[text]" if kind in ("list", "stream") else f"list[{kind}]"
            self.report("E0207", over(c), "nothing stands between these brackets", help=f"write `{written}`")
        return ast.NamedType(over(c), c[0].value, tuple(c[2]))

    def record_type(self, c: Parts) -> ast.RecordType:
        return ast.RecordType(over(c), self.fields(c[1]))

    def optional_type(self, c: Parts) -> ast.OptionalType:
        return ast.OptionalType(over(c), c[0])

    def fn_type(self, c: Parts) -> ast.FnType:
        result = c[5] if len(c) > 4 else None
        return ast.FnType(Span(c[0].span.start, (result or c[3]).span.end), tuple(c[2]), result)
