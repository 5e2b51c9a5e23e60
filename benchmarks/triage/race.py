"""Both programs as processes of their own, fed by turns, so that a busy moment of the machine meets both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.harness.timing import on_one_processor
from benchmarks.triage.data import PROGRAM, ROUTER, Data

CHUNK = 100


@dataclass
class Lap:
    """How one program did.

    Attributes:
        wall: seconds from start to end, without those in which the other had its turn.
        cpu: processor seconds, user and system.
        first: seconds to the answer to the first message, starting the program included.
        routing: seconds of all messages after the first.
        answers: the line it wrote for each message.
    """

    first: float = 0.0
    routing: float = 0.0
    cpu: float = 0.0
    answers: list[str] = field(default_factory=list)

    @property
    def wall(self) -> float:
        return self.first + self.routing


class Runner:
    """One program, running."""

    def __init__(self, command: Sequence[str]) -> None:
        self.lap = Lap()
        start = time.perf_counter()
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._began = start

    def answer_first(self, message: str) -> None:
        self._exchange([message])
        self.lap.first = time.perf_counter() - self._began

    def answer(self, messages: list[str]) -> None:
        start = time.perf_counter()
        self._exchange(messages)
        self.lap.routing += time.perf_counter() - start

    def end(self) -> None:
        stdin, stdout = self._pipes()
        stdin.close()
        _, status, usage = os.wait4(self._child.pid, 0)
        stdout.close()
        self._child.returncode = os.waitstatus_to_exitcode(status)
        self.lap.cpu = usage.ru_utime + usage.ru_stime

    def _exchange(self, messages: list[str]) -> None:
        stdin, stdout = self._pipes()
        stdin.write("".join(f"{message}\n" for message in messages).encode())
        stdin.flush()
        for _ in messages:
            line = stdout.readline()
            if not line:
                raise RuntimeError(f"{self._child.args} ended early")
            self.lap.answers.append(line.decode().rstrip("\n"))

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._child.stdin is not None and self._child.stdout is not None
        return self._child.stdin, self._child.stdout


def race(data: Data, folder: Path) -> tuple[Lap, Lap]:
    """Runs both programs over all messages; ours first."""
    examples = folder / "examples.jsonl"
    rows = [json.dumps({"text": text, "team": team}) for text, team in data.examples]
    examples.write_text("\n".join(rows) + "\n", encoding="utf-8")
    given = str(examples)
    sdol = ["-m", "sdol", "run", str(PROGRAM), "-D", f"examples={given}", "--allow", f"fs.read={given}"]
    first, *rest = data.messages
    laps = []
    with on_one_processor():
        runners = []
        for command in (sdol, [str(ROUTER), given]):
            runners.append(Runner([sys.executable, *command]))
            runners[-1].answer_first(first)
        for start in range(0, len(rest), CHUNK):
            for runner in runners:
                runner.answer(rest[start : start + CHUNK])
        for runner in runners:
            runner.end()
            laps.append(runner.lap)
    return laps[0], laps[1]
