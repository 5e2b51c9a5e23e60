"""Rule 110, a Turing machine and sequences in hypervectors: errors measured beside those that theory foresees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns

THEORY = "theory"
FAMILIES = (("HRR", 1024), ("FHRR", 512), ("MAP", 1024), ("BSC", 1024))
"""With one number of independent components, so that one theory holds for all."""

NAMES = [f"name {i}" for i in range(26)]
RULE = 110
CHAOTIC = 30
"""Its rows stay like random ones. Those of Rule 110 settle to a few, which say nothing of an error rate."""


@benchmark("automata")
def automata(run: Run) -> Iterator[Row]:
    """Error-free steps of Rule 110 and a Turing machine in one hypervector, beside theory."""
    seeds = 20 if run.quick else 100
    for name, dimension in FAMILIES:
        family = _family(name, dimension)
        yield from _reading(family, seeds)
        yield from _steps(family, seeds)
        yield from _certain(family)
        yield _turing(family, seeds)
        yield _sequences(family, seeds)
    yield from _speed(run.quick)


def _family(name: str, dimension: int) -> Any:
    from sdol import lvm

    return getattr(lvm, name)(dimension)


def _random_cells(rows: int, cells: int, seed: int) -> Any:
    import numpy as np

    return np.random.default_rng(seed).integers(0, 2, (rows, cells))


def _next(cells: Any, rule: int) -> Any:
    """The rule applied by table lookup: the direct simulation."""
    import numpy as np

    return rule >> (4 * np.roll(cells, 1, axis=1) + 2 * cells + np.roll(cells, -1, axis=1)) & 1


def _reading(family: Any, seeds: int) -> Iterator[Row]:
    """How often a cell of a random tape is misread."""
    from sdol import lvm

    for cells in (128, 256):
        rates, made = [], None
        for seed in range(seeds):
            made = lvm.CellularAutomaton(family, cells, RULE, seed)
            rows = _random_cells(100, cells, seed)
            rates.append((made.decode(made.encode(rows)) != rows).mean())
        expected = made.cell_error() if made else 0.0
        rate = sum(rates) / len(rates)
        yield Row(f"{family!r}: misread of {cells} cells", rate, "share", expected, THEORY, "<= 1.5")


def _steps(family: Any, seeds: int) -> Iterator[Row]:
    """Steps from one error to the next, on a ring that is too small for certainty."""
    from sdol import lvm

    cells, steps, wrong, made = 96, 50, 0, None
    for seed in range(seeds):
        made = lvm.CellularAutomaton(family, cells, CHAOTIC, seed)
        rows = _random_cells(20, cells, seed)
        for _ in range(steps):
            tapes = made.encode(rows)
            right = made.decode(tapes) == rows
            wrong += int((~right.all(axis=1)).sum())
            rows = _next(rows, CHAOTIC)
    expected = made.error_free_steps() if made else 0.0
    reached = seeds * steps * 20 / max(wrong, 1)
    yield Row(f"{family!r}: steps to an error, {cells} cells", reached, "steps", expected, THEORY, ">= 0.7")


def _certain(family: Any) -> Iterator[Row]:
    """The largest ring on which no tape at all can be misread, and a run on it."""
    from sdol import lvm
    from sdol.lvm.capacity import gain

    cells = 8
    while lvm.CellularAutomaton(family, cells + 1).margin() > 0:
        cells += 1
    about = 1.25 * (gain(family) * family.dimension) ** 0.5
    yield Row(f"{family!r}: cells that are certain", cells, "cells", about, "1.25 sqrt(g d)", ">= 0.7")
    made, rows, steps = lvm.CellularAutomaton(family, cells, RULE), _random_cells(200, cells, 1), 0
    tapes = made.encode(rows)
    while steps < 500 and (made.decode(tapes) == rows).all():
        tapes, rows, steps = made.step(tapes), _next(rows, RULE), steps + 1
    yield Row(f"{family!r}: Rule 110 on it, 200 random tapes", steps, "steps", 500, "asked for", ">= 1")


def _turing(family: Any, seeds: int) -> Row:
    """How often a symbol of a random tape of four symbols is misread."""
    import numpy as np

    from sdol import lvm

    cells, wrong, made = 256, [], None
    for seed in range(seeds):
        made, rng = lvm.TuringMachine(family, seed=seed), np.random.default_rng(seed)
        tape = rng.choice(list("01oi"), cells)
        wrong.append(np.mean(np.array(list(made.decode(made.encode([tape], [0], ["A"]))[0])) != tape))
    expected = made.read_error(cells) if made else 0.0
    rate = float(np.mean(wrong))
    return Row(f"{family!r}: misread of {cells} symbols of 4", rate, "share", expected, THEORY, "<= 1.5")


def _sequences(family: Any, seeds: int) -> Row:
    """How often an item of a sequence is decoded wrongly."""
    import numpy as np

    from sdol import lvm

    wrong, made = [], None
    for seed in range(seeds):
        items = np.random.default_rng(seed).choice(NAMES, 100).tolist()
        made = lvm.Sequence(lvm.Alphabet(family, NAMES, seed), items, tolerance=1.0)
        wrong.append(np.mean([a != b for a, b in zip(made.items(), items, strict=True)]))
    expected = made.error() if made else 0.0
    rate = float(np.mean(wrong))
    return Row(f"{family!r}: errors in 100 items of 26", rate, "share", expected, THEORY, "<= 1.2")


def _speed(quick: bool) -> Iterator[Row]:
    """Time of a step, beside the direct simulation in numpy and in plain Python."""
    from sdol import lvm

    made, rows = lvm.CellularAutomaton(lvm.MAP(1024), 36), _random_cells(1000, 36, 0)
    tapes, rounds = made.encode(rows), 5 if quick else 20
    ours, direct = by_turns([lambda: made.step(tapes), lambda: _next(rows, RULE)], rounds)
    yield Row("Rule 110, a row of 36 cells, batch 1,000", 1e3 * ours, "us", 1e3 * direct, "by table, numpy")
    machine = lvm.TuringMachine(lvm.MAP(1024))
    run = machine.encode(["01oi" * 9] * 100, [18] * 100, ["A"] * 100)
    (step,) = by_turns([lambda: machine.step(run)], rounds)
    yield Row("Turing machine, a step, batch 100", 1e4 * step, "us")
