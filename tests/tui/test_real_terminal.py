"""The dashboard in a pseudo-terminal: how it leaves it, and terminals and variables that are not as one would wish."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.dashboard.terminal import Terminal

Open = Callable[..., Terminal]

FOREVER = "var n = 0\nwhile true {\n  n += 1\n  sleep(0.001)\n}\n"

LEFT = ("?1049l", "?25h", "?1000l", "?1003l", "?1004l", "?2004l", "?7h", "<u")
"""What the terminal is told at the end: the usual screen and cursor, no mouse, no focus, pastes, keys as ever."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_one(text: str | None = FOREVER, **variables: str) -> Terminal:
        if text is not None:
            (tmp_path / "p.sdol").write_text(text)
        opened.append(Terminal(["p.sdol"], tmp_path, **variables))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def told(terminal: Terminal) -> str:
    return terminal.rest.decode(errors="replace")


def is_left(terminal: Terminal, before: list[object]) -> None:
    assert terminal.settings() == before
    for sign in LEFT:
        assert f"\x1b[{sign}" in told(terminal), (sign, told(terminal))


def running(terminal: Terminal) -> None:
    terminal.wait(lambda frame: "stopped" in frame.text)
    terminal.type(" ")
    terminal.wait(lambda frame: "running" in frame.text)


HEEDS_HANGUPS = pytest.mark.skipif(
    signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, reason="SIGHUP is ignored here, as under nohup"
)


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), pytest.param(signal.SIGHUP, 129, marks=HEEDS_HANGUPS), (signal.SIGINT, 130)],
)
def test_a_signal_leaves_the_terminal_as_it_was(terminal: Open, number: int, status: int) -> None:
    one = terminal()
    before = one.settings()
    running(one)
    os.kill(one.pid, number)
    assert one.ended() in (status, -number)
    is_left(one, before)


@pytest.mark.parametrize("keys", ["q", "\x03\x03"])
def test_a_key_leaves_the_terminal_as_it_was(terminal: Open, keys: str) -> None:
    one = terminal()
    before = one.settings()
    running(one)
    one.type(keys)
    assert one.ended() == 0
    is_left(one, before)


@pytest.mark.parametrize("runs", [True, False])
def test_under_nohup_it_ends_when_its_terminal_is_gone(terminal: Open, runs: bool) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        one = terminal()
    finally:
        signal.signal(signal.SIGHUP, before)
    running(one)
    if not runs:
        since = len(one.frames)
        one.type(" ")
        one.wait(lambda frame: "stopped" in frame.text, since)
    os.kill(one.pid, signal.SIGHUP)
    one.hang_up()
    until(lambda: state_of(one.pid) == "Z")
    assert one.ended() in (129, -signal.SIGHUP)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_stopped_by_the_shell_it_gives_the_terminal_back_and_takes_it_again(terminal: Open) -> None:
    one = terminal()
    before = one.settings()
    running(one)
    os.kill(one.pid, signal.SIGTSTP)
    until(lambda: state_of(one.pid) == "T")
    until(lambda: "?1049l" in told(one))
    is_left(one, before)
    since = len(one.frames)
    os.kill(one.pid, signal.SIGCONT)
    one.wait(lambda frame: "Registers" in frame.text and "p.sdol running" in frame.text, since)
    assert one.settings() != before


def test_it_is_repainted_ten_times_a_second_at_the_most(terminal: Open) -> None:
    one = terminal("var n = 0\nwhile true {\n  n += 1\n  print n\n  sleep(0.001)\n}\n")
    running(one)
    one.wait(lambda frame: len(one.frames) > 16)
    times = [frame.at for frame in one.frames]
    # By its pace eleven take 1.1 s; on a busy machine the first of them may be read late.
    assert min(b - a for a, b in zip(times, times[10:], strict=False)) > 0.9


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_is_resized_fifty_times_while_it_runs(terminal: Open) -> None:
    one = terminal()
    running(one)
    for at in range(50):
        one.resize(20 + at * 37 % 180, 5 + at * 17 % 60)
        time.sleep(0.002)
    since = len(one.frames)
    one.resize(100, 30)
    one.wait(lambda frame: frame.text.count("╮") == 2 and "p.sdol running" in frame.text, since)
    one.type(" ")
    one.wait(lambda frame: "p.sdol stopped" in frame.text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("let = 1\n", "E0110"), ('let n: int = "one"\nprint n\n', "E0302"), ("print ~0\n", "E0")],
)
def test_what_does_not_compile_is_said_before_the_screen_is_taken(
    terminal: Open, text: str, said: str
) -> None:
    one = terminal(text)
    assert one.ended() == 2
    assert said in told(one) and "?1049h" not in told(one)


def test_a_program_that_is_not_there_is_said_before_the_screen_is_taken(terminal: Open) -> None:
    one = terminal(None)
    assert one.ended() == 2
    assert "p.sdol" in told(one) and "?1049h" not in told(one)


def test_without_colour_there_are_shades_of_grey_only(terminal: Open) -> None:
    one = terminal('print "x"  # a comment\n', NO_COLOR="1", COLORTERM="truecolor")
    shown = one.wait(lambda frame: "stopped" in frame.text)
    colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", shown.written)
    assert colours and all(len(set(colour)) == 1 for colour in colours)


def test_a_terminal_that_shows_ascii_only_gets_nothing_else(terminal: Open) -> None:
    one = terminal('print "日本 ❤ \u202e"\n', LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    one.wait(lambda frame: "stopped" in frame.text)
    one.type(" ")
    one.wait(lambda frame: "ended" in frame.text)
    assert all(frame.text.isascii() for frame in one.frames)


@pytest.mark.parametrize("columns", ["0", "-3", "wide", "99999999"])
def test_what_the_variables_say_of_the_size_is_not_asked(terminal: Open, columns: str) -> None:
    one = terminal(COLUMNS=columns, LINES=columns)
    shown = one.wait(lambda frame: "Registers" in frame.text)
    assert len(shown.written) < 20_000


def test_a_terminal_that_cannot_move_its_cursor_is_refused(terminal: Open) -> None:
    one = terminal(TERM="dumb")
    assert one.ended() == 2
    assert re.search(r"the dashboard needs a terminal", told(one))


def test_a_file_name_and_an_error_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    name = "evil\x1b[2J\u202e[red].sdol"
    (tmp_path / name).write_text('stop("bad \\u{1b}[2J \\u{202e} [red]x")\n')
    one = Terminal([name], tmp_path, (120, 40))
    one.wait(lambda frame: "evil␛[2J<U+202E>[red].sdol stopped" in frame.text)
    one.type(" ")
    one.wait(lambda frame: "bad ␛[2J <U+202E> [red]x" in frame.text)
    one.close()
    written = b"".join(frame.written for frame in one.frames)
    assert b"\x1b[2J" not in written and "\u202e".encode() not in written
