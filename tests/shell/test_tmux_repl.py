"""The session in a real terminal: `sdol` in tmux, typed at and looked at."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds
pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """A terminal with a shell in it."""

    def __init__(self, folder: Path, columns: int, **variables: str) -> None:
        self._tmux = ("tmux", "-S", str(folder / "tmux"), "-f", os.devnull)
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "SDOL_SESSION", "SDOL_CACHE", "SDOL_MODELS")
        }
        given = {**kept, "PYTHONPATH": str(ROOT), "PS1": "$ ", "LC_ALL": "C.UTF-8", **variables}
        setting = ["env", "-i", *(f"{name}={value}" for name, value in given.items())]
        shell = shlex.join([*setting, "TERM=screen-256color", "sh", "-i"])
        self._call("new-session", "-d", "-x", str(columns), "-y", "24", "-c", str(folder), shell)
        self.sdol = f"{sys.executable} -m sdol"

    def _call(self, *words: str, input: str | None = None) -> str:
        done = subprocess.run([*self._tmux, *words], input=input, capture_output=True, text=True, check=True)
        return done.stdout

    def type(self, *keys: str) -> None:
        """Types texts; what tmux knows as a key, such as `C-c`, is that key."""
        for key in keys:
            self._call("send-keys", *(() if key in KEYS else ("-l",)), key)

    def paste(self, text: str) -> None:
        """Pastes, as a terminal does that says so to the program."""
        self._call("load-buffer", "-", input=text)
        self._call("paste-buffer", "-p")

    def shown(self, *, colours: bool = False) -> str:
        return self._call("capture-pane", "-p", *(("-e",) if colours else ())).rstrip()

    def wait(self, until: str | Callable[[str], bool]) -> str:
        """What is shown, once it holds a text."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.shown()
            if until in shown if isinstance(until, str) else until(shown):
                return shown
            assert time.monotonic() < end, f"waited for {until!r}; there is:\n{shown}"
            time.sleep(0.02)

    def prompt(self, number: int) -> str:
        """What is shown, once the prompt of this entry is there and nothing is typed."""
        return self.wait(lambda shown: shown.endswith(f"[{number}] sdol>"))

    def start(self, *words: str) -> None:
        self.type(" ".join(["clear;", self.sdol, *words]), "Enter")
        self.prompt(1)

    def leave(self) -> None:
        self.type("C-d")
        self.wait(lambda shown: shown.endswith("$"))

    def resize(self, columns: int) -> None:
        self._call("resize-window", "-x", str(columns))

    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed."""
        fd = os.open(self._call("display-message", "-p", "#{pane_tty}").strip(), os.O_RDWR | os.O_NOCTTY)
        try:
            return bool(termios.tcgetattr(fd)[3] & termios.ECHO)
        finally:
            os.close(fd)

    def process(self) -> int:
        """The process that `sdol` runs in: the only one that the shell has begun."""
        shell = self._call("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)


KEYS = ("Enter", "Tab", "Up", "C-c", "C-d", "C-r", "C-z", "M-Enter", "C-x", "C-e")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_one(columns: int = 80, **variables: str) -> Terminal:
        opened.append(Terminal(tmp_path, columns, **variables))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def test_entries_of_several_lines_ctrl_c_in_a_loop_and_ctrl_d(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("fn twice(n: int) -> int {", "Enter", "n * 2", "Enter", "}", "Enter")
    screen.prompt(2)
    screen.type("twice(21)", "Enter")
    assert "[1] sdol> fn twice(n: int) -> int {\n    ....>   n * 2\n    ....> }\n[2] sdol> twice(21)\n42" in (
        screen.prompt(3)
    )
    screen.type("var n = 0", "Enter")
    screen.prompt(4)
    screen.type('while true { n += 1\nif n == 1 { print "runs" } }', "Enter")
    screen.wait("\nruns")
    screen.type("C-c")
    assert "stopped" in screen.prompt(5)
    screen.type("n > 0", "Enter")
    assert "true" in screen.prompt(6)
    screen.type("let half = ", "C-c")
    screen.wait(lambda shown: shown.endswith("[6] sdol>"))
    screen.leave()
    screen.type("echo left with $?", "Enter")
    screen.wait("left with 0\n")


def test_a_pasted_program_runs_as_one_entry_at_enter(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.paste("let a = 20\n\nfn f() -> int {\n\ta + 1\n\n}\nprint f() * 2\nprint 1 / 4\n")
    shown = screen.wait("print 1 / 4")
    assert "42" not in shown
    screen.type("Enter")
    assert "\n42\n0.25\n" in screen.prompt(2)


def test_history_lasts_from_session_to_session(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("let kept = {", "Enter", "a: 1", "Enter", "}", "Enter")
    screen.prompt(2)
    screen.leave()
    screen.start()
    screen.type("let", "Up")
    screen.wait("[1] sdol> let kept = {\n    ....>   a: 1\n    ....> }")
    screen.type("Enter")
    screen.prompt(2)
    screen.type("C-r", "KEPT")
    screen.wait("[2] sdol> let kept = {\n    ....>   a: 1\n    ....> }")
    screen.type("C-c")
    screen.prompt(2)


def test_the_menu_shows_type_and_documentation(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("let similar_texts = 1", "Enter")
    screen.prompt(2)
    screen.type("simil", "Tab")
    shown = screen.wait("similarities")
    assert re.search(r"similar_texts +int", shown)
    assert re.search(r"similarities +\(xs, .*\) -> .* [A-Z]", shown)
    screen.type("C-c")
    screen.prompt(2)


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}], ids=["colour", "no colour"])
def test_sixty_columns_and_a_resize_in_the_midst_of_a_picture(
    terminal: Callable[..., Terminal], variables: dict[str, str]
) -> None:
    screen = terminal(60, **variables)
    screen.start()
    screen.type("for i in range(400) { print heatmap([[i, 2], [3, 4]]) }", "Enter")
    screen.wait(lambda shown: shown.count("█") > 3)
    screen.resize(40)
    screen.prompt(2)
    screen.type('let name = "a text that needs more than one line of this terminal"', "Enter")
    assert max(map(len, screen.prompt(3).splitlines())) <= 40
    screen.resize(100)
    screen.type("1 + 1", "Enter")
    assert "\n2\n" in screen.prompt(4)
    screen.type("let x = 1")
    screen.wait("let x = 1")
    painted = "\x1b[1m\x1b[35mlet" in screen.shown(colours=True)
    assert painted == (not variables)


def test_ctrl_z_puts_the_session_aside(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("1 + 1", "C-z")
    screen.wait("Stopped")
    screen.type("echo at; echo the shell", "Enter")
    screen.wait("at\nthe shell")
    screen.type("fg", "Enter")
    screen.wait(lambda shown: shown.endswith("sdol> 1 + 1"))
    screen.type("Enter")
    assert "\n2\n" in screen.prompt(2)


LONG = 'print "runs"\nvar i = 0\nwhile i < 8_000_000 { i += 1 }\nprint "done"'


def runs(screen: Terminal, entry: str) -> None:
    """Begins a session in which an entry is running that prints `runs` first."""
    screen.start()
    screen.paste(entry)
    screen.type("Enter")
    screen.wait("\nruns")


def test_what_is_typed_while_an_entry_runs_is_the_next_one(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    runs(screen, LONG)
    screen.type("6 * 7", "Enter", "1 + 1")
    shown = screen.wait("[3] sdol> 1 + 1")
    assert shown.endswith("runs\ndone\n[2] sdol> 6 * 7\n42\n[3] sdol> 1 + 1")


def test_ctrl_d_while_an_entry_runs_leaves_after_it(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    runs(screen, LONG)
    screen.type("C-d")
    assert screen.wait(lambda shown: shown.endswith("$")).endswith("runs\ndone\n[2] sdol>\n$")


def test_ctrl_z_while_an_entry_runs_gives_the_shell_its_terminal(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    runs(screen, LONG.replace("8_000", "20_000"))
    screen.type("C-z")
    screen.wait("Stopped")
    screen.type("stty -a | grep -c ' icanon.* echo '; echo end", "Enter")
    assert "\n1\nend" in screen.wait("\nend")
    screen.type("fg", "Enter")
    screen.wait(lambda shown: not screen.echoes())
    screen.type("6 * 7", "Enter")
    assert screen.prompt(3).endswith("\ndone\n[2] sdol> 6 * 7\n42\n[3] sdol>")


def test_an_entry_goes_on_in_the_background(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    runs(screen, LONG)
    screen.type("C-z")
    screen.wait("Stopped")
    screen.type("bg", "Enter")
    screen.wait(lambda shown: shown.count("done") == 2)  # to set the terminal would stop it
    screen.type("fg", "Enter")
    screen.prompt(2)


def test_a_program_reads_lines_that_are_typed(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("for line in input.lines { print upper(line) }", "Enter")
    screen.wait(lambda shown: screen.echoes())
    screen.type("first", "Enter")
    screen.wait("FIRST")
    screen.type("second", "Enter", "C-d")
    assert screen.prompt(2).endswith("first\nFIRST\nsecond\nSECOND\n[2] sdol>")
    screen.type("6 * 7", "Enter", "C-d")
    assert screen.wait(lambda shown: shown.endswith("$")).endswith("42\n[3] sdol>\n$")


def test_results_go_to_a_file_while_prompts_stay_on_the_screen(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    screen = terminal()
    screen.start("repl", "> results")
    screen.type("6 * 7", "Enter")
    assert "42" not in screen.prompt(2)
    screen.leave()
    assert (tmp_path / "results").read_text() == "42\n"


def test_consent_is_asked_in_the_midst_of_an_entry(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("found me")
    screen = terminal()
    screen.start()
    screen.type('upper(read("note.txt"))', "Enter")
    screen.wait("[y/N]")
    screen.type("y", "Enter")
    assert "FOUND ME" in screen.prompt(2)
    screen.type('read("other.txt")', "Enter")
    screen.wait(lambda shown: shown.endswith("[y/N]"))
    screen.type("C-c")
    screen.prompt(3)


def test_an_entry_is_edited_in_the_editor(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\ncase $1 in *.sdol) sed -i s/20/40/ $1;; esac\n")
    editor.chmod(0o755)
    screen = terminal(EDITOR=str(editor), VISUAL="")
    screen.start()
    screen.type("let a = 20", "M-Enter", "a + 2", "C-x", "C-e")
    screen.wait("let a = 40\n    ....> a + 2")
    screen.type("Enter")
    assert "\n42\n" in screen.prompt(2)


def test_a_terminal_that_goes_away_ends_the_session(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("let a = 1", "Enter")
    screen.prompt(2)
    session = screen.process()
    screen.close()
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{session}").exists():
        assert time.monotonic() < end, "it goes on without its terminal"
        time.sleep(0.02)


def test_a_signal_to_end_leaves_the_terminal_as_it_was(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    screen.start()
    screen.type("let a")
    screen.wait("let a")
    os.kill(screen.process(), signal.SIGTERM)
    screen.wait("Terminated")
    screen.type("stty -a | grep -c ' echo '; echo end", "Enter")
    assert "\n1\nend" in screen.wait("\nend")
