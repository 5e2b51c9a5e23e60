"""What a file is made of: its definitions as a list to choose from, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sdol.kernel.types import show
from sdol.lang import ast
from sdol.lang.analysis.document import Document
from sdol.lang.heads import on_one_line
from sdol.lang.scopes import Binding, children
from sdol.lang.tokens import TextToken

_OPENERS = {"(": ")", "[": "]", "{": "}", "LREC": "}", "LBRACE": "}"}


class Entry(NamedTuple):
    """A definition of the top level.

    Attributes:
        kind: that of its binding, or `test`.
        detail: the head of a function, the type of a variable.
        span: all of it; `name_span` is its name.
    """

    name: str
    kind: str
    detail: str
    span: ast.Span
    name_span: ast.Span


def outline(document: Document, *, details: bool = True) -> list[Entry]:
    """The definitions of a file's top level and its tests, in the order of the text.

    Without `details` nothing has to be checked.
    """
    found = [_entry(document, one, details) for one in document.scopes.bindings if one.top]
    for item in document.items:
        if isinstance(item, ast.Test):
            start = document.source.text.find('"', item.span.start, item.body.span.start)
            title = ast.Span(max(start, item.span.start), item.body.span.start)
            found.append(Entry(item.title or "test", "test", "", item.span, title))
    return sorted(found, key=lambda one: one.span)


def _entry(document: Document, one: Binding, details: bool) -> Entry:
    whole = one.node.span if one.node is not None else one.span
    return Entry(one.name, one.kind, detail(document, one) if details else "", whole, one.span)


def detail(document: Document, one: Binding) -> str:
    """The head of a function, the type of a variable, the target of an import."""
    if isinstance(one.node, ast.Fn):
        return head(document, one.node)
    if isinstance(one.node, ast.Import):
        return one.node.target
    type = document.type_of(one)
    return show(type) if type is not None else ""


def head(document: Document, node: ast.Fn) -> str:
    """The head of a function on one line: `fn area(r: num) -> num`."""
    return on_one_line(document.source.text[node.span.start : node.body.span.start])


class Fold(NamedTuple):
    """Lines that can be hidden, counted from 1; `kind` is `region`, `comment` or `imports`."""

    first: int
    last: int
    kind: str


def folds(document: Document) -> list[Fold]:
    """What stands between brackets on several lines, texts over several, runs of comments and of imports."""
    found = {
        (one.first): one
        for one in (*_imports(document), *_comments(document), *_brackets(document))
        if one.last > one.first
    }
    return [found[first] for first in sorted(found)]


def _brackets(document: Document) -> Iterator[Fold]:
    """The outermost pair that opens on a line; the line of the closing bracket stays."""
    position = document.source.position
    opened: list[tuple[str, int]] = []
    for token in document.tokens:
        if token.type in _OPENERS:
            opened.append((_OPENERS[token.type], position(token.span.start)[0]))
        elif opened and token.type == opened[-1][0]:
            yield Fold(opened.pop()[1], position(token.span.start)[0] - 1, "region")
        elif isinstance(token, TextToken):
            yield Fold(position(token.span.start)[0], position(token.span.end)[0], "region")


def _comments(document: Document) -> Iterator[Fold]:
    """Runs of lines that are comments."""
    source = document.source
    first = last = -1
    for span, _ in document.parsed[0].comments:
        line, column = source.position(span.start)
        if source.line(line)[: column - 1].strip():
            continue
        if line != last + 1:
            yield Fold(first, last, "comment")
            first = line
        last = line
    yield Fold(first, last, "comment")


def _imports(document: Document) -> Iterator[Fold]:
    lines = [
        document.source.position(item.span.start)[0]
        for item in document.items
        if isinstance(item, ast.Import)
    ]
    for at, line in enumerate(lines):
        if at == 0 or lines[at - 1] != line - 1:
            end = at
            while end + 1 < len(lines) and lines[end + 1] == lines[end] + 1:
                end += 1
            yield Fold(line, lines[end], "imports")


def around(document: Document, offset: int) -> list[ast.Span]:
    """The constructs around a place, the smallest first, each in the next."""
    found: set[ast.Span] = set()
    waiting: list[ast.Node] = list(document.items)
    while waiting:
        node = waiting.pop()
        if node.span.start <= offset <= node.span.end:
            found.add(node.span)
            waiting += children(node)
    nested: list[ast.Span] = []
    for span in sorted(found, key=lambda span: (span.end - span.start, span)):
        if not nested or (span.start <= nested[-1].start and nested[-1].end <= span.end):
            nested.append(span)
    return nested
