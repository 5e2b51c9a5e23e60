"""Formatting: as `sdol fmt` does it, by the smallest edits that do."""

from __future__ import annotations

from difflib import SequenceMatcher

from lsprotocol import types

from sdol.lang.ast import Span
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.text import Positions

MOST_COMPARED = 5_000
"""Lines that are compared one by one; of a longer file what lies between the first and last change is one edit."""

Lines = list[str]


async def _whole(desk: Desk, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    analysed = await desk.analysed(params.text_document.uri)
    return await desk.draw(lambda: _edits(analysed)) if analysed else None


async def _range(desk: Desk, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
    """The edits of the whole file that lie in the range."""
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    edits = await desk.draw(lambda: _edits(analysed))
    first, last = params.range.start.line, params.range.end.line
    return [edit for edit in edits if first <= edit.range.start.line and edit.range.end.line <= last + 1]


def _edits(analysed: Analysed) -> list[types.TextEdit]:
    """What to change; nothing where the file does not parse."""
    from sdol.lang.formatting import formatted

    source = analysed.document.source
    text, problems = formatted(source)
    if problems or text == source.text:
        return []
    return _between(source.text, text, analysed.positions)


def _between(before: str, after: str, positions: Positions) -> list[types.TextEdit]:
    """The lines that differ, as edits from the first to the last."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    return [
        types.TextEdit(positions.range(Span(starts[a], starts[b])), positions.written("".join(new[c:d])))
        for a, b, c, d in _differing(old, new)
    ]


def _differing(old: Lines, new: Lines) -> list[tuple[int, int, int, int]]:
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) > MOST_COMPARED:
        return [(start, len(old) - end, start, len(new) - end)]
    matched = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(a + start, b + start, c + start, d + start) for tag, a, b, c, d in matched if tag != "equal"]


FEATURES = [
    (types.TEXT_DOCUMENT_FORMATTING, _whole, None),
    (types.TEXT_DOCUMENT_RANGE_FORMATTING, _range, None),
]
