"""How an entry and the menu are drawn: in the terminal's own colours, or by weight alone where there are none."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import Style

from sdol.shell.repl.settings import ATTRIBUTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prompt_toolkit.document import Document
    from prompt_toolkit.formatted_text import StyleAndTextTuples

LARGE = 20_000
"""Characters above which an entry is not coloured: each key would wait for it."""

STYLES = {
    "keyword": "bold ansimagenta",
    "function": "ansiblue",
    "text": "ansigreen",
    "escape": "bold ansigreen",
    "number": "ansicyan",
    "type": "ansiyellow",
    "comment": "ansibrightblack",
    "error": "ansired",
    "command": "bold ansicyan",
    "prompt": "bold",
}
"""How what is of a kind (`sdol.shell.repl.settings.KINDS`) is drawn; what is not named is drawn as any text."""

PIECES = {
    "keyword": ("keyword", "declaration", "word operator"),
    "function": ("function", "definition", "builtin"),
    "name": ("name", "parameter", "field"),
    "text": ("text", "symbol"),
    "escape": ("escape", "brace"),
    "number": ("number", "constant"),
    "type": ("type", "space", "module", "effect"),
    "operator": ("operator", "punctuation"),
    "comment": ("comment", "doc", "prompt"),
    "error": ("error", "future"),
    "command": ("command",),
}
"""The pieces of an entry (`sdol.lang.pieces.KINDS`) by the kind whose style they have."""

_SURROUNDINGS = {
    "continuation": "dim",
    "auto-suggestion": "dim",
    "matching-bracket.cursor": "bold underline",
    "matching-bracket.other": "bold underline",
    "completion-menu": "bg:default fg:default",
    "completion-menu.completion": "bg:default fg:default",
    "completion-menu.completion.current": "bg:default fg:default reverse",
    "completion-menu.meta.completion": "bg:default fg:default dim",
    "completion-menu.meta.completion.current": "bg:default fg:default reverse",
    "scrollbar.background": "bg:default",
    "scrollbar.button": "bg:default reverse",
}


def style(chosen: Mapping[str, str]) -> Style:
    """The styles, with those that the person has chosen."""
    kinds = STYLES | {kind: " ".join(map(_drawn, how.split())) for kind, how in chosen.items()}
    pieces = {_class(piece): kinds.get(kind, "") for kind, found in PIECES.items() for piece in found}
    return Style.from_dict({**_SURROUNDINGS, "prompt": kinds["prompt"], **pieces})


def _drawn(word: str) -> str:
    """A word of a style (`sdol.shell.repl.settings.styled`) as prompt-toolkit has it."""
    return word if word in ATTRIBUTES or word.startswith("#") else f"ansi{word.replace('-', '')}"


def _class(piece: str) -> str:
    return f"sdol.{piece.replace(' ', '-')}"


class Coloured(Lexer):
    """Colours an entry by `sdol.lang.pieces`, and the name of a colon command.

    Which names are instructions says the table of all of them, which takes a tenth of a second to load: a thread does
    it at the first key, or before where it is told to begin. When the colours are there it calls `loaded`, then
    `further` for what else is to load.
    """

    def __init__(self, loaded: Callable[[], object], further: Callable[[], object]) -> None:
        self._loaded, self._further = loaded, further
        self._begun = self._ready = False

    def begin(self) -> None:
        """Begins to load what colours need, once."""
        if not self._begun:
            self._begun = True
            Thread(target=self._load).start()

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text, lines = document.text, document.lines
        if text:
            self.begin()
        if not self._ready or len(text) > LARGE:
            return lambda number: [("", lines[number])] if number < len(lines) else []
        drawn = coloured(text)
        return lambda number: drawn[number] if number < len(drawn) else []

    def _load(self) -> None:
        with suppress(Exception):  # an entry without colours is one all the same
            coloured("words")
            self._ready = True
        with suppress(Exception):  # and so is one without help; or it has ended meanwhile
            self._loaded()
            self._further()


def coloured(text: str) -> list[StyleAndTextTuples]:
    """The lines of a text, in pieces with their styles."""
    from sdol.lang.pieces import pieces

    start = _command(text)
    lines: list[StyleAndTextTuples] = [[("class:sdol.command", text[:start])] if start else []]
    for piece in pieces(text[start:]):
        first, *others = text[start + piece.start : start + piece.end].split("\n")
        drawn = f"class:{_class(piece.kind)}"
        lines[-1].append((drawn, first))
        lines.extend([(drawn, other)] for other in others)
    return lines


def _command(text: str) -> int:
    """How many characters at the beginning name a command: `:type`, `?`."""
    begin = text.lstrip()
    if begin[:1] not in (":", "?"):
        return 0
    name = begin[:1] if begin[0] == "?" else begin.split(maxsplit=1)[0]
    return len(text) - len(begin) + len(name)
