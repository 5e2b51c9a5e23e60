"""Rosetta: vectors of one space as vectors of another, learned from pairs and judged on pairs kept out.

What is learned is an orthogonal Procrustes map (Schönemann 1966) between whitened rows.
"""

from sdol.lvm.rosetta.codec import Rosetta, fit_rosetta
from sdol.lvm.rosetta.judging import HeldOut
from sdol.lvm.rosetta.procrustes import Leg

__all__ = ["HeldOut", "Leg", "Rosetta", "fit_rosetta"]
