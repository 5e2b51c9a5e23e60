"""The help of each command: what it says fits a screen, and its examples can be typed as they stand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sdol.shell.help import all_commands, overview
from sdol.shell.options import Command

COMMANDS = all_commands()
COLUMNS = 80

FILES = {
    "triage.sdol": """\
space swift
region refunds = around ["refund my payment", "my card was charged twice"]
fn team(message: text) -> text {
  route ~message {
    refunds => "billing"
    void => "a person"
  }
}
store notes
for line in input.lines {
  notes.put(line)
  print team(line), line
}
test "a refund is for billing" { assert team("refund me, please") == "billing" }
""",
    "long.sdol": "var n = 0\nwhile n < 2000 { n += 1 }\nprint n\n",
    "report.sdol": 'print args.year, read("notes/report.txt").lines[0]\n',
    "notes/report.txt": "A quiet year.\n",
    "messages.txt": "refund my payment, please\n",
    "prices.sdol": "## >>> with_tax(10)\n## 12.0\nfn with_tax(price: num) -> num { price * 1.2 }\n",
    "commands.txt": "step\nprint args\nback\nquit\n",
}
"""What the examples work on."""

MADE = {
    "shop.db": "sdol run triage.sdol --input messages.txt --session shop.db",
    "notes": "sdol run triage.sdol --input messages.txt",
    "notes.jsonl": "sdol run triage.sdol --input messages.txt; sdol store dump notes > notes.jsonl",
    "triage.sdolasm": "sdol dis triage.sdol > triage.sdolasm",
    "long.state": "sdol run long.sdol --engine step --pause-after 50 --state long.state",
    "triage.state": "cat messages.txt | sdol run triage.sdol --engine step --pause-after 20 --state triage.state",
}
"""What some of them take up, by its name: the calls that make it."""

ELSEWHERE = ("sdol models add", "sdol jupyter", "sdol tui")
"""What needs more than these files, or a terminal; the tests of that command do it."""

EXAMPLES = [
    (call, command.name)
    for command in COMMANDS
    for call, _ in command.examples
    if not call.startswith(ELSEWHERE)
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_help_says_what_each_thing_is(command: Command) -> None:
    assert command.examples, "a command shows how it is called"
    assert command.summary[0].islower() and not command.summary.endswith(".")
    assert all(option.help and not option.help.endswith(".") for option in command.options)
    assert not command.details or command.details.endswith(".")
    assert max(map(len, command.help().splitlines())) <= COLUMNS


def test_the_overview_fits_a_screen() -> None:
    assert max(map(len, overview().splitlines())) <= COLUMNS
    assert [c.name for c in COMMANDS if f"  {c.name} " not in overview()] == []


@pytest.mark.parametrize(("call", "command"), EXAMPLES)
def test_an_example_can_be_typed(call: str, command: str, tmp_path: Path, shell: dict[str, str]) -> None:
    (tmp_path / "notes").mkdir()
    for file, text in FILES.items():
        (tmp_path / file).write_text(text)
    for name, making in MADE.items():
        if name in call.split() and not call.endswith(f"> {name}"):
            subprocess.run(making, shell=True, cwd=tmp_path, env=shell, capture_output=True)
    ran = subprocess.run(call, shell=True, cwd=tmp_path, env=shell, text=True, input="", capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, "")
