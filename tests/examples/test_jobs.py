"""The ten small jobs: SDOL and Python print the same, and of ten typical mistakes what each language says, and when."""

from __future__ import annotations

import os
import py_compile
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.comparison import EVERY
from sdol.shell.commands.check import problems

ROOT = Path(__file__).resolve().parents[2]
JOBS = ROOT / "examples" / "jobs"
NUMBERS = [f"{n:02}" for n in range(1, 11)]
SEARCH = re.compile(r"^-?\d\.\d\d (?=\D)", re.MULTILINE)
"""A similarity with two decimals, of which two processors may round the second differently."""

CAUGHT = {job.number: job.caught for job in EVERY}
"""What `sdol check` says first of each mistake."""

RAISED = {job.number: job.raised for job in EVERY}
"""What Python raises while the mistake runs; nothing where it prints something wrong, or is right by luck."""


def output(*words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), str(JOBS / "python")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=JOBS, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_both_languages_print_the_same(number: str) -> None:
    ours = output("-m", "sdol", "run", "--allow", "fs.read", f"sdol/job{number}.sdol")
    theirs = output(f"python/job{number}.py")
    assert (ours.stderr, theirs.stderr) == ("", "")
    assert ours.stdout, "it prints something"
    assert SEARCH.sub("", ours.stdout) == SEARCH.sub("", theirs.stdout)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_checker_finds_the_mistake(number: str) -> None:
    assert problems(str(JOBS / "sdol" / f"job{number}.sdol")) == []
    found = problems(str(JOBS / "mistakes" / "sdol" / f"job{number}.sdol"))
    assert [d.code for d in found][:1] == [CAUGHT[number]]


@pytest.mark.parametrize("number", NUMBERS)
def test_python_finds_it_when_it_runs_if_at_all(number: str, tmp_path: Path) -> None:
    path = JOBS / "mistakes" / "python" / f"job{number}.py"
    py_compile.compile(str(path), cfile=str(tmp_path / "compiled"), doraise=True)
    raised = re.findall(r"^(\w+Error)\b", output(str(path)).stderr, re.MULTILINE)
    assert raised[-1:] == [RAISED[number]] * bool(RAISED[number])


def complaints(folder: str, cache: Path) -> set[tuple[str, str]]:
    """What mypy says of the jobs in a folder, by file."""
    files = sorted(str(path) for path in (JOBS / folder).glob("job*.py"))
    options = ["--config-file=", f"--cache-dir={cache}", "--ignore-missing-imports", "--no-error-summary"]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *files],
        env={**os.environ, "MYPYPATH": str(JOBS / "python")},
        cwd=JOBS,
        capture_output=True,
        text=True,
    )
    lines = re.finditer(r"^(.+?):\d+: error: (.*)$", found.stdout, re.MULTILINE)
    return {(Path(line[1]).name, line[2]) for line in lines}


def test_mypy_finds_the_forgotten_argument_and_no_other_mistake(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    new = complaints("mistakes/python", tmp_path) - complaints("python", tmp_path)
    assert {(file, text.split("  ")[-1]) for file, text in new} == {("job05.py", "[call-arg]")}
