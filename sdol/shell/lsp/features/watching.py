"""What the client tells of the world outside of its buffers; saving needs no answer."""

from __future__ import annotations

from lsprotocol import types

from sdol.shell.lsp.desk import Desk
from sdol.shell.lsp.files import path_of


async def _changed_files(desk: Desk, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        path = path_of(change.uri)
        if path is not None:
            desk.touched(path)


async def _saved(desk: Desk, params: types.DidSaveTextDocumentParams) -> None:
    """What was saved has been analysed already, as it was typed."""


async def _configured(desk: Desk, params: types.DidChangeConfigurationParams) -> None:
    """There is nothing to configure."""


async def _folders(desk: Desk, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for folder in params.event.removed:
        desk.files.remove_folder(folder.uri)
    for folder in params.event.added:
        desk.files.add_folder(folder.uri)


FEATURES = [
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _changed_files, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, _configured, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _folders, None),
]
