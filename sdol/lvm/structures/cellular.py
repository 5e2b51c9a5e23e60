"""Elementary cellular automata, Rule 110 among them, in one hypervector.

After Kleyko et al. (2022), "Vector symbolic architectures as a computing framework for emerging hardware", which
argues from this automaton, shown to be universal by Cook (2004), that bundling, binding and permutation are
computationally universal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm import capacity
from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.given import whole
from sdol.lvm.structures.alphabet import Alphabet
from sdol.lvm.structures.linear import Rows
from sdol.lvm.structures.reading import centred_rows, least_margin, reading_error


class CellularAutomaton(Described):
    """An elementary cellular automaton on a ring of n cells, in one hypervector: sum P^i(cell_i). All families.

    The rule is sum over neighbourhoods of l * P(c) * P^2(r) * P^3(next): centre and sides have different
    powers of the permutation, and so has the answer, for a symbol that stood on both sides would cancel in
    MAP and BSC. A step reads every cell by clean-up and asks the rule for every neighbourhood; cleaned-up
    neighbourhoods are one of eight, so that the rule answers each of these once, when the automaton is made.

    Cells are stored as the difference of their atom from the mean of the two: what all tapes have in common is
    no news, and without it the crosstalk has half the variance. A cell is misread with probability
    p = Q(sqrt(g d / n)) for random cells (see `capacity` for g), a row with 1 - (1 - p)^n, and in Rule 110 a
    misread cell always shows in the next row. Up to about 1.25 sqrt(g d) cells no tape at all can be misread:
    see `margin`. O(n d) a step and a row.
    """

    def __init__(self, family: Any, cells: int, rule: int = 110, seed: int = 0) -> None:
        """The automaton of a rule number (Wolfram 1983) on a ring of `cells` cells.

        Raises:
            GeometryError: fewer than 3 cells, a rule outside 0 to 255, or a dimension in which the rule's answers
            are not found again.
        """
        self.alphabet = Alphabet(family, ["0", "1"], seed)
        self.linear = self.alphabet.linear
        self.cells, self.rule = whole(cells, "the number of cells", 3), whole(rule, "a rule", 0, 255)
        powers = [i for i in range(cells) for _ in range(2)]
        centred = centred_rows(self.alphabet.rows)
        self._book = self.linear.permuted(np.tile(centred, (cells, 1)), powers)
        self._answers = self._asked(self._rule_vector())

    def __str__(self) -> str:
        return f"rule {self.rule} on {self.cells} cells in {self.alphabet.family!r}"

    def encode(self, rows: npt.ArrayLike) -> Rows:
        """Rows of cells 0 and 1, (b, n), as sums (b, d).

        Raises:
            GeometryError: not rows of n cells that are 0 or 1.
        """
        cells = np.atleast_2d(np.asarray(rows))
        if cells.ndim != 2 or cells.shape[1] != self.cells or not np.isin(cells, (0, 1)).all():
            raise GeometryError(f"rows of {self.cells} cells that are 0 or 1 are needed, (b, {self.cells})")
        chosen = np.zeros((len(cells), self.cells, 2), dtype=np.float32)
        np.put_along_axis(chosen, cells.astype(np.intp)[..., None], 1.0, axis=2)
        encoded: Rows = chosen.reshape(len(cells), 2 * self.cells) @ self._book
        return encoded

    def decode(self, tapes: Rows) -> npt.NDArray[np.int64]:
        """The cells of sums (b, d), cleaned up one by one: (b, n).

        Raises:
            GeometryError: not rows of d numbers.
        """
        if np.ndim(tapes) != 2 or np.shape(tapes)[1] != self.linear.dimension:
            raise GeometryError(
                f"tapes are rows (b, {self.linear.dimension}), not of shape {np.shape(tapes)}"
            )
        scores = self.linear.scores(tapes, self._book).reshape(len(tapes), self.cells, 2)
        cells: npt.NDArray[np.int64] = scores.argmax(axis=2)
        return cells

    def step(self, tapes: Rows) -> Rows:
        """The next row of each tape: (b, d) -> (b, d)."""
        cells = self.decode(tapes)
        left, right = np.roll(cells, 1, axis=1), np.roll(cells, -1, axis=1)
        return self.encode(self._answers[4 * left + 2 * cells + right])

    def cell_error(self) -> float:
        """The probability that a cell of a random tape is misread."""
        return reading_error(self.linear.family, self.cells, 2)

    def margin(self) -> float:
        """The least margin with which a cell of any tape at all is read; where it is positive, no step goes wrong."""
        return least_margin(self.alphabet, self.cells)

    def error_free_steps(self) -> float:
        """How many steps a row is expected to go without an error, were its cells random."""
        return capacity.error_free(capacity.any_error(self.cell_error(), self.cells))

    def _keys(self) -> Rows:
        """The eight neighbourhoods as vectors, 000 to 111."""
        shifted = [self.linear.guard(self.alphabet.rows, power) for power in range(3)]
        places = [(k >> 2 & 1, k >> 1 & 1, k & 1) for k in range(8)]
        return np.concatenate(
            [self.linear.product(np.stack([shifted[j][c] for j, c in enumerate(each)])) for each in places]
        )

    def _right_answers(self) -> npt.NDArray[np.int64]:
        return self.rule >> np.arange(8) & 1

    def _rule_vector(self) -> Rows:
        answers = self.linear.guard(self.alphabet.rows[self._right_answers()], 3)
        rule: Rows = self.linear.bind(self._keys(), answers).sum(axis=0, keepdims=True)
        return rule

    def _asked(self, rule: Rows) -> npt.NDArray[np.int64]:
        found = self.linear.guard(self.linear.unbind(rule, self._keys()), -3)
        answers: npt.NDArray[np.int64] = self.alphabet.scores(found).argmax(axis=1)
        if not np.array_equal(answers, self._right_answers()):
            raise GeometryError(
                f"{self.linear.dimension} dimensions of {self.linear.name} are too few for the eight answers of a "
                "rule: some are not found again"
            )
        return answers
