"""A client that sends nonsense: raw bytes against a real `sdol lsp`; it answers, and it never dies."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECONDS = 30
OPEN = "textDocument/didOpen"
URI = "untitled:a"


class Raw:
    """A server, spoken to by bytes."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sdol", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            bufsize=0,
        )
        self.waiting = b""
        self.number = 0
        self.seen: list[dict[str, Any]] = []

    def bytes(self, data: bytes) -> None:
        assert self.process.stdin
        rest = memoryview(data)
        while rest:
            rest = rest[self.process.stdin.write(rest) :]

    def send(self, message: Any, **more: str) -> None:
        body = json.dumps(message).encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in more.items())
        self.bytes(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> dict[str, Any]:
        """The answer to a request, whatever else is said before it."""
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        return self.answer(self.number)

    def answer(self, id: int | str | None) -> dict[str, Any]:
        return next(m for m in iter(self.message, None) if m.get("id", 0) == id and "method" not in m)

    def told(self, uri: str, version: int) -> list[dict[str, Any]]:
        """What is said of a version of a file."""
        for message in iter(self.message, None):
            params = message.get("params") or {}
            if (params.get("uri"), params.get("version")) == (uri, version):
                return params["diagnostics"]  # type: ignore[no-any-return]
        raise AssertionError

    def message(self) -> dict[str, Any]:
        """The next message; whatever stands on standard output must be one."""
        head = self._until(b"\r\n\r\n")
        (length,) = [int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length: ")]
        while len(self.waiting) < length:
            self._read()
        body, self.waiting = self.waiting[:length], self.waiting[length:]
        found = json.loads(body)
        assert found["jsonrpc"] == "2.0"
        self.seen.append(found)
        return found  # type: ignore[no-any-return]

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.waiting:
            self._read()
        head, _, self.waiting = self.waiting.partition(mark)
        return head

    def _read(self) -> None:
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], SECONDS)
        assert ready, "the server says nothing"
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        assert data, f"the server has gone: {self.process.stderr and self.process.stderr.read()!r}"
        self.waiting += data

    def begin(self) -> None:
        self.ask("initialize", {"capabilities": {}, "processId": None, "rootUri": None})
        self.notify("initialized", {})

    def open(self, text: str, uri: str = URI) -> list[dict[str, Any]]:
        """Opens a file under a name, in place of what had it; gives the problems of it."""
        self.notify(OPEN, {"textDocument": {"uri": uri, "languageId": "sdol", "version": 1, "text": text}})
        return self.told(uri, 1)

    def end(self) -> tuple[int, str]:
        """Exit status and standard error, after an orderly end."""
        assert self.ask("shutdown")["result"] is None
        self.notify("exit")
        return self.gone()

    def gone(self) -> tuple[int, str]:
        assert self.process.stdin and self.process.stdout and self.process.stderr
        status = self.process.wait(SECONDS)
        errors = self.process.stderr.read().decode()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        return status, errors


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[Raw]:
    """A server that nobody has spoken to."""
    made = Raw(tmp_path)
    yield made
    if made.process.returncode is None:
        made.process.kill()
        made.gone()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    """A server that serves for many tests; nothing that they send ends it, or makes it complain."""
    made = Raw(tmp_path_factory.mktemp("workspace"))
    made.begin()
    yield made
    assert made.end() == (0, "")


def place(line: int, character: int, uri: str = URI) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def change(text: str, range: Any, uri: str = URI, version: int = 2) -> dict[str, Any]:
    edit = {"text": text} if range is None else {"text": text, "range": range}
    return {"textDocument": {"uri": uri, "version": version}, "contentChanges": [edit]}


# --- beginning and end --------------------------------------------------------------------------------------


def test_exit_without_shutdown_is_a_failure(raw: Raw) -> None:
    raw.begin()
    raw.notify("exit")
    assert raw.gone() == (1, "")


def test_a_client_that_is_gone(raw: Raw) -> None:
    raw.begin()
    assert raw.process.stdin
    raw.process.stdin.close()
    assert raw.gone() == (1, "")


