"""An editor for tests: pygls' own client around a real `sdol lsp`, asked without async."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from sdol.shell.lsp.files import uri_of

T = TypeVar("T")
SECONDS = 30


class Client(LanguageClient):
    """Keeps what the server says by itself."""

    def __init__(self) -> None:
        super().__init__("an editor of tests", "1")
        self.published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
        self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda told: self.published.put_nowait(told))


class Editor:
    """One editor with one server."""

    def __init__(self, folder: Path, encodings: list[str] | None = None, words: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.version = 0
        self.runner = asyncio.Runner()
        self.client = self.do(self._start(words))
        workspace = lsp.WorkspaceClientCapabilities(
            workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True)
        )
        general = lsp.GeneralClientCapabilities(position_encodings=encodings)  # type: ignore[arg-type]
        able = lsp.ClientCapabilities(workspace=workspace, general=general)
        begin = lsp.InitializeParams(able, process_id=os.getpid(), root_uri=uri_of(str(folder)))
        self.server = self.do(self.client.initialize_async(begin))
        self.client.initialized(lsp.InitializedParams())

    async def _start(self, words: tuple[str, ...]) -> Client:
        client = Client()
        await client.start_io(sys.executable, "-m", "sdol", "lsp", *words, cwd=self.folder)
        return client

    def do(self, what: Awaitable[T]) -> T:
        async def soon() -> T:
            return await asyncio.wait_for(what, SECONDS)

        return self.runner.run(soon())

    def uri(self, name: str) -> str:
        return uri_of(str(self.folder / name)) if ":" not in name else name

    def id(self, name: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(name))

    # --- texts ---

    def open(self, name: str, text: str) -> lsp.PublishDiagnosticsParams:
        """Opens a file, and waits for what is said of it."""
        self.version += 1
        self.texts[name] = text
        item = lsp.TextDocumentItem(self.uri(name), "sdol", self.version, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return self.told(name)

    def edit(self, name: str, *edits: tuple[lsp.Range | None, str]) -> None:
        """Edits an open file; the text kept here is not changed."""
        self.version += 1
        changes = [
            lsp.TextDocumentContentChangePartial(range, text)
            if range
            else lsp.TextDocumentContentChangeWholeDocument(text)
            for range, text in edits
        ]
        where = lsp.VersionedTextDocumentIdentifier(self.version, self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(where, changes))

    def write(self, name: str, text: str) -> lsp.PublishDiagnosticsParams:
        """Gives an open file another text, and waits for what is said of it."""
        self.texts[name] = text
        self.edit(name, (None, text))
        return self.told(name)

    def told(self, name: str) -> lsp.PublishDiagnosticsParams:
        """What is said of the newest version of a file."""
        while True:
            found = self.do(self.client.published.get())
            if found.uri == self.uri(name) and found.version == self.version:
                return found

    def close(self, name: str) -> None:
        del self.texts[name]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self.id(name)))

    # --- places: `before|after` of the text, the bar where the cursor stands ---

    def at(self, name: str, marked: str) -> lsp.Position:
        before, _, after = marked.partition("|")
        return position(self.texts[name], self.texts[name].index(before + after) + len(before))

    def ask(self, method: str, kind: Any, name: str, marked: str, *more: Any) -> Any:
        """The answer to a question about a place."""
        question = getattr(self.client, f"{method}_async")
        return self.do(question(kind(*more, self.id(name), self.at(name, marked))))

    def end(self) -> tuple[int, str]:
        """Ends the server as the protocol says; gives its exit status, and what it complained of."""
        self.do(self.client.shutdown_async(None))
        self.client.exit(None)
        process = self.client._server
        assert process is not None and process.stderr is not None
        errors = self.do(process.stderr.read())
        self.do(process.wait())
        self.do(self.client.stop())
        self.runner.close()
        assert process.returncode is not None
        return process.returncode, errors.decode()


def position(text: str, offset: int) -> lsp.Position:
    """A place as the protocol counts by default: lines, and UTF-16 code units."""
    line = text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    return lsp.Position(line, len(text[start:offset].encode("utf-16-le")) // 2)


def cut(text: str, range: lsp.Range) -> str:
    """The characters of a range on one line."""
    line = text.split("\n")[range.start.line].encode("utf-16-le")
    return line[2 * range.start.character : 2 * range.end.character].decode("utf-16-le")
