"""What the words of a program are, told from their neighbours: for colours, where no analysis is at hand."""

from __future__ import annotations

from sdol.lang.pieces import SILENT, Piece, Words, words
from sdol.lang.tokens import FUTURE_WORDS, SOFT_WORDS

_OPERANDS = frozenset({"name", "number", "symbol", "constant", "field", "type", "space", "module", "effect"})
_CLOSERS = frozenset({")", "]", "}", "?"})
_SPACES = frozenset({"@", "as", "space"})
_DEFINES = {"fn": "definition", "import": "module", "space": "space"}
_HEADS = frozenset({"fn", "let", "var"})
_TYPED = frozenset({":", "->"})


def named(text: str, scanned: list[Piece]) -> list[Piece]:
    """The same pieces, every `name` replaced by what it is."""
    return _Walk(text, scanned).run()


class _Walk:
    """The state of one walk.

    Attributes:
        before, before_kind: the characters and kind of the last piece that says something.
        brackets: those that are open, outermost first.
        head: `fn`, `let` or `var` while its head lasts, in which types stand, and `depth` the brackets around it.
        role: what a name in the head is, by the last sign: `type`, `effect`, or empty.
    """

    def __init__(self, text: str, scanned: list[Piece]) -> None:
        self.text, self.scanned = text, scanned
        self.known: Words = words()
        self.before = self.before_kind = ""
        self.brackets: list[str] = []
        self.head, self.role, self.depth = "", "", 0

    def run(self) -> list[Piece]:
        found = []
        for index, piece in enumerate(self.scanned):
            kind = piece.kind
            if kind == "newline":
                self._newline()
            elif kind not in SILENT:
                shown = self.text[piece.start : piece.end]
                kind = self._named(shown, index) if kind == "name" else kind
                self._note(shown, kind, index)
            found.append(piece._replace(kind=kind))
        return found

    def _newline(self) -> None:
        if not self.brackets or self.brackets[-1] == "{":
            self.before = self.before_kind = ""
        if len(self.brackets) <= self.depth:
            self.head = self.role = ""

    def _note(self, shown: str, kind: str, index: int) -> None:
        if kind in ("punctuation", "operator", "brace"):
            self._sign(shown, index)
        elif kind == "declaration" and shown in _HEADS and not self.head:
            self.head, self.role, self.depth = shown, "", len(self.brackets)
        self.before, self.before_kind = shown, kind

    def _sign(self, shown: str, index: int) -> None:
        if shown in "([{":
            if shown == "{" and self.head == "fn" and not self._is_record(index):
                self.head = self.role = ""
            self.brackets.append(shown)
        elif shown in ")]}" and self.brackets:
            self.brackets.pop()
        elif self.head and shown == "=":
            self.role = ""
            self.head = self.head if self.head == "fn" else ""
        elif self.head and shown in _TYPED and self.role != "effect":
            self.role = "type"

    def _is_record(self, index: int) -> bool:
        return self._after(index + 1, steps=2) == ":"

    def _after(self, index: int, steps: int = 1) -> str:
        """The piece after so many that say something, newlines left out."""
        for piece in self.scanned[index : index + 12]:
            if piece.kind not in SILENT and piece.kind != "newline":
                steps -= 1
                if not steps:
                    return self.text[piece.start : piece.end]
        return ""

    # --- one word -------------------------------------------------------------------------------------------

    def _named(self, word: str, index: int) -> str:
        following = self._following(index)
        if self.before == ".":
            return self._after_dot(following)
        if following == ":" and self.before in ("(", ",", "{"):
            in_head = self.head == "fn" and self.before != "{" and len(self.brackets) == self.depth + 1
            return "parameter" if in_head else "field"
        if self.before in _SPACES and self.before_kind != "name":
            return "space"
        return self._reserved(word, following) or self._plain(word, following)

    def _following(self, index: int) -> str:
        """The sign right after a word, on the same line."""
        for piece in self.scanned[index + 1 : index + 3]:
            if piece.kind != "blank":
                return self.text[piece.start : piece.end]
        return ""

    def _after_dot(self, following: str) -> str:
        if self.role == "effect":
            return "effect"
        return "function" if following == "(" else "field"

    def _reserved(self, word: str, following: str) -> str:
        known = self.known
        if word in known.constants:
            return "type" if self.head and self.role == "type" else "constant"
        if word in known.operators:
            return "word operator"
        if self.role == "type" and word in ("store", "region", "codebook"):
            return "type"
        if word in known.declaring:
            return "declaration"
        if word in known.others:
            return "keyword"
        if word in SOFT_WORDS:
            return self._soft(word, following)
        return "future" if word in FUTURE_WORDS else ""

    def _soft(self, word: str, following: str) -> str:
        """A word that is one in its construct only: after something, or before its block."""
        if word == "transaction":
            return "declaration" if following == "{" else ""
        if word == "uses" and self.head == "fn":
            self.role = "effect"
            return "declaration"
        after = self.before_kind in _OPERANDS or self.before_kind == "text" or self.before in _CLOSERS
        return "keyword" if after else ""

    def _plain(self, word: str, following: str) -> str:
        if self.before in _DEFINES and self.before_kind == "declaration":
            return _DEFINES[self.before]
        if self.head and self.role:
            return self.role
        if following == "(" or self.before == "|>":
            return "builtin" if word in self.known.verbs else "function"
        return "builtin" if word in self.known.predefined else "name"
