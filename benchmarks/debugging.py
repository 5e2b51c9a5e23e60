"""What watching costs: a run in the debugger, and one that is measured, beside the same on the engine alone."""

from __future__ import annotations

import io
from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns
from sdol.kernel.machine import Machine

LOOP = """
fn following(n: int) -> int {
  if n > 1000 { n - 997 } else { n * 3 + 1 }
}
var n = 1
var i = 0
while i < TIMES {
  n = following(n)
  i += 1
}
print n
"""


@benchmark("debugging")
def debugging(run: Run) -> Iterator[Row]:
    """Processor time under the debugger and the profiler, beside `--engine step`."""
    from sdol.kernel.debugging import Debugger
    from sdol.kernel.watching import Stopwatch

    times = 20_000 if run.quick else 100_000

    def plain() -> None:
        _machine(times).run()

    def debugged() -> None:
        Debugger(_machine(times)).resume()

    def measured() -> None:
        Stopwatch(_machine(times)).run()

    alone, stopped, watched = by_turns([plain, debugged, measured], 3 if run.quick else 7)
    yield Row("run in the debugger", stopped * 1e3, "ms", alone * 1e3, "--engine step", "<= 1.34")
    yield Row("run that is profiled", watched * 1e3, "ms", alone * 1e3, "--engine step", "<= 10")
    walked = Debugger(_machine(times))
    walked.resume()
    back = by_turns([walked.instruction_back], 20)[0]
    yield Row("a step back at its end", back * 1e3, "ms")


def _machine(times: int) -> Machine:
    from sdol.compiler.link import ready
    from sdol.kernel.output import Output
    from sdol.kernel.world import World
    from sdol.shell.running import compile_new

    image = compile_new("loop.sdol", LOOP.replace("TIMES", str(times)))
    made = ready(image, World(output=Output(io.StringIO()), session=":memory:"), "step")
    assert isinstance(made, Machine)
    made.start()
    return made
