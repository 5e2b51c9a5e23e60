"""A space behind a service: a real server on the loopback, which answers well, badly, or not at all."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel.gate import Refused
from sdol.spaces import adding
from sdol.spaces.drafts import from_url
from sdol.spaces.registry import open_manifest
from sdol.spaces.wishes import Wishes

KEY = "sk-Secret-0123456789"


def vector(text: str) -> list[float]:
    """What the service gives for a text: how often the letters e, t and a stand in it, and a little more."""
    return [1.0 + text.count(letter) for letter in "eta"]


def unit(text: str) -> np.ndarray:
    return np.array(vector(text)) / np.linalg.norm(vector(text))


class Service:
    """A server, what it was asked, and what it is to answer: a function or a list of answers, the last for ever."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[Callable[[list[str]], tuple[int, dict[str, str], bytes]]] = [well]
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append(body)
                service.headers.append(dict(self.headers))
                answer = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
                status, headers, data = answer(body["input"])
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *words: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a client that went away is part of the tests
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})


def well(texts: list[str]) -> tuple[int, dict[str, str], bytes]:
    data = [{"index": n, "embedding": vector(text)} for n, text in enumerate(texts)]
    return 200, {}, json.dumps({"data": data}).encode()


def shuffled(texts: list[str]) -> tuple[int, dict[str, str], bytes]:
    data = [{"index": n, "embedding": vector(text)} for n, text in enumerate(texts)][::-1]
    return 200, {}, json.dumps({"data": data}).encode()


def saying(
    status: int, body: object = "", **headers: str
) -> Callable[[list[str]], tuple[int, dict[str, str], bytes]]:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return lambda texts: (status, {name.replace("_", "-"): value for name, value in headers.items()}, data)


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


def space(service: Service, pauses: list[float] | None = None, **wishes: object):
    """A space of three dimensions at the service; its pauses are noted and not made."""
    draft = from_url("far", service.url, Wishes(**{"model": "tiny", "dimension": 3} | wishes))
    opened = open_manifest(draft)
    opened.embedder.pause = ([] if pauses is None else pauses).append
    return opened


def failure(service: Service, answer: object = None, **wishes: object) -> SdolError:
    if answer is not None:
        service.answers = [answer]
    with pytest.raises(SdolError) as caught:
        space(service, **wishes).embed(["one", "two words"])
    assert KEY not in repr(vars(caught.value))
    return caught.value


# --- what goes well -----------------------------------------------------------------------------------------


def test_texts_come_back_as_unit_vectors_in_their_order(service):
    service.answers = [shuffled]
    found = space(service).embed(["one", "two words", "here are three"])
    np.testing.assert_allclose(found, [unit(t) for t in ("one", "two words", "here are three")], atol=1e-6)
    assert service.asked[0]["model"] == "tiny"
    assert service.asked[0]["dimensions"] == 3


def test_many_texts_go_in_several_requests(service):
    texts = [f"text number {n} " + "x" * n for n in range(150)]
    np.testing.assert_allclose(space(service).embed(texts), [unit(t) for t in texts], atol=1e-6)
    assert [len(body["input"]) for body in service.asked] == [64, 64, 22]


def test_the_key_goes_into_one_header(service, monkeypatch):
    monkeypatch.setenv("FAR_KEY", KEY)
    space(service, key_env="FAR_KEY").embed(["one"])
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(service.asked)


def test_a_prefix_goes_along(service):
    space(service, prefixes={"document": "passage: "}).embed(["one"])
    assert service.asked[0]["input"] == ["passage: one"]


def test_the_dimension_is_asked_for_where_none_is_said(service):
    assert from_url("far", service.url, Wishes(model="tiny")).dimension == 3


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again(service, status):
    service.answers = [saying(status), saying(status), well]
    pauses: list[float] = []
    np.testing.assert_allclose(space(service, pauses).embed(["one"])[0], unit("one"), atol=1e-6)
    assert pauses == [0.5, 1.0]


