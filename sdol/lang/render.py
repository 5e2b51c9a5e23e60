"""Diagnostics as text: the lines they are about, what is marked in them, and what to write instead.

    error[E0301]: these two vectors live in different spaces
      --> mix.sdol:3:13
       |
     3 | print cat ~ chat
       |       ---   ^^^^ vec@swift
       |       |
       |       vec@minilm
    note: each space lays meanings out in its own way: vectors of two say nothing about each other
    help: translate one side: `cat ~ chat as minilm`

The first label is underlined by `^`, the others by `-`. Nothing from the source reaches the terminal as a
control character, and a line that is too long for it is cut around what is marked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sdol.diagnostics import Diagnostic, Label, Source

_TAB = 4
_MAX_ROWS = 5  # of a label over several lines: further ones in between are left out
_MIN_WIDTH = 40
_STYLES = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m", "help": "\x1b[1;32m"}
_INDENT = " " * len("note: ")
_BOLD, _BLUE, _PLAIN = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"


def render(diagnostics: Iterable[Diagnostic], *, color: bool, width: int, folded: bool = False) -> str:
    """The diagnostics for a terminal of `width` columns, an empty line between two; it ends in a newline.

    Args:
        folded: whether notes are broken into lines of that width, which a terminal would do in the midst of words.
    """
    paint, width = _Paint(color), max(width, _MIN_WIDTH)
    return "\n".join(_render(one, paint, width, folded) for one in diagnostics)


class _Paint:
    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{_PLAIN}" if self.color and text else text


def _render(one: Diagnostic, paint: _Paint, width: int, folded: bool) -> str:
    style = _STYLES.get(one.severity, _STYLES["error"])
    head = f"{one.severity}[{one.code}]" if one.code else one.severity
    lines = [paint(style, head) + paint(_BOLD, f": {_shown(one.message)}")]
    if one.source is not None:
        lines += _excerpt(one.source, one.labels, paint, style, width)
    for word, text in (("note", one.reason), ("help", one.help)):
        first, *more = _sentences(_shown(text), width - len(_INDENT), folded)
        lines += (
            [f"{paint(_STYLES[word], word)}: {first}", *(_INDENT + line for line in more)] if first else []
        )
    lines += [f"  {_shown(entry)}" for entry in one.trace]
    return "\n".join(lines) + "\n"


def _sentences(text: str, width: int, folded: bool) -> list[str]:
    """At least one line."""
    from sdol.kernel.screen import wrapped

    return (wrapped(text, width) if folded else [text]) or [""]


# --- the excerpt --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mark:
    """Part of a label on one line; columns count the characters of the line from 0, `end` is exclusive."""

    start: int
    end: int
    sign: str
    text: str


def _excerpt(source: Source, labels: Sequence[Label], paint: _Paint, style: str, width: int) -> list[str]:
    if not labels:
        return [f"  {paint(_BLUE, '-->')} {_shown(source.name)}"]
    rows = _rows(source, labels)
    gutter = len(str(max(rows))) + 1
    line, column = source.position(labels[0].start)
    bar = paint(_BLUE, " " * gutter + " |")
    found = [f"{' ' * gutter}{paint(_BLUE, '-->')} {_shown(source.name)}:{line}:{column}", bar]
    previous = min(rows)
    for number in sorted(rows):
        if number > previous + 1:
            found.append(paint(_BLUE, "..."))
        previous = number
        text, below = _line(source.line(number), rows[number], width - gutter - 3)
        found.append(f"{paint(_BLUE, f'{number:>{gutter}} |')} {text}".rstrip())
        found += [f"{bar} {_painted(row, paint, style)}".rstrip() for row in below]
    return found


def _painted(row: str, paint: _Paint, style: str) -> str:
    """A row under a line, in the colour of its label: a row of signs has both."""
    return paint(style if "^" in row else _BLUE, row)


def _rows(source: Source, labels: Sequence[Label]) -> dict[int, list[_Mark]]:
    """The lines to show and the marks on each, in the order of the labels."""
    rows: dict[int, list[_Mark]] = {}
    for index, label in enumerate(labels):
        sign = "-" if index else "^"
        for number, mark in _marks(source, label, sign):
            rows.setdefault(number, []).append(mark)
    return rows


def _marks(source: Source, label: Label, sign: str) -> list[tuple[int, _Mark]]:
    """The label's part on each of its lines; its text stands at the last."""
    first, start = source.position(label.start)
    last, end = source.position(max(label.end, label.start))
    if end == 1 and last > first:
        last, end = last - 1, len(source.line(last - 1)) + 1
    numbers = range(first, last + 1)
    if len(numbers) > _MAX_ROWS:
        numbers = [*numbers[: _MAX_ROWS - 1], last]  # type: ignore[assignment]
    found = []
    for number in numbers:
        line = source.line(number)
        left = start - 1 if number == first else len(line) - len(line.lstrip())
        right = end - 1 if number == last else len(line)
        text = _shown(label.text) if number == last else ""
        found.append((number, _Mark(left, max(right, left + 1), sign, text)))
    return found


