"""Long texts folded into lines of the page, and cut after as many as are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import Line, Span
from sdol.kernel.show import columns
from sdol.shell.cards.blocks import Block, Note, lines
from sdol.shell.cards.setting import MORE, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.shell.cards.setting import Setting


def folded(text: str, setting: Setting) -> list[Block]:
    """The text in lines, and a note of how many characters are left where it is cut."""
    found: list[Line] = []
    shown = 0
    for piece, end in pieces(text, setting):
        if len(found) == setting.most:
            break
        found.append([Span(piece)])
        shown = end
    left = len(text) - shown
    return [lines(found), *([Note(f"and {plural(left, 'more character')}; {MORE}")] if left > 0 else [])]


def pieces(text: str, setting: Setting) -> Iterator[tuple[str, int]]:
    """(line, where it ends in the text), folded where the page ends."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield from _folds(text, start, end, setting)
        start = end + 1


def _folds(text: str, start: int, end: int, setting: Setting) -> Iterator[tuple[str, int]]:
    width = setting.page.width
    if start == end:
        yield "", end + 1
    while start < end:
        stop = min(start + width, end)
        shown = setting.page.label(text[start:stop], 1 << 30)
        while stop > start + 1 and columns(shown) > width:
            stop = max(start + 1, stop - 1 - (columns(shown) - width) // 2)
            shown = setting.page.label(text[start:stop], 1 << 30)
        blank = text.rfind(" ", start + width // 2, stop)
        if stop < end and blank > 0:
            stop = blank + 1
            shown = setting.page.label(text[start:blank], 1 << 30)
        yield shown, min(stop + (stop == end), len(text))
        start = stop
