"""Lines come through a pipe and are printed by the watched program: how soon each is seen, and what that costs.

An event is a line; its moment is that at which this process writes it into the pipe, so that reading it and running
the program are part of what is measured. It is seen when the last byte of the first repaint that shows it has come
out of the terminal. As the screen is repainted ten times a second at the most, an event of a steady stream waits for
its turn: what can be prompt is the newest event of each repaint, and the first event after a rest.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.dashboard.terminal import Frame, Terminal
from benchmarks.harness.rows import Row

RATE = 1000
"""Events a second."""

PROGRAM = "for line in input.lines {\n  print line\n}\n"
NAMED = re.compile(r"e(\d{7})")


class Source:
    """The writing end of the program's input.

    Attributes:
        sent: the moments of the events, by `time.monotonic`.
    """

    def __init__(self, path: Path) -> None:
        self.sent: list[float] = []
        self._pipe = os.open(path, os.O_WRONLY)

    def send(self) -> int:
        """Sends one event; gives its number."""
        self.sent.append(time.monotonic())
        os.write(self._pipe, b"e%07d\n" % (len(self.sent) - 1))
        return len(self.sent) - 1

    def stream(self, seconds: float) -> None:
        """Sends at `RATE`."""
        begun = time.monotonic()
        for at in range(int(seconds * RATE)):
            time.sleep(max(begun + at / RATE - time.monotonic(), 0))
            self.send()

    def close(self) -> None:
        os.close(self._pipe)


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    (folder / "lines.sdol").write_text(PROGRAM)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    terminal = Terminal(["lines.sdol", "--input", "pipe"], folder, (120, 40))
    terminal.wait(lambda frame: "stopped" in frame.text)
    terminal.type(" ")
    source = Source(pipe)
    try:
        yield from _after_rest(terminal, source, 8 if quick else 40)
        yield from _streaming(terminal, source, 3 if quick else 30)
        yield from _last(terminal, source, 4 if quick else 20)
        yield from _resting(terminal, 2 if quick else 10)
    finally:
        source.close()
        terminal.close()


def _after_rest(terminal: Terminal, source: Source, rounds: int) -> Iterator[Row]:
    waited = []
    for _ in range(rounds):
        time.sleep(0.3)
        waited.append(_until_seen(terminal, source))
    yield from _both("an event after a rest, to the screen", waited, 25)


def _until_seen(terminal: Terminal, source: Source) -> float:
    """Milliseconds from an event to the screen."""
    since = len(terminal.frames)
    number = source.send()
    frame = terminal.wait(lambda frame: newest(frame) >= number, since)
    return (frame.at - source.sent[number]) * 1e3


def _streaming(terminal: Terminal, source: Source, seconds: float) -> Iterator[Row]:
    source.stream(1)
    since, before, first = len(terminal.frames), terminal.spent(), len(source.sent)
    begun = time.monotonic()
    source.stream(seconds)
    taken, spent = time.monotonic() - begun, terminal.spent() - before
    frames = [frame for frame in terminal.frames[since:] if frame.at <= begun + taken]
    sent = source.sent
    shown = [(newest(frame), frame.at) for frame in frames if newest(frame) >= 0]
    yield Row("events a second", (len(sent) - first) / taken, "/s", RATE, "goal", ">= 0.99")
    yield from _both("its newest event to the screen", [(at - sent[one]) * 1e3 for one, at in shown], 25)
    yield from _both("any event to the screen", list(_waits(shown, sent, first)))
    yield Row("repaints a second, at the most", float(_densest(frames)), "/s", 10, "goal", "<= 1")
    yield Row(
        "a repaint's size, 120x40", sum(len(frame.written) for frame in frames) / len(frames) / 1e3, "kB"
    )
    yield Row("share of a core", 100 * spent / taken, "%")
    yield Row("memory after it", terminal.memory(), "MB")


def _waits(shown: list[tuple[int, float]], sent: list[float], first: int) -> Iterator[float]:
    """Milliseconds that each event waited for the first repaint that shows it or one after it."""
    for number, at in shown:
        yield from ((at - sent[one]) * 1e3 for one in range(first, number + 1))
        first = max(first, number + 1)


def _densest(frames: list[Frame]) -> int:
    """The most repaints that lie in any second."""
    ends = [frame.at for frame in frames]
    return max(sum(start <= at < start + 1 for at in ends) for start in ends)


def _last(terminal: Terminal, source: Source, rounds: int) -> Iterator[Row]:
    """Two events at once: the second is too late for the repaint of the first, and nothing comes after it."""
    waited = []
    for _ in range(rounds):
        time.sleep(0.3)
        source.send()
        waited.append(_until_seen(terminal, source))
    yield from _both("the last of a burst, to the screen", waited)


def _resting(terminal: Terminal, seconds: float) -> Iterator[Row]:
    """The program waits for input, and nothing happens."""
    time.sleep(0.5)
    before, since = terminal.spent(), len(terminal.frames)
    time.sleep(seconds)
    spent, frames = terminal.spent() - before, len(terminal.frames) - since
    yield Row("idle while the program waits, of a core", 100 * spent / seconds, "%", 5, "goal", "< 1")
    yield Row("repaints then", float(frames), "")


def newest(frame: Frame) -> int:
    """The number of the newest event that a repaint shows; -1 where it shows none."""
    return max(map(int, NAMED.findall(frame.text)), default=-1)


def _both(name: str, figures: Sequence[float], goal: float | None = None) -> Iterator[Row]:
    """Median and 95th percentile, milliseconds; the goal is held against the median."""
    ordered = sorted(figures)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    peer = (goal, "goal", "< 1") if goal is not None else (None, "", "")
    yield Row(f"{name}: median", middle, "ms", *peer)
    yield Row(f"{name}: 95%", high, "ms")
