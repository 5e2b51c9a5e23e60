"""Cellular automata and Turing machines in hypervectors, step by step against direct simulation."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sdol.lvm import structures as s
from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.reading import least_margin, reading_error
from sdol.lvm.vsa import BSC, FHRR, HRR, MAP

Cells = npt.NDArray[np.int64]
FAMILIES = [HRR(1024), FHRR(512), MAP(1024), BSC(1024)]
every = pytest.mark.parametrize("family", FAMILIES, ids=repr)


def next_row(cells: Cells, rule: int) -> Cells:
    """The rule applied cell by cell on a ring: its number's bits are the answers for 111 down to 000."""
    return np.array(
        [
            [rule >> (4 * row[i - 1] + 2 * row[i] + row[(i + 1) % len(row)]) & 1 for i in range(len(row))]
            for row in cells
        ]
    )


def simulated(rules: s.turing.Rules, tape: str, head: int, state: str, steps: int) -> tuple[str, int, str]:
    """A Turing machine on a list."""
    cells = list(tape)
    for _ in range(steps):
        cells[head], move, state = rules[state, cells[head]]
        head += move
    return "".join(cells), head, state


# --- cellular automata ----------------------------------------------------------------------------------------


@every
@pytest.mark.parametrize("rule", [110, 30, 90, 0, 255])
def test_an_automaton_makes_the_rows_of_its_rule(family: Any, rule: int) -> None:
    made = s.CellularAutomaton(family, 21, rule)
    cells = np.random.default_rng(rule).integers(0, 2, (16, 21))
    tapes = made.encode(cells)
    for _ in range(12):
        tapes, cells = made.step(tapes), next_row(cells, rule)
        assert np.array_equal(made.decode(tapes), cells)
    assert made.decode(made.step(made.encode(cells[:0]))).shape == (0, 21)


@every
def test_what_is_certain_never_goes_wrong(family: Any) -> None:
    made = s.CellularAutomaton(family, 28)
    assert made.margin() > 0
    cells = np.random.default_rng(0).integers(0, 2, (500, 28))
    tapes = made.encode(cells)
    for _ in range(100):
        tapes = made.step(tapes)
        following = np.roll(cells, 1, axis=1) * 4 + cells * 2 + np.roll(cells, -1, axis=1)
        cells = 110 >> following & 1
        assert np.array_equal(made.decode(tapes), cells)


@every
def test_the_margin_is_that_of_the_worst_tape(family: Any) -> None:
    small = type(family)(64)
    alphabet = s.Alphabet(small, ["0", "1"])
    made = s.CellularAutomaton(small, 7)
    tapes = np.array(list(itertools.product((0, 1), repeat=7)))
    scores = made.linear.scores(
        made.encode(tapes), np.concatenate([made.linear.permute(alphabet.rows, i) for i in range(7)])
    ).reshape(-1, 7, 2)
    right = np.where(tapes == 1, scores[..., 1] - scores[..., 0], scores[..., 0] - scores[..., 1])
    assert least_margin(alphabet, 7) == pytest.approx(right.min(), abs=1e-5)


@every
def test_cells_are_misread_as_often_as_theory_says(family: Any) -> None:
    cells, rates = 256, []
    for seed in range(30):
        made = s.CellularAutomaton(type(family)(family.dimension), cells, seed=seed)
        rows = np.random.default_rng(seed).integers(0, 2, (20, cells))
        rates.append((made.decode(made.encode(rows)) != rows).mean())
    expected = 0.5 * math.erfc(math.sqrt(1024 / cells / 2))
    assert made.cell_error() == pytest.approx(expected, rel=0.02)
    assert abs(np.mean(rates) - expected) < 4 * np.std(rates) / math.sqrt(len(rates))


