"""The scripts that complete `sdol`: in bash, zsh and fish themselves, and against what the commands declare."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.shell.help import all_commands
from sdol.shell.main import main
from sdol.shell.options import Option
from sdol.shell.shells import bash, fish, zsh
from sdol.shell.shells.plan import LISTS, listed, plans, valued
from sdol.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}
FILES = ("a.sdol", "b.txt", "c d.sdol", "sub/inner.sdol")

Complete = Callable[..., list[str]]


@pytest.fixture
def desk(tmp_path: Path) -> dict[str, str]:
    """A folder with programs, a session with partitions, and variables under which `sdol` is this checkout."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    command = tmp_path / "bin" / "sdol"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m sdol "$@"\n')
    command.chmod(0o755)
    with Database.open(os.environ["SDOL_SESSION"]) as database:
        for name in ("notes", "old"):
            database.partition(name, "minilm@1", 4)
    for shell, script in SCRIPTS.items():
        (tmp_path / f"sdol.{shell}").write_text(script())
    path = f"{command.parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "TERM": "dumb"}


def needed(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


def output(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=variables, timeout=60)
    assert ran.stderr == ""
    return ran.stdout


# --- what the scripts say -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SCRIPTS)
def test_every_command_and_every_option_is_in_the_script(shell: str) -> None:
    script = SCRIPTS[shell]()
    for command in all_commands():
        assert command.name in script
        for option in command.options:
            name = (
                option.name
                if shell != "fish"
                else f"-{'l' if option.name[:2] == '--' else 's'} {option.name.strip('-')}"
            )
            assert name in script, (command.name, option.name)


def test_an_option_takes_a_value_in_every_command_or_in_none() -> None:
    flags = {n for plan in plans() for flag in plan.flags if flag.value is None for n in flag.names}
    assert not flags & set(valued())


@pytest.mark.parametrize("kind", LISTS)
def test_lists_of_names(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["completions", "--list", kind]) == 0
    assert capfd.readouterr().out.split() == listed(kind)
    assert bool(listed(kind)) == (kind != "partitions")  # there is no session yet


@pytest.mark.parametrize("words", [[], ["csh"], ["bash", "--list", "codes"], ["--list", "users"]])
def test_a_wrong_call(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["completions", *words]) == 2
    assert "E0901" in capfd.readouterr().err


def test_words_in_help_are_harmless_in_every_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Quotes, brackets, colons and dollars of a help text are characters."""
    command = all_commands()[0]
    nasty = Option("--nasty", 'it\'s [a] "$(touch here)" `touch here`: a\\b; done', "NAME")
    monkeypatch.setattr(command, "options", (*command.options, nasty))
    for shell, script in SCRIPTS.items():
        found = shutil.which(shell)
        if found:
            (tmp_path / "script").write_text(script())
            source = "autoload -Uz compinit; compinit -u -D; . ./script" if shell == "zsh" else ". ./script"
            ran = subprocess.run([found, "-c", source], capture_output=True, text=True, cwd=tmp_path)
            assert (ran.stdout, ran.stderr) == ("", ""), shell
    assert not (tmp_path / "here").exists()


# --- what the shells make of them ---------------------------------------------------------------------------

PROGRAMS = ["a.sdol", "bin", "c d.sdol", "sub"]
LINES = [
    ("sdol r", ["repl", "resume", "run"]),
    ("sdol run --eng", ["--engine"]),
    ("sdol run --engine ", ["emit", "step"]),
    ("sdol run a.sdol --allow fs", ["fs.read=", "fs.write="]),
    ("sdol run ", PROGRAMS),
    ("sdol fmt a.sdol ", PROGRAMS),
    ("sdol run --session x.db ", PROGRAMS),
    ("sdol store ", ["check", "decisions", "drop", "dump", "info", "load", "ls"]),
    ("sdol store info ", ["notes", "old"]),
    ("sdol store --session x.db info n", ["notes"]),
    ("sdol models re", ["remove"]),
    ("sdol explain E010", [f"E010{n}" for n in range(10)]),
    ("sdol help fm", ["fmt"]),
    ("sdol run --max-depth ", []),
    ("sdol doc --site ", ["bin", "sub"]),
]
BASH = """
source ./sdol.bash
while IFS= read -r line; do
    read -ra COMP_WORDS <<< "$line"
    if [[ $line == *' ' ]]; then COMP_WORDS+=(''); fi
    COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    _sdol
    (IFS='|'; echo "${COMPREPLY[*]}")
done
"""


def expected(found: list[str]) -> list[str]:
    return sorted({name.strip().rstrip("/") for name in found if name.strip()})


def test_bash(desk: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("".join(f"{line}\n" for line, _ in LINES))
    shown = output([needed("bash"), "-c", f"{BASH.rstrip()} < lines"], tmp_path, desk).splitlines()
    assert [expected(line.split("|")) for line in shown] == [found for _, found in LINES]


def test_fish(desk: dict[str, str], tmp_path: Path) -> None:
    asked = "".join(f"complete -C '{line}' | cut -f 1; echo ==\n" for line, _ in LINES)
    shown = output([needed("fish"), "-c", f"source sdol.fish\n{asked}"], tmp_path, desk)
    assert [expected(part.splitlines()) for part in shown.split("==\n")[:-1]] == [found for _, found in LINES]


ZSH = r"""
autoload -Uz compinit; compinit -u -D
source ./sdol.zsh
zmodload zsh/zpty
compadd() {  # what would be offered is written instead
    local -a given; builtin compadd -O given "$@"; (( ${#given} )) && print -rl -- $given >> offered
    builtin compadd "$@"
}
"""


def test_zsh(desk: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".zshrc").write_text(ZSH)
    for line, found in [
        ("sdol r", ["repl", "resume", "run"]),
        ("sdol store info ", ["notes", "old"]),
        ("sdol explain E010", [f"E010{n}" for n in range(10)]),
        ("sdol run --engine ", ["emit", "step"]),
    ]:
        (tmp_path / "offered").write_text("")
        drive = (
            "zmodload zsh/zpty; zpty z zsh -i; zpty -w z 'PROMPT=; echo REA''DY'; zpty -r z out '*READY*'; "
            f"zpty -w -n z '{line}'$'\\C-d'; zpty -w -n z $'\\C-u'\"echo DO''NE\"$'\\n'; zpty -r z out '*DONE*'"
        )
        output([needed("zsh"), "-f", "-c", drive], tmp_path, {**desk, "ZDOTDIR": str(tmp_path)})
        assert expected((tmp_path / "offered").read_text().splitlines()) == found
