"""One slot of a record read alone: unbind, clean up, and say "not found" where it might be chance."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.hologram.spectra import as_real, energy, item_spectra, key_spectra
from sdol.lvm.sphere import Matrix, as_rows, normalise, same_dimension

FALSE_RATE = 0.01
"""The share of absent keys for which an answer is given all the same."""

_QUERIES = 256  # keys read in one product


@dataclass(frozen=True)
class Recalled:
    """What a record says about each key, read alone.

    Attributes:
        items: (n,) the most similar item, -1 where a key that was never put in might reach as much.
        scores: (n,) by how many standard deviations of the noise that item stands out.
        least: the score from which an answer is given.
    """

    items: npt.NDArray[np.int64]
    scores: Matrix
    least: float


def recall(
    record: npt.ArrayLike, keys: npt.ArrayLike, items: npt.ArrayLike, *, false_rate: float = FALSE_RATE
) -> Recalled:
    """Read the slots of keys (n, d) from a record (1, d), each alone: the best of the items (B, d), or none.

    Unbinding a key that was never put in rotates the record at random: its inner product with a unit item is
    normal with variance |record|^2 / d, whatever the record's length. The best of B such products exceeds
    Phi^-1((1 - false_rate)^(1/B)) deviations with probability `false_rate` (less where items are alike).
    How often what *was* put in is found is `recall_rate` (Plate 1995; Frady, Kleyko and Sommer 2018). O(n B d).

    Raises:
        GeometryError: dimensions differ, an empty codebook, a zero item, NaN, a zero record, keys that are not
            unitary, or a rate outside (0, 1).
    """
    row, slots, book = as_rows(record), as_rows(keys), normalise(items)
    same_dimension(row, slots)
    same_dimension(row, book)
    if len(row) != 1 or not row.any():
        raise GeometryError("a record is one row that is not zero")
    if len(book) == 0:
        raise GeometryError("an empty codebook: a slot can hold nothing")
    least = chance_score(len(book), false_rate)
    best, scores = _best(row, slots, book)
    return Recalled(np.where(scores >= least, best, -1), scores, least)


def chance_score(items: int, false_rate: float) -> float:
    """The score that the best of so many items reaches by chance with probability `false_rate`.

    Raises:
        GeometryError: the rate is outside (0, 1).
    """
    if not 0.0 < false_rate < 1.0:
        raise GeometryError(f"the rate of false answers must lie between 0 and 1, and is {false_rate}")
    return NormalDist().inv_cdf((1.0 - false_rate) ** (1.0 / items))


def _best(record: Matrix, keys: Matrix, items: Matrix) -> tuple[npt.NDArray[np.int64], Matrix]:
    seen, book = item_spectra(record)[0], as_real(item_spectra(items))
    deviation = np.float32((energy(seen) / record.shape[1]) ** 0.5)
    best = np.empty(len(keys), dtype=np.int64)
    scores = np.empty(len(keys), dtype=np.float32)
    for start in range(0, len(keys), _QUERIES):
        part = slice(start, start + _QUERIES)
        table = as_real(np.conj(key_spectra(keys[part])) * seen) @ book.T
        best[part], scores[part] = table.argmax(axis=1), table.max(axis=1) / deviation
    return best, scores
