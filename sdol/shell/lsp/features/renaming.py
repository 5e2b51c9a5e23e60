"""Giving a name to something else, in every file that uses it."""

from __future__ import annotations

from lsprotocol import types

from sdol.lang.analysis.project import Place
from sdol.lang.analysis.renaming import renamable, renamed, replacement
from sdol.shell.lsp.desk import Desk
from sdol.shell.lsp.features.navigating import Asked


async def _prepare(desk: Desk, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None

    def answer() -> types.PrepareRenamePlaceholder:
        asked = Asked(desk, analysed, params.position)
        renamable(asked.project, asked.document, asked.mention)
        assert asked.mention is not None
        return types.PrepareRenamePlaceholder(
            analysed.positions.range(asked.mention.span), asked.mention.name
        )

    return await desk.answer(answer)


async def _rename(desk: Desk, params: types.RenameParams) -> types.WorkspaceEdit | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    return await desk.answer(lambda: _edit(Asked(desk, analysed, params.position), params.new_name.strip()))


def _edit(asked: Asked, name: str) -> types.WorkspaceEdit:
    target = renamable(asked.project, asked.document, asked.mention)
    changed = renamed(asked.project, asked.document, target, name)
    edits = {asked.location(places[0]).uri: _edits(asked, places, name) for places in changed.values()}
    if not asked.desk.versioned:
        return types.WorkspaceEdit(changes=edits)
    return types.WorkspaceEdit(document_changes=[_versioned(asked.desk, *one) for one in edits.items()])


def _edits(asked: Asked, places: list[Place], name: str) -> list[types.TextEdit]:
    return [types.TextEdit(asked.location(place).range, replacement(place, name)) for place in places]


def _versioned(desk: Desk, uri: str, edits: list[types.TextEdit]) -> types.TextDocumentEdit:
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri, desk.version(uri))
    return types.TextDocumentEdit(identifier, edits)


FEATURES = [
    (types.TEXT_DOCUMENT_RENAME, _rename, types.RenameOptions(prepare_provider=True)),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare, None),
]
