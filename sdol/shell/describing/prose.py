"""Markdown on a terminal: by rich, with headings at the left, tables without frames and programs in colour."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any, ClassVar

from sdol.kernel.output import inert
from sdol.kernel.screen import can_show, colour, width
from sdol.shell.describing.colours import coloured
from sdol.shell.describing.sections import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

INDENT = "    "
TIED = "\ue000"
"""A blank at which no line is broken: a private sign, since rich takes U+00A0 for a blank like others."""

LONGEST_TIED = 30
"""Characters of code that is not broken over lines."""

WIDEST = 100
"""Columns beyond which sentences are hard to read."""

_SPAN = re.compile(
    r"(?P<code>(?<!`)`[^`]{1,500}`(?!`)|(?<!`)``(?!`).{1,500}?(?<!`)``(?!`))|\[(?P<shown>[^\[\]]{1,500})\]\([^()\s]{1,500}\)",
    re.DOTALL,
)
"""Code, and links outside of it, which a terminal cannot follow; bounded, so that no text takes long."""

PLAIN = str.maketrans({"•": "-", "…": "...", "▌": "|", "─": "-", "—": "-", "–": "-", "×": "x"})
"""For encodings that lack these signs."""

COLOURS = {
    "markdown.code": "cyan",
    "markdown.h1": "bold",
    "markdown.h2": "bold",
    "markdown.h3": "bold",
    "markdown.item.bullet": "dim",
    "markdown.table.border": "dim",
    "markdown.table.header": "bold",
}


def columns() -> int:
    """The width of prose: that of the terminal, as far as it can be read."""
    return min(width(), WIDEST)


def prose(text: str, stream: TextIO | None) -> str:
    """The text as this stream shows it, each line without blanks at its end."""
    from rich.console import Console
    from rich.theme import Theme

    has_colours = colour(stream)
    console = Console(
        file=io.StringIO(),
        width=columns(),
        force_terminal=has_colours,
        color_system="standard" if has_colours else None,
        theme=Theme(COLOURS),
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(_markdown()(_prepared(inert(text), has_colours), hyperlinks=False), crop=False)
    return shown_by(_trimmed(console.file.getvalue()), stream)  # type: ignore[attr-defined]


def _trimmed(text: str) -> str:
    """Without blanks at the ends of lines, and with one empty line at most between two others."""
    lines = [_TAIL.sub(r"\1", line.replace(TIED, " ")) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


_TAIL = re.compile(r" +((?:\x1b\[0?m)*)$")


def shown_by(text: str, stream: TextIO | None) -> str:
    """The text, in signs that the stream has: where it lacks some, in what comes nearest to them."""
    if can_show(stream, text):
        return text
    from unicodedata import normalize

    return normalize("NFKD", text.translate(PLAIN)).encode("ascii", "ignore").decode()


def _prepared(text: str, has_colours: bool) -> str:
    """Without links; where code is not told by its colour, with the backticks around it."""

    def replaced(span: re.Match[str]) -> str:
        if span["shown"]:
            return _SPAN.sub(replaced, span["shown"])
        code = span["code"].replace(" ", TIED) if len(span["code"]) < LONGEST_TIED else span["code"]
        return code if has_colours or "``" in code else f"`` {code} ``"

    return "".join(part if fenced else _SPAN.sub(replaced, part) for fenced, part in parts(text))


@cache
def _markdown() -> Any:
    """rich's Markdown, laid out in our way; made when it is first asked for, as rich takes a while to load."""
    from rich import markdown as of_rich
    from rich.text import Text

    class Heading(of_rich.Heading):
        """At the left, without a frame."""

        def __rich_console__(self, console: Any, options: Any) -> Any:
            yield Text("")
            yield self.text

    class CodeBlock(of_rich.CodeBlock):
        """Indented, and its lines as they are, so that they can be copied."""

        def __rich_console__(self, console: Any, options: Any) -> Any:
            code = str(self.text).rstrip("\n")
            text = Text.from_ansi(coloured(code, self.lexer_name))
            for line in text.split("\n", allow_blank=True):
                indented = Text(INDENT, no_wrap=True, overflow="ignore")
                yield indented.append_text(line)

    class Markdown(of_rich.Markdown):
        elements: ClassVar[dict[str, Any]] = {
            **of_rich.Markdown.elements,
            "heading_open": Heading,
            "fence": CodeBlock,
            "code_block": CodeBlock,
        }

    return Markdown
