"""Holographic cache: many key to value pairs in one vector, read back one by one or all together.

A record of pairs is the sum of its keys bound to their values (Plate 1995). Read one by one, a slot sees all
others as noise, and 22 pairs fill a vector of 768. Read together, each slot's estimate takes its share of the
noise away from the others, and 96 fit.
"""

from __future__ import annotations

from sdol.lvm.hologram.cache import Full, Hologram, NoItem, NoKey, Unreadable
from sdol.lvm.hologram.capacity import critical_ratio, joint_capacity, recall_rate, single_capacity
from sdol.lvm.hologram.joint import Decoded, decode
from sdol.lvm.hologram.record import slot_keys
from sdol.lvm.hologram.single import Recalled, recall

__all__ = [
    "Decoded",
    "Full",
    "Hologram",
    "NoItem",
    "NoKey",
    "Recalled",
    "Unreadable",
    "critical_ratio",
    "decode",
    "joint_capacity",
    "recall",
    "recall_rate",
    "single_capacity",
    "slot_keys",
]
