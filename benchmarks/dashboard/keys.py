"""Keys of the dashboard, each from the moment at which it is typed to the repaint that shows what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.dashboard.terminal import Terminal
from benchmarks.harness.rows import Row

FAR = 2.0
"""Seconds that the program has run for when it is gone back in."""


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    rounds = 4 if quick else 30
    terminal = Terminal(["counting.sdol"], folder, (120, 40))
    try:
        terminal.wait(lambda frame: "stopped" in frame.text)
        yield Row("a step, key to screen", _typed(terminal, "s", rounds), "ms")
        yield Row("a step back", _typed(terminal, "b", rounds), "ms")
        yield from _stopped(terminal)
        yield Row(f"a step back after {FAR:g} s of running", _typed(terminal, "b", rounds), "ms")
        yield from _resting(terminal, 2 if quick else 10)
    finally:
        terminal.close()


def _typed(terminal: Terminal, key: str, rounds: int) -> float:
    """Milliseconds from the key to a repaint in which the line at the top is another one."""
    waited = []
    for _ in range(rounds):
        time.sleep(0.25)
        since = len(terminal.frames)
        typed = terminal.type(key)
        waited.append((terminal.wait(lambda frame: "sdol stopped" in frame.text, since).at - typed) * 1e3)
    return median(waited)


def _stopped(terminal: Terminal) -> Iterator[Row]:
    """Runs at full speed for some time, then pauses."""
    terminal.type(" ")
    time.sleep(FAR)
    since = len(terminal.frames)
    typed = terminal.type(" ")
    seen = terminal.wait(lambda frame: "stopped" in frame.text, since)
    yield Row("pause of a loop at full speed", (seen.at - typed) * 1e3, "ms", 100, "goal", "< 1")


def _resting(terminal: Terminal, seconds: float) -> Iterator[Row]:
    time.sleep(0.5)
    before = terminal.spent()
    time.sleep(seconds)
    share = 100 * (terminal.spent() - before) / seconds
    yield Row("idle while it is stopped, of a core", share, "%", 5, "goal", "< 1")
