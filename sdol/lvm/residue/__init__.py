"""Residue arithmetic (Kymn et al. 2023): integers as vectors, added by binding, decoded exactly and fast."""

from __future__ import annotations

from sdol.lvm.residue.decoded import Decoded
from sdol.lvm.residue.number import Number
from sdol.lvm.residue.subsets import subset_sum, subset_sum_by_resonator
from sdol.lvm.residue.system import Residue

__all__ = ["Decoded", "Number", "Residue", "subset_sum", "subset_sum_by_resonator"]
