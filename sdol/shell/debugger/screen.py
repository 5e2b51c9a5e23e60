"""How a stopped program is shown: lines of its source, with the values of what they name."""

from __future__ import annotations

import re

from sdol.kernel.output import inert
from sdol.kernel.show import clip, columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TextIO

    from sdol.diagnostics import Source
    from sdol.kernel.debugging import FrameView, Stop, Variable
    from sdol.kernel.types import Type
    from sdol.shell.debugger.session import Session

BESIDE = 40
"""Column in which the values of a line begin, where there is room."""


STYLES = {
    **dict.fromkeys(("keyword", "declaration", "word operator"), "1;35"),
    **dict.fromkeys(("function", "definition", "builtin"), "34"),
    **dict.fromkeys(("text", "symbol", "escape", "brace"), "32"),
    **dict.fromkeys(("comment", "doc"), "2"),
    **dict.fromkeys(("number", "constant"), "36"),
    **dict.fromkeys(("type", "space", "module", "effect"), "33"),
}
"""How each kind of piece of a line is coloured."""


class Screen:
    """Where things are shown.

    Args:
        stream: the terminal or the pipe.
        context: lines of the source that are shown before and after the current one.
    """

    def __init__(self, stream: TextIO | None, context: int = 0) -> None:
        from sdol.shell.cards import shows_signs
        from sdol.shell.terminal import Paint, colour, is_terminal

        self.stream, self.context = stream, context
        self.terminal = is_terminal(stream)
        self.paint = Paint(stream)
        self.coloured = colour(stream)
        self.ascii = not shows_signs(stream)

    @property
    def width(self) -> int:
        """Columns; asked each time, as a terminal may be resized."""
        from sdol.shell.terminal import WIDTH, width

        return width() if self.terminal else WIDTH

    # --- values ---------------------------------------------------------------------------------------------

    def line(self, value: Any, type: Type | None = None, most: int = 60) -> str:
        """A value on one line."""
        from sdol.shell.cards import line

        return line(value, type, width=most, ascii=self.ascii)

    def card(self, value: Any, type: Type | None, *, whole: bool = False) -> str:
        """A value as what it means."""
        from sdol.shell.cards import card

        width = min(max(self.width, 20), 120)
        return card(value, type, width=width, ascii=self.ascii, coloured=self.coloured, whole=whole)

    def pair(self, variable: Variable) -> str:
        """A variable and its value."""
        return f"{inert(variable.name)} = {self.line(variable.value)}"

    def sentence(self, text: str) -> str:
        """A sentence, on a terminal in lines of its width."""
        from sdol.kernel.screen import wrapped

        return "\n".join(wrapped(text, self.width)) if self.terminal else text

    def diagnostics(self, found: Iterable[Any]) -> str:
        """What is wrong, as it is told everywhere."""
        from sdol.lang.render import render

        return render(found, color=self.coloured, width=self.width, folded=self.terminal).rstrip("\n")

    # --- stops ----------------------------------------------------------------------------------------------

    def stop(self, session: Session, stop: Stop) -> list[str]:
        """Why the program stands, where, and the lines around that."""
        lines = [*self._why(session, stop), *map(inert, stop.notes)]
        if session.debugger.ended:
            return lines
        view = session.frame()
        return [*lines, self.place(session, view), *self.excerpt(session, view)]

    def _why(self, session: Session, stop: Stop) -> list[str]:
        from sdol.shell.debugger.reasons import reasons

        return reasons(session, stop)

    def place(self, session: Session, view: FrameView) -> str:
        """The line that says where a call stands."""
        depth = len(session.debugger.frames()) - view.number
        deep = f", call {depth - 1:,} deep" if depth > 1 else ""
        past = " (in the past)" if session.debugger.time < session.debugger.latest else ""
        text = f"{inert(view.source.name)}:{view.line} in {called(view)}{deep}{past}"
        return self.paint.strong(clip(text, self.width))

    def excerpt(self, session: Session, view: FrameView) -> list[str]:
        """The current line with the values of what it names, and the lines around it."""
        last = view.source.position(len(view.source.text))[0]
        first, end = max(view.line - self.context, 1), min(view.line + self.context, last)
        while end > view.line and not view.source.line(end).strip():
            end -= 1
        return [row for line in range(first, end + 1) for row in self._row(session, view, line)]

    def _row(self, session: Session, view: FrameView, line: int) -> list[str]:
        if line != view.line:
            return [self.source_line(session, view.source, line, " ")]
        text = self.source_line(session, view.source, line, ">")
        return self._with_values(text, [self.pair(v) for v in named(session, view)])

    def source_line(self, session: Session, source: Source, line: int, sign: str) -> str:
        """A line of the source with its number; `*` stands where there is a breakpoint."""
        index = session.debugger.places.sources().index(source)
        stops = any(
            b.source == index and b.line == line and b.enabled
            for b in session.debugger.points.breakpoints.values()
        )
        head = f"{sign}{'*' if stops else ' '}{line:>4} | "
        text = clip(inert(source.line(line)).expandtabs(4).rstrip(), self.width - len(head))
        if sign == ">":
            head = self.paint.strong(head)
        return (head + (self._coloured(text) if self.coloured else text)).rstrip()

    def _coloured(self, text: str) -> str:
        """A line of the language in colours."""
        from sdol.lang.pieces import pieces

        found, end = "", 0
        for piece in pieces(text):
            style = STYLES.get(piece.kind, "")
            shown = text[piece.start : piece.end]
            found += text[end : piece.start] + (self.paint(style, shown) if style else shown)
            end = piece.end
        return found + text[end:]

    def _with_values(self, text: str, pairs: list[str]) -> list[str]:
        """Values beside a line where there is room, else below it."""
        if not pairs:
            return [text]
        plain = columns(_unpainted(text))
        start, beside = max(plain + 2, BESIDE), ", ".join(pairs)
        if start + columns(beside) <= self.width:
            return [text + " " * (start - plain) + self.paint.faint(beside)]
        return [text, *(self.paint.faint(clip(f"       |     {pair}", self.width)) for pair in pairs)]


def called(view: FrameView) -> str:
    """What a call is called."""
    return "the top level" if view.name == "main" else inert(view.name)


def named(session: Session, view: FrameView) -> list[Variable]:
    """The variables whose names stand on the current line, in the order in which they do."""
    known = {v.name: v for v in [*session.debugger.shared(), *session.debugger.variables(view)]}
    words = re.findall(r"[^\W\d]\w*", view.source.line(view.line).partition("#")[0])
    return [known[word] for word in dict.fromkeys(words) if word in known]


def _unpainted(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", text)
