"""How a factorisation is asked for, and what comes of one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sdol.lvm.errors import GeometryError
from sdol.lvm.given import number, whole

METHODS = ("auto", "network", "covering")

EXACT = 1.0 - 1e-6
"""The cosine from which a rebinding is the vector itself: signs differ by 2/d, floats by their rounding."""


@dataclass(frozen=True)
class Settings:
    """What bounds and steers a search.

    Attributes:
        method: "network" the resonator network alone, "covering" the covering search alone, "auto" the first
            where the products are few enough for it, then the second.
        iterations: at most; one is as many inner products as all codebooks have codewords together.
        restarts: of the network, from random states, when it stands still, cycles, or had its share of the
            iterations.
        threshold: scores below it are taken for zero; 2 / sqrt(d) is a good one. None takes all, negative
            ones too, as published.
        noise: standard deviation of what is added to each score, as a cosine.
        least: the cosine with the vector from which a rebinding is an answer; None: the vector itself.
        seed: of random starts and of noise.
    """

    method: str = "auto"
    iterations: int = 1000
    restarts: int = 0
    threshold: float | None = None
    noise: float = 0.0
    least: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise GeometryError(f"a method is one of {', '.join(METHODS)}, not {self.method!r}")
        whole(self.iterations, "the number of iterations", 1)
        whole(self.restarts, "the number of restarts", 0)
        whole(self.seed, "a seed")
        number(0.0 if self.threshold is None else self.threshold, "a threshold", 0.0, 1.0)
        number(self.noise, "noise", 0.0, 1.0)
        number(1.0 if self.least is None else self.least, "the least cosine", 0.0, 1.0)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Settings:
        """The settings that are given by name, the others as they are; refuses a name that is none."""
        known = [each.name for each in fields(cls)]
        for name in given:
            if name not in known:
                raise GeometryError(f"factoring has no setting {name!r}; there are {', '.join(known)}")
        return cls(**given)

    @property
    def accepted(self) -> float:
        """The cosine from which a rebinding is an answer."""
        return EXACT if self.least is None else min(self.least, EXACT)


@dataclass(frozen=True)
class Factorisation:
    """What was found out about one vector.

    Attributes:
        found: whether a product of codewords is the vector, or as similar to it as was asked.
        indices: of the codewords, one for each codebook; empty where none was found.
        similarity: the cosine of the rebound codewords with the vector; of the best that was seen, where
            none was found.
        iterations: that it took, or that were spent; the rounds of the covering search are as long as its
            batch is short, so a problem may take a few more or fewer alone than with others.
        restarts: of the network.
        energies: of the network after each iteration: minus the cosine of the bound estimates with the
            vector. Then, where the covering search went on, that of the best rebinding of each round.
        confidence: a lower bound for the probability that the answer is no coincidence (see
            `chance_of_any`); 0 where none was found.
        method: what found it, "network" or "covering"; "" where nothing did.
    """

    found: bool
    indices: tuple[int, ...] = ()
    similarity: float = 0.0
    iterations: int = 0
    restarts: int = 0
    energies: tuple[float, ...] = field(default=(), repr=False)
    confidence: float = 0.0
    method: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in self.__dict__.items()}


def chance_of_any(least: float, dimension: int, products: int) -> float:
    """A bound on the probability that a vector which has nothing to do with the codebooks gets an answer.

    The cosine of a random product with a given vector of `dimension` real numbers exceeds t with a
    probability below exp(-d t^2 / 2) (Hoeffding 1963; phasors are sub-Gaussian with the same constant), and
    there are as many chances as products: P <= M exp(-d t^2 / 2).
    """
    exponent = math.log(max(products, 1)) - dimension * max(least, 0.0) ** 2 / 2.0
    return math.exp(min(exponent, 0.0))


def least_similarity(chance: float, dimension: int, products: int) -> float:
    """The smallest `least` that gives a vector of nothing an answer with at most this probability.

    The inverse of `chance_of_any`: t = sqrt(2 ln(M / P) / d).

    Raises:
        GeometryError: the chance is not between 0 and 1, or so small that no cosine suffices.
    """
    if not 0.0 < chance < 1.0:
        raise GeometryError(f"a chance lies between 0 and 1, unlike {chance}")
    least = math.sqrt(2.0 * math.log(max(products, 1) / chance) / max(dimension, 1))
    if least > 1.0:
        raise GeometryError(f"{dimension} dimensions cannot tell {products} products apart that surely")
    return least
