"""The Pygments lexer of the language, an entry point of Pygments: whatever uses that colours SDOL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.token import Token

COLOURS = {
    "keyword": Token.Keyword,
    "declaration": Token.Keyword.Declaration,
    "constant": Token.Keyword.Constant,
    "word operator": Token.Operator.Word,
    "future": Token.Keyword.Reserved,
    "name": Token.Name,
    "builtin": Token.Name.Builtin,
    "function": Token.Name.Function,
    "definition": Token.Name.Function,
    "parameter": Token.Name.Variable,
    "field": Token.Name.Attribute,
    "type": Token.Keyword.Type,
    "space": Token.Name.Namespace,
    "module": Token.Name.Namespace,
    "effect": Token.Name.Decorator,
    "number": Token.Literal.Number,
    "symbol": Token.Literal.String.Symbol,
    "text": Token.Literal.String.Double,
    "escape": Token.Literal.String.Escape,
    "brace": Token.Literal.String.Interpol,
    "operator": Token.Operator,
    "punctuation": Token.Punctuation,
    "comment": Token.Comment.Single,
    "doc": Token.Literal.String.Doc,
    "prompt": Token.Generic.Prompt,
    "blank": Token.Text.Whitespace,
    "newline": Token.Text.Whitespace,
    "error": Token.Error,
}
"""The token of Pygments for each kind of piece (`sdol.lang.pieces.KINDS`)."""


class SdolLexer(Lexer):  # type: ignore[misc]  # Pygments has no types
    """Colours any text, however incomplete, in linear time; the values of its tokens joined are the text."""

    name = "SDOL"
    url = ""
    aliases: ClassVar[list[str]] = ["sdol"]
    filenames: ClassVar[list[str]] = ["*.sdol"]
    mimetypes: ClassVar[list[str]] = ["text/x-sdol"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        from sdol.lang.pieces import pieces

        for start, end, kind in pieces(text):
            yield start, COLOURS[kind], text[start:end]

    @staticmethod
    def analyse_text(text: str) -> float:
        """How likely a text is SDOL: a region, a store, or a spherical step is as good as a name tag."""
        found = re.search(r"^(region \w+ =|store \w+$|route ~)|<- .* by ", text, re.MULTILINE)
        return 0.6 if found else 0.0
