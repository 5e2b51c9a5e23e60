"""Texts as an editor has them: edited by lines and columns, which it counts in units of its own.

The protocol counts columns in UTF-16 code units unless the two agree on something else, and ends a line at `\\n`,
`\\r\\n` and `\\r`. A program is read with `\\n` for `\\r\\n`, and without a byte order mark, so the characters of the
program that is analysed are not those of the file: `Positions` has both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol.types import Position, PositionEncodingKind, Range

from sdol.lang.ast import Span

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
_LONE = re.compile("[\ud800-\udfff]")
_MARK = "\ufeff"

Measure = Callable[[str], int]
"""How many units a text has."""


def measure_of(encoding: PositionEncodingKind | str) -> Measure:
    """How the client counts columns."""
    if encoding == PositionEncodingKind.Utf32:
        return len
    return _utf8 if encoding == PositionEncodingKind.Utf8 else _utf16


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _column(line: str, units: int, measure: Measure) -> int:
    """The character of a line that a column counted in units stands before; within a character, its beginning."""
    if line.isascii() or measure is len:
        return min(max(units, 0), len(line))
    for at, character in enumerate(line):
        units -= measure(character)
        if units < 0:
            return at
    return len(line)


class Lines:
    """A text that is edited: its lines with their endings; the last has none."""

    def __init__(self, text: str, measure: Measure) -> None:
        self._measure = measure
        self._lines = _split(text)

    def text(self) -> str:
        return "".join(self._lines)

    def replace(self, range: Range | None, text: str) -> None:
        """Puts a text in the place of a range, or of everything; what lies beyond the end means the end."""
        if range is None:
            self._lines = _split(text)
            return
        first, start = self._place(range.start)
        last, end = self._place(range.end)
        if (last, end) < (first, start):
            last, end = first, start
        new = self._lines[first][:start] + text + self._lines[last][end:]
        low, high = max(first - 1, 0), min(last + 2, len(self._lines))  # an edit may join what ends a line
        around = "".join([*self._lines[low:first], new, *self._lines[last + 1 : high]])
        split = _split(around)
        if high < len(self._lines) and split[-1] == "":
            split.pop()
        self._lines[low:high] = split

    def _place(self, position: Position) -> tuple[int, int]:
        if position.line >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        line = self._lines[position.line]
        return position.line, _column(line.rstrip("\r\n"), position.character, self._measure)


def _split(text: str) -> list[str]:
    found = _LINES.findall(text)
    return found if found and not found[-1].endswith(("\r", "\n")) else [*found, ""]


def program(raw: str) -> str:
    """The program in a text, in which every character can be written."""
    return _LONE.sub("\ufffd", raw.removeprefix(_MARK).replace("\r\n", "\n"))


class Positions:
    """A text at one moment: the program in it, and the places of the one in the other.

    Attributes:
        text: the program as it is analysed.
        newline: how the file ends its lines.
    """

    def __init__(self, raw: str, measure: Measure) -> None:
        self.measure = measure
        self.newline = "\r\n" if "\r\n" in raw else "\n"
        self._mark = raw.startswith(_MARK)
        self.text = program(raw)
        self._starts = [0, *(found.end() for found in re.finditer(r"[\r\n]", self.text))]

    def offset(self, position: Position) -> int:
        """The character at a position; what lies beyond the end of a line, or of the text, means the end."""
        if position.line >= len(self._starts):
            return len(self.text)
        units = position.character - (self._mark and position.line == 0)
        return self._starts[position.line] + _column(self._line(position.line), units, self.measure)

    def position(self, offset: int) -> Position:
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        units = self.measure(self.text[self._starts[line] : offset])
        return Position(line, units + (self._mark and line == 0))

    def range(self, span: Span) -> Range:
        return Range(self.position(span.start), self.position(span.end))

    def span(self, range: Range) -> Span:
        start, end = self.offset(range.start), self.offset(range.end)
        return Span(start, max(start, end))

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def written(self, text: str) -> str:
        """A text with the line endings of the file."""
        return text.replace("\n", self.newline) if self.newline != "\n" else text


def moved(offset: int, before: str, after: str) -> int:
    """Where a place of one text is in another that came of it by one change."""
    if before == after:
        return offset
    start = _common(lambda n: before[:n] == after[:n], min(len(before), len(after)))
    if offset <= start:
        return offset
    shorter = min(len(before), len(after)) - start
    end = _common(lambda n: n == 0 or before[-n:] == after[-n:], shorter)
    if offset >= len(before) - end:
        return offset + len(after) - len(before)
    return start


def _common(same: Callable[[int], bool], most: int) -> int:
    """The largest number of characters that are the same, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(middle) else (low, middle - 1)
    return low
