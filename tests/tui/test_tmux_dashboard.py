"""The dashboard in a real terminal: an example from its first line to its end, and every way to leave."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.test_tmux_repl import PATIENCE, ROOT, Terminal
from tests.shell.test_tmux_repl import pytestmark as pytestmark

TRIAGE = f"{ROOT}/examples/triage.sdol --input some.jsonl"
SAMPLE = ROOT / "examples" / "data" / "banking_sample.jsonl"
FOREVER = "var n = 0\nwhile true {\n  n += 1\n}\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "p.sdol").write_text(FOREVER)
    one = Terminal(tmp_path, 120)
    yield one
    one.close()


def left(terminal: Terminal) -> str:
    """What the terminal shows after the dashboard: the shell's screen, on which keys are seen again."""
    terminal.wait(lambda shown: shown.endswith("$"))
    terminal.type("echo 'a b' | wc -w", "Enter")
    shown = terminal.wait(lambda shown: shown.endswith("2\n$"))
    assert "echo 'a b' | wc -w" in shown and "Registers" not in shown
    assert terminal._call("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").strip() == "0 0"
    return shown


def test_the_triage_example_is_watched(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[:60]))
    terminal._call("resize-window", "-x", "120", "-y", "40")
    terminal.type(f"clear; {terminal.sdol} tui {TRIAGE}", "Enter")
    terminal.wait("triage.sdol stopped · line 10")
    terminal.type(":")
    terminal.type("until 111", "Enter")
    shown = terminal.wait("line 111")
    assert 'route ~"' in terminal.wait("otherwise")
    terminal.type("2")
    terminal.wait("Meaning of ")
    terminal.type(" ")
    shown = terminal.wait("triage.sdol ended")
    terminal.type("4")
    assert "not understood, so for a person to read:" in terminal.wait("not understood"), shown
    terminal.type("b")
    terminal.wait("in the past")
    terminal.type("q")
    left(terminal)


EXAMPLES = {
    "monitor": (
        "--input {data}/app.log",
        "14 decided, 1 void",
        {"4": "6 routine, 2 slow", "5": "embed.text"},
    ),
    "search": (
        "--input {data}/notes.jsonl -D query=timber --session s.db",
        "ended",
        {"4": "timber", "9": "notes"},
    ),
}
"""How each is started, what stands in the line at the top at its end, and what its panels show then."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_gone_through_to_its_end_and_back(terminal: Terminal, name: str) -> None:
    words, end, shown = EXAMPLES[name]
    given = words.format(data=ROOT / "examples" / "data")
    terminal._call("resize-window", "-x", "120", "-y", "40")
    terminal.type(f"clear; {terminal.sdol} tui {ROOT}/examples/{name}.sdol {given}; echo status $?", "Enter")
    terminal.wait(f"{name}.sdol stopped")
    terminal.type("n")
    terminal.wait(lambda text: "instructions" in text.splitlines()[0] and "stopped" in text)
    terminal.type(" ")
    terminal.wait(lambda text: f"{name}.sdol ended" in text and end in text)
    terminal.type("b")
    terminal.wait("in the past")
    for panel in "1234567890":
        terminal.type(panel)
        terminal.wait(shown.get(panel, f"{name}.sdol stopped"))
    terminal.type("q")
    terminal.wait("status 0")
    left(terminal)


def test_control_c_twice_leaves_a_program_that_runs(terminal: Terminal) -> None:
    terminal.type(f"clear; {terminal.sdol} tui p.sdol; echo status $?", "Enter")
    terminal.wait("p.sdol stopped")
    terminal.type(" ")
    terminal.wait("p.sdol running")
    terminal.type("C-c")
    terminal.wait("p.sdol stopped")
    terminal.type("C-c")
    terminal.wait("status 0")
    left(terminal)


def test_it_rests_while_nothing_happens(terminal: Terminal) -> None:
    terminal.type(f"clear; {terminal.sdol} tui p.sdol", "Enter")
    terminal.wait("p.sdol stopped")
    process = terminal.process()

    def spent() -> float:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    end, last = time.monotonic() + PATIENCE, spent()
    while time.monotonic() < end:
        time.sleep(1)
        now = spent()
        if now - last <= 0.05:
            break
        last = now
    else:
        pytest.fail("it never came to rest")
    terminal.type("q")
    left(terminal)


def test_without_a_terminal_it_says_what_to_use(terminal: Terminal) -> None:
    terminal.type(f"clear; {terminal.sdol} tui p.sdol | cat", "Enter")
    terminal.wait("the dashboard needs a terminal")
    terminal.type(f"clear; {terminal.sdol} tui", "Enter")
    terminal.wait("needs a program, or a session")
