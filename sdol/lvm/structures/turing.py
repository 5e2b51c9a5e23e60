"""Turing machines with a tape in one hypervector.

After Kleyko et al. (2022), "Vector symbolic architectures as a computing framework for emerging hardware". The
tape is a sum of permuted symbols; the rules are sums of bound pairs; whatever is read is cleaned up, so that the
only errors are those of reading a symbol through the crosstalk of the rest of the tape, and these are known
beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm import capacity
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet
from sdol.lvm.structures.linear import Rows
from sdol.lvm.structures.reading import centred_rows, least_margin, reading_error

Rules: TypeAlias = Mapping[tuple[str, str], tuple[str, int, str]]
"""For a state and a symbol: the symbol to write, the move (-1 left, 1 right), and the next state."""

TWO_FOUR: Rules = {
    ("A", "0"): ("o", -1, "A"),
    ("A", "1"): ("i", -1, "B"),
    ("A", "o"): ("i", -1, "A"),
    ("A", "i"): ("i", -1, "A"),
    ("B", "0"): ("i", 1, "A"),
    ("B", "1"): ("o", -1, "B"),
    ("B", "o"): ("0", 1, "B"),
    ("B", "i"): ("1", 1, "B"),
}
"""Two states and four symbols that simulate Rule 110, after Neary and Woods (2009), "Small weakly universal
Turing machines".

