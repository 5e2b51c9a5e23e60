"""Statements and items; with the other parts of the builder, everything that the grammar names."""

from __future__ import annotations

from sdol.lang import ast
from sdol.lang.ast import Span
from sdol.lang.builder_base import Parts, over
from sdol.lang.builder_expressions import Expressions
from sdol.lang.builder_patterns import PatternsAndTypes
from sdol.lang.tokens import Token


class Builder(PatternsAndTypes, Expressions):
    """Makes the nodes of one file.

    The parser sets `doc`, the documentation of the item at
    hand, and `words`, which cannot be names.
    """

    doc = ""
    words: frozenset[str] = frozenset()

    # --- items ---

    def fn_def(self, c: Parts) -> ast.Fn:
        _, name, _, params, _, result, uses, body = c
        self._check_params(params)
        return ast.Fn(over(c), name.value, name.span, tuple(params), result, tuple(uses), body, self.doc)

    def _check_params(self, params: list[ast.Param]) -> None:
        seen: set[str] = set()
        for param in params:
            if param.name in seen:
                self.report("E0140", param.span, f"two parameters are called `{param.name}`")
            if param.name in self.words:
                message = f"`{param.name}` is a word of the language, and cannot be a name"
                self.report("E0112", param.span, message, "choose another name")
            seen.add(param.name)

    def param(self, c: Parts) -> ast.Param:
        return ast.Param(over(c), c[0].value, c[2])

    def param_default(self, c: Parts) -> ast.Param:
        return ast.Param(over(c), c[0].value, c[2], c[4])

    def effect_first(self, c: Parts) -> tuple[str, Span]:
        return c[0].value, c[0].span

    def effect_more(self, c: Parts) -> tuple[str, Span]:
        name, span = c[0]
        return f"{name}.{c[2].value}", span.to(c[2].span)

    def test_def(self, c: Parts) -> ast.Test:
        return ast.Test(over(c), self.key_text([c[1]]).value, c[2])

    def space_def(self, c: Parts) -> ast.Space:
        return ast.Space(over(c), c[1].value)

    def import_module(self, c: Parts) -> ast.Import:
        return ast.Import(over(c), c[1].value, False)

    def import_file(self, c: Parts) -> ast.Import:
        return ast.Import(over(c), self.key_text([c[1]]).value, True)

    # --- statements ---

    def let_stmt(self, c: Parts) -> ast.Let:
        return ast.Let(over(c), c[1], None, c[3])

    def let_typed(self, c: Parts) -> ast.Let:
        return ast.Let(over(c), c[1], c[3], c[5])

    def var_stmt(self, c: Parts) -> ast.Let:
        return ast.Let(over(c), self._var(c[1]), None, c[3], True)

    def var_typed(self, c: Parts) -> ast.Let:
        return ast.Let(over(c), self._var(c[1]), c[3], c[5], True)

    def _var(self, name: Token) -> ast.NamePattern:
        return ast.NamePattern(name.span, name.value)

    def while_stmt(self, c: Parts) -> ast.While:
        return ast.While(over(c), c[1], c[2])

    def for_stmt(self, c: Parts) -> ast.For:
        return ast.For(over(c), c[1], c[3], c[4])

    def region_stmt(self, c: Parts) -> ast.Region:
        return ast.Region(over(c), c[1].value, c[1].span, c[3])

    def store_stmt(self, c: Parts) -> ast.Store:
        return ast.Store(over(c), c[1].value, c[1].span, None)

    def store_in_space(self, c: Parts) -> ast.Store:
        return ast.Store(over(c), c[1].value, c[1].span, c[3].value)

    def expr_stmt(self, c: Parts) -> ast.ExprStmt:
        return ast.ExprStmt(c[0].span, c[0])

    def assign(self, c: Parts) -> ast.Assign:
        return ast.Assign(over(c), c[0], c[1].value, c[2], c[1].span)

    def interpolate(self, c: Parts) -> ast.Interpolate:
        return ast.Interpolate(over(c), c[0], c[2], c[4])

    def print_empty(self, c: Parts) -> ast.Print:
        return ast.Print(over(c), ())

    def print_stmt(self, c: Parts) -> ast.Print:
        return ast.Print(Span(c[0].span.start, c[1][-1].span.end), tuple(c[1]))

    def assert_stmt(self, c: Parts) -> ast.Assert:
        return ast.Assert(over(c), c[1], None)

    def assert_message(self, c: Parts) -> ast.Assert:
        return ast.Assert(over(c), c[1], c[3])

    def return_nothing(self, c: Parts) -> ast.Return:
        return ast.Return(over(c), None)

    def return_stmt(self, c: Parts) -> ast.Return:
        return ast.Return(over(c), c[1])

    def break_stmt(self, c: Parts) -> ast.Break:
        return ast.Break(over(c))

    def continue_stmt(self, c: Parts) -> ast.Continue:
        return ast.Continue(over(c))

    def block(self, c: Parts) -> ast.Block:
        return ast.Block(over(c), tuple(c[1]))

    def block_empty(self, c: Parts) -> ast.Block:
        return ast.Block(over(c), ())