def _line(text: str, marks: list[_Mark], width: int) -> tuple[str, list[str]]:
    """The line as shown, cut to `width` columns around its first mark, and the rows under it."""
    low, high = _window(text, marks[0].start, width)
    left, right = "…" if low else "", "…" if high < len(text) else ""
    shown, columns = _expanded(text[low:high], len(left))

    def column(index: int) -> int:
        return columns[min(max(index - low, 0), high - low)]

    moved = [_Mark(column(m.start), max(column(m.end), column(m.start) + 1), m.sign, m.text) for m in marks]
    return left + shown + right, _below(moved)


def _window(text: str, start: int, width: int) -> tuple[int, int]:
    """The characters to show of a line: all of it, or what fits around the one at `start`."""
    if len(text) <= width and _width(text.replace("\t", " " * _TAB)) <= width:
        return 0, len(text)
    room = width - 2
    low = 0 if start + 12 <= room else max(0, min(start - room // 3, len(text) - room))
    if _cells(text[low:start]) > room:
        low = max(0, start - room // (2 * _TAB))
    high, used = low, 0
    while high < len(text) and (used := used + _cells(text[high])) <= room:
        high += 1
    return low, high


def _cells(text: str) -> int:
    """The most columns that these characters may take, wherever they stand."""
    return _width(text) + (_TAB - 1) * text.count("\t")


def _expanded(text: str, column: int) -> tuple[str, list[int]]:
    """The characters with tabs and control characters made visible, the column of each, and of the end."""
    parts, columns = [], []
    for character in text:
        columns.append(column)
        part = " " * (_TAB - column % _TAB) if character == "\t" else _visible(character)
        parts.append(part)
        column += _width(part)
    return "".join(parts), [*columns, column]


def _below(marks: list[_Mark]) -> list[str]:
    """The underline and what is said: the rightmost text beside it, the others on rows under it."""
    spread = sorted(marks, key=lambda mark: mark.start)
    underline = _Row()
    for mark in sorted(marks, key=lambda mark: mark.sign == "^"):
        underline.put(mark.start, mark.sign * (mark.end - mark.start))
    waiting = [mark for mark in spread if mark.text]
    if waiting and waiting[-1] is spread[-1]:
        underline.put(waiting[-1].end + 1, waiting.pop().text)
    rows = [underline]
    if waiting:
        rows.append(_bars(waiting))
    while waiting:
        row = _bars(waiting[:-1])
        row.put(waiting[-1].start, waiting.pop().text)
        rows.append(row)
    return [row.text for row in rows]


def _bars(marks: list[_Mark]) -> _Row:
    row = _Row()
    for mark in marks:
        row.put(mark.start, "|")
    return row


class _Row:
    """One row of characters, written at columns."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, column: int, text: str) -> None:
        padded = self.text.ljust(column)
        self.text = padded[:column] + text + padded[column + len(text) :]


# --- characters ---------------------------------------------------------------------------------------------


def _shown(text: str) -> str:
    """Text of one line in which no character acts on the terminal."""
    return "".join(" " if character == "\n" else _visible(character) for character in text)


def _visible(character: str) -> str:
    """The character, or a symbol for one that would act on the terminal or hide in it."""
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"


def _width(text: str) -> int:
    """Terminal columns: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
