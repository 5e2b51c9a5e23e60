"""All slots of a record read together, by approximate message passing.

A record of n pairs among B items is a sparse superposition code (Joseph and Barron 2012): y = sum_k w_k K_k f,
one item f per slot k, K_k the binding with slot k's key. Approximate message passing (Barbier and Krzakala
2017; Rush, Greig and Venkataramanan 2017) turns the residual z into an observation of each slot's vector with
independent Gaussian noise, of which the posterior over the items and its mean follow:

    tau^2 = |z|^2 / d
    r_k   = K_k^T z + w_k f_k                               (f_k: the posterior mean so far)
    p_k   ~ exp((w_k <r_k, f> - w_k^2 |f|^2 / 2) / tau^2)   over the items f
    z     = y - sum_k w_k K_k f_k + z sum_k w_k^2 (E|f|^2 - |f_k|^2) / (d tau^2)

The last term (Onsager's) takes out what the slots' earlier estimates fed back to them. Items are centred first,
so that what all items share is not taken for evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sdol.lvm.errors import GeometryError
from sdol.lvm.hologram.spectra import Spectra, as_real, as_spectra, energy, item_spectra, key_spectra
from sdol.lvm.sphere import Matrix, as_rows, same_dimension

ROUNDS = 60

VANISHED = 1e-8
"""The squared length of a residual, relative to the record's, that is float32 rounding and nothing else."""

_SETTLED = 1e-3  # relative change of the noise below which a round brought nothing
_PATIENCE = 6  # such rounds, after which more bring nothing either
_FLOOR = 1e-12
_TELLING = 0.5  # share of the energy explained, from which the explained part measures the scale


@dataclass(frozen=True)
class Decoded:
    """What a record says about its slots.

    Attributes:
        items: (n,) the item of each slot, -1 where it holds none.
        confidence: (n,) the posterior probability of that; 1 where the reading is certain.
        certain: nothing but rounding is left when the pairs found are taken away, so they are those put in.
        cosine: of the record with the sum of the pairs found.
        rounds: how many rounds of message passing it took.
    """

    items: npt.NDArray[np.int64]
    confidence: Matrix
    certain: bool
    cosine: float
    rounds: int


def decode(
    record: npt.ArrayLike,
    keys: npt.ArrayLike,
    items: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    scale: float | None = None,
    absent: float = 0.0,
    rounds: int = ROUNDS,
) -> Decoded:
    """Read all slots of a record (1, d) together: which of the items (B, d) each of the keys (n, d) holds.

    The record is scale * sum_k w_k bind(key_k, item), perhaps with noise. For random items it is read without
    error up to n = `joint_capacity`; a set of pairs is called certain only where it leaves no residual.
    O(n B d) a round, 4 to 10 rounds up to capacity.

    Under noise the confidence is how often slots are right: at a cosine of 0.95 with the record, 88 pairs of
    1,000 items at d = 768 are read to 99%. Where a record is so full that the reading gets stuck, it overstates
    by up to two tenths.

    Args:
        record: one row, of any length.
        keys: unitary rows, such as atoms.
        items: what slots may hold.
        weights: (n,) positive weights of the slots; all 1 by default.
        scale: the factor on the sum; by default unknown, as of a bundle, and estimated.
        absent: the probability that a slot holds nothing.
        rounds: at most so many.

    Raises:
        GeometryError: dimensions differ, nothing to read from or for, NaN, a zero record of unknown scale,
            keys that are not unitary, weights that are not positive, or a probability outside [0, 1).
    """
    row, slots, book = as_rows(record), as_rows(keys), as_rows(items)
    _check(row, slots, book, absent, rounds)
    problem = _Problem(key_spectra(slots), _weights(weights, len(slots)), book, absent)
    return _search(problem, item_spectra(row)[0], _scale(scale), rounds)


class _Problem:
    """Keys, weights and centred items as spectra, and what is the same in every round."""

    def __init__(self, keys: Spectra, weights: Matrix, items: Matrix, absent: float) -> None:
        spectra = item_spectra(items)
        prior = np.full(len(items), (1.0 - absent) / len(items), dtype=np.float32)
        if absent > 0.0:
            spectra = np.concatenate([spectra, np.zeros((1, spectra.shape[1]), np.complex64)])
            prior = np.append(prior, np.float32(absent))
        mean = prior @ spectra
        self.dimension, self.absent = items.shape[1], absent > 0.0
        self.weights = weights[:, None]
        self.keys = keys * self.weights
        self.common = self.keys.sum(axis=0) * mean
        self.items = as_real(spectra - mean)
        self.lengths = np.vecdot(self.items, self.items)
        self.bias = np.log(prior)
        self.power = float(np.sum(weights * weights) * (prior @ self.lengths))

    def sum_of(self, means: Matrix) -> Spectra:
        """The record that slots of these contents (n, 2 bins) make."""
        total: Spectra = (self.keys * as_spectra(means)).sum(axis=0) + self.common
        return total

    def shares(self, left: Spectra, means: Matrix, noise: float) -> Matrix:
        """The posterior (n, B) of the items in each slot, after a residual and the means before it."""
        seen = as_real(np.conj(self.keys) * left) + self.weights**2 * means
        scores = seen @ self.items.T
        scores -= (0.5 * self.weights**2) * self.lengths
        scores /= np.float32(noise)
        scores += self.bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def spread(self, shares: Matrix, means: Matrix) -> float:
        """How much of the slots' energy is still open: sum_k w_k^2 (E|f|^2 - |E f|^2)."""
        open_in = shares @ self.lengths - np.vecdot(means, means)
        return max(float(self.weights[:, 0] ** 2 @ open_in), 0.0)


