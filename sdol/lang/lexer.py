"""Characters to tokens, in one pass over the whole file.

A text is one token, whose interpolated expressions are token lists of their own, found by the same scanner:
nothing is scanned twice, and every offset is right. What is no token is reported and skipped, so that the
parser still sees the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang import syntax_errors
from sdol.lang.ast import Span
from sdol.lang.syntax_errors import Findings
from sdol.lang.syntax_mistakes import QUOTES, STRAY
from sdol.lang.tables import Tables
from sdol.lang.text_literals import read_text
from sdol.lang.tokens import FUTURE, FUTURE_WORDS, NEWLINE, TextToken, Token


@dataclass
class Lexed:
    tokens: list[Token] = field(default_factory=list)
    comments: list[tuple[Span, str]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    unfinished: bool = False


def lex(source: Source, tables: Tables) -> Lexed:
    """The tokens of a whole file, newlines too; `unfinished` where a text over lines is never closed."""
    return Lexer(source, tables).run()


class Lexer:
    def __init__(self, source: Source, tables: Tables) -> None:
        self.source = source
        self.text = source.text
        self.found = Lexed()
        self.kinds = {word: word for word in tables.words} | dict.fromkeys(FUTURE_WORDS, FUTURE)
        self.match = _pattern(tables).match
        self.plain_until = 0  # texts that begin before this offset are taken without interpolation
        self.depth = 0
        self._line_start = 0
        self._line_end = -1

    def run(self) -> Lexed:
        at, end, tokens, read = 0, len(self.text), self.found.tokens, self.read
        while at < end:
            token, at = read(at, end)
            if token is not None:
                tokens.append(token)
        return self.found

    def read(self, at: int, end: int) -> tuple[Token | None, int]:
        """The token at `at`, or None for what is none, and where it ends; a text ends before `end`."""
        found = self.match(self.text, at)
        if found is None:
            return self._stray(at)
        kind, stop = found.lastgroup, found.end()
        if kind == "BLANK":
            return None, stop
        value = found.group()
        if kind == "NAME":
            return Token(self.kinds.get(value, "NAME"), value, Span(at, stop)), stop
        if kind == "SIGN":
            return Token(value, value, Span(at, stop)), stop
        if kind == "STRING":
            return read_text(self, at, value, end)
        if kind == "COMMENT":
            self.found.comments.append((Span(at, stop), value.rstrip("\r")))
            return None, stop
        return Token(kind or "", value, Span(at, stop)), stop

    def line_end(self, at: int) -> int:
        """Offset of the newline that ends the line of `at`, or the end of the file."""
        if not self._line_start <= at <= self._line_end:
            self._line_start = at
            found = self.text.find("\n", at)
            self._line_end = found if found >= 0 else len(self.text)
        return self._line_end

    def report(self, code: str, start: int, end: int, message: str, help: str = "", label: str = "") -> None:
        labels = (Label(start, end, label),)
        self.found.findings.add(Diagnostic(code, message, self.source, labels, help=help))

    def _stray(self, at: int) -> tuple[Token | None, int]:
        """Characters that begin no token; the parser gets what was meant, where that is known."""
        character = self.text[at]
        if character in QUOTES:
            return self._quoted(at, QUOTES[character])
        stop = at + 1
        while stop < len(self.text) and self.text[stop] == character:
            stop += 1
        code, message, help = syntax_errors.stray_character(self.text[at:stop])
        self.report(code, at, stop, message, help)
        meant = STRAY[character].meant if character in STRAY else ""
        return Token(meant, meant, Span(at, stop)) if meant else None, stop

    def _quoted(self, at: int, closer: str) -> tuple[Token | None, int]:
        """A text between other quotes. A lone `'` may close what is a symbol so far: `'hello world'`."""
        begin = self._open_symbol() if closer == "'" else -1
        if begin >= 0:
            start, stop = self.found.tokens[begin].span.start, at + 1
            del self.found.tokens[begin:]
        else:
            closing = self.text.find(closer, at + 1, self.line_end(at))
            start, stop = at, (closing if closing >= 0 else at) + 1
        inner = self.text[start + 1 : stop - 1]
        help = f'write "{inner}"' if 0 < len(inner) < 60 else 'write " at both ends'
        self.report("E0103", start, stop, "a text stands between double quotes", help)
        return TextToken(inner, Span(start, stop), [inner] if inner else []), stop

    def _open_symbol(self) -> int:
        """Index of the last symbol on this line, or -1."""
        tokens = self.found.tokens
        for index in range(len(tokens) - 1, max(-1, len(tokens) - 100), -1):
            if tokens[index].type == NEWLINE:
                return -1
            if tokens[index].type == "SYMBOL":
                return index
        return -1


_patterns: dict[int, re.Pattern[str]] = {}


def _pattern(tables: Tables) -> re.Pattern[str]:
    """One pattern for all tokens: the grammar's terminals, then the signs as one group, longest first."""
    found = _patterns.get(id(tables))
    if found is None:
        groups = [f"(?P<{name}>{pattern})" for name, pattern in tables.patterns.items()]
        signs = "|".join(re.escape(sign) for sign in tables.signs)
        found = _patterns[id(tables)] = re.compile("|".join([*groups, f"(?P<SIGN>{signs})"]))
    return found
