"""What newlines and brackets mean: a file's tokens become items, each a list of tokens the grammar can read.

A newline ends a statement unless `(` or `[` is innermost, or the next line that is not blank or a comment
begins with `|>` or `else`; in a record, lines break after `{` and `,`. A file whose brackets do not match is
laid out a second time: then a line that begins, at its very beginning, with a word that begins an item closes
whatever is open, so that one forgotten bracket does not swallow the rest of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang.ast import Span
from sdol.lang.syntax_errors import Findings
from sdol.lang.tokens import END, NEWLINE, Token

_CLOSERS = {"(": ")", "[": "]", "{": "}", "LREC": "}"}
_CONTINUES = frozenset({"|>", "else"})
_BEGINS_ITEM = frozenset({"fn", "region", "test", "store", "space", "import", "let", "var"})
_SHOWN = {"LREC": "{"}


@dataclass
class Layout:
    """The items, each ending in an END token, and what is wrong with the brackets.

    `unfinished` where a bracket is still open at the end of the file; `unclosed` are the places of the ( and
    [ that are never closed: what is wrong inside of those need not be told.
    """

    items: list[list[Token]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    unfinished: bool = False
    unclosed: set[Span] = field(default_factory=set)


def lay_out(tokens: list[Token], source: Source) -> Layout:
    """The items of a file."""
    first = _Pass(tokens, source, repair=False)
    if first.run():
        return first.layout
    second = _Pass(tokens, source, repair=True)
    second.run()
    return second.layout


def lay_out_embedded(tokens: list[Token], span: Span, source: Source) -> Layout:
    """The one item between the braces of a text, in which newlines mean nothing."""
    kept = [token for token in tokens if token.type != NEWLINE]
    layout = lay_out(kept, source)
    end = layout.items[0][-1] if layout.items else Token(END, "", span)
    end.span = Span(span.end - 1, span.end)
    return layout


class _Pass:
    """One walk over the tokens. Without `repair` it stops at the first bracket that does not match."""

    def __init__(self, tokens: list[Token], source: Source, repair: bool) -> None:
        self.tokens = tokens
        self.source = source
        self.repair = repair
        self.layout = Layout()
        self.item: list[Token] = []
        self.open: list[Token] = []
        self.due = dict.fromkeys(_CLOSERS.values(), 0)  # how many of each closer would close what is open
        self.suspect: Token | None = None

    def run(self) -> bool:
        """Fill the layout; false where a bracket did not match and `repair` is off."""
        tokens, last = self.tokens, len(self.tokens) - 1
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == NEWLINE:
                self._newline(tokens[index + 1] if index < last else None, token)
            elif kind in _CLOSERS:
                if kind == "{" and self._is_record(index):
                    token.type = "LREC"
                self._open(token)
            elif kind in (")", "]", "}"):
                if not self._close(token):
                    return False
            else:
                if self.repair and kind in _BEGINS_ITEM:
                    self._begin_line(token)
                if token.value.isidentifier() and self._is_name(index):
                    token.type = "NAME"
                self.item.append(token)
        if self.open:
            if not self.repair:
                return False
            self.layout.unfinished = True
            self._close_all(len(self.source.text))
        self._end_item(len(self.source.text))
        return True

    def _newline(self, following: Token | None, token: Token) -> None:
        if following is not None and (following.type == NEWLINE or following.type in _CONTINUES):
            return
        if not self.open:
            self._end_item(token.span.start)
            return
        inner, before = self.open[-1].type, self.item[-1].type
        if inner in ("(", "[") or before in ("{", "LREC", NEWLINE):
            return
        if inner == "LREC" and before == ",":
            return
        self.item.append(token)

    def _end_item(self, at: int) -> None:
        if self.item:
            at = max(at, self.item[-1].span.end)
            self.item.append(Token(END, "", Span(at, at)))
            self.layout.items.append(self.item)
            self.item = []
        self.suspect = None

    # --- words and braces ---

    def _is_record(self, index: int) -> bool:
        """Whether the brace at `index` begins a record: `{name:`, `{"name":` or the pattern `{a, b}`."""
        word = self._after(index)
        sign = self._after(word)
        if sign >= len(self.tokens):
            return False
        is_word = self.tokens[word].value.isidentifier()
        if self.tokens[sign].type == ":":
            return is_word or self.tokens[word].type == "STRING"
        return is_word and self.tokens[sign].type == ","

    def _after(self, index: int) -> int:
        index += 1
        while index < len(self.tokens) and self.tokens[index].type == NEWLINE:
            index += 1
        return index

    def _is_name(self, index: int) -> bool:
        """Whether the word at `index` is a name by its place: after a dot, or before the colon of a field."""
        if not self.item:
            return False
        before = self.item[-1].type
        if before == ".":
            return True
        if before not in ("LREC", ",", "("):
            return False
        return index + 1 < len(self.tokens) and self.tokens[index + 1].type == ":"

    # --- brackets ---

    def _open(self, token: Token) -> None:
        self.open.append(token)
        self.due[_CLOSERS[token.type]] += 1
        self.item.append(token)

    def _pop(self) -> Token:
        opener = self.open.pop()
        self.due[_CLOSERS[opener.type]] -= 1
        return opener

    def _close(self, token: Token) -> bool:
        if self.open and _CLOSERS[self.open[-1].type] == token.type:
            opener = self._pop()
            if self.repair and token.type == "}":
                self._compare_indents(opener, token)
            self._drop_newline(token)
            self.item.append(token)
            return True
        if not self.repair:
            return False
        if self.due[token.type]:
            self._close_inner(token)
            return self._close(token)
        if self.open and self.open[-1].type in ("(", "[") and token.type != "}":
            self._close_wrongly(token)
            return True
        self._report(
            token, f"this `{token.type}` closes nothing", help="remove it, or write what it was to close"
        )
        return True

    def _drop_newline(self, token: Token) -> None:
        if token.type == "}" and self.item[-1].type == NEWLINE:
            self.item.pop()

    def _close_inner(self, closer: Token) -> None:
        """Close what is open inside of the bracket that `closer` closes."""
        inner = self.open[-1]
        labels = (
            self._label(inner, "opened here"),
            self._label(closer, f"`{_CLOSERS[inner.type]}` is due before this"),
        )
        self._report(inner, f"this `{_shown(inner)}` is never closed", labels, _help(inner))
        while _CLOSERS[self.open[-1].type] != closer.type:
            self._add_closer(closer.span.start)

    def _close_wrongly(self, closer: Token) -> None:
        opener = self.open[-1]
        labels = (self._label(closer), self._label(opener, "opened here"))
        due = _CLOSERS[opener.type]
        self._report(closer, f"`{closer.type}` does not close `{opener.type}`", labels, f"write `{due}`")
        self._add_closer(closer.span.start)

    def _begin_line(self, token: Token) -> None:
        start = token.span.start
        at_margin = start == 0 or self.source.text[start - 1] == "\n"
        if self.open and at_margin:
            self._close_all(start)
            self._end_item(start)

    def _close_all(self, at: int) -> None:
        culprit = self.suspect or self.open[-1]
        self._report(culprit, f"this `{_shown(culprit)}` is never closed", help=_help(culprit))
        while self.open:
            self._add_closer(at)

    def _add_closer(self, at: int) -> None:
        """A closer of no width, so that the parser reads on without a second complaint."""
        opener = self._pop()
        closer = _CLOSERS[opener.type]
        if closer != "}":
            self.layout.unclosed.add(opener.span)
        token = Token(closer, "", Span(at, at))
        self._drop_newline(token)
        self.item.append(token)

    def _compare_indents(self, opener: Token, closer: Token) -> None:
        """Remember the first brace that is closed at another indentation: its own closer is missing."""
        indent = self._indent(closer)
        text = self.source.text[closer.span.start - indent : closer.span.start]
        if self.suspect is None and not text.strip() and self._indent_of_line(opener) != indent:
            self.suspect = opener

    def _indent(self, token: Token) -> int:
        return self.source.position(token.span.start)[1] - 1

    def _indent_of_line(self, token: Token) -> int:
        line = self.source.line(self.source.position(token.span.start)[0])
        return len(line) - len(line.lstrip())

    def _label(self, token: Token, text: str = "") -> Label:
        return Label(token.span.start, token.span.end, text)

    def _report(self, token: Token, message: str, labels: tuple[Label, ...] = (), help: str = "") -> None:
        labels = labels or (self._label(token),)
        self.layout.findings.add(Diagnostic("E0106", message, self.source, labels, help=help))


def _shown(token: Token) -> str:
    return _SHOWN.get(token.type, token.type)


def _help(opener: Token) -> str:
    return f"write `{_CLOSERS[opener.type]}` where it ends"
