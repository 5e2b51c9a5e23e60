"""Trees of items with mistakes: the lines that cannot be read are left out, and the rest is read again.

So a function in which somebody is writing keeps its parameters and its other statements.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from sdol.diagnostics import Diagnostic, Source
from sdol.lang import ast
from sdol.lang.parser import parse

ROUNDS = 8
"""How often an item is tried again, each time without the lines that were wrong."""


def mended(source: Source, module: ast.Module, problems: list[Diagnostic]) -> list[ast.Stmt]:
    """The items of a file, and what can be read of those that the parser gave up, in the order of the text."""
    found = list(module.items)
    for start, end in _gaps(source, module, problems):
        found += _rescued(source, start, end, problems)
    return sorted(found, key=lambda item: item.span)


def _gaps(source: Source, module: ast.Module, problems: list[Diagnostic]) -> list[tuple[int, int]]:
    """The stretches of lines between items in which something is wrong."""
    ends = [0, *(item.span.end for item in module.items)]
    starts = [*(item.span.start for item in module.items), len(source.text)]
    wrong = {bisect_right(starts, one.labels[0].start) for one in problems if one.labels}
    return [(ends[at], starts[at]) for at in sorted(wrong) if at < len(starts)]


def _rescued(source: Source, start: int, end: int, problems: list[Diagnostic]) -> list[ast.Stmt]:
    text = source.text[start:end]
    for _ in range(ROUNDS):
        wrong = [one for one in problems if one.labels and start <= one.labels[0].start <= end]
        if not wrong:
            break
        for one in wrong:
            text = _without_line(text, one.labels[0].start - start)
        again = Source(source.name, _in_place(source, start) + text)
        module, problems = parse(again)
        if not problems:
            return module.items
    return []


def _in_place(source: Source, start: int) -> str:
    """Blanks for what stands before: the same places, the same column, and next to nothing to read."""
    line = source.text.rfind("\n", 0, start) + 1
    return " " * (line - 1) + "\n" * (line > 0) + " " * (start - line)


def _without_line(text: str, at: int) -> str:
    """The text with blanks for the line of a place."""
    first = text.rfind("\n", 0, at) + 1
    last = text.find("\n", at)
    last = len(text) if last < 0 else last
    kept = re.sub(r"\S", " ", text[first:last])
    return text[:first] + kept + text[last:]
