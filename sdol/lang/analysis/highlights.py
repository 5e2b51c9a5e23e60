"""What each token of a file is, for an editor to colour: by what the names mean, not only by how they look."""

from __future__ import annotations

from typing import NamedTuple

from sdol.kernel import table
from sdol.lang import ast
from sdol.lang.analysis.document import Document
from sdol.lang.analysis.mentions import Mention
from sdol.lang.analysis.project import of_prelude
from sdol.lang.tables import tables
from sdol.lang.tokens import END, NEWLINE, Embedded, TextToken, Token

KINDS = (
    *("keyword", "comment", "string", "number", "operator", "variable", "parameter", "function"),
    *("method", "property", "namespace", "type", "region", "store", "space", "symbol"),
)
"""The kinds; `region`, `store`, `space` and `symbol` are the language's own."""

MODIFIERS = ("declaration", "readonly", "documentation", "defaultLibrary")

_OF_BINDING = {"module": "namespace"}
_SOFT = {"top", "where", "by", "uses", "as", "transaction"}


class Highlight(NamedTuple):
    """A stretch of one line or of several, what it is, and what more is known of it."""

    span: ast.Span
    kind: str
    modifiers: tuple[str, ...] = ()


def highlights(document: Document, start: int = 0, end: int | None = None) -> list[Highlight]:
    """The tokens between two places, in the order of the text; none lies in another."""
    end = len(document.source.text) if end is None else end
    found = [*_tokens(document, start, end), *_comments(document, start, end)]
    return sorted(found, key=lambda one: one.span)


def _comments(document: Document, start: int, end: int) -> list[Highlight]:
    return [
        Highlight(ast.Span(span.start, span.start + len(text)), "comment", _documenting(text))
        for span, text in document.parsed[0].comments
        if span.start < end and start < span.end
    ]


def _documenting(text: str) -> tuple[str, ...]:
    return ("documentation",) if text.startswith("##") else ()


def _tokens(document: Document, start: int, end: int) -> list[Highlight]:
    found: list[Highlight] = []
    tokens, words = document.tokens, tables().words
    mentions = {one.span.start: one for one in document.mentions}
    types = _types(document, start, end)
    for at, token in enumerate(tokens):
        if token.span.end <= start or token.span.start >= end or token.type in (NEWLINE, END):
            continue
        if isinstance(token, TextToken):
            found += _string(token)
        elif token.type == "NAME" or token.value in _SOFT:
            before = tokens[at - 1] if at else None
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            found.append(_name(token, before, after, mentions.get(token.span.start), types))
        elif kind := _plain(token, words):
            found.append(Highlight(token.span, kind))
    return found


def _string(token: TextToken) -> list[Highlight]:
    """A text without the expressions in it, which are tokens of their own."""
    found, at = [], token.span.start
    for part in token.parts:
        if isinstance(part, Embedded):
            inner = ast.Span(part.span.start + 1, part.span.end - 1)
            found.append(Highlight(ast.Span(at, inner.start), "string"))
            at = inner.end
    return [*found, Highlight(ast.Span(at, token.span.end), "string")]


def _plain(token: Token, words: frozenset[str]) -> str:
    if token.type in words:
        return "keyword"
    if token.type in ("NUMBER", "SYMBOL"):
        return token.type.lower()
    return "" if token.type in ("(", ")", "[", "]", "{", "}", "LREC", ",", ":", ".") else "operator"


def _name(
    token: Token, before: Token | None, after: Token | None, mention: Mention | None, types: set[int]
) -> Highlight:
    sign, called = before.type if before else "", bool(after and after.type == "(")
    if mention is not None and mention.binding is not None:
        return _bound(token, mention)
    if sign in ("@", "space"):
        return Highlight(token.span, "space")
    if token.span.start in types:
        return Highlight(token.span, "type")
    if mention is not None and mention.callee is not None:
        return Highlight(token.span, "parameter")
    if sign == ".":
        return Highlight(token.span, _member(mention, called))
    if mention is not None:
        return _free(token, called)
    if token.value in _SOFT and not (after and after.type == ":"):
        return Highlight(token.span, "keyword")
    return Highlight(token.span, "property")


def _bound(token: Token, mention: Mention) -> Highlight:
    one = mention.binding
    assert one is not None
    modifiers: tuple[str, ...] = ("declaration",) if mention.defines else ()
    if one.kind in ("variable", "parameter") and not one.mutable:
        modifiers += ("readonly",)
    return Highlight(token.span, _OF_BINDING.get(one.kind, one.kind), modifiers)


def _member(mention: Mention | None, called: bool) -> str:
    if called:
        return "function" if mention else "method"
    return "variable" if mention else "property"


def _free(token: Token, called: bool) -> Highlight:
    """A name that the file does not define: the library's, an instruction's, or an unknown one."""
    if called or of_prelude(token.value) or table.named("call", token.value):
        return Highlight(token.span, "function", ("defaultLibrary",))
    known = bool(table.named("syntax", token.value))
    return Highlight(token.span, "variable", ("defaultLibrary", "readonly") if known else ())


def _types(document: Document, start: int, end: int) -> set[int]:
    """Where the names of types begin."""
    from sdol.kernel.depth import deep
    from sdol.lang.scopes import every

    with deep():
        return {
            node.span.start
            for item in document.items
            if item.span.start < end and start < item.span.end
            for node in every((item,))
            if isinstance(node, ast.NamedType)
        }