def test_a_service_says_how_long_to_wait(service):
    service.answers = [
        saying(429, Retry_After="7"),
        saying(503, Retry_After="Fri, 31 Dec 1999 23:59:59 GMT"),
        well,
    ]
    pauses: list[float] = []
    space(service, pauses).embed(["one"])
    assert pauses == [7.0, 1.0]


# --- what does not ------------------------------------------------------------------------------------------


def test_a_service_that_stays_broken(service):
    pauses: list[float] = []
    service.answers = [saying(500, {"error": {"message": "out of memory\x1b[2J"}})]
    with pytest.raises(SdolError) as caught:
        space(service, pauses).embed(["one"])
    assert (caught.value.code, len(service.asked), pauses) == ("E0711", 4, [0.5, 1.0, 2.0])
    assert caught.value.reason == "it answered 500: out of memory [2J (4 attempts)"


def test_a_wait_that_is_too_long_is_told(service):
    assert failure(service, saying(429, Retry_After="3600")).code == "E0711"
    assert len(service.asked) == 1


def test_a_service_that_does_not_answer_in_time(service):
    answered = threading.Event()
    service.answers = [lambda texts: (answered.wait(5), well(texts))[1]]
    try:
        found = failure(service, timeout=0.05)
    finally:
        answered.set()
    assert (found.code, "no answer within 0.05 seconds" in found.reason) == ("E0711", True)


def test_nothing_listens(service):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        service.url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        found = failure(service)
    assert (found.code, found.reason) == ("E0711", "nothing listens there")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_told_without_the_key(service, status, monkeypatch):
    monkeypatch.setenv("FAR_KEY", KEY)
    found = failure(service, saying(status, {"error": {"message": f"bad key {KEY}"}}), key_env="FAR_KEY")
    assert (found.code, found.reason) == ("E0712", f"it answered {status}: bad key …")
    assert len(service.asked) == 1


def test_a_redirect_is_not_followed(service, monkeypatch):
    monkeypatch.setenv("FAR_KEY", KEY)
    other = Service()
    found = failure(service, saying(307, Location=other.url), key_env="FAR_KEY")
    other.server.server_close()
    assert (found.code, "127.0.0.1" in found.reason) == ("E0712", True)
    assert other.asked == []


@pytest.mark.parametrize("ending", ["\n", "\r\nX-Other: 1", "…"])
def test_a_key_that_no_header_holds_is_not_shown(service, monkeypatch, ending):
    monkeypatch.setenv("FAR_KEY", KEY + ending)
    found = failure(service, key_env="FAR_KEY")
    assert (found.code, KEY in f"{found.message}{found.reason}{found.help}") == ("E0712", False)
    assert service.asked == []


def test_a_key_that_is_not_set(service):
    found = failure(service, key_env="FAR_KEY")
    assert (found.code, found.help) == ("E0712", "set it: `export FAR_KEY=…`")
    assert service.asked == []


def entries(*vectors: object, **more: object) -> object:
    return {"data": [{"index": n, "embedding": v} | more for n, v in enumerate(vectors)]}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>", "not the JSON"),
        ("[" * 100_000, "not the JSON"),
        ({"data": 3}, "not the JSON"),
        ({"object": "list"}, "not the JSON"),
        (entries([1, 0, 0]), "1 vectors for 2 texts"),
        (entries([1, 0, 0], [0, 1, 0], [0, 0, 1]), "3 vectors for 2 texts"),
        (entries([1, 0, 0], [0, 1, 0], index=0), "each once"),
        (entries([1, 0, 0], [0, 1]), "a vector of 2 dimensions, and the space has 3"),
        (entries([1, 0, 0], "AAAAAA=="), "not a list"),
        (entries([1, 0, 0], [0, "x", 0]), "not a number"),
        (entries([1, 0, 0], [0, None, 0]), "not a number"),
        (entries([1, 0, 0], ["0", "1", "0"]), "not a number"),
        (entries([[1], [0], [0]], [[0], [1], [0]]), "not a number"),
        (entries([1, 0, 0], [0, 10**400, 0]), "not finite"),
        (entries([1, 0, 0], [0, float("nan"), 0]), "not finite"),
        (entries([1, 0, 0], [0, 0, 0]), "is zero"),
        ("x" * 2_000_000, "longer than"),
    ],
)
def test_an_answer_that_is_no_vectors(service, body, reason):
    found = failure(service, saying(200, body))
    assert found.code == "E0713"
    assert reason in found.reason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "far",
        "ftp://far/v1",
        "http://",
        "https://me:secret@far/v1",
        "https://far/v1?key=1",
        "http://far:x/v1",
        "http://f\nr/",
    ],
)
def test_addresses_that_are_none(url):
    with pytest.raises(SdolError) as caught:
        from_url("far", url, Wishes(model="tiny", dimension=3))
    assert caught.value.code == "E0715"
    assert "secret" not in repr(vars(caught.value))


