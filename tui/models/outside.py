"""Long texts from outside on lines of a page, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import MOST_SIGNS, PLAIN, Line, Page, Span
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
    """A line without control characters in parts of at most so many columns; takes time by its length."""
    found, at = [], 0
    while (end := _end(line, at, max(width, 2))) < len(line):
        found.append(line[at:end].rstrip())
        at = end
        if " " in (line[end - 1], line[end]):
            while at < len(line) and line[at] == " ":
                at += 1
    return [*found, line[at:]] if at < len(line) or not found else found


def _end(text: str, start: int, width: int) -> int:
    """Where the part that begins at `start` ends: before what has no room, at a blank where there is one."""
    from sdol.kernel.show import columns

    end = start
    for c in text[start : start + MOST_SIGNS * width]:
        width -= columns(c)
        if width < 0:
            break
        end += 1
    if end == len(text):
        return end
    blank = text.rfind(" ", (start + end) // 2, end + 1)
    return max(blank if blank > start else end, start + 1)
