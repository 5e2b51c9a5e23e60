"""The session where the terminal can do little: no code that moves a cursor, and a start that costs little."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdol.shell.asking import asker

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds
CTRL_C, CTRL_D = "\x03", "\x04"

LAUNCH = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], [sys.argv[1], "-m", "sdol"])
"""
"""Becomes `sdol`, after making the terminal its own, so that Ctrl-C is a signal to it."""


class Line:
    """`sdol` at the end of a line: what it sends, and a keyboard whose Ctrl-C reaches it."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.shown, self._seen = "", 0
        self._keyboard, terminal = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCH, sys.executable],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
            start_new_session=True,
        )
        os.close(terminal)

    def read(self, until: str | None = None) -> None:
        """Reads on until there is a text that was not there at the last call, or to the end."""
        while until is None or until not in self.shown[self._seen :]:
            assert select.select([self._keyboard], [], [], PATIENCE)[0], f"nothing came after {self.shown!r}"
            try:
                piece = os.read(self._keyboard, 1 << 16)
            except OSError:  # how Linux tells of a terminal's end
                assert until is None, f"it ended without {until!r}: {self.shown!r}"
                return
            self.shown += piece.decode(errors="replace")
        self._seen = self.shown.index(until, self._seen) + len(until)

    def type(self, keys: str | bytes) -> None:
        os.write(self._keyboard, keys.encode() if isinstance(keys, str) else keys)

    def leave(self) -> int:
        self.type(CTRL_D)
        self.read()
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._keyboard)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Callable[..., Line]]:
    opened: list[Line] = []

    def open_one(**variables: str) -> Line:
        opened.append(Line(tmp_path, variables))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_a_dumb_terminal_is_sent_no_codes(line: Callable[..., Line], kind: str) -> None:
    repl = line(TERM=kind, NO_COLOR="")
    for number, text in enumerate(("let a = 20", "fn f() -> int {\n  a + 1\n}", "f() * 2"), 1):
        repl.read(f"[{number}] sdol> ")
        repl.type(text + "\n")
    repl.read("\n42\r\n[4] sdol> ")
    assert repl.leave() == 0
    assert "\x1b" not in repl.shown
    assert "....> " in repl.shown


def test_ctrl_c_on_a_dumb_terminal_drops_the_entry_and_stops_a_run(line: Callable[..., Line]) -> None:
    repl = line(TERM="dumb")
    repl.read("[1] sdol> ")
    repl.type("f(\n")
    repl.read("....> ")
    repl.type(CTRL_C)
    repl.read("[1] sdol> ")
    repl.type('if true {\nprint "r{"uns"}"\nwhile true { }\n}\n')
    repl.read("runs\r\n")
    repl.type(CTRL_C)
    repl.read("stopped")
    repl.read("[2] sdol> ")
    assert repl.leave() == 0


def test_the_end_of_input_ends_an_unfinished_entry_too(line: Callable[..., Line]) -> None:
    repl = line(TERM="dumb")
    repl.read("[1] sdol> ")
    repl.type("f(\n")
    repl.read("....> ")
    repl.type(CTRL_D)
    repl.read("error[E0106]")
    assert repl.leave() == 0


@pytest.mark.parametrize("kind", ["dumb", "xterm"])
def test_bytes_that_are_no_text_end_nothing(line: Callable[..., Line], kind: str) -> None:
    repl = line(TERM=kind)
    repl.read("sdol>")
    repl.type(b'"\xff\xfe"\r')
    repl.read("2] sdol>")
    assert repl.leave() == 0
    assert "E0999" not in repl.shown


def test_a_locale_of_ascii_is_enough(line: Callable[..., Line]) -> None:
    repl = line(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", TERM="xterm")
    repl.read("sdol>")
    repl.type('"caf\\u{e9}"\r')
    repl.read("2] sdol>")
    assert repl.leave() == 0
    assert "E0999" not in repl.shown
    assert repl.shown.isascii()


def test_the_first_prompt_loads_nothing_heavy(line: Callable[..., Line]) -> None:
    loaded = line(TERM="xterm", PYTHONPROFILEIMPORTTIME="1")
    loaded.read("sdol>")
    loaded.leave()
    heavy = re.findall(r"\| +(numpy|onnxruntime|rich|pygments|tokenizers|textual|pygls)\s", loaded.shown)
    assert heavy == []


def test_keys_from_before_the_question_are_no_answer_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard, terminal = pty.openpty()

    class Screen(io.StringIO):
        """Where the person reads, who says no once all of the question is there."""

        def flush(self) -> None:
            if self.getvalue().endswith("[y/N] "):
                os.write(keyboard, b"n\n")

    os.write(keyboard, b"y\n")
    with os.fdopen(terminal, "r") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        monkeypatch.setattr(sys, "stderr", Screen())
        assert not asker(lambda: [("entry 1", 'read("a")')])("fs.read", "a", (0, 0, 1))
    os.close(keyboard)
