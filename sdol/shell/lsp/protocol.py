"""The protocol below the features: which message is answered how, whatever a client sends.

pygls does the work; what it leaves open is decided here: every request gets an answer, before the initialisation,
after the end and where its parameters are nonsense too, and nothing that is sent ends the server but `exit`.
"""

from __future__ import annotations

import json
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from sdol.shell import status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.lsp.serving import Server


class Protocol(LanguageServerProtocol):
    """Messages in, answers out; texts are kept by the server's desk."""

    _server: Server
    ended: int | None = None
    """The exit status, once the client has asked for the end."""

    def status(self) -> int:
        """The exit status: a client that began is to say `shutdown` and `exit`."""
        if self.ended is not None:
            return self.ended
        return status.FINE if self._workspace is None else status.FAILED

    def take(self, body: bytes) -> None:
        """Answers one message."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, JsonRpcParseError("this is no JSON"))
            return
        if not isinstance(data, dict) or not isinstance(data.get("method", ""), str):
            self._refuse(None, JsonRpcInvalidRequest("a message is one JSON object with a method"))
            return
        if "method" in data or "id" in data:
            self._dispatch({**data, "jsonrpc": "2.0"})

    def _dispatch(self, data: dict[str, Any]) -> None:
        method, id = data.get("method"), data.get("id")
        id = id if isinstance(id, (int, str)) and not isinstance(id, bool) else None
        if method == types.EXIT:
            self.ended = status.FINE if self._shutdown else status.FAILED
            return
        if problem := self._untimely(method) or self._unknown(method):
            if id is not None:
                self._refuse(id, problem)
            return
        try:
            message = self.structure_message(data)
        except JsonRpcException:
            if "method" in data and id is not None:
                self._refuse(id, JsonRpcInvalidParams(f"the parameters of `{method}` are wrong"))
            return
        try:
            self.handle_message(message)
        except Exception as error:
            self._server.failed(error)
            if id is not None and method is not None:
                self._refuse(id, JsonRpcInternalError("this could not be answered"))

    def _untimely(self, method: str | None) -> JsonRpcException | None:
        """Why a message is refused at this time."""
        if self._shutdown:
            return JsonRpcInvalidRequest("the server is shutting down")
        if self._workspace is None and method not in (types.INITIALIZE, None):
            return JsonRpcServerNotInitialized("`initialize` comes first")
        if self._workspace is not None and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("`initialize` came already")
        return None

    def _unknown(self, method: str | None) -> JsonRpcException | None:
        known = method in self.fm.builtin_features or method in self.fm.features
        if method is None or known or method == types.CANCEL_REQUEST:
            return None
        return JsonRpcMethodNotFound(f"`{method}` is not answered here")

    def _refuse(self, id: int | str | None, error: JsonRpcException) -> None:
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": "2.0", "id": id, "error": answer})

    # --- texts ----------------------------------------------------------------------------------------------

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        self._server.desk.open(document.uri, document.text, document.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        edits = [(getattr(one, "range", None), one.text) for one in params.content_changes]
        self._server.desk.change(params.text_document.uri, params.text_document.version, edits)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.closed(params.text_document.uri)
