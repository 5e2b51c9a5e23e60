"""A real terminal: questions, colours, and nothing that acts on it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds


class Screen:
    """`sdol` on a terminal of its own: what it shows, and a keyboard."""

    def __init__(self, folder: Path, *words: str, **variables: str) -> None:
        self.shown = ""
        self._keyboard, terminal = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80", **variables}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sdol", *words],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(terminal)

    def read(self, until: str | None = None) -> str:
        """What is shown up to a text, or to the end."""
        start = len(self.shown)
        while until is None or until not in self.shown[start:]:
            assert select.select([self._keyboard], [], [], PATIENCE)[0], f"nothing came after {self.shown!r}"
            try:
                piece = os.read(self._keyboard, 1 << 16)
            except OSError:  # how Linux tells of a terminal's end
                piece = b""
            if not piece:
                assert until is None, f"it ended without {until!r}: {self.shown!r}"
                break
            self.shown += piece.decode()
        return self.shown[start:]

    def type(self, text: str) -> None:
        os.write(self._keyboard, text.encode())

    def end(self) -> int:
        self.read()
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._keyboard)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    opened: list[Screen] = []

    def show(*words: str, **variables: str) -> Screen:
        opened.append(Screen(tmp_path, *words, **variables))
        return opened[-1]

    yield show
    for one in opened:
        one.close()


def test_leave_is_asked_once_for_each_resource(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("contents of a")
    (tmp_path / "b.txt").write_text("contents of b")
    (tmp_path / "ask.sdol").write_text(
        'for name in ["a.txt", "a.txt", "b.txt", "b.txt"] {\n'
        "  try { print read(name) } else e { print e.code }\n"
        "}\n"
    )
    shown = screen("run", "ask.sdol")
    question = shown.read("[y/N] ")
    assert "read a file or folder" in question and str(tmp_path / "a.txt") in question
    assert "ask.sdol:2: try { print read(name) }" in question
    shown.type("y\n")
    assert shown.read("[y/N] ").count("contents of a") == 2
    assert "b.txt" in shown.shown
    shown.type("n\n")
    assert shown.end() == 0
    assert shown.shown.count("[y/N]") == 2
    assert shown.shown.count("E0401") == 2
    assert "contents of b" not in shown.shown


def test_an_answer_that_is_not_yes_refuses(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "ask.sdol").write_text('print read("a.txt")\n')
    shown = screen("run", "ask.sdol")
    shown.read("[y/N] ")
    shown.type("\n")
    assert shown.end() == 3
    assert "--allow fs.read=a.txt" in shown.shown


def test_control_characters_never_reach_the_terminal(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "evil.sdol").write_text(
        'print "\x1b[2Jcleared\x07\u202e"\nassert false, "\x1b]0;title\x07"\n'
    )
    (tmp_path / "evil\x1b[31m.txt").write_text("")
    shown = screen("run", "evil.sdol", NO_COLOR="1")
    assert shown.end() in (1, 2)
    assert "\x1b" not in shown.shown and "\x07" not in shown.shown and "\u202e" not in shown.shown


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": "", "TERM": "dumb"}])
def test_colours_only_where_they_are_wanted(
    variables: dict[str, str], screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    shown = screen("isa", "text.upper", **variables)
    assert shown.end() == 0
    assert ("\x1b[" in shown.shown) == (not variables)


def test_a_program_that_is_right_is_said_to_be(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "good.sdol").write_text("print 1\n")
    shown = screen("check", "good.sdol")
    assert (shown.end(), shown.shown) == (0, "no problems\r\n")


def test_the_end_of_messages_says_where_to_read_more(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "wrong.sdol").write_text("print nowhere, nothing\nprint 1 + nil\n")
    shown = screen("check", "wrong.sdol")
    assert shown.end() == 2
    assert shown.shown.endswith("for more: sdol explain E0201 E0304\r\n")
    assert shown.shown.count("sdol explain") == 1


def test_ctrl_c_at_a_question(screen: Callable[..., Screen], tmp_path: Path) -> None:
    (tmp_path / "ask.sdol").write_text('print "before"\nprint read("a.txt")\n')
    shown = screen("run", "ask.sdol")
    shown.read("[y/N] ")
    shown.process.send_signal(2)
    assert shown.end() == 130
    assert "Traceback" not in shown.shown
