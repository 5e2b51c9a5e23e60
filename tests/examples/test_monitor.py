"""`examples/monitor.sdol` answers each line when it comes, not when the input ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_line_is_judged_while_the_input_is_open() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", "run", str(ROOT / "examples" / "monitor.sdol")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    alarm = threading.Timer(60, process.kill)
    alarm.start()
    with process:
        assert process.stdin and process.stdout
        for line in ("ERROR disk full, cannot write the file", "WARN 9 failed logins for root from 10.1.1.1"):
            process.stdin.write("INFO backup finished\n" + line + "\n")
            process.stdin.flush()
            assert process.stdout.readline().endswith(line + "\n")
        process.stdin.close()
        assert process.stdout.read() == "2 routine, 1 failure, 1 security\n"
    alarm.cancel()
    assert process.returncode == 0
