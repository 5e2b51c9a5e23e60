"""Program text cut into coloured pieces: complete, in linear time, and never failing, however broken the text.

The parser's own lexer (`lexer.py`) looks back and ahead to tell of mistakes; this one walks once, because it is
called at every key. Both take their patterns, words and signs from the grammar's tables. What a name is
(a function, a type, a space, a field) is told from its neighbours alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sdol.lang.heads import public
from sdol.lang.tables import Tables, tables
from sdol.lang.tokens import END, SOFT_WORDS

KINDS = (
    *("keyword", "declaration", "constant", "word operator", "future"),
    *("name", "builtin", "function", "definition", "parameter", "field", "type", "space", "module", "effect"),
    *("number", "symbol", "text", "escape", "brace", "operator", "punctuation"),
    *("comment", "doc", "prompt", "blank", "newline", "error"),
)
"""What a piece can be. `brace` is one that begins or ends an expression in a text, `prompt` the `>>>` of an example."""

SILENT = frozenset({"blank", "comment", "doc", "prompt"})
"""Pieces that say nothing about their neighbours."""


class Piece(NamedTuple):
    """The characters from `start` to `end` (exclusive), and which of KINDS they are."""

    start: int
    end: int
    kind: str


class Words(NamedTuple):
    """The grammar's words by what they do, and the names that every program has.

    Attributes:
        statements: those that can only begin a statement; `declaring` are those of them that a name follows.
    """

    statements: frozenset[str]
    constants: frozenset[str]
    operators: frozenset[str]
    declaring: frozenset[str]
    others: frozenset[str]
    predefined: frozenset[str]
    verbs: frozenset[str]


@cache
def words() -> Words:
    """Read off the automaton: what may begin an item, what may begin an expression, what may follow a name."""
    from sdol.lang.driver import Driver

    found = tables()
    driver = Driver(found, [None] * len(found.rules), lambda stuck: None)
    item, expression = ([found.starts[start]] for start in ("item", "embedded"))
    begins = driver.accepted(expression)
    after_name = driver.accepted([*expression, found.states[expression[0]]["NAME"]])
    constants = frozenset(name for size, _, name in found.rules if size == 1 and name in found.words)
    operators = (after_name | {"not"}) & found.words - SOFT_WORDS
    first = {
        word: driver.accepted([*item, found.states[item[0]][word]]) for word in driver.accepted(item) - begins
    }
    declaring = {word for word, follows in first.items() if not follows & {"(", END}} - SOFT_WORDS
    others = found.words - constants - operators - declaring - SOFT_WORDS
    return Words(
        frozenset(first), constants, frozenset(operators), frozenset(declaring), frozenset(others), *_names()
    )


def _names() -> tuple[frozenset[str], frozenset[str]]:
    """What every program has: the names of `input` and its like, and what is called by its name."""
    from sdol.kernel import table
    from sdol.resources import folder

    rows = table.load_all().values()
    called = {row.verb for row in rows if row.surface == "call"}
    predefined = frozenset(row.form for row in rows if row.surface == "syntax" and row.form.isidentifier())
    prelude = (folder("stdlib") / "prelude.sdol").read_text(encoding="utf-8")
    return predefined, frozenset(called | {head.name for head in public(prelude)})


def pieces(text: str) -> list[Piece]:
    """All of `text`, piece after piece, none of them empty."""
    from sdol.lang.naming import named

    return named(text, scanned(text))


class Cut(NamedTuple):
    """The pieces of a text, and the places of the quotes and braces that are open at its end, outermost first."""

    pieces: list[Piece]
    open: list[Piece]


def cut(text: str) -> Cut:
    """The pieces by their characters alone, and whether the end stands in a text or an expression in one."""
    scan = _Scan(text)
    return Cut(scan.run(), scan.open)


def scanned(text: str) -> list[Piece]:
    """The pieces by their characters alone: every word is a `name`."""
    return _Scan(text).run()


@cache
def _pattern() -> re.Pattern[str]:
    found: Tables = tables()
    groups = [f"(?P<{name}>{pattern})" for name, pattern in found.patterns.items()]
    signs = "|".join(map(re.escape, found.signs))
    return re.compile("|".join([*groups, f"(?P<SIGN>{signs})"]))


_KINDS = {"NAME": "name", "NUMBER": "number", "SYMBOL": "symbol", "NEWLINE": "newline", "BLANK": "blank"}
_INSIDE = {'"': re.compile(r'[^"\\{\n]+'), '"""': re.compile(r'[^"\\{]+')}
_ESCAPE = re.compile(r'\\(?:u\{[0-9a-fA-F]{1,6}\}|[ntr\\"{}])')
_PROMPT = re.compile(r"##[ \t]*(>>>)[ \t]?")
_PUNCTUATION = frozenset("()[]{},:.?")


class _Scan:
    """One walk. `open` holds the quotes of texts, and the braces of expressions in them, around the place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Piece] = []
        self.open: list[Piece] = []
        self.braces: list[int] = [0]
        self.short = 0
        """How many texts are open that end with their line."""

    def run(self, at: int = 0) -> list[Piece]:
        while at < len(self.text):
            quote = self._quote()
            at = self._in_text(at, quote) if quote else self._in_code(at)
        return self.found

    def _quote(self) -> str:
        """What closes the text that the place is in, or nothing where it is in code."""
        inner = self.open[-1] if self.open else None
        return self.text[inner.start : inner.end] if inner and inner.kind == "text" else ""

    def _add(self, start: int, end: int, kind: str) -> int:
        self.found.append(Piece(start, end, kind))
        return end

    # --- code -----------------------------------------------------------------------------------------------

    def _in_code(self, at: int) -> int:
        found = _pattern().match(self.text, at)
        if found is None:
            return self._add(at, at + 1, "error")
        kind, end = found.lastgroup or "", found.end()
        if kind == "STRING":
            return self._begin_text(at, found.group())
        if kind == "COMMENT":
            return self._comment(at, end)
        if kind == "NEWLINE":
            self._end_line()
        if kind == "SIGN":
            return self._sign(at, end)
        return self._add(at, end, _KINDS[kind])

    def _sign(self, at: int, end: int) -> int:
        sign = self.text[at:end]
        if sign == "}" and self.open and not self.braces[-1]:
            self.open.pop()
            self.braces.pop()
            return self._add(at, end, "brace")
        self.braces[-1] = max(0, self.braces[-1] + (sign == "{") - (sign == "}"))
        return self._add(at, end, "punctuation" if sign in _PUNCTUATION else "operator")

    def _comment(self, at: int, end: int) -> int:
        end -= self.text[end - 1] == "\r"
        prompt = _PROMPT.match(self.text, at, end)
        if prompt is None or self.open:
            return self._add(at, end, "doc" if self.text.startswith("##", at) else "comment")
        self._add(at, prompt.start(1), "doc")
        self._add(prompt.start(1), prompt.end(), "prompt")
        return self._example(prompt.end(), end)

    def _example(self, at: int, end: int) -> int:
        """The code after a prompt, of this line alone; a comment in it is one."""
        inner = _Scan(self.text[at:end].replace("##", "# "))
        self.found += [Piece(at + p.start, at + p.end, p.kind) for p in inner.run()]
        return end

    def _end_line(self) -> None:
        """A text that one quote opens ends with its line, and so does whatever is open in it."""
        while self.short:
            closed = self.open.pop()
            if closed.kind == "brace":
                self.braces.pop()
            else:
                self.short -= closed.end - closed.start == 1

    # --- texts ----------------------------------------------------------------------------------------------

    def _begin_text(self, at: int, quote: str) -> int:
        end = self._add(at, at + len(quote), "text")
        self.open.append(self.found[-1])
        self.short += quote == '"'
        return end

    def _in_text(self, at: int, quote: str) -> int:
        plain = _INSIDE[quote].match(self.text, at)
        if plain:
            return self._add(at, plain.end(), "text")
        if self.text.startswith(quote, at):
            self.open.pop()
            self.short -= quote == '"'
            return self._add(at, at + len(quote), "text")
        if self.text[at] == "\n":
            self._end_line()
            return self._add(at, at + 1, "newline")
        if self.text[at] == "{":
            self._add(at, at + 1, "brace")
            self.open.append(self.found[-1])
            self.braces.append(0)
            return at + 1
        return self._escape(at) if self.text[at] == "\\" else self._add(at, at + 1, "text")

    def _escape(self, at: int) -> int:
        found = _ESCAPE.match(self.text, at)
        return self._add(at, found.end() if found else at + 1, "escape" if found else "error")
