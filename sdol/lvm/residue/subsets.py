"""Subset-sum: which of some integers add up to a target, exactly, and by a resonator network.

The exact solver is the one to use. The resonator's is that of Kymn et al. 2023 (section on combinatorial
optimisation), for study: it finds subsets of few numbers, and beats nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.residue.layout import Phasors
from sdol.lvm.residue.moduli import Integers
from sdol.lvm.residue.system import Residue
from sdol.lvm.residue.whole import whole_numbers

MOST = 46
"""The most numbers that the exact solver takes: it holds 2^(n/2) sums twice, 64 MB each."""

_LARGEST = 1 << 56
_GREATEST_SUM = 1 << 62  # above all sums of 46 numbers, and with any of them within 64 bits


def subset_sum(numbers: npt.ArrayLike, target: int) -> npt.NDArray[np.bool_] | None:
    """Which numbers (n,) add up to the target: a mask (n,), or None where no subset does.

    Meets in the middle (Horowitz and Sahni 1974): the sums of one half are sorted, those of the other
    looked up among them. O(n 2^(n/2)) time, 2^(n/2) memory. The empty subset adds up to 0.

    Raises:
        GeometryError: not whole numbers, beyond 2^56 (the target 2^62), or more than `MOST` of them.
    """
    given = whole_numbers(numbers, -_LARGEST, _LARGEST)
    goal = whole_numbers(target, -_GREATEST_SUM, _GREATEST_SUM)
    if len(goal) != 1:
        raise GeometryError(f"numbers add up to one target, not to {len(goal)}")
    if len(given) > MOST:
        raise GeometryError(f"{len(given)} numbers are too many for an exact answer: it takes at most {MOST}")
    left, right = given[: len(given) // 2], given[len(given) // 2 :]
    ours, theirs = _sums(left), _sums(right)
    order = np.argsort(ours, kind="stable")
    wanted = goal[0] - theirs
    places = np.minimum(np.searchsorted(ours[order], wanted), len(order) - 1)
    hits = np.flatnonzero(ours[order][places] == wanted)
    if not len(hits):
        return None
    first = int(hits[0])
    return np.concatenate([_mask(int(order[places[first]]), len(left)), _mask(first, len(right))])


def subset_sum_by_resonator(
    numbers: npt.ArrayLike,
    target: int,
    system: Residue | None = None,
    *,
    iterations: int = 100,
    starts: int = 16,
    seed: int = 0,
) -> npt.NDArray[np.bool_] | None:
    """Which numbers (n,) add up to the target by a resonator network: a mask (n,), or None where it finds none.

    The vector of the target is the product of one factor for each number, which is that of the number or that
    of 0. Each factor in turn is estimated as the target without the other estimates, projected on its two
    vectors with weights that are real and not negative, phasors kept at length 1. The first start is both
    vectors alike, further ones weight them at random, all run side by side. Every answer is added up before it is
    returned. O(iterations starts n d).

    Args:
        system: phasors with independent frequencies; by default 1,024 of them over the usual moduli.

    Raises:
        GeometryError: no numbers or starts, not whole, or out of the system's range; the target likewise.
    """
    chosen = _default_system() if system is None else system
    given = whole_numbers(numbers, chosen.lowest, chosen.greatest)
    goal = whole_numbers(target, chosen.lowest, chosen.greatest)
    if not len(given) or starts < 1:
        raise GeometryError("a resonator needs at least one number to add up, and one start")
    network = _Network(
        chosen.layout.phasors(goal), chosen.layout.phasors(given), _shares(starts, len(given), seed)
    )
    for _ in range(iterations):
        masks = network.step()
        right = np.flatnonzero(masks @ given == goal)
        if len(right):
            chosen_mask: npt.NDArray[np.bool_] = masks[right[0]]
            return chosen_mask
    return None


class _Network:
    """The estimates of all factors, (starts, n, d), and their products, (starts, d)."""

    def __init__(self, whole: Phasors, vectors: Phasors, shares: npt.NDArray[np.float64]) -> None:
        """Each factor begins as a mixture with its share of the number's vector, the rest of that of 0."""
        self.whole, self.vectors = whole.astype(np.complex64), vectors.astype(np.complex64)
        self.estimates = _phases((1.0 - shares)[:, :, None] + shares[:, :, None] * vectors)
        self.products = self.estimates.prod(axis=1)

    def step(self) -> npt.NDArray[np.bool_]:
        """One update of each factor in turn; which numbers are more likely in the subset than not, (starts, n)."""
        mask = np.zeros(self.estimates.shape[:2], dtype=np.bool_)
        for place, vector in enumerate(self.vectors):
            others = self.products * np.conj(self.estimates[:, place])
            alone = self.whole * np.conj(others)
            without = np.maximum(alone.sum(axis=1).real, 0.0)
            within = np.maximum(np.vecdot(vector, alone).real, 0.0)
            mask[:, place] = within > without
            self.estimates[:, place] = _phases(without[:, None] + within[:, None] * vector)
            self.products = others * self.estimates[:, place]
        self.products = _phases(self.products)
        return mask


def _shares(starts: int, count: int, seed: int) -> npt.NDArray[np.float64]:
    """The weights that the starts give to each number, (starts, n): a half at the first, then random."""
    raw = np.random.PCG64(abs(seed)).random_raw(starts * count).astype(np.float64).reshape(starts, count)
    shares: npt.NDArray[np.float64] = raw / 2.0**64
    shares[0] = 0.5
    return shares


def _phases(x: Phasors) -> Phasors:
    """Complex numbers at length 1; 0 becomes 1."""
    sizes = np.abs(x)
    return np.where(sizes > 0.0, x / np.where(sizes > 0.0, sizes, 1.0), 1.0).astype(np.complex64)


def _default_system() -> Residue:
    return Residue(dimension=1024, family="fhrr", folds=(1, 1))


def _sums(numbers: Integers) -> Integers:
    """The sums of all subsets, (2^n,), in the order of their masks as binary numbers."""
    sums = np.zeros(1, dtype=np.int64)
    for number in numbers:
        sums = np.concatenate([sums, sums + number])
    return sums


def _mask(subset: int, count: int) -> npt.NDArray[np.bool_]:
    return np.array([subset >> place & 1 for place in range(count)], dtype=np.bool_)
