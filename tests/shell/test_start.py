"""What a warm start loads: next to nothing. The figures themselves are in the benchmarks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdol.shell.main import main

ROOT = Path(__file__).resolve().parents[2]
SLOW = {"argparse", "ast", "dataclasses", "hashlib", "inspect", "json", "logging", "pathlib", "re", "typing"}
SLOW |= {"numpy", "sqlite3", "rich", "lark", "onnxruntime", "tokenizers", "prompt_toolkit"}
CODE = """
import sys
before = set(sys.modules)
from sdol.shell.main import main
status = main(sys.argv[1:])
print(status, *(set(sys.modules) - before), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--version"], ["run", "hello.sdol"]])
def test_a_warm_start_loads_nothing_slow(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "hello.sdol").write_text('let xs = [1, 2]\nprint "hello {len(xs)}"\n')
    command = [sys.executable, "-c", CODE, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
    status, *loaded = done.stderr.split()
    assert status == "0"
    assert SLOW.isdisjoint(loaded)


@pytest.mark.parametrize(("before", "after"), [(None, "1"), ("4", "4")])
def test_products_leave_the_processors_to_the_model(
    before: str | None, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", before or "")
    if before is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    assert main(["--version"]) == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == after
