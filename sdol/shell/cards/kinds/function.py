"""A function: its name, its type, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import show
from sdol.shell.cards.blocks import Block, Heading, Note

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its name, unless it has none, what it takes and gives, and its sentences."""
    shown = show(value)
    said = _said(shown.removeprefix("fn").strip(), setting)
    return [Heading(shown, "" if type is None else str(type)), *([Note(said)] if said else [])]


def _said(name: str, setting: Setting) -> str:
    """The sentences of the function's own comment, or that of the library's function of this name."""
    from sdol.shell.library import documented

    comment = setting.known.comment(name) if setting.known is not None else ""
    if comment:
        return documented(comment)[0]
    if setting.known is None or not name.isidentifier():
        return ""
    from sdol.shell.describing import describe

    found = describe(name)
    return found.summary if found is not None and found.kind == "function" else ""