@dataclass
class _Reading:
    """The best set of pairs so far."""

    items: npt.NDArray[np.int64]
    confidence: Matrix
    cosine: float
    left: float


def _search(problem: _Problem, seen: Spectra, scale: float | None, rounds: int) -> Decoded:
    length = energy(seen)
    factor = scale or _first_scale(problem, length)
    means = np.zeros((len(problem.keys), problem.items.shape[1]), dtype=np.float32)
    left = seen / np.float32(factor) - problem.common
    noise, idle, number = math.inf, 0, 0
    while True:
        number += 1
        before, noise = noise, max(energy(left) / problem.dimension, _FLOOR)
        shares = problem.shares(left, means, noise)
        reading = _read(problem, shares, seen, scale, length)
        idle = idle + 1 if abs(before - noise) < _SETTLED * noise else 0
        if reading.left <= VANISHED or idle >= _PATIENCE or number == rounds:
            return _decoded(problem, reading, number)
        means = shares @ problem.items
        open_energy = problem.spread(shares, means)
        made = problem.sum_of(means)
        if scale is None and open_energy < _TELLING * problem.power:
            factor = float(np.vdot(made, seen).real) / max(energy(made), _FLOOR)
        onsager = open_energy / (problem.dimension * noise)
        left = seen / np.float32(factor) - made + np.float32(onsager) * left


def _read(problem: _Problem, shares: Matrix, seen: Spectra, scale: float | None, length: float) -> _Reading:
    """The most likely item of each slot, and what of the record they leave unexplained."""
    best = shares.argmax(axis=1)
    made = problem.sum_of(problem.items[best])
    inner, size = float(np.vdot(made, seen).real), energy(made)
    factor = np.float32(scale or inner / max(size, _FLOOR))
    left = energy(seen - factor * made) / max(length, _FLOOR)
    cosine = inner / math.sqrt(size * length) if size > 0.0 and length > 0.0 else 0.0
    return _Reading(best, shares[np.arange(len(best)), best], min(cosine, 1.0), left)


def _decoded(problem: _Problem, reading: _Reading, rounds: int) -> Decoded:
    certain = reading.left <= VANISHED
    items = reading.items
    if problem.absent:
        items = np.where(items == len(problem.items) - 1, -1, items)
    confidence = np.ones_like(reading.confidence) if certain else reading.confidence
    return Decoded(items, confidence, certain, reading.cosine, rounds)


def _first_scale(problem: _Problem, length: float) -> float:
    """The scale at which the record is as long as a sum of such slots is expected to be."""
    return math.sqrt(length / max(energy(problem.common) + problem.power, _FLOOR))


def _check(record: Matrix, keys: Matrix, items: Matrix, absent: float, rounds: int) -> None:
    same_dimension(record, keys)
    same_dimension(record, items)
    if len(record) != 1:
        raise GeometryError(f"a record is one row, and these are {len(record)}")
    if len(keys) == 0:
        raise GeometryError("no keys, so there is nothing to read")
    if len(items) == 0:
        raise GeometryError("an empty codebook: a slot can hold nothing")
    if not 0.0 <= absent < 1.0:
        raise GeometryError(f"the probability that a slot is empty must lie in [0, 1), and is {absent}")
    if rounds < 1:
        raise GeometryError(f"a record cannot be read in {rounds} rounds")
    if not record.any():
        raise GeometryError("a zero vector is no record")


def _weights(given: npt.ArrayLike | None, count: int) -> Matrix:
    weights = np.ones(count, np.float32) if given is None else np.asarray(given, dtype=np.float32).reshape(-1)
    if len(weights) != count:
        raise GeometryError(f"{len(weights)} weights and {count} keys do not pair")
    if not (np.isfinite(weights) & (weights > 0.0)).all():
        raise GeometryError("the weights of slots must be positive numbers")
    return weights


def _scale(given: Any) -> float | None:
    if given is not None and not (math.isfinite(given) and given > 0.0):
        raise GeometryError(f"the scale of a record must be a positive number, and is {given}")
    return None if given is None else float(given)