`o` and `i` stand for the crossed 0 and 1. A sweep to the left replaces the cells by the next row of Rule 110,
crossed, the state being the right neighbour; a sweep to the right takes the crosses away. The tape goes on to
the left with `o1` and to the right with `1` (in the proof of universality, with longer words).
"""


@dataclass(frozen=True, eq=False)
class Tapes:
    """Configurations of a Turing machine, b of them.

    Attributes:
        sums: the tapes (b, d), sum P^(i - h)(symbol_i - mean): the cell under the head, h, is not permuted.
        states: places (b,) in the machine's states.
        heads: where the heads are (b,): only kept to know when a tape ends, and to show it.
        cells: the number of cells of each tape.
    """

    sums: Rows
    states: npt.NDArray[np.intp]
    heads: npt.NDArray[np.int64]
    cells: int


class TuringMachine(Described):
    """A Turing machine whose tape is one hypervector that is permuted under a head that stays. All families.

    A step cleans up the cell under the head, unbinds state and symbol from the three tables of rules, sum s *
    a * P(answer) for what to write, where to move and the next state, cleans up the answers, takes the old
    symbol out of the sum, puts the new one in, and permutes the whole by the move. A symbol is misread with
    probability `read_error(n)`, n the number of cells; the tables are asked for all rules when the machine is
    made, and so are known to be right. O(d log d) a step and a tape, whatever the length of the tape.
    """

    def __init__(self, family: Any, rules: Rules = TWO_FOUR, seed: int = 0) -> None:
        """The machine of some rules.

        Raises:
            GeometryError: no rules, a move that is neither -1 nor 1, or more rules than the dimension holds.
        """
        if not rules or any(len(rule) != 3 or rule[1] not in (-1, 1) for rule in rules.values()):
            raise GeometryError(
                "a Turing machine needs rules (write, move, next state), each with a move of -1 or 1"
            )
        written = [write for write, _, _ in rules.values()]
        reached = [state for _, _, state in rules.values()]
        self.rules = dict(rules)
        self.symbols = Alphabet(family, dict.fromkeys([a for _, a in rules] + written), seed)
        self.states = Alphabet(family, dict.fromkeys([s for s, _ in rules] + reached), seed, "state")
        self.moves = Alphabet(family, ["left", "right"], seed, "move")
        self.linear = self.symbols.linear
        self._cells = centred_rows(self.symbols.rows)
        self._tables = self._made()
        self._verify()

    def __str__(self) -> str:
        return f"{len(self.states)} states and {len(self.symbols)} symbols in {self.linear.family!r}"

    def _keys(self, states: Any, symbols: Any) -> Rows:
        return self.linear.bind(self.states.rows[states], self.symbols.rows[symbols])

    def _made(self) -> list[tuple[Alphabet, Rows]]:
        """What to write, where to move and the next state: for each its names and its table (1, d)."""
        keys = self._keys(*self._asked())
        books = (self.symbols, self.moves, self.states)
        answers = [
            self.linear.bind(keys, self.linear.guard(book.rows[right])).sum(axis=0, keepdims=True)
            for book, right in zip(books, self._right_answers(), strict=True)
        ]
        return list(zip(books, answers, strict=True))

    def _asked(self) -> tuple[Any, Any]:
        return self.states.places(s for s, _ in self.rules), self.symbols.places(a for _, a in self.rules)

    def _right_answers(self) -> tuple[Any, Any, Any]:
        writes, moves, states = zip(*self.rules.values(), strict=True)
        return self.symbols.places(writes), (np.array(moves) + 1) // 2, self.states.places(states)

    def _verify(self) -> None:
        """Asks for every rule: the answers of the tables never change."""
        found, weights = self._answers(*self._asked())
        if not np.array_equal(found, self._right_answers()) or weights.min() < THRESHOLD:
            raise GeometryError(
                f"{len(self.rules)} rules are too many for {self.linear.dimension} dimensions of "
                f"{self.linear.name}: some are not found again"
            )

    def encode(self, tapes: Iterable[Iterable[str]], heads: Iterable[int], states: Iterable[str]) -> Tapes:
        """Tapes of symbols, all of one length, with heads and states.

        Raises:
            GeometryError: unknown symbols or states, tapes of different lengths, or heads beside them.
        """
        given = [self.symbols.places(tape) for tape in tapes]
        at, started = np.array(list(heads)), self.states.places(states)
        cells = len(given[0]) if given else 0
        if not cells or {len(each) for each in given} != {cells} or not len(given) == len(at) == len(started):
            raise GeometryError("one head and one state are needed for each tape, and tapes of one length")
        if at.dtype.kind not in "iu" or at.min() < 0 or at.max() >= cells:
            raise GeometryError(f"a head stands on one of the {cells} cells of its tape")
        sums = [
            self.linear.permuted(self._cells[each], range(-head, cells - head)).sum(axis=0)
            for each, head in zip(given, at, strict=True)
        ]
        return Tapes(np.stack(sums), started, at.astype(np.int64), cells)

    def step(self, tapes: Tapes) -> Tapes:
        """Every machine one step further.

        Raises:
            GeometryError: a head has left its tape, or there is no rule for what it read.
        """
        if tapes.heads.min() < 0 or tapes.heads.max() >= tapes.cells:
            raise GeometryError(f"a head has left its tape of {tapes.cells} cells")
        read = self.symbols.scores(tapes.sums).argmax(axis=1)
        write, move, state = self._looked_up(tapes.states, read)
        sums = tapes.sums - self._cells[read] + self._cells[write]
        for direction in (-1, 1):
            rows = np.flatnonzero(move == direction)
            sums[rows] = self.linear.permute(sums[rows], -direction)
        return replace(tapes, sums=sums, states=state, heads=tapes.heads + move)

    def _looked_up(self, states: npt.NDArray[np.intp], read: npt.NDArray[np.intp]) -> tuple[Any, Any, Any]:
        """What to write, where to move, and the next state."""
        (write, side, state), weights = self._answers(states, read)
        missing = np.flatnonzero(weights.min(axis=0) < THRESHOLD)
        if len(missing):
            which, symbol = self.states.names[states[missing[0]]], self.symbols.names[read[missing[0]]]
            raise GeometryError(f"the machine has no rule for the symbol {symbol!r} in state {which!r}")
        return write, 2 * side - 1, state

    def _answers(self, states: Any, read: Any) -> tuple[Any, Any]:
        """The best answers of the three tables (3, b), and their weights."""
        keys = self._keys(states, read)
        scores = [
            book.scores(self.linear.guard(self.linear.unbind(table, keys), -1))
            for book, table in self._tables
        ]
        return np.stack([s.argmax(axis=1) for s in scores]), np.stack([s.max(axis=1) for s in scores])

    def decode(self, tapes: Tapes) -> list[str]:
        """The symbols of each tape from left to right, joined, cleaned up one by one."""
        shown = []
        for row, head in zip(tapes.sums, tapes.heads, strict=True):
            cells = self.linear.permuted(row[None], [head - i for i in range(tapes.cells)])
            shown.append("".join(self.symbols.decode(cells)))
        return shown

    def read_error(self, cells: int) -> float:
        """The probability that a symbol of a random tape of so many cells is misread."""
        return reading_error(self.linear.family, cells, len(self.symbols))

    def margin(self, cells: int) -> float:
        """The least margin with which a symbol of any tape of so many cells is read, wherever the head stands.

        Where it is positive, no step goes wrong as long as the head stays on the tape.
        """
        return least_margin(self.symbols, cells)

    def error_free_steps(self, cells: int) -> float:
        """How many steps a machine is expected to go without misreading its tape."""
        return capacity.error_free(self.read_error(cells))
