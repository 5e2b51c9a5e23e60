"""The manual page: complete, in characters that every formatter takes, and without a warning of any."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sdol.shell import man
from sdol.shell.help import all_commands
from sdol.shell.repl import registry

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r'"((?:SDOL|XDG)_[A-Z_]+|NO_COLOR|EDITOR|VISUAL|PAGER|INPUTRC|TERM)"')


def test_it_names_every_command_option_and_colon_command() -> None:
    page = man.page()
    for command in all_commands():
        assert f'.SS "sdol {man.escaped(command.usage().removeprefix("sdol "))}"' in page
        for option in command.options:
            assert f"\\fB{man.escaped(option.name)}\\fR" in page
    for name in registry.names():
        assert f"\\fB:{man.escaped(registry.get(name).usage)}" in page


def test_it_names_every_variable_that_the_program_reads() -> None:
    read = {name for path in (ROOT / "sdol").rglob("*.py") for name in VARIABLE.findall(path.read_text())}
    named = {name for left, _ in man.ENVIRONMENT for name in left.split(", ")}
    assert read <= named


def test_it_is_the_same_on_every_machine_and_in_ascii() -> None:
    page = man.page()
    assert page == man.page()
    assert page.isascii()
    assert str(Path.home()) not in page
    assert max(map(len, page.splitlines())) < 200


def test_no_line_is_taken_for_a_request() -> None:
    known = ("TH", "SH", "SS", "TP", "PP", "B ", "br", "RS", "RE", "nf", "fi", '\\"')
    for line in man.page().splitlines():
        assert not line.startswith("'")
        assert not line.startswith(".") or line[1:].startswith(known), line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (".hidden files", ["\\&.hidden files"]),
        ("`-D x` gives", ["\\fB\\-D\\~x\\fR gives"]),
        ("a\\b ~ 'c'", ["a\\eb \\(ti \\(aqc\\(aq"]),
        ("…", ["\\[u2026]"]),
    ],
)
def test_characters_that_the_macros_would_take(text: str, lines: list[str]) -> None:
    assert man.marked(text) == lines


@pytest.mark.parametrize("formatter", ["mandoc -Tlint -W warning", "groff -ww -man -Tutf8 -z"])
def test_a_formatter_has_nothing_to_say(formatter: str, tmp_path: Path) -> None:
    command = formatter.split()
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    (tmp_path / man.NAME).write_text(man.page())
    ran = subprocess.run([*command, man.NAME], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
