"""`sdol lsp` as a command: what it needs, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WITHOUT = "import sys; sys.modules['pygls'] = None; from sdol.shell.main import main; sys.exit(main(['lsp']))"


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, input="", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        "E0940" in done.stderr and "pip install 'sdol[lsp]'" in done.stderr and "Traceback" not in done.stderr
    )


def test_it_ends_with_the_process_of_its_client(tmp_path: Path) -> None:
    """Where nobody closes its input: the number of a process that has ended, as editors give it."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    reading, writing = os.pipe()
    words = [sys.executable, "-m", "sdol", "lsp", "--stdio", f"--clientProcessId={gone.pid}"]
    done = subprocess.run(words, stdin=reading, capture_output=True, cwd=tmp_path, timeout=30)
    os.close(reading)
    os.close(writing)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_programs_that_run_load_none_of_it() -> None:
    loaded = "[name for name in sys.modules if 'pygls' in name or 'analysis' in name]"
    code = f"import sys, sdol.shell.main, sdol.lang.program; print({loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
