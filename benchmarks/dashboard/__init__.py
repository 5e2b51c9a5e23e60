"""The dashboard: from event to screen, repaints, rest, start, frames; each beside the figure that it is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import own_folder

COUNTING = """\
fn following(n: int) -> int {
  if n > 1000 { n - 997 } else { n * 3 + 1 }
}
var n = 1
while true {
  n = following(n)
}
"""


@benchmark("dashboard")
def dashboard(run: Run) -> Iterator[Row]:
    """What watching a program in the dashboard costs, and how soon one sees what it does."""
    from benchmarks.dashboard import drawing, keys, streaming

    with own_folder() as folder:
        (folder / "counting.sdol").write_text(COUNTING)
        yield from _start(folder, 3 if run.quick else 9)
        yield from streaming.rows(folder, run.quick)
        yield from keys.rows(folder, run.quick)
        yield from drawing.rows(folder, run.quick)


def _start(folder: Path, rounds: int) -> Iterator[Row]:
    """Processor time until the program is shown, and memory then; the first round only warms up."""
    from benchmarks.dashboard.terminal import Terminal

    spent, held = [], []
    for _ in range(rounds + 1):
        terminal = Terminal(["counting.sdol"], folder)
        terminal.wait(lambda frame: "stopped" in frame.text)
        spent.append(terminal.spent())
        held.append(terminal.memory())
        terminal.close()
    yield Row("start to the first frame, processor", median(spent[1:]), "s", 0.5, "goal", "< 1")
    yield Row("memory then", median(held[1:]), "MB")
