"""A program's text as it is usually written: the same tree and the same comments, laid out one way.

The layout works on tokens, so that literals stay as they were written; what a token means by its place (a minus
sign, a bracket that calls) is read off the syntax tree. Author's choices that are kept: blank lines (one at
most), a block on one line or on several, a comma before a closing bracket, which asks for a line per row, where
the rows of a list are broken, and a pipeline of one step per line. What is wider than `WIDTH` columns is broken
where the grammar lets a newline stand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sdol.diagnostics import Diagnostic, Source
from sdol.lang.formatting.layout import WIDTH
from sdol.lang.formatting.printer import Printer
from sdol.lang.formatting.same import difference
from sdol.lang.formatting.stream import leaves
from sdol.lang.formatting.tree import grown
from sdol.lang.parser import parse

__all__ = ["WIDTH", "formatted"]

DEEPEST = 20_000
"""Calls that may be open while nested brackets are written: several for each that the parser lets through."""


def formatted(source: Source) -> tuple[str, list[Diagnostic]]:
    """The formatted text, and nothing else where all is well; else the text as it was, and why.

    A program that does not parse is left as it is, and so is one that would not be the same program afterwards:
    the result is parsed, and its tree and comments compared with what was there.
    """
    module, problems = parse(source)
    if problems:
        return source.text, problems
    with _deep():
        text = Printer().whole(grown(leaves(source, module)))
    if text == source.text:
        return text, []
    again, problems = parse(Source(source.name, text))
    changed = "it would no longer parse" if problems else difference(module, again)
    return (source.text, [_refused(source, changed)]) if changed else (text, [])


def _refused(source: Source, changed: str) -> Diagnostic:
    return Diagnostic(
        "E0999",
        "this file was not formatted, for it would have become another program",
        source,
        reason=f"this is a mistake in sdol, not in the program: {changed}",
        help="please report it, with the file",
    )


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
