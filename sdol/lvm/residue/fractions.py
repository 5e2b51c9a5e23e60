"""Numbers between the integers: fractional power encoding (Plate 1995; Komer, Stewart, Voelker and Eliasmith 2019).

A coordinate that turns by the angle w from one integer to the next turns by w x for any real x; w is taken within
[-pi, pi), so that similarity falls from 1 to 0 within one step as sin(pi dx) / (pi dx).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm.residue.layout import Layout, Phasors
from sdol.lvm.residue.moduli import Integers

Reals: TypeAlias = npt.NDArray[np.float64]

GRAIN = 32
"""How many numbers within one step count as different in the bound on false answers."""

_GRID = np.linspace(-1.0, 1.0, 17)
_STEPS = 8  # each doubles the digits


def real_phasors(values: Reals, layout: Layout) -> Phasors:
    """(n,) real numbers -> (n, width) complex128; whole parts turn exactly, however great."""
    whole = np.floor(values)
    phasors: Phasors = np.exp(1j * (values - whole)[:, None] * layout.angles)
    return phasors * layout.phasors(whole.astype(np.int64))


def refined(phasors: Phasors, near: Integers, layout: Layout) -> Reals:
    """The real numbers of greatest similarity within one step of the integers given: (n,) float64.

    Where Re sum_j r_j exp(-i w_j x) is greatest, with r the phasors relative to the integer: on a grid, then by
    Newton's method on the derivative.
    """
    relative = phasors * np.conj(layout.phasors(near))
    scores = (relative @ np.exp(-1j * layout.angles[:, None] * _GRID)).real
    at: Reals = _GRID[scores.argmax(axis=1)]
    for _ in range(_STEPS):
        turned = relative * np.exp(-1j * at[:, None] * layout.angles)
        slope = turned.imag @ layout.angles
        bend = turned.real @ (layout.angles * layout.angles)
        at = np.clip(at + np.where(bend > 0.0, slope / np.where(bend > 0.0, bend, 1.0), 0.0), -1.0, 1.0)
    return near + at
