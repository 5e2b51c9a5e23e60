"""The server: one client, over standard input and output, until it says `exit` or is gone."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from sdol import __version__
from sdol.lang.analysis.renaming import Refused
from sdol.shell.lsp.desk import Analysed, Changed, Desk
from sdol.shell.lsp.diagnosing import published
from sdol.shell.lsp.protocol import Protocol
from sdol.shell.lsp.text import measure_of
from sdol.shell.lsp.wire import Writer, messages

REQUEST_FAILED = -32803
LOOKS = 10.0
"""Seconds between looks whether the client's process is there."""

Answer = Callable[[Any, Any], Awaitable[Any]]


class Server(LanguageServer):
    """The language server: pygls with a desk."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("sdol", __version__, protocol_cls=Protocol)
        self.desk = Desk(self._found, self.failed)

    def _found(self, analysed: Analysed) -> None:
        self.text_document_publish_diagnostics(published(analysed))

    def closed(self, uri: str) -> None:
        self.desk.close(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def failed(self, error: BaseException) -> None:
        """A mistake of ours: one line for who looks into the log of the editor."""
        if os.environ.get("SDOL_DEBUG"):
            import traceback

            traceback.print_exception(error)
        print(f"sdol lsp: {type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def report_server_error(self, error: Exception, source: Any) -> None:
        if not isinstance(error, JsonRpcException):
            self.failed(error)

    def answers(self, method: str, answer: Answer, options: Any = None) -> None:
        """Enters who answers a request: a function of the desk and the parameters."""

        async def guarded(params: Any) -> Any:
            try:
                return await answer(self.desk, params)
            except Changed:
                raise JsonRpcContentModified("the text has changed since") from None
            except Refused as refused:
                raise JsonRpcException(str(refused), REQUEST_FAILED) from None
            except JsonRpcException:
                raise
            except Exception as error:
                self.failed(error)
                raise JsonRpcInternalError("this could not be answered") from None

        self.feature(method, options)(guarded)


def server() -> Server:
    """A server with all that it can answer."""
    from sdol.shell.lsp import features

    made = Server()
    for method, answer, options in features.FEATURES:
        made.answers(method, answer, options)
    made.feature(types.INITIALIZE)(lambda params: _begun(made))
    made.feature(types.INITIALIZED)(lambda params: _ready(made))
    return made


def _begun(made: Server) -> None:
    """Takes over what the client said of itself."""
    workspace = made.workspace
    made.desk.measure = measure_of(workspace.position_encoding or "")
    able = made.client_capabilities.workspace
    made.desk.versioned = bool(able and able.workspace_edit and able.workspace_edit.document_changes)
    roots = [folder.uri for folder in workspace.folders.values()] or [workspace.root_uri or ""]
    for uri in roots:
        made.desk.files.add_folder(uri)


def _ready(made: Server) -> None:
    from sdol.shell.lsp.features.completing import warm

    _watch_files(made)
    made.desk.soon(warm)


def _watch_files(made: Server) -> None:
    """Asks the client to tell of programs that change on disk, where it can."""
    workspace = made.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watcher = types.FileSystemWatcher(glob_pattern="**/*.sdol")
    options = types.DidChangeWatchedFilesRegistrationOptions([watcher])
    registration = types.Registration("programs", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    made.client_register_capability(types.RegistrationParams([registration]), lambda answer: None)


def serve(process: int | None = None) -> int:
    """Serves one client; gives the exit status: 0 where it said `shutdown` before it went, or nothing at all.

    It ends by itself when `process` does, or the one that `initialize` names.
    """
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    output = os.dup(1)
    os.dup2(2, 1)  # whatever prints by mistake: standard output is the protocol's alone
    made = server()
    made.protocol.set_writer(writer := Writer(output))
    try:
        return asyncio.run(_serve(made, writer, process))
    finally:
        made.desk.end()


async def _serve(made: Server, writer: Writer, process: int | None) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: _noted(made, context))
    tasks = {loop.create_task(_listen(made, writer)), loop.create_task(_watch(made, process))}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    return made.protocol.status()


async def _listen(made: Server, writer: Writer) -> None:
    """Takes messages until the client says `exit`, or is gone."""
    async for message in messages(0):
        made.protocol.take(message)
        if made.protocol.ended is not None or writer.broken:
            return
        await asyncio.sleep(0)


def _noted(made: Server, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if error is not None:
        made.failed(error)


async def _watch(made: Server, process: int | None) -> None:
    """Ends when the client's process is gone."""
    while all(one is None or _alive(one) for one in (process, made.process_id)):
        await asyncio.sleep(LOOKS)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
