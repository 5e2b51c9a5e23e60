"""A file's tokens and comments in their order, each with what the layout must know of it."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from sdol.diagnostics import Source
from sdol.lang import ast
from sdol.lang.formatting.layout import Leaf
from sdol.lang.formatting.marks import Marks, marks
from sdol.lang.layout import lay_out
from sdol.lang.lexer import lex
from sdol.lang.tables import tables
from sdol.lang.tokens import END, NEWLINE, Token

COMMENT = "COMMENT"

_TIGHT_LEFT = frozenset({",", ")", "]", ":", "?", "@", "."})
_TIGHT_RIGHT = frozenset({"(", "[", "LREC", "@", ".", "!"})


def leaves(source: Source, module: ast.Module) -> Iterator[Leaf]:
    """The leaves of a file that parses; one of type NEWLINE ends each statement."""
    lexed = lex(source, tables())
    tokens = [token for item in lay_out(lexed.tokens, source).items for token in item]
    return _Reader(source.text, marks(module)).run(tokens, _outside_texts(lexed.comments, tokens))


def _outside_texts(comments: list[tuple[ast.Span, str]], tokens: list[Token]) -> list[Token]:
    """The comments but for those between the braces of a text, which belong to it."""
    texts = iter([token.span for token in tokens if token.type == "STRING" and "#" in token.value])
    inside, found = next(texts, None), []
    for span, written in sorted(comments):
        while inside is not None and inside.end <= span.start:
            inside = next(texts, None)
        if inside is None or span.start < inside.start:
            found.append(Token(COMMENT, written.rstrip(), span))
    return found


class _Reader:
    def __init__(self, text: str, found: Marks) -> None:
        self.text, self.marks = text, found
        self.end = 0
        self.before: Token | None = None
        self.condition: Leaf | None = None

    def run(self, tokens: list[Token], comments: list[Token]) -> Iterator[Leaf]:
        for token in merge(tokens, comments, key=lambda token: token.span.start):
            if token.type in (NEWLINE, END):
                yield Leaf(NEWLINE, "")
            else:
                yield self._leaf(token)

    def _leaf(self, token: Token) -> Leaf:
        start = token.span.start
        leaf = Leaf(token.type, token.value)
        leaf.newlines = self.text.count("\n", self.end, start)
        if not self.end and token.type == COMMENT:
            leaf.newlines = 1  # the first line of the file
        self._place(leaf, token, start)
        self.end = token.span.end
        if token.type != COMMENT:
            self.before = token
        return leaf

    def _place(self, leaf: Leaf, token: Token, start: int) -> None:
        found, kind = self.marks, token.type
        leaf.tight_left, leaf.tight_right = kind in _TIGHT_LEFT, kind in _TIGHT_RIGHT
        if kind in ("-", "~"):
            leaf.binary = start in found.binary
            leaf.tight_right = not leaf.binary
        elif kind == ".":
            leaf.tight_left = start not in found.payload
        elif kind in ("(", "["):
            end = self.before.span.end if self.before else -1
            leaf.tight_left = end in found.called
            leaf.of_type = end in found.typed
            leaf.plain = start in found.comprehensions or (kind == "[" and end in found.indexed)
        elif kind == "{":
            leaf.pattern = start in found.patterns
        self._clause(leaf, kind, start)

    def _clause(self, leaf: Leaf, kind: str, start: int) -> None:
        """Marks the `if` of a comprehension when the token after it comes."""
        if start in self.marks.conditions and self.condition is not None:
            self.condition.clause = True
        if kind != COMMENT:
            self.condition = leaf if kind == "if" else None