@every
def test_a_chaotic_rule_goes_as_many_steps_without_error_as_theory_says(family: Any) -> None:
    """Rule 30, whose rows stay like random ones; those of Rule 110 settle, and the same few are read for ever."""
    small, ring, steps, wrong = type(family)(family.dimension // 4), 32, 50, []
    for seed in range(60):
        made = s.CellularAutomaton(small, ring, 30, seed)
        cells = np.random.default_rng(seed).integers(0, 2, (8, ring))
        for _ in range(steps):
            wrong.append((made.decode(made.encode(cells)) != cells).any(axis=1).mean())
            cells = 30 >> (np.roll(cells, 1, axis=1) * 4 + cells * 2 + np.roll(cells, -1, axis=1)) & 1
    by_seed = np.reshape(wrong, (60, steps)).mean(axis=1)
    expected = 1 / (1 + made.error_free_steps())
    cell = 0.5 * math.erfc(math.sqrt(256 / ring / 2))
    assert expected == pytest.approx(1 - (1 - cell) ** ring, rel=0.02)
    assert abs(by_seed.mean() - expected) < 4 * by_seed.std() / math.sqrt(60)


@every
def test_an_automaton_is_made_only_where_its_rule_answers_rightly(family: Any) -> None:
    """Cells may be read without error in so few dimensions that the rule is not."""
    refused = 0
    for seed in range(20):
        try:
            made = s.CellularAutomaton(type(family)(16), 3, 110, seed)
        except GeometryError as raised:
            assert "16 dimensions" in str(raised)
            refused += 1
            continue
        if made.margin() > 0:
            cells = np.array(list(itertools.product((0, 1), repeat=3)))
            assert np.array_equal(made.decode(made.step(made.encode(cells))), next_row(cells, 110))
    assert refused


def test_a_misread_cell_of_rule_110_always_shows_in_the_next_row() -> None:
    for row in itertools.product((0, 1), repeat=7):
        flipped = np.array([row])
        flipped[0, 3] ^= 1
        assert not np.array_equal(next_row(np.array([row]), 110), next_row(flipped, 110))


# --- Turing machines ------------------------------------------------------------------------------------------

WORD = "0001001101111100010"
TAPE, HEAD = "o1" * 6 + WORD + "1" * 6, 12 + len(WORD) - 1


@every
def test_the_machine_of_two_states_and_four_symbols_step_by_step(family: Any) -> None:
    made = s.TuringMachine(family)
    assert made.margin(12) > 0
    tapes = made.encode([TAPE], [HEAD], ["A"])
    for steps in range(1, 231):
        tapes = made.step(tapes)
        cells, head, state = simulated(s.TWO_FOUR, TAPE, HEAD, "A", steps)
        assert made.decode(tapes) == [cells]
        assert (tapes.heads[0], made.states.names[tapes.states[0]]) == (head, state)


def test_its_sweeps_are_rows_of_rule_110() -> None:
    cells = np.array([[int(c) for c in WORD]])
    tape, head, state = TAPE, HEAD, "A"
    for row in range(1, 6):
        while not (state == "B" and head == HEAD + row):
            tape, head, state = simulated(s.TWO_FOUR, tape, head, state, 1)
        cells = next_row(cells, 110)
        sure = slice(12 + row, 12 + len(WORD) - row)
        assert tape[sure] == "".join(map(str, cells[0]))[row : len(WORD) - row]


@every
def test_many_machines_run_side_by_side(family: Any) -> None:
    made, rng = s.TuringMachine(family), np.random.default_rng(5)
    tapes = ["".join(rng.choice(list("01oi"), 12)) for _ in range(20)]
    heads, states = rng.integers(4, 8, 20).tolist(), rng.choice(["A", "B"], 20).tolist()
    run = made.encode(tapes, heads, states)
    for _ in range(4):
        run = made.step(run)
    for i, (tape, head, state) in enumerate(zip(tapes, heads, states, strict=True)):
        cells, at, reached = simulated(s.TWO_FOUR, tape, head, state, 4)
        assert (made.decode(run)[i], run.heads[i]) == (cells, at)
        assert made.states.names[run.states[i]] == reached


BEAVER: s.turing.Rules = {
    ("A", "0"): ("1", 1, "B"),
    ("A", "1"): ("1", 1, "H"),
    ("B", "0"): ("0", 1, "C"),
    ("B", "1"): ("1", 1, "B"),
    ("C", "0"): ("1", -1, "C"),
    ("C", "1"): ("1", -1, "A"),
}


@every
def test_the_busy_beaver_of_three_states_writes_six_ones_in_fourteen_steps(family: Any) -> None:
    made = s.TuringMachine(family, BEAVER)
    run = made.encode(["0" * 12], [6], ["A"])
    for _ in range(14):
        run = made.step(run)
    assert made.decode(run)[0].count("1") == 6
    assert made.states.names[run.states[0]] == "H"
    with pytest.raises(GeometryError, match="no rule for the symbol '1' in state 'H'"):
        made.step(run)


@every
def test_symbols_are_misread_as_often_as_theory_says(family: Any) -> None:
    cells, rates, rng = 257, [], np.random.default_rng(8)
    for seed in range(30):
        made = s.TuringMachine(family, seed=seed)
        tapes = rng.choice(list("01oi"), (4, cells))
        decoded = made.decode(made.encode(tapes, [cells // 2] * 4, ["A"] * 4))
        wrong = [np.array(list(d)) != t for d, t in zip(decoded, tapes, strict=True)]
        rates.append(np.mean(wrong))
    assert abs(np.mean(rates) - made.read_error(cells)) < 4 * np.std(rates) / math.sqrt(len(rates))
    assert made.read_error(cells) == reading_error(family, cells, 4)


REFUSED: dict[str, tuple[Any, str]] = {
    "too short": (
        lambda: s.CellularAutomaton(MAP(64), 2),
        "the number of cells is a whole number 3 or more, not 2",
    ),
    "no rule": (
        lambda: s.CellularAutomaton(MAP(64), 8, 256),
        "a rule is a whole number from 0 to 255, not 256",
    ),
    "half a cell": (lambda: s.CellularAutomaton(MAP(64), 5.5), "a whole number, not 5.5"),  # type: ignore[arg-type]
    "no tape": (
        lambda: s.CellularAutomaton(MAP(512), 3).step(np.zeros((1, 3))),
        "(b, 512), not of shape (1, 3)",
    ),
    "no cell": (lambda: s.CellularAutomaton(MAP(64), 3).encode([[0, 1, 2]]), "3 cells that are 0 or 1"),
    "other length": (lambda: s.CellularAutomaton(MAP(64), 3).encode([[0, 1]]), "rows of 3 cells"),
    "no rules": (lambda: s.TuringMachine(MAP(1024), {}), "needs rules"),
    "half a rule": (lambda: s.TuringMachine(MAP(1024), {("A", "0"): ("0", "A")}), "(write, move, next"),  # type: ignore[dict-item]
    "half a head": (lambda: s.TuringMachine(MAP(1024)).encode(["01"], [0.5], ["A"]), "one of the 2"),  # type: ignore[list-item]
    "no move": (lambda: s.TuringMachine(MAP(1024), {("A", "0"): ("0", 0, "A")}), "a move of -1 or 1"),
    "too many rules": (lambda: s.TuringMachine(MAP(32)), "8 rules are too many for 32 dimensions of MAP"),
    "symbol": (lambda: s.TuringMachine(MAP(1024)).encode(["x"], [0], ["A"]), "'x' is not in the alphabet"),
    "head": (lambda: s.TuringMachine(MAP(1024)).encode(["01"], [2], ["A"]), "one of the 2 cells"),
    "lengths": (lambda: s.TuringMachine(MAP(1024)).encode(["01", "0"], [0, 0], "AA"), "tapes of one length"),
    "edge": (lambda: left_tape(), "left its tape of 2 cells"),
    "margin": (lambda: least_margin(s.Alphabet(MAP(64), "a"), 3), "no margin"),
}


def left_tape() -> None:
    made = s.TuringMachine(MAP(1024))
    made.step(made.step(made.step(made.encode(["00"], [1], ["A"]))))


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_is_refused_in_words(what: str) -> None:
    call, said = REFUSED[what]
    with pytest.raises(GeometryError) as raised:
        call()
    assert said in str(raised.value)
