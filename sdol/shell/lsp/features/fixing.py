"""Corrections that an editor can make by itself, where a message says what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from sdol.diagnostics import Diagnostic
from sdol.lang import ast
from sdol.lang.ast import Span
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.diagnosing import Telling

_MEANT = re.compile(r"did you mean `([^`]+)`\?|here it is written `([^`]+)`")
_RESULT = re.compile(r"write `-> ([^`]+)` in its head")

Edit = tuple[Span, str]


async def _actions(desk: Desk, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    span = analysed.positions.span(params.range)
    return await desk.answer(lambda: list(_found(analysed, span)))


def _found(analysed: Analysed, span: Span) -> Iterator[types.CodeAction]:
    here = analysed.document.source.name
    for one in analysed.document.problems:
        if not one.labels or one.source is None or one.source.name != here:
            continue
        if one.labels[0].start <= span.end and span.start <= one.labels[0].end:
            yield from (_action(analysed, one, title, edits) for title, edits in _fixes(analysed, one))


def _action(analysed: Analysed, one: Diagnostic, title: str, edits: list[Edit]) -> types.CodeAction:
    changes = [types.TextEdit(analysed.positions.range(span), text) for span, text in edits]
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[Telling(analysed).told(one)],
        is_preferred=one.severity == "error" or None,
        edit=types.WorkspaceEdit(changes={analysed.uri: changes}),
    )


def _fixes(analysed: Analysed, one: Diagnostic) -> Iterator[tuple[str, list[Edit]]]:
    """What can be done about a problem: a title, and what to write where."""
    place = Span(one.labels[0].start, one.labels[0].end)
    written = analysed.document.source.text[slice(*place)]
    if meant := _MEANT.search(one.help):
        name = meant[1] or meant[2]
        if written.isidentifier() or written[:1].isidentifier():
            yield f"write `{name}`", [(place, name)]
    if result := _RESULT.search(one.help):
        yield from _with_result(analysed, place, result[1])
    if one.code in ("L001", "L002") and written.isidentifier():
        yield f"call it `_{written}`", [(place, f"_{written}")]
    if one.code == "L008":
        yield from _as_let(analysed, place)
    if one.severity == "warning":
        yield _allowed(analysed, one, place)


def _with_result(analysed: Analysed, place: Span, type: str) -> Iterator[tuple[str, list[Edit]]]:
    """The head of the function around a place, with the type of what it gives."""
    for item in analysed.document.items:
        if isinstance(item, ast.Fn) and item.span.start <= place.start < item.span.end:
            at = item.uses[0][1].start if item.uses else item.body.span.start
            before = analysed.document.source.text.rfind(")", item.span.start, at) + 1
            yield f"write `-> {type}` in its head", [(Span(before, before), f" -> {type}")]


def _as_let(analysed: Analysed, place: Span) -> Iterator[tuple[str, list[Edit]]]:
    before = analysed.document.source.text.rfind("var", 0, place.start)
    if before >= 0 and not analysed.document.source.text[before + 3 : place.start].strip():
        yield "write `let`", [(Span(before, before + 3), "let")]


def _allowed(analysed: Analysed, one: Diagnostic, place: Span) -> tuple[str, list[Edit]]:
    """A comment above the line that lets the finding pass; the reason is for the author to write."""
    text = analysed.document.source.text
    line = text.rfind("\n", 0, place.start) + 1
    indent = text[line : len(text) - len(text[line:].lstrip(" \t"))] if text[line:].strip() else ""
    comment = analysed.positions.written(f"{indent}# lint: allow {one.code} because …\n")
    return f"allow {one.code} here", [(Span(line, line), comment)]


FEATURES = [
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        _actions,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    ),
]
