"""What the lexer makes and the parser reads, and the words that are more than names."""

from __future__ import annotations

from dataclasses import dataclass

from sdol.lang.ast import Span

# Words of later versions. They are in no rule, so the parser always stops at them and can say why.
FUTURE_WORDS = frozenset({"ask", "assist", "bone", "agent", "spawn", "send", "receive", "grant"})
FUTURE = "FUTURE"
# Words that are names everywhere but in one construct each: the grammar's rule `name`.
SOFT_WORDS = frozenset({"top", "where", "by", "uses", "as", "transaction"})
NEWLINE, END = "NEWLINE", "$END"


class Token:
    """`type` is a terminal of the grammar, `value` the characters (none for what the layout adds)."""

    __slots__ = ("span", "type", "value")

    def __init__(self, type: str, value: str, span: Span) -> None:
        self.type = type
        self.value = value
        self.span = span

    def __repr__(self) -> str:
        return f"{self.type}:{self.value!r}@{self.span.start}"


class TextToken(Token):
    """A text: plain strings (escapes resolved) and the interpolated expressions' tokens, in order."""

    __slots__ = ("parts",)

    def __init__(self, value: str, span: Span, parts: list[str | Embedded]) -> None:
        super().__init__("STRING", value, span)
        self.parts = parts


@dataclass
class Embedded:
    """The tokens between the braces of a text, and the place of the braces."""

    tokens: list[Token]
    span: Span
