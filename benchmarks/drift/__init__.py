"""Drift: what is found from vectors of task and answer, at which rate of false alarms, and what is not.

Nothing that is to be found is seen in fitting: a log is four fifths of the usual pairs of a data set, and the rest
of them, and what is built from that rest, are judged. What drift is judged by was chosen on other rows (see `data`).
Rates have Wilson's 95% interval behind them.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row

SPACES = ("minilm", "swift")


@benchmark("drift")
def drift(run: Run) -> Iterator[Row]:
    """Off-topic answers, echoes, loops, ungrounded ones: what is found, and at what cost."""
    from benchmarks.drift import beside_source, pairwise, transcripts
    from sdol.spaces import open_space

    for name in SPACES[1:] if run.quick else SPACES:
        space = open_space(name)
        yield from pairwise.rows(run, space)
        yield from transcripts.rows(run, space)
        yield from beside_source.rows(run, space)
