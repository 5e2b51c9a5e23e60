"""Both programs as processes that run by turns, so that a busy moment of the machine meets both."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.timing import on_one_processor
from benchmarks.triage.data import PROGRAM, ROUTER, Data

TURN = 1.0
"""Seconds that one program runs while the other is stopped."""


@dataclass
class Lap:
    """How one program did.

    Attributes:
        wall: seconds from start to end, without those in which the other had its turn.
        cpu: processor seconds, user and system.
        answers: the line it wrote for each message.
    """

    wall: float
    cpu: float
    answers: list[str]


class Runner:
    """One program: its process, stopped except during its turns."""

    def __init__(
        self, command: Sequence[str], messages: Path, answers: Path, variables: dict[str, str]
    ) -> None:
        self._name = answers.stem
        self._answers, self._errors = answers, answers.with_suffix(".errors")
        self.wall = self.cpu = 0.0
        start = time.perf_counter()
        with messages.open("rb") as given, answers.open("wb") as written, self._errors.open("wb") as errors:
            self._child = subprocess.Popen(
                command, stdin=given, stdout=written, stderr=errors, env=os.environ | variables
            )
        self._child.send_signal(signal.SIGSTOP)
        self.wall += time.perf_counter() - start

    def turn(self, seconds: float) -> bool:
        """Lets it run for so long; whether it has ended."""
        start = time.perf_counter()
        self._child.send_signal(signal.SIGCONT)
        ended = False
        while not ended and time.perf_counter() - start < seconds:
            time.sleep(0.005)
            ended = self._has_ended()
        if not ended:
            self._child.send_signal(signal.SIGSTOP)
        self.wall += time.perf_counter() - start
        return ended

    def lap(self) -> Lap:
        if self._child.returncode:
            raise RuntimeError(f"{self._name} failed: {self._errors.read_text(encoding='utf-8').strip()}")
        return Lap(self.wall, self.cpu, self._answers.read_text(encoding="utf-8").splitlines())

    def kill(self) -> None:
        """Ends it, stopped or not, if it has not ended."""
        if self._child.returncode is None:
            self._child.kill()
            self._child.wait()

    def _has_ended(self) -> bool:
        pid, status, usage = os.wait4(self._child.pid, os.WNOHANG)
        if pid:
            self._child.returncode = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime
        return bool(pid)


def race(data: Data, messages: list[str], folder: Path) -> tuple[Lap, Lap]:
    """Runs both programs over the messages, ours with a new database; our lap comes first."""
    folder.mkdir()
    examples, given = folder / "examples.jsonl", folder / "messages.txt"
    rows = [json.dumps({"text": text, "team": team}) for text, team in data.examples]
    examples.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    given.write_text("".join(f"{message}\n" for message in messages), encoding="utf-8")
    sdol = ["-m", "sdol", "run", str(PROGRAM), "-D", f"examples={examples}", "--allow", f"fs.read={examples}"]
    database = {"SDOL_SESSION": str(folder / "session.db")}
    runners: list[Runner] = []
    with on_one_processor():
        try:
            for name, command in (("sdol", sdol), ("router", [str(ROUTER), str(examples)])):
                runners.append(Runner([sys.executable, *command], given, folder / f"{name}.out", database))
            running = list(runners)
            while running:
                running = [runner for runner in running if not runner.turn(TURN)]
        finally:
            for runner in runners:
                runner.kill()
    ours, theirs = (runner.lap() for runner in runners)
    return ours, theirs
