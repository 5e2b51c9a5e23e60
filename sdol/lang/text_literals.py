"""Text literals, on one line or over several, with escapes and interpolated expressions.

In a text over several lines a newline directly after the opening quotes is dropped, and so is the indentation
that all lines and the closing quotes share (as in Julia and Elixir).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sdol.lang.ast import Span
from sdol.lang.tokens import Embedded, TextToken, Token

if TYPE_CHECKING:
    from sdol.lang.lexer import Lexer

MAX_DEPTH = 16

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "{": "{", "}": "}"}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|([^\n]))")
_PLAIN = re.compile(r'[^"\\{]+')


class _Unclosed(Exception):
    """A text, or a brace in it, that is not closed where it must be (or is too deep); `at` opened it."""

    def __init__(self, at: int, deep: bool = False) -> None:
        self.at = at
        self.deep = deep


def read_text(lexer: Lexer, at: int, quote: str, end: int) -> tuple[Token, int]:
    """The text that the `quote` at `at` opens, and where it ends.

    Where it or a brace in it is not closed, that is one diagnostic: the text then ends at the last quote of
    its line (for `\"\"\"` at the next three), or with the line, and its braces are plain characters.
    """
    outermost = lexer.depth == 0
    begun = lexer.found.findings.count
    try:
        return _scan(lexer, at, quote, end, plain=outermost and at < lexer.plain_until)
    except _Unclosed as unclosed:
        if not outermost:
            raise
        lexer.depth = 0
        lexer.found.findings.forget(begun)
        lexer.plain_until = _limit(lexer, at, quote, end)
        return _recover(lexer, at, quote, end, unclosed)


def _limit(lexer: Lexer, at: int, quote: str, end: int) -> int:
    return end if len(quote) == 3 else min(end, lexer.line_end(at))


def _recover(lexer: Lexer, at: int, quote: str, end: int, unclosed: _Unclosed) -> tuple[Token, int]:
    begun = lexer.found.findings.count
    brace = (unclosed.at, unclosed.at + 1)
    if unclosed.deep:
        lexer.report("E0180", *brace, "texts stand in texts too deeply", "name the inner ones by `let`")
        return _rest(lexer, at, quote, end)
    try:
        token, stop = _plain(lexer, at, quote, end)
    except _Unclosed:
        lexer.found.findings.forget(begun)
        return _without_end(lexer, at, quote, end)
    message = "this `{` is not closed before the text ends"
    lexer.report("E0102", *brace, message, "for a brace itself write `\\{`")
    return token, stop


def _plain(lexer: Lexer, at: int, quote: str, end: int) -> tuple[Token, int]:
    """The text without interpolation, up to the last quote of the line: others may belong to expressions."""
    if len(quote) == 3:
        return _scan(lexer, at, quote, end, plain=True)
    closing = lexer.text.rfind(quote, at + 1, _limit(lexer, at, quote, end))
    if closing < 0:
        raise _Unclosed(at)
    inner = lexer.text[at + 1 : closing]
    return TextToken(inner, Span(at, closing + 1), [inner] if inner else []), closing + 1


def _without_end(lexer: Lexer, at: int, quote: str, end: int) -> tuple[Token, int]:
    several_lines = len(quote) == 3
    lexer.found.unfinished |= several_lines
    where = "the end of the file" if several_lines else "the end of the line"
    hint = "" if several_lines else '; a text over several lines stands between `"""`'
    message = f"this text is not closed before {where}"
    lexer.report("E0101", at, at + len(quote), message, f"write `{quote}` where it ends{hint}")
    return _rest(lexer, at, quote, end)


def _rest(lexer: Lexer, at: int, quote: str, end: int) -> tuple[Token, int]:
    """All that is left of the line (for `\"\"\"` of the file) as a text."""
    stop = _limit(lexer, at, quote, end)
    inner = lexer.text[at + len(quote) : stop].rstrip("\r")
    return TextToken(inner, Span(at, stop), [inner] if inner else []), stop


