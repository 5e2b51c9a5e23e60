"""Drift: off-topic answers, echoes, tasks of which nothing is known, and loops, from vectors alone.

A task's answer is compared with the log's: hubs are levelled by cross-domain similarity local scaling (Conneau et al.
2018), the expected answer is a kernel ridge regression (Saunders et al. 1998), tasks are told from answers by a linear
discriminant (Fisher 1936), and thresholds are conformal (Vovk et al. 2005).
"""

from sdol.lvm.drift.judgement import VERDICTS, Judgement
from sdol.lvm.drift.log import DriftLog, drift_log, no_pairs
from sdol.lvm.drift.loops import LoopSettings, loops
from sdol.lvm.drift.settings import Settings
from sdol.lvm.drift.watching import follow, watch
from sdol.lvm.drift.wording import moving, novelty

__all__ = [
    "VERDICTS",
    "DriftLog",
    "Judgement",
    "LoopSettings",
    "Settings",
    "drift_log",
    "follow",
    "loops",
    "moving",
    "no_pairs",
    "novelty",
    "watch",
]
