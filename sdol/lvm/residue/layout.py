"""Which frequency each coordinate of a number's vector turns with.

A number x has the phasors z_j(x) = prod_m exp(2 pi i k_{m,j} x / m), one for each coordinate j, where k_{m,j} is 0 or
coprime to m (Kymn, Kleyko, Frady, Bybee, Kanerva, Sommer and Olshausen 2023, "Computing with residue numbers
in high-dimensional representation"). There all k are independent. Here coordinates are leaves of a tree, and
the multipliers of a group of moduli are drawn once for a whole branch: those of the first group for each leaf,
those of the last only near the root. Within a branch, then, all that differs between coordinates is the first group,
which can be read there whatever the rest is (`folding`). Which coordinate is which leaf is random, so that
neighbours in the vector are none in the tree. With `folds` of 1 the layout is the published one.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.moduli import Integers, grouped

Phasors: TypeAlias = npt.NDArray[np.complexfloating[Any, Any]]

_FOLDS: dict[int, tuple[int, ...]] = {1: (), 2: (4,), 3: (4, 3), 4: (4, 2, 2)}
_TABLE = 1 << 18  # complex numbers of a table of all remainders: 4 MB
_BRANCHES = 24  # at the root: fewer would tell the last group's remainders apart badly


@dataclass(frozen=True)
class Layout:
    """The multipliers of every modulus, and the tree of coordinates.

    Attributes:
        moduli: pairwise coprime.
        width: how many coordinates (phasors) there are.
        folds: how many branches meet at each level of the tree, leaves first; one fewer than groups.
        seed: of the random draw.
    """

    moduli: tuple[int, ...]
    width: int
    folds: tuple[int, ...]
    seed: int

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The moduli that are decoded together, in the order of decoding."""
        return grouped(self.moduli)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The product of each group."""
        return tuple(math.prod(group) for group in self.groups)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The tree as a tensor, root first; its leaves are at least as many as the coordinates."""
        return (-(-self.width // math.prod(self.folds)), *reversed(self.folds))

    @cached_property
    def leaves(self) -> Integers:
        """The coordinate that each leaf of the tree is: a permutation, (width,)."""
        words = _stream(f"sdol residue {self.seed} leaves", self.width)
        return np.argsort(words, kind="stable").astype(np.int64)

    @cached_property
    def multipliers(self) -> dict[int, Integers]:
        """k_{m,j} by modulus: (width,) each."""
        drawn: dict[int, Integers] = {}
        for level, group in enumerate(self.groups):
            inner = math.prod(self.folds[:level])  # leaves that share one draw
            for m in group:
                branches = _draw(m, -(-self.width // inner), f"sdol residue {self.seed} {m}")
                drawn[m] = np.empty(self.width, dtype=np.int64)
                drawn[m][self.leaves] = np.repeat(branches, inner)[: self.width]
        return drawn

    @cached_property
    def frequencies(self) -> tuple[Integers, ...]:
        """For each group of product A the u_j with z_j(x) = exp(2 pi i u_j x / A): (width,) each."""
        return tuple(_combined(self.multipliers, group) for group in self.groups)

    @cached_property
    def angles(self) -> npt.NDArray[np.float64]:
        """Radians by which each coordinate turns from x to x + 1, within [-pi, pi): (width,)."""
        whole = math.prod(self.moduli)
        turns = _combined(self.multipliers, self.moduli)
        angles: npt.NDArray[np.float64] = ((turns + whole // 2) % whole - whole // 2) / whole * 2.0 * math.pi
        return angles

    def phasors(self, values: Integers) -> Phasors:
        """(n,) integers -> (n, width) complex128. O(n width groups)."""
        out = self.group(0, values)
        for place in range(1, len(self.sizes)):
            out *= self.group(place, values)
        return out

    def part(self, values: Integers, modulus: int) -> Phasors:
        """The phasors of one modulus alone: (n,) integers -> (n, width) complex128."""
        return _turned(values, self.multipliers[modulus], modulus)

    def group(self, place: int, values: Integers) -> Phasors:
        """The phasors of one group of moduli alone, a new array: (n,) integers -> (n, width) complex128."""
        size, turns = self.sizes[place], self.frequencies[place]
        if size * self.width <= _TABLE:
            phasors: Phasors = self._tables[place][values % size]
            return phasors
        return _turned(values, turns, size)

    @cached_property
    def _tables(self) -> dict[int, Phasors]:
        """The phasors of every remainder of a group, where these are few: (A, width) by place."""
        few = {place: size for place, size in enumerate(self.sizes) if size * self.width <= _TABLE}
        return {place: _turned(np.arange(size), self.frequencies[place], size) for place, size in few.items()}

    def tree(self, phasors: Phasors) -> Phasors:
        """(n, width) as the tensor (n, *shape), with zeros where the tree has more leaves."""
        spare = math.prod(self.shape) - self.width
        leaves = phasors[:, self.leaves]
        filled = np.pad(leaves, ((0, 0), (0, spare))) if spare else leaves
        return filled.reshape(len(phasors), *self.shape)


def usual_folds(moduli: tuple[int, ...], width: int) -> tuple[int, ...]:
    """The folds that a system gets where none are asked for: smaller ones where coordinates are few."""
    levels = len(grouped(moduli))
    folds = list(_FOLDS.get(levels, (2,) * (levels - 1)))
    while folds and max(folds) > 2 and width < _BRANCHES * math.prod(folds):
        folds[folds.index(max(folds))] -= 1
    return tuple(folds)


def checked_folds(folds: Sequence[int], levels: int) -> tuple[int, ...]:
    """Folds that were asked for.

    Raises:
        GeometryError: there are not as many as the groups of moduli less one, or one is below 1.
    """
    given = tuple(folds)
    whole = all(isinstance(fold, int | np.integer) and fold >= 1 for fold in given)
    if len(given) != levels - 1 or not whole:
        raise GeometryError(f"these moduli take {levels - 1} folds of 1 or more, not {list(folds)}")
    return tuple(int(fold) for fold in given)


def roots(order: int) -> Phasors:
    """The roots of unity exp(2 pi i r / order), r from 0: (order,) complex128."""
    circle: Phasors = np.exp(2j * np.pi / order * np.arange(order))
    return circle


def _turned(values: Integers, turns: Integers, order: int) -> Phasors:
    """exp(2 pi i turn x / order): (n,), (width,) -> (n, width)."""
    phasors: Phasors = roots(order)[(values % order)[:, None] * turns % order]
    return phasors


def _combined(multipliers: dict[int, Integers], moduli: Sequence[int]) -> Integers:
    """One multiplier over the product of moduli in place of one over each."""
    whole = math.prod(moduli)
    total = sum(
        (multipliers[m] * (whole // m) for m in moduli[1:]), multipliers[moduli[0]] * (whole // moduli[0])
    )
    return np.asarray(total % whole, dtype=np.int64)


def _draw(modulus: int, count: int, label: str) -> Integers:
    """0 or coprime to the modulus, all equally likely, the same on every machine (SHAKE-256 of the label)."""
    choices = np.flatnonzero(np.gcd(np.arange(modulus), modulus) == 1)
    choices = np.concatenate([[0], choices[choices > 0]])
    words = _stream(label, count)
    return choices[(words % np.uint64(len(choices))).astype(np.int64)].astype(np.int64)


def _stream(label: str, count: int) -> npt.NDArray[np.uint64]:
    return np.frombuffer(hashlib.shake_256(label.encode()).digest(8 * count), dtype="<u8").astype(np.uint64)