def _scan(lexer: Lexer, at: int, quote: str, end: int, plain: bool) -> tuple[Token, int]:
    """The text at `at`, its braces taken as characters where `plain`."""
    text, limit = lexer.text, _limit(lexer, at, quote, end)
    here = begin = at + len(quote)
    pieces: list[str | Embedded] = []
    while not text.startswith(quote, here, limit):
        if here >= limit:
            raise _Unclosed(at)
        if text[here] == "{" and not plain:
            pieces.append(text[begin:here])
            embedded = _embedded(lexer, here, limit)
            pieces.append(embedded)
            here = begin = embedded.span.end
        else:
            here = _past(lexer, here, limit)
    pieces.append(text[begin:here])
    here += len(quote)
    return TextToken(text[at:here], Span(at, here), _finished(pieces, len(quote) == 3)), here


def _past(lexer: Lexer, at: int, limit: int) -> int:
    """Past the plain characters, the escape, the lone quote or brace at `at`."""
    found = _PLAIN.match(lexer.text, at, limit)
    if found:
        return found.end()
    if lexer.text[at] != "\\":
        return at + 1
    escape = _ESCAPE.match(lexer.text, at, limit)
    stop = escape.end() if escape else min(at + 2, limit)
    if not escape or _resolved(escape) is None:
        lexer.report(
            "E0104",
            at,
            stop,
            f"`{lexer.text[at:stop].rstrip()}` is no escape",
            'the escapes are \\n \\t \\r \\\\ \\" \\{ \\} and \\u{1f600}',
        )
    return stop


def _resolved(escape: re.Match[str]) -> str | None:
    number, letter = escape.groups()
    if number is None:
        return _ESCAPES.get(letter)
    point = int(number, 16)
    return chr(point) if point < 0xD800 or 0xDFFF < point <= 0x10FFFF else None


def _embedded(lexer: Lexer, at: int, limit: int) -> Embedded:
    """The expression that the brace at `at` opens."""
    if lexer.depth >= MAX_DEPTH:
        raise _Unclosed(at, deep=True)
    lexer.depth += 1
    try:
        tokens, here = _until_brace(lexer, at + 1, limit)
    except _Unclosed as inner:
        raise inner if inner.deep else _Unclosed(at) from None
    if here >= limit:
        raise _Unclosed(at)
    lexer.depth -= 1
    return Embedded(tokens, Span(at, here + 1))


def _until_brace(lexer: Lexer, at: int, limit: int) -> tuple[list[Token], int]:
    tokens: list[Token] = []
    braces = 0
    while at < limit and (braces or lexer.text[at] != "}"):
        token, at = lexer.read(at, limit)
        if token is not None:
            tokens.append(token)
            braces += (token.type == "{") - (token.type == "}")
    return tokens, at


def _finished(pieces: list[str | Embedded], several_lines: bool) -> list[str | Embedded]:
    if several_lines:
        pieces = _dedented(
            [piece.replace("\r\n", "\n") if isinstance(piece, str) else piece for piece in pieces]
        )
    parts = [_ESCAPE.sub(_replacement, piece) if isinstance(piece, str) else piece for piece in pieces]
    return [part for part in parts if not isinstance(part, str) or part]


def _replacement(escape: re.Match[str]) -> str:
    resolved = _resolved(escape)
    return escape.group() if resolved is None else resolved


def _dedented(pieces: list[str | Embedded]) -> list[str | Embedded]:
    """Without the newline after the opening quotes and the indentation that all lines share."""
    first = pieces[0]
    if not isinstance(first, str) or not first.startswith("\n"):
        return pieces
    strings = [piece for piece in pieces if isinstance(piece, str)]
    # A blank line does not count, unless it is the last: there the closing quotes stand.
    lines = [(piece, found) for piece in strings for found in re.finditer(r"\n([ \t]*)(?![\n \t])", piece)]
    margin = min((len(found.group(1)) for _, found in lines), default=0)
    strip = re.compile(rf"\n[ \t]{{0,{margin}}}")
    found = [strip.sub("\n", piece) if isinstance(piece, str) else piece for piece in pieces]
    found[0] = str(found[0])[1:]
    return found