def test_a_key_does_not_travel_readable():
    wishes = {"model": "tiny", "dimension": 3}
    with pytest.raises(SdolError) as caught:
        from_url("far", "http://far.example/v1", Wishes(**wishes, key_env="FAR_KEY"))
    assert "readable" in caught.value.reason
    assert from_url("far", "http://far.example", Wishes(**wishes)).source == "http://far.example/embeddings"
    for url in ("https://far.example/v1", "https://far.example/v1/embeddings/"):
        draft = from_url("far", url, Wishes(**wishes, key_env="FAR_KEY"))
        assert draft.settings["url"] == "https://far.example/v1/embeddings"


# --- from a program -----------------------------------------------------------------------------------------


@pytest.fixture
def far(service: Service) -> Service:
    """A service whose space `far` was added."""
    draft = from_url("far", service.url, Wishes(model="tiny", dimension=3))
    from sdol.kernel.calibrating import measured, packaged_groups

    groups = packaged_groups()
    rows = open_manifest(draft).embed([text for group in groups for text in group])
    adding.keep(adding.with_calibration(draft, measured(rows, groups, "far")), copy=False)
    service.asked.clear()
    return service


PROGRAM = 'space far\nlet t = "two words"\nprint dimension(~t)'
ALLOWED = "net=127.0.0.1"


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_a_program_asks_the_gate_before_the_service(run, far, engine):
    refused = run(PROGRAM, engine)
    assert (refused.status, refused.codes, far.asked) == (3, ["E0401"], [])
    granted = run(PROGRAM, engine, allow=[ALLOWED])
    assert (granted.status, granted.out) == (0, "3\n")
    assert [body["input"] for body in far.asked] == [["two words"]]


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_a_text_in_the_program_asks_too(run, far, engine):
    program = 'space far\nprint dimension(~"two words")'
    with pytest.raises(Refused):
        run(program, engine)
    assert far.asked == []
    assert run(program, engine, allow=[ALLOWED]).out == "3\n"


def test_a_refused_text_ends_a_program_with_status_3(sdol, far, tmp_path):
    (tmp_path / "p.sdol").write_text('space far\nprint dimension(~"two words")')
    refused = sdol("run", "p.sdol")
    assert (refused.returncode, "--allow net=127.0.0.1" in refused.stderr) == (3, True)
    assert sdol("run", "p.sdol", "--allow", ALLOWED).stdout == "3\n"
    assert sdol("run", "p.sdol").stdout == "3\n"  # the compiled program keeps the vectors of its texts


def test_what_the_cache_has_needs_no_leave(run, far, tmp_path):
    session = str(tmp_path / "kept.db")
    assert run(PROGRAM, allow=[ALLOWED], session=session).out == "3\n"
    far.asked.clear()
    assert run(PROGRAM, session=session).out == "3\n"
    assert far.asked == []


