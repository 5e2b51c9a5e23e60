"""Decoding dense vectors of numbers, exactly and without search: fold the tree of coordinates, group by group.

Within a branch of the first level only the first group of moduli tells coordinates apart. Turned back by the right
remainder a mod A_1, all phasors z_j exp(-2 pi i u_j a / A_1) of a branch have one direction, whatever it is, and
their sum is long. So the remainder is the a that makes the sum over branches of the squared lengths greatest. That
sum is a constant and twice the sum over pairs of Re z_i conj(z_j) exp(-2 pi i (u_i - u_j) a / A_1): one real matrix
product. The sums of branches are the coordinates of a smaller tree, in which the second group is read the same way,
and the last by the sum at the root, which is the similarity to the number. A number costs about width A_1 products
at the first level and less at each other, where comparing it with every number would cost width A_1 A_2 ...; after each
level the best `beam` paths go on.

All scores depend on differences of remainders only, so that those of 0 show whether every number of the system is
decoded exactly from its own vector: `Folding` refuses a layout where one is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.layout import Layout, Phasors, roots
from sdol.lvm.residue.moduli import Integers, chinese
from sdol.lvm.sphere import Matrix

_BLOCK = 1 << 19  # numbers in one block of pairs or scores
_SEPARATE = 0.95  # the second-best remainder's share of the best score, at most


@dataclass(frozen=True)
class Level:
    """One group of moduli with product A.

    Attributes:
        turns: exp(-2 pi i u a / A), complex64 (A, branches, fold).
        pairs: which two coordinates of a branch make each pair; none at the root.
        scores: what the real and imaginary parts of pairs, at the root of coordinates, are multiplied with: (parts, A).
    """

    turns: Phasors
    pairs: tuple[Integers, Integers] | None
    scores: Matrix

    def score(self, current: Phasors) -> Matrix:
        """(n, branches, fold) -> (n, A): the coherent sum at the root, the sum of squared lengths elsewhere."""
        if self.pairs is None:
            return _parts(current) @ self.scores
        first, second = self.pairs
        constant = np.vecdot(current, current).real.sum(axis=1)
        products = _parts(current[:, :, first] * np.conj(current[:, :, second])) @ self.scores
        scores: Matrix = products + constant[:, None]
        return scores

    def folded(self, current: Phasors, parents: Integers, remainders: Integers) -> Phasors:
        """The sums of branches of paths, turned back: (n, S, branches, fold), twice (n, T) -> (n, T, branches)."""
        chosen = current[np.arange(len(current))[:, None], parents]
        sums: Phasors = np.einsum("ntbf,ntbf->ntb", chosen, self.turns[remainders])
        return sums


class Folding:
    """The decoder of a layout.

    Raises:
        GeometryError: vectors of this width do not tell the numbers apart.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.levels = [_level(layout, number) for number in range(len(layout.sizes))]
        self._widest = 2 * max(len(level.scores) for level in self.levels)
        self._refuse_confusion()

    def decode(self, phasors: Phasors, beam: int) -> Integers:
        """(n, width) -> (n,): the number from 0 on whose phasors are most similar, as far as the beam sees."""
        step = max(1, _BLOCK // (self._widest * beam))
        narrow = phasors.astype(np.complex64)
        parts = [self._decode(narrow[start : start + step], beam) for start in range(0, len(narrow), step)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def _decode(self, phasors: Phasors, beam: int) -> Integers:
        count = len(phasors)
        current = self.layout.tree(phasors)[:, None]
        paths = np.empty((count, 1, 0), dtype=np.int64)
        for level in self.levels:
            grown = _branches(current, level)
            size = level.scores.shape[1]
            scores = level.score(grown.reshape(-1, *grown.shape[2:])).reshape(count, -1)
            best = _greatest(scores, 1 if level.pairs is None else beam)
            parents, remainders = best // size, best % size
            kept = np.take_along_axis(paths, parents[:, :, None], axis=1)
            paths = np.concatenate([kept, remainders[:, :, None]], axis=2)
            if level.pairs is not None:
                current = level.folded(grown, parents, remainders)
        return chinese(paths[:, 0], self.layout.sizes)

    def _refuse_confusion(self) -> None:
        """Follows the number 0 and looks at the other remainders on its way."""
        current = self.layout.tree(np.ones((1, self.layout.width), dtype=np.complex64))[:, None]
        zero = np.zeros((1, 1), dtype=np.int64)
        for level in self.levels:
            grown = _branches(current, level)
            scores = level.score(grown[0])[0]
            if scores[1:].max() > _SEPARATE * scores[0]:
                raise GeometryError(
                    f"{self.layout.width} phasors do not tell {math.prod(self.layout.moduli):,} numbers apart: "
                    "take more dimensions, or moduli with a smaller product"
                )
            current = level.folded(grown, zero, zero)


def _level(layout: Layout, number: int) -> Level:
    branches, fold = _shape(layout, number)
    inner = math.prod(layout.folds[:number])
    turns = layout.frequencies[number][layout.leaves][::inner]
    size = layout.sizes[number]
    filled = np.pad(turns, (0, branches * fold - len(turns))).reshape(branches, fold)
    back = np.conj(roots(size))[np.arange(size)[:, None, None] * filled % size]
    if branches == 1:
        return Level(back.astype(np.complex64), None, _columns(back))
    first, second = np.triu_indices(fold, 1)
    both = 2.0 * back[:, :, first] * np.conj(back[:, :, second])
    return Level(back.astype(np.complex64), (first, second), _columns(both))


def _shape(layout: Layout, number: int) -> tuple[int, int]:
    """Branches and fold of a level; at the root all that is left is one branch."""
    left = layout.shape[: len(layout.shape) - number]
    return math.prod(left[:-1]), left[-1]


def _branches(current: Phasors, level: Level) -> Phasors:
    """Coordinates of paths as branches: (n, S, ...) -> (n, S, branches, fold)."""
    return current.reshape(*current.shape[:2], *level.turns.shape[1:])


def _columns(factors: Phasors) -> Matrix:
    """Complex factors (A, ...) as a real matrix, by which `_parts` gives the real part of the sum of products."""
    rows = np.conj(factors).reshape(len(factors), -1).astype(np.complex64)
    return np.ascontiguousarray(rows.view(np.float32).T)


def _parts(coordinates: Phasors) -> Matrix:
    """(n, ...) complex64 as (n, parts) real and imaginary parts."""
    flat = np.ascontiguousarray(coordinates).reshape(len(coordinates), -1)
    return flat.view(np.float32)


def _greatest(scores: Matrix, count: int) -> Integers:
    """The places of the greatest scores of each row: (n, A) -> (n, at most count)."""
    if count == 1:
        only: Integers = scores.argmax(axis=1)[:, None]
        return only
    count = min(count, scores.shape[1])
    places: Integers = np.argpartition(scores, -count, axis=1)[:, -count:]
    return places
