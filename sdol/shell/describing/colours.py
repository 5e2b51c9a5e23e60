"""Programs in the colours of the terminal: those in which the REPL draws what is typed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD, _NAMED, _LITERAL, _QUIET = "1;35", "34", "32", "2"

STYLES: Mapping[str, str] = {
    **dict.fromkeys(("keyword", "declaration", "word operator"), _WORD),
    **dict.fromkeys(("function", "definition", "builtin"), _NAMED),
    **dict.fromkeys(("text", "symbol"), _LITERAL),
    **dict.fromkeys(("comment", "doc", "prompt"), _QUIET),
    **dict.fromkeys(("number", "constant"), "36"),
    **dict.fromkeys(("type", "space", "module", "effect"), "33"),
    **dict.fromkeys(("escape", "brace"), "1;32"),
    **dict.fromkeys(("future", "error"), "31"),
}
"""The escape code of each kind of piece; others are drawn as any text."""


def coloured(code: str, language: str) -> str:
    """Lines of a program, each with colours of its own; of other languages comments alone are told apart."""
    if language != "sdol":
        return "\n".join(_drawn(line, _QUIET if line.startswith("#") else "") for line in code.split("\n"))
    from sdol.lang.pieces import pieces

    return "".join(_lines(code[one.start : one.end], STYLES.get(one.kind, "")) for one in pieces(code))


def _lines(text: str, style: str) -> str:
    return "\n".join(_drawn(line, style) for line in text.split("\n"))


def _drawn(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style and text.strip() else text
