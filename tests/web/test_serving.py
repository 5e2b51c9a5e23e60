"""The served dashboard without a browser: who gets in, what all see, and what is left of it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from sdol.shell.main import main

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

from serving import PATIENCE, Page, Served, alive, columns, serving

PROGRAM = "let a = 1\nlet b = 2\nlet c = 3\nlet d = 4\n"
FOREVER = "var n = 0\nwhile true {\n  n += 1\n}\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "p.sdol").write_text(PROGRAM)
    with serving(folder, "p.sdol") as one:
        yield one


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serves a program's text."""
    kept = []

    def begun(text: str, *words: str) -> Served:
        (tmp_path / "p.sdol").write_text(text)
        kept.append(serving(tmp_path, "p.sdol", *words))
        return kept[-1].__enter__()

    yield begun
    for one in kept:
        one.__exit__(None, None, None)


def watched(served: Served, test: Callable[[Page], Awaitable[None]]) -> None:
    async def look() -> None:
        async with served.page() as page:
            await test(page)

    asyncio.run(look())


# --- the door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "wrong", "%C3%A9", "%ED%A0%80", "%FF"])
def test_a_wrong_token_is_refused(served: Served, token: str) -> None:
    answer = served.ask(f"/?token={token}")
    assert answer.status == 403 and not answer.headers["Set-Cookie"]


def test_the_token_is_taken_out_of_the_address(served: Served) -> None:
    answer = served.ask(served.address)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    token = served.address.partition("token=")[2]
    assert len(token) >= 43 and token not in cookie
    page = served.ask("/", Cookie=served.cookie)
    assert page.status == 200 and token not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/page/page.js", "/download/x"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cookie": "sdol-{port}=wrong"},
        {"Cookie": "{cookie}", "Host": "rebound.example:{port}"},
        {"Cookie": "{cookie}", "Host": "127.0.0.1:1"},
        {"Cookie": "{cookie}", "Host": "127.0.0.1"},
        {"Cookie": "{cookie}", "Origin": "http://rebound.example:{port}"},
        {"Cookie": "{cookie}", "Origin": "http://127.0.0.1:1"},
        {"Cookie": "{cookie}", "Origin": "null"},
        {"Cookie": "{cookie}", "Origin": "http://localhost:{port}"},
    ],
)
def test_what_is_not_its_own_page_is_refused(served: Served, path: str, headers: dict[str, str]) -> None:
    given = {name: value.format(port=served.port, cookie=served.cookie) for name, value in headers.items()}
    assert served.ask(path, **given).status == 403


