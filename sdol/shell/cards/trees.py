"""Nested values over several lines, indented, each part on one line where it fits; no deeper nor longer than said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import Line, Span
from sdol.kernel.show import columns, quote
from sdol.shell.cards.blocks import Block, Note, lines, text
from sdol.shell.cards.folding import pieces
from sdol.shell.cards.setting import MORE, plural
from sdol.shell.excerpts import excerpt, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.shell.cards.setting import Setting

DEEPEST = 8
"""Nesting that is laid out; what lies deeper stands on one line."""

INDENT = 2


def tree(value: Any, setting: Setting) -> list[Block]:
    """The value on one line, else its parts on lines of their own, cut after as many as are shown."""
    line = on_one_line(value, setting.page.width, setting)
    if line is not None:
        return [text(line)]
    found: list[Line] = []
    for indent, words in _laid_out(value, "", "", 0, setting):
        if len(found) == setting.most:
            size = plural(len(value), "field" if isinstance(value, dict) else "element")
            return [lines(found), Note(f"the first lines of {size}; {MORE}")]
        room = max(setting.page.width - indent, 1)
        found.append([Span(" " * indent + setting.page.label(words, room))])
    return [lines(found)]


def on_one_line(value: Any, width: int, setting: Setting, *, cut: bool = False) -> str | None:
    """The value as a program writes it, where it fits into so many columns; cut to them, if that is wanted."""
    shown = excerpt(value, width + 1) if cut or not setting.whole else whole(value)
    shown = setting.page.label(shown, 1 << 30)
    if columns(shown) <= width and "…" not in shown[-1:]:
        return shown
    return setting.page.label(shown, width) if cut else None


def _laid_out(value: Any, before: str, after: str, depth: int, setting: Setting) -> Iterator[tuple[int, str]]:
    """(indent, words) of each line; `before` is a field's name, `after` a comma."""
    room = setting.page.width - INDENT * depth - columns(before) - len(after)
    line = on_one_line(value, room, setting)
    if line is None and (depth == DEEPEST or not isinstance(value, (dict, list))):
        yield from _long(value, before, after, INDENT * depth, setting)
        return
    if line is not None:
        yield INDENT * depth, before + line + after
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield INDENT * depth, before + opening
    last = len(value) - 1
    for at, (name, part) in enumerate(_parts(value)):
        yield from _laid_out(part, name, "," if at < last else "", depth + 1, setting)
    yield INDENT * depth, closing + after


def _long(value: Any, before: str, after: str, indent: int, setting: Setting) -> Iterator[tuple[int, str]]:
    """What has no room on a line and is not laid out: its beginning, or all of it on lines of their own."""
    if not setting.whole:
        room = setting.page.width - indent - columns(before) - len(after)
        yield indent, before + (on_one_line(value, max(room, 1), setting, cut=True) or "") + after
        return
    room = max(setting.page.width - indent - INDENT, 1)
    if before:
        yield indent, before
    for piece, _ in pieces(whole(value) + after, setting._replace(page=setting.page._replace(width=room))):
        yield indent + INDENT, piece


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((f"{name if name.isidentifier() else quote(name)}: ", part) for name, part in value.items())
    return (("", part) for part in value)
