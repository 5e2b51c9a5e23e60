"""Factoring a bound vector into codewords: the resonator network (Frady et al. 2020), and a search beyond it."""

from __future__ import annotations

from sdol.lvm.resonator.capacity import resonator_capacity
from sdol.lvm.resonator.factoring import Resonator, factor
from sdol.lvm.resonator.settings import Factorisation, chance_of_any, least_similarity

__all__ = ["Factorisation", "Resonator", "chance_of_any", "factor", "least_similarity", "resonator_capacity"]
