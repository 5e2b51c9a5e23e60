"""Rates and areas as rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.harness.rates import wilson
from benchmarks.harness.rows import Row


def rate(name: str, hits: Any, goal: float | None = None) -> Row:
    """The share of true values, with its interval, beside a goal."""
    hits = np.asarray(hits, dtype=bool)
    low, high = wilson(int(hits.sum()), len(hits))
    unit = f"of {len(hits):,} ({low:.3f}-{high:.3f})"
    if goal is None:
        return Row(name, float(hits.mean()), unit)
    return Row(name, float(hits.mean()), unit, goal, "goal", ">= 1")


def area(name: str, found: Any, usual: Any, goal: float | None = None) -> Row:
    """The area under the receiver operating characteristic of a score that is high for what is to be found.

    The 95% interval is Hanley and McNeil's (1982), with no more pairs to be found than usual ones: those that are dealt
    from the same tasks twice are not two.
    """
    figure = auroc(found, usual)
    low, high = _interval(figure, min(len(found), len(usual)), len(usual))
    unit = f"AUROC ({low:.3f}-{high:.3f})"
    return Row(name, figure, unit) if goal is None else Row(name, figure, unit, goal, "goal", ">= 1")


def _interval(area: float, found: int, usual: int) -> tuple[float, float]:
    one, other = area / (2.0 - area), 2.0 * area**2 / (1.0 + area)
    spread = (found - 1) * (one - area**2) + (usual - 1) * (other - area**2)
    error = 1.96 * ((area * (1.0 - area) + spread) / (found * usual)) ** 0.5
    return max(area - error, 0.0), min(area + error, 1.0)


def auroc(found: Any, usual: Any) -> float:
    """The chance that one to be found has a higher score than a usual one, ties counting half (Mann, Whitney)."""
    found, usual = np.asarray(found, dtype=np.float64), np.sort(np.asarray(usual, dtype=np.float64))
    below = np.searchsorted(usual, found, side="left") + np.searchsorted(usual, found, side="right")
    return float(below.mean() / 2.0 / len(usual))
