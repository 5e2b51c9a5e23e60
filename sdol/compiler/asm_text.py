"""The words of the assembly language: how names, texts, constants and places are written, and read again.

Both directions stand side by side, so that whatever `dis` writes, `asm` reads to the same value.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

FORMAT = 1
"""Version of the assembly language, which its first line names."""

PLAIN = re.compile(r"(?![rkcL]\d+$)[A-Za-z_]\w*", re.ASCII)
"""A name that needs no quotes: it reads as neither a register, a constant, a cursor nor a label."""

_HUGE = 1 << 64
_WORDS = {"nil": None, "true": True, "false": False, "inf": float("inf"), "nan": float("nan")}

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*") | (?P<place>@\d+\.\.\d+)
  | (?P<float>-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)(?![\w.]) | -inf\b)
  | (?P<int>-?0x[0-9a-f]+\b | -?\d+(?![\w.])) | (?P<mask>\[[01c]+\])
  | (?P<register>r\d+\b) | (?P<cursor>c\d+\b) | (?P<constant>k\d+\b)
  | (?P<name>[A-Za-z_][\w.]*) | (?P<sign>->|[=,()\[\]~'@:]) | (?P<comment>\#.*) | (?P<end>\s*$)
  )""",
    re.VERBOSE | re.ASCII,
)


class Token(NamedTuple):
    """A word of a line: its kind, its text, and the columns from 0 that it takes."""

    kind: str
    text: str
    start: int
    end: int


class Unreadable(ValueError):
    """A line that cannot be read: what is wrong, and the columns from 0 of what is."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.help = message, start, end, help


def tokens(line: str, start: int = 0) -> list[Token]:
    """The words of a line from a column on, without comments; the last is of kind `end`.

    Raises:
        Unreadable: a character that begins no word.
    """
    found: list[Token] = []
    at = start
    while True:
        match = _TOKEN.match(line, at)
        if match is None:
            bad = len(line) - len(line[at:].lstrip())
            raise Unreadable(f"`{line[bad]}` begins no word of the assembly language", bad, bad + 1)
        kind, at = match.lastgroup or "end", match.end()
        if kind in ("end", "comment"):
            stop = match.start(kind)
            return [*found, Token("end", "", stop, stop)]
        found.append(Token(kind, match[kind], match.start(kind), at))


# --- names and texts ----------------------------------------------------------------------------------------


def name(text: str) -> str:
    """A name, in quotes unless it is plain."""
    return text if PLAIN.fullmatch(text) and text not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, with the escapes of JSON for what does not print."""
    written = json.dumps(text, ensure_ascii=False)
    if written.isprintable():
        return written
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in written)


def unquoted(token: Token) -> str:
    """The text that a token in quotes stands for.

    Raises:
        Unreadable: an escape that is none.
    """
    try:
        return str(json.loads(token.text))
    except ValueError:
        help = 'the escapes are those of JSON: \\" \\\\ \\n \\t \\u00e9'
        raise Unreadable("this text does not read", token.start, token.end, help) from None


# --- constants ----------------------------------------------------------------------------------------------


def constant(entry: tuple[Any, ...]) -> str:
    """A constant, exactly: no digit of a number is left out."""
    match entry:
        case ("vec", space, text):
            return f"~{quoted(text)}@{name(space)}"
        case ("symbol", symbol):
            return f"'{name(symbol)}"
    return _value(entry[1])


def _value(value: Any) -> str:
    match value:
        case None | True | False:
            return {None: "nil", True: "true", False: "false"}[value]
        case int():
            return str(value) if -_HUGE < value < _HUGE else hex(value)
        case float():
            return repr(value)
        case str():
            return quoted(value)
    raise TypeError(f"no constant: {value!r:.100}")


def key(entry: tuple[Any, ...]) -> tuple[Any, ...]:
    """What two equal constants share: 1, 1.0 and true are three, and so are 0.0 and -0.0."""
    return (entry[0], *((type(part).__name__, _value(part)) for part in entry[1:]))


def number(token: Token) -> int | float:
    """The number of a token of kind `int` or `float`.

    Raises:
        Unreadable: more digits than Python reads.
    """
    try:
        if token.kind == "float":
            return float(token.text)
        return int(token.text, 16 if "x" in token.text else 10)
    except ValueError:
        help = "write a number so long in hexadecimal: `0x…`"
        raise Unreadable("this number has too many digits", token.start, token.end, help) from None


def is_word(token: Token) -> bool:
    """Whether a name stands for a constant: `nil`, `true`, `false`, `inf`, `nan`."""
    return token.kind == "name" and token.text in _WORDS


def word(token: Token) -> Any:
    return _WORDS[token.text]


# --- places and lines of source -----------------------------------------------------------------------------


def place(characters: tuple[int, int]) -> str:
    return f"@{characters[0]}..{characters[1]}"


def read_place(token: Token) -> tuple[int, int]:
    """The characters that `@12..15` means.

    Raises:
        Unreadable: a number too long to be one.
    """
    start, _, end = token.text[1:].partition("..")
    if len(start) > 15 or len(end) > 15:
        raise Unreadable("no source is so long", token.start, token.end)
    return int(start), int(end)


def source_lines(text: str) -> list[str]:
    """The lines that hold a source's text: `| text` a line that ends in a newline, `|"…"` any other text."""
    *whole, last = text.split("\n")
    found = [
        f"| {line}" if line.replace("\t", "").isprintable() else f"|{quoted(line + chr(10))}"
        for line in whole
    ]
    return [*found, f"|{quoted(last)}"] if last else found


def source_text(line: str) -> str:
    """The text that such a line stands for; raises Unreadable."""
    if line == "|" or line.startswith("| "):
        return line[2:] + "\n"
    found = tokens(line, 1)
    if [t.kind for t in found] != ["text", "end"]:
        raise Unreadable("a line of a source is `| text`, or a text in quotes", 0, len(line))
    return unquoted(found[0])