def test_before_initialize_and_after_shutdown(raw: Raw) -> None:
    assert raw.ask("textDocument/hover", place(0, 0))["error"]["code"] == -32002
    raw.notify(OPEN, {"textDocument": {}})
    raw.begin()
    assert raw.ask("initialize", {"capabilities": {}})["error"]["code"] == -32600
    raw.ask("shutdown")
    assert raw.ask("textDocument/hover", place(0, 0))["error"]["code"] == -32600
    raw.notify("exit")
    assert raw.gone() == (0, "")


# --- messages -----------------------------------------------------------------------------------------------


def test_garbage_between_messages_is_skipped(begun: Raw) -> None:
    begun.bytes(b"\x00\xff GET / HTTP/1.1\r\nHost: x\r\n\r\n\r\n\n")
    begun.bytes(b"Content-Length: -5\r\n\r\nContent-Length: many\r\n\r\n")
    begun.bytes(b"Content-Length: 99999999999999999\r\n\r\n")
    begun.bytes(b"Content-Length: 8\r\n\r\nnot json")
    assert begun.answer(None)["error"]["code"] == -32700
    begun.bytes(b"x" * 100_000)
    assert begun.ask("none")["error"]["code"] == -32601


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"17",
        b"null",
        b'"text"',
        b'{"jsonrpc": "2.0", "id": 1, "method": 5}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_message_is_told(begun: Raw, body: bytes) -> None:
    begun.bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert begun.answer(None)["error"]["code"] in (-32600, -32700)


def test_headers_may_be_written_otherwise(begun: Raw) -> None:
    begun.send(
        {"jsonrpc": "2.0", "id": 7000, "method": "none"}, **{"Content-Type": "application/vscode-jsonrpc"}
    )
    assert begun.answer(7000)["error"]["code"] == -32601
    body = b'{"jsonrpc":"2.0","id":8000,"method":"none"}'
    begun.bytes(b"content-length:%d\n\n" % len(body) + body)
    assert begun.answer(8000)["error"]["code"] == -32601


def test_one_byte_at_a_time(begun: Raw) -> None:
    body = '{"jsonrpc":"2.0","id":"ä","method":"none"}'.encode()
    for byte in b"Content-Length: %d\r\n\r\n" % len(body) + body:
        begun.bytes(bytes([byte]))
    assert begun.answer("ä")["error"]["code"] == -32601


WRONG = [
    *(None, [], "text", {}, place(-1, 0), place(0, 1 << 40)),
    {"textDocument": None, "position": None},
    {"textDocument": {"uri": 5}, "position": {"line": "a", "character": {}}},
]


@pytest.mark.parametrize("params", WRONG)
def test_wrong_parameters_are_told(begun: Raw, params: Any) -> None:
    for method in ("textDocument/hover", "textDocument/completion", "textDocument/definition"):
        assert begun.ask(method, params)["error"]["code"] == -32602


def test_wrong_notifications_are_ignored(begun: Raw) -> None:
    begun.open("print wrong\n")
    for params in (None, {}, {"textDocument": {"uri": URI}}, {"textDocument": {}, "contentChanges": 1}):
        for method in (OPEN, "textDocument/didChange", "$/cancelRequest", "$/any", "no"):
            begun.notify(method, params)
    begun.notify("textDocument/didChange", change("", None, "never opened"))
    begun.notify("textDocument/didClose", {"textDocument": {"uri": "never opened"}})
    begun.notify("$/cancelRequest", {"id": 9999})
    begun.send({"jsonrpc": "2.0", "id": 9999, "result": None})
    begun.send({"jsonrpc": "2.0", "id": 9999, "error": {"code": 1, "message": "x"}})
    begun.send({"id": 5})
    begun.send({})
    assert "result" in begun.ask("textDocument/hover", place(0, 0))


# --- places, names, texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [place(0, 500), place(500, 0), place(2_000_000_000, 2_000_000_000)])
def test_positions_beyond_the_end(begun: Raw, where: dict[str, Any]) -> None:
    begun.open("print 1\n")
    for method in (
        "hover",
        "completion",
        "definition",
        "signatureHelp",
        "documentHighlight",
        "prepareRename",
    ):
        answer = begun.ask(f"textDocument/{method}", where)
        assert "result" in answer or answer["error"]["code"] == -32803