def test_a_websocket_without_an_origin_is_refused(served: Served) -> None:
    own = {
        "Cookie": served.cookie,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert served.ask("/ws", **own).status == 403
    assert served.ask("/ws", **own, Origin=f"http://{served.host}").status == 101


def test_only_this_machine_reaches_it(served: Served) -> None:
    for other in ("127.0.0.2", "::1"):
        family = socket.AF_INET6 if ":" in other else socket.AF_INET
        with socket.socket(family) as probe:
            assert probe.connect_ex((other, served.port)) != 0


def test_nothing_is_loaded_from_elsewhere(served: Served) -> None:
    page = served.ask("/", Cookie=served.cookie)
    policy = dict(one.strip().split(" ", 1) for one in page.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
    own = {"'none'", "'self'", "data:", "'unsafe-inline'", f"ws://{served.host}"}
    assert {source for sources in policy.values() for source in sources.split()} == own
    text = page.text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(loaded) == 6 and all(re.match(r"/(static|page)/|data:,$", one) for one in loaded)
    assert set(re.findall(r"(?:https?|wss?)://[^\"]*", text)) == {f"ws://{served.host}/ws"}
    for path in loaded:
        if path.startswith("/"):
            code = served.ask(path, Cookie=served.cookie).text
            code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL) if path.endswith(".css") else code
            assert path.endswith(".ttf") or not re.search(r"https?://|@import|url\(\s*[\"']?//", code), path


# --- what is said before it begins --------------------------------------------------------------------------


def told(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    return main(["tui", *words]), capfd.readouterr().err


def test_a_port_that_is_taken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.sdol").write_text(PROGRAM)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, error = told(capfd, str(tmp_path / "p.sdol"), "--serve", "--port", str(port))
    assert status == 1 and error.count("error[") == 1
    assert (
        f"error[E0944]: the dashboard cannot be served on port {port}\nnote: Address already in use" in error
    )


@pytest.mark.parametrize("port", ["65536", "-1", "eighty", "²", "1e3", ""])
def test_a_port_that_is_none(capfd: pytest.CaptureFixture[str], port: str) -> None:
    status, error = told(capfd, "p.sdol", "--serve", f"--port={port}")
    assert status == 2 and "is not a port" in error and "E0901" in error


def test_a_program_that_does_not_compile_is_not_served(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.sdol").write_text("let a = nowhere\n")
    status, error = told(capfd, str(tmp_path / "p.sdol"), "--serve")
    assert status == 2 and "nowhere" in error
    assert told(capfd, str(tmp_path / "p.sdol"), "--port", "8000")[0] == 2


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.sdol").write_text(PROGRAM)
    monkeypatch.delitem(sys.modules, "sdol.tui.serving.server", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    status, error = told(capfd, str(tmp_path / "p.sdol"), "--serve")
    assert status == 1 and "E0943" in error and "pip install 'sdol[serve]'" in error


# --- what is seen -------------------------------------------------------------------------------------------


def test_all_watch_one_run_and_a_page_that_is_loaded_again_finds_it(served: Served) -> None:
    async def look() -> None:
        async with served.page() as one:
            assert "Registers" in await one.wait("p.sdol stopped · line 1")
            await one.type("s")
            await one.wait("line 2")
            async with served.page(80, 24) as other:
                assert "Registers" in await other.wait("p.sdol stopped · line 2")
                await other.type("s")
                await other.wait("line 3")
                await one.wait("line 3")
                assert len(served.children()) == 1
        async with served.page() as again:
            await again.wait("p.sdol stopped · line 3")

    asyncio.run(look())


def test_the_screen_is_as_large_as_the_smallest_terminal(served: Served) -> None:
    async def look() -> None:
        async with served.page(150, 45) as one:
            assert 90 < columns(await one.wait("? keys")) <= 150
            async with served.page(90, 24) as other:
                assert columns(await other.wait("? keys")) <= 90
            await one.socket.send_json(["resize", {"width": 10**9, "height": -5}])
            await one.socket.send_json(["ping", "7"])
            assert await one.hear(1) == [["pong", "7"]]

    asyncio.run(look())


@pytest.mark.parametrize(
    "message",
    ["", "no json", "[]", "7", '["stdin", 7]', '["resize", {"width": "a"}]', '["boom"]', "[" * 9999],
)
def test_what_is_no_message_closes_the_page_and_nothing_else(served: Served, message: str) -> None:
    async def send(page: Page) -> None:
        await page.socket.send_str(message)
        assert await page.closed() == 1008

    watched(served, send)
    assert served.process.poll() is None


def test_there_is_room_for_some(served: Served) -> None:
    async def look(watching: int) -> None:
        async with served.page() as page:
            if watching == 8:
                assert await page.closed() == 1013 and "8 browsers watch" in page.seen
            else:
                await page.wait("Registers")
                await look(watching + 1)

    asyncio.run(look(0))


def test_leaving_says_so_and_the_next_page_begins_anew(begin: Callable[..., Served], tmp_path: Path) -> None:
    served = begin(PROGRAM)

    async def leave(page: Page) -> None:
        await page.wait("stopped · line 1")
        await page.type("s")
        await page.wait("line 2")
        await page.type("q")
        assert await page.closed() == 1000 and "The dashboard was left." in page.seen

    async def again(page: Page) -> None:
        await page.wait("stopped · line 1")
        await page.type("q")
        await page.closed()

    async def wrong(page: Page) -> None:
        assert await page.closed() == 1000 and "nowhere" in page.seen and "\x1b]" not in page.seen

    watched(served, leave)
    watched(served, again)
    (tmp_path / "p.sdol").write_text("let a = nowhere\n")
    watched(served, wrong)


def test_a_panel_is_handed_over_as_files(served: Served) -> None:
    async def look(page: Page) -> None:
        await page.wait("Registers")
        await page.type("w")
        told = await page.hear(2)
        assert [kind for kind, _ in told] == ["deliver_file_start"] * 2
        assert served.ask(f"/download/{told[0][1]}").status == 403
        found = [
            await asyncio.to_thread(served.ask, f"/download/{key}", Cookie=served.cookie) for _, key in told
        ]
        assert [answer.headers["Content-Disposition"] for answer in found] == [
            "attachment; filename=source.txt",
            "attachment; filename=source.svg",
        ]
        text, picture = [answer.text for answer in found]
        assert "let b = 2" in text and picture.startswith("<svg")

    watched(served, look)


def test_who_watches_gives_leave(begin: Callable[..., Served], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret\n")
    served = begin('print read("secret.txt")\n')

    async def look(page: Page) -> None:
        await page.wait("stopped")
        await page.type(" ")
        assert "secret.txt" in await page.wait("y  allow it for this run")
        await page.type("y")
        await page.wait("p.sdol ended")
        await page.type("4")
        await page.wait("the secret")

    watched(served, look)


def test_a_session_that_has_ended_is_served(
    tmp_path: Path, sdol: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "p.sdol").write_text('print "the card is lost"\n')
    assert sdol("run", "p.sdol", "--session", "work.db").returncode == 0
    with serving(tmp_path, "--session", "work.db") as served:
        watched(served, lambda page: page.wait("p.sdol"))


# --- what is left of it -------------------------------------------------------------------------------------

HEEDS_HANGUPS = pytest.mark.skipif(
    signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, reason="SIGHUP is ignored here, as under nohup"
)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, -signal.SIGTERM),
        pytest.param(signal.SIGHUP, -signal.SIGHUP, marks=HEEDS_HANGUPS),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_no_process_is_left(begin: Callable[..., Served], number: int, status: int) -> None:
    served = begin(FOREVER)

    async def look(page: Page) -> None:
        await page.wait("stopped")
        await page.type(" ")
        await page.wait("running")
        children = served.children()
        assert len(children) == 1 and alive(children[0])
        served.process.send_signal(number)
        code = await page.closed()
        assert code == (1006 if number == signal.SIGKILL else 1001)
        assert await asyncio.to_thread(served.process.wait, PATIENCE) == status
        end = time.monotonic() + PATIENCE
        while alive(children[0]):
            assert time.monotonic() < end, "the dashboard outlived its server"
            await asyncio.sleep(0.01)

    watched(served, look)


def test_nothing_of_what_strangers_send_is_written_to_the_terminal(begin: Callable[..., Served]) -> None:
    served = begin(PROGRAM)
    secret = served.cookie
    for head in (
        "",
        "Host: a\r\nHost: b\r\n",
        f"Host: {served.host}\r\nCookie: {secret}{'x' * 10**5}\r\n",
        f"Host: {served.host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    ):
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as one:
            one.sendall(f"GET / HTTP/1.1\r\n{head}\r\n".encode())
            assert b" 400 " in one.recv(100)
    served.process.send_signal(signal.SIGINT)
    error = served.process.communicate(timeout=PATIENCE)[1]
    assert error.count("\n") == 1 and secret not in error


def test_what_it_prints_warns_whoever_starts_it(begin: Callable[..., Served]) -> None:
    served = begin(PROGRAM)
    served.process.send_signal(signal.SIGINT)
    out, error = served.process.communicate(timeout=PATIENCE)
    assert out == "" and "drives the program with the rights of this call" in error
    assert json.dumps(served.address)[1:-1] == served.address
