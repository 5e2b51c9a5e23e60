"""What stands at the beginning of definitions: their heads as they are written, and the `##` lines above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sdol.diagnostics import Source
    from sdol.lang.ast import Span

_PUBLIC = re.compile(r"^((?:##[^\n]*\n)*)fn ([^\W\d_]\w*)(?=\()", re.MULTILINE)


class Head(NamedTuple):
    """The name of a function, where its parameters begin, and the `##` lines above it."""

    name: str
    start: int
    doc: str


def public(text: str) -> Iterator[Head]:
    """The functions of a formatted file whose names do not begin with `_`.

    By its text alone: to parse the library would take longer than what asks at every key may.
    """
    return (Head(found[2], found.end(), found[1]) for found in _PUBLIC.finditer(text))


def on_one_line(head: str) -> str:
    """A head, or a part of one, also where it is written over several lines."""
    joined = " ".join(head.split())
    return re.sub(r",? (?=[)}])", "", re.sub(r"(?<=[({]) ", "", joined))


class Docs:
    """The `##` lines of a file that stand on lines of their own, from its comments with their places."""

    def __init__(self, comments: Iterable[tuple[Span, str]], source: Source) -> None:
        self._source = source
        self._lines: dict[int, str] = {}
        for span, text in comments:
            if text.startswith("##"):
                line, column = source.position(span.start)
                if not source.line(line)[: column - 1].strip():
                    self._lines[line] = text[2:].removeprefix(" ").rstrip()

    def above(self, start: int) -> str:
        """Those directly above the line of a place, without their signs."""
        line = self._source.position(start)[0] - 1 if self._lines else 0
        found: list[str] = []
        while line in self._lines:
            found.append(self._lines[line])
            line -= 1
        return "\n".join(reversed(found))