def test_what_a_service_gave_before_it_failed_is_kept(run, far, tmp_path):
    session = str(tmp_path / "kept.db")
    program = 'space far\nlet ts = ["text {n}" for n in range(1000)]\nprint len(~ts)'
    far.answers = [*[well] * 10, saying(400)]
    assert run(program, session=session, allow=[ALLOWED]).codes == ["E0712"]
    far.answers = [well]
    far.asked.clear()
    assert run(program, session=session, allow=[ALLOWED]).out == "1000\n"
    assert sum(len(body["input"]) for body in far.asked) == 360


def test_a_refusal_can_be_caught(run, far):
    found = run('space far\nlet t = "a"\ntry { print dimension(~t) } else e { print e.code }')
    assert (found.status, found.out) == (0, "E0401\n")


def test_functions_say_that_they_use_the_network(run, far):
    head = "fn f(t: text) -> num"
    program = 'space far\n{} {{ dimension(~t) }}\nprint f("a")'
    assert run(program.format(head)).codes == ["E0410"]
    assert run(program.format(head + " uses net"), allow=[ALLOWED]).out == "3\n"


def test_the_journal_tells_of_the_request_and_not_of_the_key(run, far, tmp_path, monkeypatch):
    from sdol.store.database import Database

    session = str(tmp_path / "kept.db")
    run(PROGRAM, session=session, allow=[ALLOWED])
    with Database.open(session) as database:
        entries = [e for r in database.journal.runs() for e in database.journal.entries(r.id)]
    assert [(e.effect, e.resource, e.outcome) for e in entries] == [("net", "127.0.0.1", "done")]


def test_nothing_is_sent_ahead_of_what_the_program_asks(run, far):
    program = "space far\nfor line in input.lines { print dimension(~line) }"
    run(program, input="one\ntwo\nthree\nfour\n", allow=[ALLOWED])
    assert [body["input"] for body in far.asked] == [["one"], ["two"], ["three"], ["four"]]


def test_a_store_asks_when_it_embeds(run, far):
    program = 'store notes@far\nnotes.put("a cat")\nprint notes.count()'
    assert run(program).codes == ["E0401"]
    assert run(program, allow=[ALLOWED]).out == "1\n"


def test_a_put_in_a_transaction_asks_a_service_and_a_tilde_may_not(run, far):
    program = 'store notes@far\ntransaction { notes.put("a cat") }\nprint notes.count()'
    assert run(program).codes == ["E0401"]
    assert run(program, allow=[ALLOWED]).out == "1\n"
    program = 'store notes@far\ntransaction { notes.put(~"a cat"@far) }'
    assert run(program, allow=[ALLOWED]).codes == ["E0412"]
    program = 'store notes@far\nlet cat = ~"a cat"@far\ntransaction { notes.put(cat) }\nprint notes.count()'
    assert run(program, allow=[ALLOWED]).out == "1\n"


def test_doctor_asks_no_service(sdol, far):
    found = sdol("doctor", "--json")
    (model,) = [f for f in json.loads(found.stdout) if f["check"] == "model far"]
    assert (model["status"], far.asked) == ("ok", [])


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    ],
    ids=["body", "header", "continue", "chunk"],
)
def test_an_answer_that_only_drips_ends_at_the_time_limit(head, drop):
    """Every byte comes in time, and the whole never would."""
    stop = threading.Event()

    def dripping(listening: socket.socket) -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                there, _ = listening.accept()
                with there:
                    there.recv(65536)
                    there.sendall(head)
                    while not stop.wait(0.01):
                        there.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server = threading.Thread(target=dripping, args=(listening,))
        server.start()
        opened = open_manifest(from_url("far", url, Wishes(model="tiny", dimension=3, timeout=0.1)))
        opened.embedder.pause = lambda seconds: None
        try:
            with pytest.raises(SdolError) as caught:
                opened.embed(["one"])
        finally:
            stop.set()
            server.join()
    assert (caught.value.code, "no answer within 0.1 seconds" in caught.value.reason) == ("E0711", True)
