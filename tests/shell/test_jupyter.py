"""The kernel for notebooks, driven by Jupyter's own client through a real process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from sdol.shell.jupyter.specification import specification

LONG = 60
"""Seconds after which a test is given up."""


class Cell(NamedTuple):
    """How a cell ended: the reply, and what a notebook would show, by the kind of message."""

    reply: dict[str, Any]
    shown: list[tuple[str, dict[str, Any]]]

    @property
    def status(self) -> str:
        return str(self.reply["status"])

    @property
    def printed(self) -> str:
        return "".join(c["text"] for kind, c in self.shown if kind == "stream" and c["name"] == "stdout")

    @property
    def told(self) -> str:
        return "".join(c["text"] for kind, c in self.shown if kind == "stream" and c["name"] == "stderr")

    @property
    def value(self) -> dict[str, Any]:
        (found,) = [c["data"] for kind, c in self.shown if kind == "execute_result"]
        return dict(found)

    @property
    def error(self) -> dict[str, Any]:
        (found,) = [c for kind, c in self.shown if kind == "error"]
        return found


class Notebook:
    """A kernel process and the client that talks to it."""

    def __init__(self) -> None:
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(resource_dir="", **specification())
        self.manager.start_kernel()
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LONG)

    def run(self, code: str, *answers: str, **options: Any) -> Cell:
        """Runs a cell, answering its questions; whoever gives no answers cannot be asked."""
        waiting, shown = list(answers), []

        def keep(message: dict[str, Any]) -> None:
            if message["msg_type"] not in ("status", "execute_input"):
                shown.append((message["msg_type"], message["content"]))

        def answer(message: dict[str, Any]) -> None:
            self.client.input(waiting.pop(0) if waiting else "\x04")

        reply = self.client.execute_interactive(
            code,
            output_hook=keep,
            stdin_hook=answer,
            allow_stdin=bool(answers),
            stop_on_error=False,
            timeout=LONG,
            **options,
        )
        return Cell(reply["content"], shown)

    def ask(self, name: str, *words: Any, **options: Any) -> dict[str, Any]:
        """What the kernel answers to a request."""
        wanted = getattr(self.client, name)(*words, **options)
        while True:
            message = self.client.get_shell_msg(timeout=LONG)
            if message["parent_header"].get("msg_id") == wanted:
                return dict(message["content"])

    def end(self) -> None:
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel()
        self.manager.cleanup_resources()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("kernel")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("SDOL_SESSION", "s.db"), ("SDOL_CACHE", "cache"), ("IPYTHONDIR", "ipython")):
            patch.setenv(name, str(folder / value))
        patch.setenv("HOME", str(folder))
        notebook = Notebook()
    yield notebook
    notebook.end()


def test_a_cell_is_one_entry_whose_last_value_is_shown(kernel: Notebook) -> None:
    cell = kernel.run("let price = 5\nprint price\nprice * 2")
    assert cell.printed == "5\n"
    assert cell.value["text/plain"] == "10" and "10" in cell.value["text/html"]
    number = cell.reply["execution_count"]
    assert kernel.run(f"_ + _{number}").value["text/plain"] == "20"
    assert kernel.run("price").reply["execution_count"] == number + 2


def test_a_vector_is_a_card(kernel: Notebook) -> None:
    value = kernel.run('~"a cat"').value
    assert "vec@minilm" in value["text/plain"] and "384 dimensions" in value["text/plain"]
    assert value["text/html"].startswith("<div") and "384 dimensions" in value["text/html"]


def test_what_comes_from_a_value_is_no_markup(kernel: Notebook) -> None:
    assert "<script>" not in kernel.run('"<script>alert(1)</script>"').value["text/html"]
    assert kernel.run('print "\\u{1b}[2J"').printed == "␛[2J\n"


def test_nothing_is_shown_of_what_gives_nothing(kernel: Notebook) -> None:
    for code in ("let quiet = 1", "quiet;", "", "# only a comment"):
        cell = kernel.run(code)
        assert (cell.status, cell.shown) == ("ok", []), code


def test_an_error_names_its_code_and_shows_its_place(kernel: Notebook) -> None:
    wrong = kernel.run("let left = 1\nnowhere + 1")
    assert wrong.status == "error"
    assert wrong.error["ename"] == "E0201" and "nowhere" in wrong.error["evalue"]
    assert "2:1" in "".join(wrong.error["traceback"])
    assert kernel.run("1 / 0").error["ename"] == "E0501"
    assert kernel.run("1 + 1").status == "ok"


def test_colon_commands_work(kernel: Notebook) -> None:
    cell = kernel.run(':type ~"a"')
    assert [c["data"]["text/plain"] for kind, c in cell.shown if kind == "display_data"] == ["vec@minilm"]
    assert kernel.run(":bogus").error["ename"] == "E0840"
    ((_, help),) = kernel.run("?slerp").shown
    assert "great circle" in help["data"]["text/plain"] and "```" in help["data"]["text/markdown"]


def test_json_is_given_as_data_where_it_is_wanted(kernel: Notebook) -> None:
    kernel.run(":json on")
    assert kernel.run('{"a": [1, 2]}').value["application/json"] == {"a": [1, 2]}
    kernel.run(":json off")
    assert "application/json" not in kernel.run("1").value


def test_output_comes_while_the_cell_runs(kernel: Notebook) -> None:
    kernel.client.execute('print "first"\nfor l in input.lines { print l }', allow_stdin=True)
    assert kernel.client.get_stdin_msg(timeout=LONG)["msg_type"] == "input_request"  # it waits in the middle
    while True:
        message = kernel.client.get_iopub_msg(timeout=LONG)
        if message["msg_type"] == "stream":
            break
    assert message["content"]["text"] == "first\n"
    kernel.client.input("\x04")
    assert kernel.client.get_shell_msg(timeout=LONG)["content"]["status"] == "ok"


def test_an_interrupt_stops_a_loop_and_keeps_the_state(kernel: Notebook) -> None:
    kernel.run("var turns = 0")
    loop = "while true { turns = turns + 1\n  if turns == 1000 { print turns } }"
    wanted = kernel.client.execute(loop, stop_on_error=False)
    while kernel.client.get_iopub_msg(timeout=LONG)["msg_type"] != "stream":
        pass  # it runs
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=LONG)
    assert reply["parent_header"]["msg_id"] == wanted
    assert (reply["content"]["status"], reply["content"]["ename"]) == ("error", "Stopped")
    assert kernel.run("turns >= 1000").value["text/plain"] == "true"


def test_consent_is_asked_for_in_the_notebook(kernel: Notebook, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    code = f'read("{tmp_path}/note.txt")'
    cell = kernel.run(code, "y")
    assert "fs.read" in cell.told and "hello" in cell.value["text/plain"]
    assert kernel.run(f'read("{tmp_path}/other.txt")').error["ename"] == "E0401"  # nobody can be asked


def test_completion_gives_types(kernel: Notebook) -> None:
    kernel.run("let banana = 3")
    found = kernel.ask("complete", "print bana", 10)
    assert found["matches"] == ["banana"]
    assert (found["cursor_start"], found["cursor_end"]) == (6, 10)
    assert found["metadata"]["_jupyter_types_experimental"][0]["signature"] == "int"


def test_inspection_describes_the_name_at_the_cursor(kernel: Notebook) -> None:
    kernel.run("## Twice as much.\nfn double(n: num) -> num { n * 2 }")
    assert "Twice as much" in kernel.ask("inspect", "double(3)", 2)["data"]["text/markdown"]
    assert "Twice as much" in kernel.ask("inspect", "double(3", 8)["data"]["text/plain"]
    kernel.run(
        "## Halved. <img src=x onerror=alert(1)> [more](javascript:alert(1))\nfn half(n: num) -> num { n / 2 }"
    )
    told = kernel.ask("inspect", "half(3)", 2)["data"]["text/markdown"]  # which a notebook takes as its own
    assert "Halved" in told and "<img" not in told and "javascript:" not in told
    kernel.run("let answer = 6 * 7")
    assert kernel.ask("inspect", "answer + 1", 2)["data"]["text/plain"] == "answer: int\n\n42"
    assert kernel.ask("inspect", "nothing_of_the_kind", 3)["found"] is False


@pytest.mark.parametrize(
    ("code", "status", "indent"),
    [
        ("1 + 1", "complete", None),
        ("fn f(n: num) {", "incomplete", "  "),
        ('fn f(n: num) {\n  if n > 1 {\n    print "("', "incomplete", "    "),
        ("1 1", "invalid", None),
        (":type 1", "complete", None),
        (":time if 1 < 2 {", "incomplete", "  "),
        ("", "complete", None),
    ],
)
def test_enter_knows_whether_a_cell_is_whole(
    kernel: Notebook, code: str, status: str, indent: str | None
) -> None:
    found = kernel.ask("is_complete", code)
    assert (found["status"], found.get("indent")) == (status, indent)


def test_history_has_whole_entries(kernel: Notebook) -> None:
    kernel.run("let first =\n  41")
    kernel.run("first + 1")
    assert [e[2] for e in kernel.ask("history", n=2)["history"]] == ["let first =\n  41", "first + 1"]
    found = kernel.ask("history", hist_access_type="search", pattern="*= *41", n=5)["history"]
    assert found == []
    found = kernel.ask("history", hist_access_type="search", pattern="let first*", n=5)["history"]
    assert [e[2] for e in found] == ["let first =\n  41"]


def test_silence_counts_nothing(kernel: Notebook) -> None:
    before = kernel.run("let hidden = 1").reply["execution_count"]
    cell = kernel.run("hidden + 1", silent=True, user_expressions={"h": "hidden + 6", "w": "nowhere"})
    assert cell.shown == [] and cell.reply["execution_count"] == before
    assert cell.reply["user_expressions"]["h"]["data"]["text/plain"] == "7"
    assert cell.reply["user_expressions"]["w"]["ename"] == "E0201"
    assert kernel.ask("history", n=1)["history"][0][2] == "let hidden = 1"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("no_such_request", {}),
        ("execute_request", {}),
        ("execute_request", {"code": 5}),
        ("complete_request", {"code": None, "cursor_pos": "x"}),
        ("complete_request", {"code": "pri", "cursor_pos": 10**9}),
        ("inspect_request", {"code": "\x00", "cursor_pos": -7}),
        ("is_complete_request", {"code": ["a"]}),
        ("history_request", {"hist_access_type": "range", "session": "x", "output": 1, "raw": 1}),
        ("create_subshell_request", {}),
    ],
)
def test_nonsense_does_not_end_the_kernel(kernel: Notebook, kind: str, content: dict[str, Any]) -> None:
    message = kernel.client.session.msg(kind, content)
    kernel.client.shell_channel.send(message)
    assert kernel.run("20 + 22").value["text/plain"] == "42"


def test_a_kernel_starts_again_and_ends(kernel: Notebook) -> None:
    kernel.run("let gone = 1")
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=LONG)
    assert kernel.run("gone").error["ename"] == "E0201"
    assert kernel.run("40 + 2").reply["execution_count"] == 2
    kernel.client.shutdown()
    assert kernel.client.get_control_msg(timeout=LONG)["content"] == {"status": "ok", "restart": False}
    deadline = time.monotonic() + LONG
    while kernel.manager.is_alive():
        assert time.monotonic() < deadline
