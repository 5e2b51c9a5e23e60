"""Expressions, from the values of the grammar's alternatives to nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sdol.lang import ast
from sdol.lang.ast import Span
from sdol.lang.builder_base import BuilderBase, Parts, over
from sdol.lang.tokens import Embedded, TextToken, Token

# Longer chains of operators, calls or `else if` would exhaust the stack of whatever walks the tree.
MAX_CHAIN = 5000
MAX_ELSE_IF = 1000

MOST_DIGITS = 4_300
"""Of a number: Python reads no longer ones, since the time that takes grows with the square of their length."""


class Expressions(BuilderBase):
    """Needs `parse_embedded`, which parses the tokens between the braces of a text."""

    parse_embedded: Callable[[Embedded], Any]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._chains: dict[int, int] = {}

    def _chain(self, span: Span) -> Span:
        """Count the nodes that begin at one place: each holds the one before it on its left."""
        length = self._chains[span.start] = self._chains.get(span.start, 0) + 1
        if length == MAX_CHAIN:
            self.report(
                "E0181",
                span,
                f"this chain has more than {MAX_CHAIN:,} links",
                "give parts of it names by `let`",
            )
        return span

    # --- literals ---

    def number(self, c: Parts) -> ast.Number:
        token: Token = c[0]
        return ast.Number(token.span, self._number(token))

    def _number(self, token: Token) -> int | float:
        written = token.value
        try:
            if written[:2] in ("0x", "0X"):
                return int(written, 16)
            if written.replace("_", "").isdecimal():
                return int(written)
            value = float(written)
        except ValueError:
            self._bad_number(token)
            return 0
        if value in (float("inf"), float("-inf")):
            self.report(
                "E0132", token.span, f"{written} is too large for a number", "the largest is about 1.8e308"
            )
        return value

    def _bad_number(self, token: Token) -> None:
        digits = len(token.value.replace("_", ""))
        if digits > MOST_DIGITS:
            text = f"this number has {digits:,} digits, more than {MOST_DIGITS:,}"
            self.report("E0132", token.span, text, "compute it, or keep it as a text")
            return
        shown = token.value if len(token.value) <= 40 else token.value[:37] + "..."
        self.report(
            "E0132",
            token.span,
            f"`{shown}` is not a number",
            "numbers look like 12, 1_000, 0.5, 1e-3 or 0x1f",
        )

    def text(self, c: Parts) -> ast.Text:
        token: TextToken = c[0]
        parts = [part if isinstance(part, str) else self.parse_embedded(part) for part in token.parts]
        return ast.Text(token.span, tuple(part for part in parts if part is not None))

    def symbol(self, c: Parts) -> ast.Symbol:
        return ast.Symbol(c[0].span, c[0].value[1:])

    def true(self, c: Parts) -> ast.Bool:
        return ast.Bool(c[0].span, True)

    def false(self, c: Parts) -> ast.Bool:
        return ast.Bool(c[0].span, False)

    def nil(self, c: Parts) -> ast.Nil:
        return ast.Nil(c[0].span)

    def list_lit(self, c: Parts) -> ast.ListLit:
        return ast.ListLit(over(c), tuple(c[1]))

    def comprehension(self, c: Parts) -> ast.Comprehension:
        return ast.Comprehension(over(c), c[1], c[3], c[5], None)

    def comprehension_if(self, c: Parts) -> ast.Comprehension:
        return ast.Comprehension(over(c), c[1], c[3], c[5], c[7])

    def record(self, c: Parts) -> ast.RecordLit:
        return ast.RecordLit(over(c), self.fields(c[1]))

    # --- names, parentheses, lambdas ---

    def name_expr(self, c: Parts) -> ast.Name:
        return ast.Name(c[0].span, c[0].value)

    def payload_field(self, c: Parts) -> ast.PayloadField:
        return ast.PayloadField(over(c), c[1].value)

    def paren(self, c: Parts) -> ast.Paren:
        items: list[ast.Expr] = c[1]
        if len(items) == 1:
            return ast.Paren(over(c), items[0])
        if items and self.source.text.endswith("print", 0, c[0].span.start):
            self.report("E0133", over(c), help="`print` takes no parentheses: write `print a, b`")
        elif items:
            self.report("E0133", over(c), help="write a list [a, b], or a record {first: a, second: b}")
        else:
            self.report("E0134", over(c), help="for a function without parameters, write () => ...")
        return ast.Paren(over(c), ast.Nil(over(c)))

    def lambda_one(self, c: Parts) -> ast.Lambda:
        return ast.Lambda(over(c), ((c[0].value, c[0].span),), c[2])

    def lambda_many(self, c: Parts) -> ast.Lambda:
        params = tuple((item.name, item.span) for item in c[1] if isinstance(item, ast.Name))
        for item in c[1]:
            if not isinstance(item, ast.Name):
                self.report("E0135", item.span, help="name them before the arrow: (x, y) => ...")
        return ast.Lambda(over(c), params, c[4])

    # --- operators ---

    def unary(self, c: Parts) -> ast.Unary:
        return ast.Unary(over(c), c[0].value, c[1])

    def binary(self, c: Parts) -> ast.Binary:
        left, op, right = c
        span = self._chain(Span(left.span[0], right.span[1]))
        return ast.Binary(span, op.value, left, right, op.span)

    def not_in(self, c: Parts) -> ast.Binary:
        return ast.Binary(over(c), "not in", c[0], c[3], over(c[1:3]))

    def embed(self, c: Parts) -> ast.Embed:
        return ast.Embed(over(c), c[1], None)

    def embed_in_space(self, c: Parts) -> ast.Embed:
        return ast.Embed(over(c), c[1], c[3].value)

    def translate(self, c: Parts) -> ast.Translate:
        return ast.Translate(self._chain(over(c)), c[0], c[2].value)

    def pipe(self, c: Parts) -> ast.Call:
        left, _, right = c
        span = self._chain(over(c))
        if isinstance(right, ast.Call):
            return ast.Call(span, right.function, (ast.Argument(left.span, left), *right.args), True)
        shown = self.source.text[right.span.start : right.span.end]
        help = f"write `|> {shown}()`" if isinstance(right, ast.Name | ast.Field) and len(shown) < 60 else ""
        self.report("E0136", right.span, help=help)
        return ast.Call(span, right, (ast.Argument(left.span, left),), True)

    # --- calls, fields, indices ---

    def call(self, c: Parts) -> ast.Call:
        args: list[ast.Argument] = c[2]
        self._check_order(args)
        return ast.Call(self._chain(over(c)), c[0], tuple(args))

    def _check_order(self, args: list[ast.Argument]) -> None:
        named: set[str] = set()
        for arg in args:
            if arg.name is None and named:
                self.report("E0137", arg.span, help="write the named ones last")
            elif arg.name in named:
                self.report("E0137", arg.span, f"the argument `{arg.name}` is given twice")
            if arg.name is not None:
                named.add(arg.name)

    def arg(self, c: Parts) -> ast.Argument:
        return ast.Argument(c[0].span, c[0])

    def arg_named(self, c: Parts) -> ast.Argument:
        return ast.Argument(over(c), c[2], c[0].value)

    def index(self, c: Parts) -> ast.Index:
        return ast.Index(self._chain(over(c)), c[0], c[2])

    def field(self, c: Parts) -> ast.Field:
        return ast.Field(self._chain(over(c)), c[0], c[2].value, c[2].span)

    # --- what the language adds ---

    def near(self, c: Parts) -> ast.Near:
        _, query, _, store, top, where = c
        last = where or top or store
        return ast.Near(Span(c[0].span.start, last.span.end), query, store, top, where)

    def around(self, c: Parts) -> ast.Around:
        return ast.Around(over(c), c[1])

    def codebook(self, c: Parts) -> ast.Codebook:
        return ast.Codebook(over(c), c[1])

    # --- choices ---

    def if_first(self, c: Parts) -> list[tuple[Token, ast.Expr, ast.Block]]:
        return [(c[0], c[1], c[2])]

    def if_more(self, c: Parts) -> list[tuple[Token, ast.Expr, ast.Block]]:
        links: list[tuple[Token, ast.Expr, ast.Block]] = c[0]
        links.append((c[2], c[3], c[4]))
        return links

    def if_end(self, c: Parts) -> ast.If:
        return self._if(c[0], None)

    def if_else(self, c: Parts) -> ast.If:
        return self._if(c[0], c[2])

    def _if(self, links: list[tuple[Token, ast.Expr, ast.Block]], otherwise: ast.Block | None) -> ast.If:
        """Nested from the last link outwards: `else if` is a block that holds one If."""
        if len(links) > MAX_ELSE_IF:
            self.report(
                "E0181",
                links[0][0].span,
                f"this `if` has more than {MAX_ELSE_IF:,} branches",
                "use a `match`",
            )
            del links[1:]
        end = (otherwise or links[-1][2]).span.end
        while True:
            word, condition, then = links.pop()
            node = ast.If(Span(word.span.start, end), condition, then, otherwise)
            if not links:
                return node
            otherwise = ast.Block(node.span, (ast.ExprStmt(node.span, node),))

    def try_expr(self, c: Parts) -> ast.Try:
        return ast.Try(over(c), c[1], None, c[3])

    def transaction(self, c: Parts) -> ast.Transaction:
        return ast.Transaction(over(c), c[0].span, c[1])

    def try_named(self, c: Parts) -> ast.Try:
        return ast.Try(over(c), c[1], c[3].value, c[4])

    def match_expr(self, c: Parts) -> ast.Match:
        if c[3] is None:
            self.report("E0138", c[0].span, help="write its arms on lines of their own: `pattern => value`")
        return ast.Match(over(c), c[1], tuple(c[3] or ()))

    def match_arm(self, c: Parts) -> ast.MatchArm:
        return ast.MatchArm(over(c), c[0], None, c[2])

    def match_arm_guarded(self, c: Parts) -> ast.MatchArm:
        return ast.MatchArm(over(c), c[0], c[2], c[4])

    def route_expr(self, c: Parts) -> ast.Route:
        if c[3] is None:
            self.report("E0138", c[0].span, help="write its arms on lines of their own: `region => value`")
        return ast.Route(over(c), c[1], tuple(c[3] or ()))

    def route_arm(self, c: Parts) -> ast.RouteArm:
        return ast.RouteArm(over(c), c[0], c[2])

    def route_void(self, c: Parts) -> ast.RouteArm:
        return ast.RouteArm(over(c), None, c[2])

    def arm_simple(self, c: Parts) -> ast.Block:
        return ast.Block(c[0].span, (c[0],))