def test_an_edit_beyond_the_end_is_one_at_the_end(begun: Raw) -> None:
    begun.open("print 1\n")
    far = {"start": {"line": 90, "character": 9}, "end": {"line": 10, "character": 0}}
    begun.notify("textDocument/didChange", change("print wrong\n", far))
    (one,) = begun.told(URI, 2)
    assert one["range"] == {"start": {"line": 1, "character": 6}, "end": {"line": 1, "character": 11}}


@pytest.mark.parametrize(
    "uri",
    [
        *("", "garbage", "file:///%00", "file://", "file:///" + "a" * 5000, "http://[bad", "\ud800:x"),
        *("file:///no/such/x.sdol", "file:///%ED%A0%80.sdol", "file:relative.sdol"),
    ],
)
def test_any_name_of_a_buffer(begun: Raw, uri: str) -> None:
    found = begun.open('import "other.sdol"\nprint wrong\n', uri)
    assert {one["code"] for one in found} >= {"E0201"}
    begun.ask("textDocument/definition", place(0, 10, uri))
    begun.ask("textDocument/references", {**place(1, 7, uri), "context": {"includeDeclaration": True}})
    begun.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert begun.ask("textDocument/hover", place(1, 7, uri))["result"] is None


@pytest.mark.parametrize(
    "text", ["\0", "\ud800 print 1", "\ufeffprint wrong", "(" * 5000, "\u2028\x0b\x0c\r\r\n\r", '"' * 999]
)
def test_any_text(begun: Raw, text: str) -> None:
    assert begun.open(text)
    for method in ("semanticTokens/full", "documentSymbol", "foldingRange"):
        assert "result" in begun.ask(f"textDocument/{method}", {"textDocument": {"uri": URI}})
    assert "result" in begun.ask("textDocument/completion", place(0, 1))


def test_a_program_with_200_mistakes(begun: Raw) -> None:
    found = begun.open("".join(f"print wrong{n}\nlet x{n} = = {n}\n" for n in range(100)))
    assert len({one["range"]["start"]["line"] for one in found}) >= 100


# --- time ---------------------------------------------------------------------------------------------------

LONG = "".join(f"fn f{n}(x: num) -> num {{\n  let y = x * {n}\n  y + x\n}}\n" for n in range(2_000))


def test_a_request_that_is_cancelled_is_answered(begun: Raw) -> None:
    begun.notify(OPEN, {"textDocument": {"uri": URI, "languageId": "", "version": 1, "text": LONG}})
    begun.send({"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": place(3, 3)})
    begun.notify("$/cancelRequest", {"id": "x"})
    assert begun.answer("x")["error"]["code"] == -32800


def test_a_question_that_typing_overtakes_is_answered(begun: Raw) -> None:
    begun.notify(OPEN, {"textDocument": {"uri": URI, "languageId": "", "version": 1, "text": LONG}})
    begun.send({"jsonrpc": "2.0", "id": "y", "method": "textDocument/hover", "params": place(0, 3)})
    begun.notify("textDocument/didChange", change(LONG, None))
    assert begun.answer("y")["error"]["code"] == -32801
    assert "f0(x: num) -> num" in json.dumps(begun.ask("textDocument/hover", place(0, 3)))


def test_a_small_file_does_not_wait_for_a_large_one(begun: Raw) -> None:
    """Of what is typed only the last is told of; checking what came before is given up."""
    begun.open(LONG)
    begun.open("print 1\n", "untitled:small")
    at = {"line": 1, "character": 2}
    for version in range(2, 40):
        begun.notify("textDocument/didChange", change(" ", {"start": at, "end": at}, version=version))
    number = json.dumps(begun.ask("textDocument/hover", place(0, 6, "untitled:small")))
    assert "int" in number
    seen = [m["params"]["version"] for m in begun.seen if m.get("params", {}).get("uri") == URI]
    assert seen.count(39) == 0
    begun.told(URI, 39)
