"""Waiting for what a program that runs beside the tests does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


def when_there(path: Path, process: subprocess.Popen[str]) -> None:
    """Returns when a process has made a file; fails where it ends before."""
    for _ in range(20_000):
        if path.exists():
            break
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.001)
