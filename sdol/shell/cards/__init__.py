"""Cards: what a value means, shown in a session, a debugger, a notebook.

A card never runs the program, embeds nothing and opens nothing; nothing in it acts on a terminal.
"""

from __future__ import annotations

from sdol.shell.cards.setting import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from sdol.kernel.pictures.page import Line
    from sdol.kernel.types import Type
    from sdol.shell.cards.blocks import Block
    from sdol.shell.cards.known import Known

__all__ = ["Setting", "There", "as_html", "as_text", "card", "html", "line", "of_terminal", "shown"]

NOTEBOOK = 100
"""Columns of what is drawn in a notebook."""


def card(
    value: Any,
    type: Type | None = None,
    *,
    width: int,
    known: Known | None = None,
    ascii: bool = False,
    coloured: bool = False,
    whole: bool = False,
) -> str:
    """A value as lines of text, none wider than `width` (20 to 120), without the last line end.

    Args:
        type: of the value, where it is known: of a function it says more than the value.
        known: what is known in the session, for a vector's nearest texts and a region's members.
        ascii: whether only ASCII can be shown.
        coloured: whether colours may be used; they add to the words and never replace them.
        whole: whether everything is shown, however long.
    """
    from sdol.kernel.pictures.page import page_of
    from sdol.shell.cards.views import view

    setting = Setting(page_of(width, ascii=ascii), known, whole)
    return as_text(view(value, type, setting), setting, coloured=coloured)


def shown(
    value: Any, type: Type | None, stream: TextIO | None, *, known: Known | None = None, whole: bool = False
) -> str:
    """The card as a stream can show it."""
    from sdol.shell.cards.views import view

    there = There(stream, known, whole=whole)
    return there.text(view(value, type, there.setting))


class There:
    """A stream as a place for cards."""

    def __init__(self, stream: TextIO | None, known: Known | None = None, *, whole: bool = False) -> None:
        from sdol.kernel.pictures.page import page_of
        from sdol.kernel.screen import WIDTH, colour, is_terminal, width

        columns = width() if is_terminal(stream) else WIDTH
        self.setting = Setting(page_of(columns, ascii=not shows_signs(stream)), known, whole)
        self._coloured = colour(stream)

    def text(self, blocks: list[Block]) -> str:
        """Blocks as the stream can show them."""
        return as_text(blocks, self.setting, coloured=self._coloured)


def of_terminal(known: Known | None = None) -> There:
    """Standard output as a place for cards."""
    import sys

    return There(sys.stdout, known)


def shows_signs(stream: TextIO | None) -> bool:
    """Whether a stream can show the signs of cards that ASCII lacks."""
    from sdol.kernel.pictures.page import UNICODE
    from sdol.kernel.screen import can_show

    return can_show(stream, "".join(map(str, UNICODE)) + "°")


def as_text(blocks: list[Block], setting: Setting, *, coloured: bool = False) -> str:
    """Blocks as lines of text."""
    from sdol.kernel.pictures.page import plain
    from sdol.shell.cards.text import lines

    found = lines(blocks, setting.page)
    return _painted(found) if coloured and _has_style(found) else plain(found)


def html(value: Any, type: Type | None = None, *, known: Known | None = None, whole: bool = False) -> str:
    """A value as HTML for a notebook."""
    from sdol.kernel.pictures.page import page_of
    from sdol.shell.cards.views import view

    setting = Setting(page_of(NOTEBOOK), known, whole)
    return as_html(view(value, type, setting), setting)


def as_html(blocks: list[Block], setting: Setting) -> str:
    """Blocks as HTML."""
    from sdol.shell.cards import web

    return web.html(blocks, setting.page)


def line(value: Any, type: Type | None = None, *, width: int = 60, ascii: bool = False) -> str:
    """A value on one line of at most so many columns, for a table of variables or registers."""
    from sdol.kernel.pictures.page import page_of
    from sdol.shell.cards.one_line import of

    return of(value, type, page_of(80, ascii=ascii), width)


def _has_style(found: list[Line]) -> bool:
    return any(span.style.colour or span.style.weight for line in found for span in line)


def _painted(found: list[Line]) -> str:
    from sdol.kernel.pictures.colours import painted

    return painted(found)
