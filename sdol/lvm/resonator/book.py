"""A codebook made ready for the search: its scores, its balanced superposition, how far that separates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.resonator.carrier import Rows, projected, reals

Reals = npt.NDArray[np.float32]

CLEANUPS = ("outer", "inverse")

_RIDGES = (0.0, 0.03, 0.1, 0.3, 1.0, 10.0)  # tried on each codebook, as shares of a codeword's square
_UNLUCKY = 0.01  # the share of codewords that may stand out less than the separation says


@dataclass(frozen=True)
class Book:
    """The codewords of one factor, (K, m) phasors.

    Attributes:
        cleanup: how they are scored: "outer" by their cosines, "inverse" by the pseudo-inverse, which takes
            the overlaps of codewords out (Kent et al. 2020, ordinary least squares).
    """

    rows: Rows
    cleanup: str = "outer"

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        """Independent real numbers in a row: the N of every capacity."""
        return int(reals(self.rows).shape[1])

    @cached_property
    def scorers(self) -> Reals:
        """What states are multiplied with: (K, width)."""
        flat = reals(self.rows)
        if self.cleanup == "outer":
            return flat / np.float32(self.rows.shape[1])
        return np.ascontiguousarray(np.linalg.pinv(flat.astype(np.float64)).T, dtype=np.float32)

    def scores(self, states: Rows) -> Reals:
        """How much of each codeword is in each state: (n, m) -> (n, K), 1 for the codeword itself. O(n K m)."""
        scored: Reals = reals(states) @ self.scorers.T
        return scored

    def superposed(self, weights: Reals) -> Rows:
        """Weighted sums of codewords: (n, K) -> (n, m). O(n K m)."""
        summed = weights @ reals(self.rows)
        return summed.view(self.rows.dtype) if self.rows.dtype == np.complex64 else summed

    @cached_property
    def start(self) -> Rows:
        """The state from which a network starts, (1, m): the activation of the sum of all codewords."""
        return projected(self.superposed(np.ones((1, len(self)), dtype=np.float32)))

    @cached_property
    def balanced(self) -> tuple[Rows, float]:
        """A superposition (1, m) that is about equally similar to every codeword, and how far it separates.

        In a plain sum, codewords that happen to oppose the others fade. The ridge solution of
        X q = 1, q = X^T (X X^T + r n I)^-1 1, gives all of them nearly the same share; r trades equal shares
        against the length of q, that is, noise. Of a few r the one is taken whose hundredth least share
        stands highest above the noise of a wrong product, which is the number given, in standard
        deviations. O(K m k + k^3) with k the smaller of K and m.
        """
        flat, noise = reals(self.rows).astype(np.float64), np.sqrt(self.rows.shape[1] / self.width)
        best: tuple[float, npt.NDArray[np.float64]] = (-np.inf, flat[0])
        solve = _ridge(flat)
        for ridge in _RIDGES:
            state = solve((ridge + 1e-6) * self.rows.shape[1])
            if not state.any():  # codewords that cancel out, such as one and its opposite, have none
                continue
            share = float(np.quantile(flat @ state, _UNLUCKY))
            best = max(best, (share / float(noise * np.linalg.norm(state)), state), key=lambda pair: pair[0])
        separation, state = best
        row = np.ascontiguousarray(state / np.linalg.norm(state), dtype=np.float32)[None]
        return (row.view(np.complex64) if self.rows.dtype == np.complex64 else row), separation


def _ridge(flat: npt.NDArray[np.float64]) -> Callable[[float], npt.NDArray[np.float64]]:
    """The solutions q of X q = 1 for any ridge, by one decomposition of the smaller of X X^T and X^T X."""
    count, width = flat.shape
    if count <= width:
        values, vectors = np.linalg.eigh(flat @ flat.T)
        ones = vectors.T @ np.ones(count)
        return lambda ridge: flat.T @ (vectors @ (ones / (np.maximum(values, 0.0) + ridge)))
    values, vectors = np.linalg.eigh(flat.T @ flat)
    sums = vectors.T @ flat.sum(axis=0)
    return lambda ridge: vectors @ (sums / (np.maximum(values, 0.0) + ridge))


def refuse_unknown(cleanup: str) -> None:
    """Raise `GeometryError` for a clean-up that there is none of."""
    if cleanup not in CLEANUPS:
        raise GeometryError(f"a clean-up is one of {', '.join(CLEANUPS)}, not {cleanup!r}")
