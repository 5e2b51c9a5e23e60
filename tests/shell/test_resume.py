"""`sdol run --state` and `sdol resume`, and the bounds of a run, as a user meets them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.kernel import saved

ROOT = Path(__file__).parents[2]
Sdol = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = """
store notes@hd
fn down(n: int) -> int { if n == 0 { 0 } else { 1 + down(n - 1) } }
for line in input.lines {
  notes.put('a, {line: line})
  print line, down(len(line)), notes.count(), args.word
}
let found = try { [10 / n for n in [1, 0]] } else e { [0.5] }
print found
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "input.txt").write_text("one\nthree\nnine\n")
    path = tmp_path / "p.sdol"
    path.write_text(PROGRAM)
    return path


def test_a_program_goes_on_in_other_processes(sdol: Sdol, program: Path, tmp_path: Path) -> None:
    given = ["--input", "input.txt", "-D", "word=w"]
    whole = sdol("run", "p.sdol", *given, "--session", "one.db")
    assert (whole.returncode, whole.stderr) == (0, "")
    first = sdol("run", "p.sdol", *given, "--session", "two.db", "--pause-after", "70", "--state", "s")
    assert (first.returncode, first.stderr) == (0, "")
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600
    printed = first.stdout
    for _ in range(2):
        answer = json.loads(
            sdol("resume", "s", "--session", "two.db", "--pause-after", "40", "--json").stdout
        )
        assert (answer["status"], answer["state"]) == (0, "s")
        printed += answer["output"]
    last = sdol("resume", "s", "--session", "two.db")
    assert (last.returncode, last.stderr) == (0, "")
    assert printed + last.stdout == whole.stdout == "one 3 1 w\nthree 5 2 w\nnine 4 3 w\n[0.5]\n"
    assert first.stdout and last.stdout


def test_a_program_that_ends_before_it_would_be_saved_just_ends(sdol: Sdol, tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text("print 1")
    ran = sdol("run", "p.sdol", "--pause-after", "1000", "--state", "s")
    assert (ran.returncode, ran.stdout, (tmp_path / "s").exists()) == (0, "1\n", False)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_saves_and_the_rest_is_done_later(
    sdol: Sdol, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    (tmp_path / "p.sdol").write_text(
        'print "begun"\nvar n = 0\nwhile not exists("go") { n += 1 }\nprint "done"'
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "run", "p.sdol", "--state", "s", "--allow", "fs.read=."],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    session = Path(os.environ["SDOL_SESSION"])
    until(lambda: session.exists())  # it has asked its first question
    process.send_signal(number)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "begun\n")
    assert sdol("resume", "s").returncode == 3  # grants do not travel
    (tmp_path / "go").touch()
    assert sdol("resume", "s", "--allow", "fs.read=.").stdout == "done\n"


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end


def test_what_cannot_be_resumed_is_one_clear_message(sdol: Sdol, program: Path, tmp_path: Path) -> None:
    sdol("run", "p.sdol", "--input", "input.txt", "--pause-after", "70", "--state", "s")
    data = (tmp_path / "s").read_bytes()
    (tmp_path / "cut").write_bytes(data[:-9])
    rest = data[len(saved.MAGIC) + 32 :]
    other = rest.replace(b"num.add", b"num.adz")
    assert other != rest
    (tmp_path / "odd").write_bytes(saved.MAGIC + hashlib.sha256(other).digest() + other)
    calls = {
        "E0801": sdol("resume", "nowhere"),
        "E0531": sdol("resume", "cut"),
        "E0531 ": sdol("resume", "odd"),
        "E0535": sdol("resume", "s", "--session", "none.db"),
    }
    for code, ran in calls.items():
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.count("error[") == 1
        assert f"error[{code.strip()}]" in ran.stderr
        assert "Traceback" not in ran.stderr
    told = json.loads(sdol("resume", "cut", "--json").stdout)
    assert [d["code"] for d in told["diagnostics"]] == ["E0531"]


@pytest.mark.parametrize(
    "words",
    [
        ["--pause-after", "9"],
        ["--max-depth", "0"],
        ["--max-depth", "1000001"],
        ["--max-instructions", "many"],
        ["--max-memory", "12 parsecs"],
        ["--max-instructions", "9", "--engine", "emit"],
    ],
)
def test_bounds_that_make_no_sense_are_refused_before_anything_runs(
    sdol: Sdol, program: Path, words: list[str]
) -> None:
    ran = sdol("run", "p.sdol", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "error[E0901]" in ran.stderr


def test_no_try_catches_the_end_of_the_instructions(sdol: Sdol, tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text(
        'while true { try { while true { print "x" } } else { print "caught" } }'
    )
    ran = sdol("run", "p.sdol", "--max-instructions", "50", "--json")
    answer = json.loads(ran.stdout)
    assert (ran.returncode, answer["diagnostics"][0]["code"]) == (1, "E0538")
    assert set(answer["output"].split()) == {"x"}


DEPTH = """
var reached = 0
fn down(n: int) -> int { reached += 1
  if n == 0 { 0 } else { 1 + down(n - 1) } }
print try { "{down(8)}" } else e { e.message }, reached
print map([3], n => down(n))
print down(9)
"""


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_the_bound_of_the_depth_is_exact_on_both_engines(sdol: Sdol, tmp_path: Path, engine: str) -> None:
    (tmp_path / "p.sdol").write_text(DEPTH)
    ran = sdol("run", "p.sdol", "--max-depth", "10", "--engine", engine)
    assert (ran.returncode, ran.stdout) == (1, "8 9\n[3]\n")
    assert "error[E0503]: the recursion is deeper than 10 calls" in ran.stderr
    assert "2 more calls" in ran.stderr  # of 10, of which 8 are shown
    shallow = sdol("run", "p.sdol", "--max-depth", "9", "--engine", engine)
    assert shallow.stdout == "the recursion is deeper than 9 calls 8\n[3]\n"
    deep = sdol("run", "p.sdol", "--max-depth", "8_000", "--engine", engine)
    assert deep.stdout.endswith("[3]\n9\n")


def test_a_recursion_too_deep_for_the_stack_of_the_process_runs_step_by_step(
    sdol: Sdol, tmp_path: Path
) -> None:
    (tmp_path / "p.sdol").write_text("fn f(n: int) -> int { 1 + f(n) }\nprint try { f(0) } else { 7 }")
    assert sdol("run", "p.sdol", "--max-depth", "8_000").stdout == "7\n"
    assert sdol("run", "p.sdol", "--max-depth", "50_000").stdout == "7\n"
    refused = sdol("run", "p.sdol", "--max-depth", "50_000", "--engine", "emit")
    assert refused.returncode == 2 and "no room for so many open calls" in refused.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the data segment as a whole")
@pytest.mark.parametrize("engine", ["emit", "step"])
def test_the_bound_of_the_memory_can_be_caught_once_and_not_passed(
    sdol: Sdol, tmp_path: Path, engine: str
) -> None:
    (tmp_path / "p.sdol").write_text(
        "print try { len([n * 1.5 for n in range(4000000)]) } else { 0 }\n"
        'var all = ["a"]\nwhile true { all = concat(all, all) }'
    )
    ran = sdol("run", "p.sdol", "--max-memory", "60MB", "--engine", engine)
    assert (ran.returncode, ran.stdout) == (1, "0\n")
    assert "error[E0505]" in ran.stderr
    assert "`--max-memory` allows 60,000,000 bytes" in ran.stderr
