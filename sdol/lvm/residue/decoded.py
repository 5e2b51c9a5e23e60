"""What decoding gives: numbers where vectors encode one, and an honest "no answer" where they do not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError

FALSE_ANSWERS = 1e-6
"""How often a vector that encodes nothing may be read as a number, where nothing else is asked."""


@dataclass(frozen=True)
class Decoded:
    """The outcome for each row.

    Attributes:
        values: (n,) the numbers, int64 or float64; 0 where there is no answer.
        found: (n,) whether the row encodes a number.
        similarity: (n,) float32, that of the row with the vector of the best number, found or not.
    """

    values: npt.NDArray[Any]
    found: npt.NDArray[np.bool_]
    similarity: npt.NDArray[np.float32]

    def all(self) -> npt.NDArray[Any]:
        """The numbers of all rows.

        Raises:
            GeometryError: a row encodes none; the message names the first.
        """
        if not self.found.all():
            row = int(np.argmin(self.found))
            raise GeometryError(
                f"row {row} encodes no number: its similarity to the nearest is {self.similarity[row]:.2f}"
            )
        return self.values


def judged(values: npt.NDArray[Any], similarity: npt.NDArray[np.float32], least: float) -> Decoded:
    """The outcome where a similarity of at least `least` counts as an answer."""
    found = similarity >= least
    return Decoded(np.where(found, values, np.zeros_like(values)), found, similarity)


def threshold(candidates: float, freedoms: int, false_answers: float) -> float:
    """The similarity that a random vector reaches with any of the candidates with that probability at most.

    A uniform unit vector of D real components lies within the cap of cosine t around one candidate with
    probability at most (1 - t^2)^((D-1)/2) / 2 (Brieden et al. 2001), and around any of M with M times that.

    Raises:
        GeometryError: the probability is not between 0 and 1, or no similarity is that sure.
    """
    if not 0.0 < false_answers < 1.0:
        raise GeometryError(
            f"a probability of false answers lies between 0 and 1, and {false_answers} does not"
        )
    if freedoms < 2:
        raise GeometryError(f"{freedoms} components can hold no number")
    exponent = math.log(min(2.0 * false_answers / candidates, 1.0)) * 2.0 / (freedoms - 1)
    least = math.sqrt(-math.expm1(exponent))
    if least > _SUREST:
        raise GeometryError(
            f"{freedoms} components cannot tell one of {candidates:,.0f} numbers from noise "
            f"with {false_answers:g} false answers: take more dimensions, or fewer numbers"
        )
    return least


_SUREST = 0.95
