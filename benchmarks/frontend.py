"""How long it takes until a long program is parsed and checked."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns

LIMIT = 2.5
"""Seconds of processor time for ten thousand lines."""

PIECE = """
fn step_{n}(x: num, msg: text) -> num {{
  let scaled = x * 2 + {n}
  var total = 0.0
  for i in range(3) {{
    if scaled > i {{ total += scaled / (i + 1) }} else {{ total -= 1 }}
  }}
  let label = match msg {{
    "a" => "first"
    _ => "{{msg}} and {{total}}"
  }}
  let rows = [{{name: label, score: total}}, {{name: msg, score: x}}]
  let best = rows |> filter(r => r.score > 1) |> map(r => r.score)
  len(best) + total
}}
"""


@benchmark("frontend")
def frontend(run: Run) -> Iterator[Row]:
    """Processor time to parse and check 10,000 lines, beside the limit that was set."""
    from sdol.diagnostics import Source
    from sdol.lang.program import compile_source

    lines = 10_000
    count = lines // PIECE.count("\n")
    text = "".join(PIECE.format(n=n) for n in range(count))

    def check() -> None:
        _, problems = compile_source(Source("long.sdol", text))
        if problems:
            raise RuntimeError(problems[0].message)

    (seconds,) = by_turns([check], 1 if run.quick else 5)
    yield Row(f"{text.count(chr(10)):,} lines", seconds, "s", LIMIT, "the limit", "<= 1")
