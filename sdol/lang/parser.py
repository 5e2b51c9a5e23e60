"""Source text to syntax tree, one top-level item at a time, so that one mistake does not hide the others.

parse(source) -> (module, diagnostics)
parse_entry(source) -> (module, diagnostics, incomplete)     for an interactive loop
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast, syntax_errors
from sdol.lang.ast import Span
from sdol.lang.builder import Builder
from sdol.lang.driver import Driver, Stuck
from sdol.lang.heads import Docs
from sdol.lang.layout import lay_out, lay_out_embedded
from sdol.lang.lexer import Lexed, lex
from sdol.lang.syntax_errors import Findings
from sdol.lang.tables import tables
from sdol.lang.tokens import END, NEWLINE, SOFT_WORDS, Embedded, Token

_EMPTY = frozenset({"E0117", "E0134", "E0138"})
"""Codes of brackets in which something is missing."""
_MISSING = "E0111"
"""The code of a statement in which something is missing: `let {a, b` before its `}` and its value."""

_OPENERS = frozenset({"(", "[", "{", "LREC"})
_DEFINES = frozenset({"fn", "region", "store"})
_IMPORTS = frozenset({"import", "from", "using", "include", "require", "use"})


def parse(source: Source) -> tuple[ast.Module, list[Diagnostic]]:
    """The items of a file that are right, and what is wrong with the others, in the order of the file."""
    module, diagnostics, _ = parse_entry(source)
    return module, diagnostics


def parse_entry(source: Source) -> tuple[ast.Module, list[Diagnostic], bool]:
    """The same for what a user typed; the flag says: not wrong, but more must come on the next line."""
    refused = syntax_errors.refused(source)
    if refused is not None:
        return ast.Module([]), [refused], False
    with _without_gc():
        return _Parser(source).run()


@contextmanager
def _without_gc() -> Iterator[None]:
    """A tree under construction holds no garbage, and looking for some doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings = Findings()
        self.tables = tables()
        self.builder = Builder(source, self.findings)
        self.builder.parse_embedded = self._embedded
        self.builder.words = self.tables.words - SOFT_WORDS
        actions = [getattr(self.builder, name) if name else None for _, _, name in self.tables.rules]
        self.driver = Driver(self.tables, actions, self._report)
        self.unclosed: set[Span] = set()
        self.failed = False
        self.lacks_block = False
        self.lacks_else = False
        self.margin = -1
        """The column of an item that failed: deeper lines after it were to be part of it."""

    def run(self) -> tuple[ast.Module, list[Diagnostic], bool]:
        lexed = lex(self.source, self.tables)
        layout = lay_out(lexed.tokens, self.source)
        self.unclosed = layout.unclosed
        self.findings.take(lexed.findings)
        self.findings.take(layout.findings)
        module = ast.Module([], lexed.comments)
        docs = Docs(lexed.comments, self.source)
        for tokens in layout.items:
            self.builder.doc = docs.above(tokens[0].span.start) if tokens[0].type == "fn" else ""
            self._item(tokens, module)
        # A newline ends a statement, so only what is open goes on on the next line, and a `try` without its
        # `else`.
        unfinished = lexed.unfinished + layout.unfinished + self.lacks_else
        told = self.findings.count - self._to_come(lexed, layout.unfinished)
        return module, self.findings.in_order(), 0 < unfinished == told

    def _to_come(self, lexed: Lexed, unclosed: bool) -> int:
        """Mistakes that are none yet: what is missing behind a bracket that is open, or in one just opened."""
        last = next((token for token in reversed(lexed.tokens) if token.type not in (NEWLINE, END)), None)
        if last is None:
            return 0
        empty = _EMPTY if last.type in _OPENERS else frozenset()
        end = last.span.end
        return sum(
            one.code in empty or (unclosed and one.code == _MISSING and one.labels[0].start >= end)
            for one in self.findings.kept
        )

    def _item(self, tokens: list[Token], module: ast.Module) -> None:
        if self.lacks_block and tokens[0].type == "{":
            return  # that block, on a line of its own: said already
        if self.margin >= 0 and self._column(tokens) > self.margin:
            module.broken |= _defined(tokens)
            return
        before = self.findings.count
        self.margin = -1
        self.failed = self.lacks_block = self.lacks_else = False
        item = self.driver.run(tokens, "item")
        if not self.failed and self.findings.count == before:
            module.items.append(item)
        else:
            module.broken |= _defined(tokens)
            self.margin = self._column(tokens)

    def _column(self, tokens: list[Token]) -> int:
        return self.source.position(tokens[0].span.start)[1]

    def _embedded(self, part: Embedded) -> Any:
        """The expression between the braces of a text; None where nothing or nothing right stands there."""
        layout = lay_out_embedded(part.tokens, part.span, self.source)
        self.findings.take(layout.findings)
        if not layout.items:
            self.builder.report("E0105", part.span, help="for a brace itself write `\\{`")
            return None
        return self.driver.run(layout.items[0], "embedded")

    def _report(self, stuck: Stuck) -> None:
        """What could not be read; of brackets that are not closed the layout has told."""
        self.failed = True
        token = stuck.token
        opener = syntax_errors.innermost(stuck.values) if self.unclosed else None
        added = token.type != END and token.span.start == token.span.end
        if added or (opener is not None and opener.span in self.unclosed) or self._ends_unclosed(stuck):
            return
        if self.findings.full:
            self.findings.count += 1
            return
        accepted = self.driver.accepted(stuck.states)
        at_end = token.type == END and not stuck.in_text
        self.lacks_block |= at_end and "{" in accepted
        self.lacks_else |= at_end and accepted == {"else"}
        self.findings.add(syntax_errors.describe(stuck, accepted, self.tables, self.source))

    def _ends_unclosed(self, stuck: Stuck) -> bool:
        """Whether an item breaks off with a bracket open: what is missing may come after it is closed."""
        if stuck.token.type != END or stuck.in_text or not self.unclosed:
            return False
        return any(token.span in self.unclosed for token in stuck.tokens)


def _defined(tokens: list[Token]) -> set[str]:
    """The names that an item would have defined, so that their uses are not called unknown."""
    head, rest = tokens[0], tokens[1:]
    if head.value in _IMPORTS:
        return _names(rest)
    foreign = (
        head.type == "NAME" and rest[1:] and rest[1].type in ("(", "=", ":", ",")
    )  # `def f(`, `const x =`
    if head.type in ("let", "var") or (foreign and rest[1].type != "("):
        return _names(list(takewhile(lambda token: token.type != "=", rest)))
    return _names(rest[:1]) if head.type in _DEFINES or foreign else set()


def _names(tokens: list[Token]) -> set[str]:
    return {token.value for token in tokens if token.value.isidentifier()}
