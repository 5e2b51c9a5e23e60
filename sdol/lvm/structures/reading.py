"""Reading the cells of a tape: how it is stored, how often it is misread, and when it never can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from sdol.lvm import capacity
from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.alphabet import Alphabet
from sdol.lvm.structures.linear import Rows


def centred_rows(rows: Rows) -> Rows:
    """Atoms without their mean: of m symbols that are equally likely, each keeps 1 - 1/m of its squared length, and
    so makes that much less crosstalk, while the differences by which they are told apart stay."""
    centred: Rows = rows - rows.mean(axis=0, keepdims=True)
    return centred


def reading_error(family: Any, cells: int, symbols: int) -> float:
    """The probability that a cell of a tape of n random symbols out of m is misread.

    `capacity.choice_error` for a cell among n - 1 others of squared length 1 - 1/m; for m = 2 about
    Q(sqrt(g d / n)). O(1).
    """
    return capacity.choice_error(family, 1 + (cells - 1) * (1 - 1 / symbols), symbols)


def least_margin(alphabet: Alphabet, cells: int) -> float:
    """The least margin between the right symbol and a wrong one, over every tape of so many cells and every place.

    At place i, x is read rather than y by <x, x - y> + sum over j of <P^(j-i) z_j, x - y>. The worst z_j is chosen
    for each j by itself, so the bound is reached. Where it is positive, reading is exact for every tape: with two
    symbols up to about 1.25 sqrt(g d) cells (see `capacity` for g). O(n m^2 d).

    Raises:
        GeometryError: fewer than one cell or two symbols.
    """
    if cells < 1 or len(alphabet) < 2:
        raise GeometryError(f"no margin for {cells} cells of {len(alphabet)} symbols")
    worst = _worst_crosstalk(alphabet, cells)
    sums = np.concatenate([np.zeros((1, *worst.shape[1:])), np.cumsum(worst, axis=0)])
    places = np.arange(cells)
    own = _differences(alphabet.linear.scores(alphabet.rows, alphabet.rows).astype(float))
    right = own[range(len(alphabet)), range(len(alphabet))]
    margins = right + sums[2 * cells - 1 - places] - sums[cells - 1 - places]
    return float(margins[:, ~np.eye(len(alphabet), dtype=bool)].min())


def _worst_crosstalk(alphabet: Alphabet, cells: int) -> Any:
    """For the lags 1 - n to n - 1 the most that a cell there can do against x rather than y: (2n - 1, m, m)."""
    centred, linear = centred_rows(alphabet.rows), alphabet.linear
    worst = np.zeros((2 * cells - 1, len(alphabet), len(alphabet)))
    for lag in range(1 - cells, cells):
        if lag:
            scores = linear.scores(linear.permute(centred, lag), alphabet.rows)
            worst[lag + cells - 1] = _differences(scores.astype(float)).min(axis=0)
    return worst


def _differences(scores: Any) -> Any:
    """Weights (z, m) as differences of x and y: (z, m, m)."""
    return scores[:, :, None] - scores[:, None, :]
