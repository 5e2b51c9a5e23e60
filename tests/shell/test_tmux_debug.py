"""The debugger in a real terminal: typed at in tmux, with its editor, its history and Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.test_tmux_repl import Terminal
from tests.shell.test_tmux_repl import pytestmark as pytestmark

PROGRAM = """\
fn half(n: int) -> num {
  10 / n
}
var done = 0
while true {
  done += 1
  if done == 1 { print "it loops" }
}
"""


@pytest.fixture(params=[60, 80])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "p.sdol").write_text(PROGRAM)
    one = Terminal(tmp_path, request.param)
    yield one
    one.close()


def test_a_loop_is_interrupted_looked_at_and_gone_back_over(terminal: Terminal) -> None:
    terminal.type(f"clear; {terminal.sdol} debug p.sdol", "Enter")
    terminal.wait(lambda shown: shown.endswith("debug>"))
    assert ">    4 | var done = 0" in terminal.shown()
    terminal.type("cont", "Tab", "Enter")
    terminal.wait("it loops")  # the line is shown before Enter was taken, and Ctrl-C would only clear it
    terminal.type("C-c")
    terminal.wait(lambda shown: "interrupted" in shown and shown.endswith("debug>"))
    terminal.type("p done > 0", "Enter")
    terminal.wait("true")
    terminal.type("back", "Enter")
    terminal.wait("(in the past)")
    terminal.type("Enter")
    terminal.wait(lambda shown: shown.count("(in the past)") == 2)
    terminal.type("Up", "Up", "Enter")
    terminal.wait(lambda shown: shown.endswith("debug> p done > 0\ntrue\ndebug>"))
    assert max(map(len, terminal.shown().splitlines())) <= 80
    terminal.type("C-c", "C-d")
    terminal.wait(lambda shown: shown.endswith("$"))
