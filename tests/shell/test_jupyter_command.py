"""`sdol jupyter`, and the streams of its kernel."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.shell.jupyter import streams
from sdol.shell.jupyter.launching import launch
from sdol.shell.jupyter.streams import Keyboard, Printed, StandardInput, Talk
from sdol.shell.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose Jupyter knows nothing."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setattr("jupyter_core.paths.ENV_JUPYTER_PATH", [str(tmp_path / "env")])
    return tmp_path


def test_jupyter_learns_of_the_kernel_and_forgets_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jupyter", "install", "--json"]) == 0
    folder = Path(json.loads(capsys.readouterr().out)["folder"])
    assert folder == home / "jupyter" / "kernels" / "sdol"
    described = json.loads((folder / "kernel.json").read_text())
    assert described["argv"][0] == sys.executable and "{connection_file}" in described["argv"]
    assert described["language"] == "sdol" and (folder / "logo-svg.svg").exists()
    assert main(["jupyter", "install"]) == 0  # again: in its place
    assert main(["jupyter", "uninstall"]) == 0
    assert not folder.exists()


def test_it_goes_below_a_folder(home: Path) -> None:
    assert main(["jupyter", "install", "--prefix", str(home / "there")]) == 0
    assert (home / "there/share/jupyter/kernels/sdol/kernel.json").exists()


def test_a_kernel_that_is_not_there_cannot_go(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jupyter", "uninstall"]) == 1
    assert "E0942" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["install", "--user", "--sys-prefix"], ["uninstall", "--user"]]
)
def test_what_cannot_be_meant_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jupyter", *words]) == 2
    assert "E0901" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    assert main(["jupyter", "install"]) == 1
    assert launch(["-f", "nowhere.json"]) == 1
    told = capsys.readouterr().err
    assert told.count("error[E0941]") == 2 and told.count("pip install 'sdol[jupyter]'") == 2


def test_lines_go_on_at_once_and_harmless() -> None:
    below = io.StringIO()
    output = Output(Printed(below), painted=True)  # type: ignore[arg-type]
    output.print(("a\x1b[2Jb",))
    assert below.getvalue() == "a␛[2Jb\n"


def test_the_keyboard_gives_line_by_line() -> None:
    typed = iter(["one", "two wörds"])

    def ask(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    source = StandardInput(Keyboard(ask, lambda: True))
    assert source.readline() == "one\n"  # and the second is not asked for yet
    assert next(typed) == "two wörds"
    assert source.readline() == ""


def test_whoever_cannot_be_asked_is_not() -> None:
    def ask(prompt: str) -> str:
        raise AssertionError

    with pytest.raises(SdolError) as raised:
        Keyboard(ask, lambda: False).readinto(memoryview(bytearray(9)))
    assert raised.value.code == "E0806"


def test_progress_waits_a_moment_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Any = iter([10.0, 10.1, 11.0, 11.1])
    monkeypatch.setattr(streams, "monotonic", lambda: next(clock))
    below = io.StringIO()
    talk = Talk(lambda: below)
    talk.progress("embedding", 1, 400)
    talk.progress("embedding", 2, 400)
    assert below.getvalue() == ""
    talk.progress("embedding", 100, 400)
    shown = "embedding: 100 of 400 (25%)"
    assert below.getvalue() == "\r" + shown
    talk.progress("embedding", 400, 400)
    assert below.getvalue() == "\r" + shown + "\r" + " " * len(shown) + "\r"


def test_a_notebook_always_gets_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where sdol itself fails: a front end waits for a reply for ever."""
    from sdol.shell.jupyter.kernel import SdolKernel

    def fail(*_: object) -> None:
        raise ZeroDivisionError("of our own")

    monkeypatch.setattr("sys.stdin", sys.stdin)
    monkeypatch.setattr("sdol.shell.jupyter.kernel.Cells", fail)
    published: list[str] = []
    kernel = SdolKernel(log=logging.getLogger("kernel"))
    monkeypatch.setattr(kernel, "_publish", lambda kind, content: published.append(content["ename"]))
    reply = asyncio.run(kernel.do_execute("1", False))
    assert (reply["status"], reply["ename"], published) == ("error", "E0999", ["E0999"])
    assert asyncio.run(kernel.do_complete("pri", 3))["matches"] == []
    assert asyncio.run(kernel.do_inspect("pri", 3))["found"] is False
    assert asyncio.run(kernel.do_is_complete("pri"))["status"] == "unknown"
    assert asyncio.run(kernel.do_history())["history"] == []
