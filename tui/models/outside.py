"""Long texts from outside on lines of a page, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import PLAIN, Line, Page, Span
from sdol.tui.models.text import BAD

if TYPE_CHECKING:
    from sdol.errors import SdolError


def wrapped(text: str, page: Page) -> list[str]:
    """A text on lines of at most so many columns, broken between words, unable to act on a terminal."""
    return [part for line in text.split("\n") for part in _parts(page.label(line, 1 << 30), page.width)]


def problem(error: SdolError, page: Page) -> list[Line]:
    """What failed, why, and what to do."""
    said = [(error.message, BAD), (error.reason or "", PLAIN), (error.help or "", PLAIN)]
    return [[Span(line, style)] for text, style in said if text for line in wrapped(text, page)]


def _parts(line: str, width: int) -> list[str]:
    """A line without control characters in parts of at most so many columns."""
    from sdol.kernel.show import columns

    found, rest = [], line
    while columns(rest) > width:
        end = _end(rest, max(width, 2))
        found.append(rest[:end].rstrip())
        rest = (
            rest[end:].lstrip() if rest[end - 1 : end + 1].strip() != rest[end - 1 : end + 1] else rest[end:]
        )
    return [*found, rest]


def _end(text: str, width: int) -> int:
    """Characters of a text that have room: up to its last blank there, where there is one."""
    from sdol.kernel.show import columns

    room = end = 0
    for c in text:
        room += columns(c)
        if room > width:
            break
        end += 1
    blank = text.rfind(" ", end // 2, end + 1)
    return max(blank if blank > 0 else end, 1)
