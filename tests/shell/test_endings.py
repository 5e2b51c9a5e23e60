"""How a program's process ends: a reader that leaves, a full disk, signals, scripts that name `sdol`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.store import Database

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")
LOOP = 'print "begun"\nwarn("ready")\nvar n = 0\nwhile true { n += 1 }\n'
EMBEDDING = """print "begun"
let texts = ["text number {i}" for i in range(0, 5000)]
warn("ready")
print len(~texts)
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `sdol`, and leaves it running."""

    def started(*words: str, **options: object) -> subprocess.Popen[str]:
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options}
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, "-m", "sdol", *words], text=True, cwd=tmp_path, env=environment, **given
        )

    return started


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_a_reader_that_leaves_is_no_failure(engine: str, start: Callable, tmp_path: Path) -> None:
    (tmp_path / "many.sdol").write_text("for i in range(1, 300000) { print i }")
    process = start("run", "many.sdol", "--engine", engine)
    assert process.stdout.readline() == "1\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        ("run", "small.sdol"),
        ("run", "many.sdol"),
        ("eval", "1"),
        ("isa",),
        ("--version",),
        ("run", "--json", "small.sdol"),
    ],
)
def test_a_full_disk_is_one_message(words: tuple[str, ...], start: Callable, tmp_path: Path) -> None:
    (tmp_path / "small.sdol").write_text("print 1")
    (tmp_path / "many.sdol").write_text("for i in range(1, 300000) { print i }")
    with FULL.open("w") as full:
        process = start(*words, stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.count("error[") == errors.count("error[E0820]") == 1
    assert "Traceback" not in errors and "Exception" not in errors


@pytest.mark.parametrize("engine", ["emit", "step"])
@pytest.mark.parametrize(
    ("number", "status", "recorded"), [(signal.SIGINT, 130, "130"), (signal.SIGTERM, -signal.SIGTERM, "143")]
)
@pytest.mark.parametrize("program", [LOOP, EMBEDDING], ids=["loop", "embedding"])
def test_a_signal_ends_a_program_in_order(
    program: str, number: int, status: int, recorded: str, engine: str, start: Callable, tmp_path: Path
) -> None:
    (tmp_path / "long.sdol").write_text(program)
    process = start("run", "long.sdol", "--engine", engine, "--session", "run.db")
    assert process.stderr.readline() == "ready\n"
    process.send_signal(number)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (status, "begun\n", "")
    with Database.open(tmp_path / "run.db") as database:
        assert [run.status for run in database.journal.runs()] == [recorded]
        assert database.check() == []


def test_without_standard_error_the_status_still_tells(start: Callable, tmp_path: Path) -> None:
    for broken in (subprocess.DEVNULL, FULL.open("w") if FULL.exists() else subprocess.DEVNULL):
        process = start("run", "missing.sdol", stderr=broken)
        assert process.communicate(timeout=60)[0] == ""
        assert process.returncode == 2
        if broken is not subprocess.DEVNULL:
            broken.close()


@pytest.mark.skipif(shutil.which("env") is None, reason="needs env")
def test_the_loop_without_standard_input_ends(start: Callable) -> None:
    process = start("repl", preexec_fn=lambda: os.close(0), stdin=None)
    out, err = process.communicate(timeout=60)
    assert (out, process.returncode, "E0999" in err) == ("", 1, False)
    assert "error[E0806]" in err


def test_a_script_that_names_sdol(tmp_path: Path) -> None:
    sdol = tmp_path / "bin" / "sdol"
    sdol.parent.mkdir()
    sdol.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m sdol "$@"\n')
    sdol.chmod(0o755)
    script = tmp_path / "greet"
    script.write_text('#!/usr/bin/env -S sdol run\nfor line in input.lines { print "hello {line}" }\n')
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{sdol.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [script], input="world\n", capture_output=True, text=True, env=environment, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "hello world\n", "")
