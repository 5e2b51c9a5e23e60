"""Fewer numbers for the same picture: the means of a matrix's cells, the extremes of a curve's stretches."""

from __future__ import annotations

import numpy as np

from sdol.kernel.pictures.scale import LARGEST, drawable


def starts(count: int, most: int) -> np.ndarray:
    """Where each of at most `most` stretches of a range of `count` begins; all but the last are of one length."""
    return np.arange(0, count, max(-(-count // max(most, 1)), 1))


def cell_means(cells: np.ndarray, rows: int, across: int) -> tuple[np.ndarray, int]:
    """The matrix in at most `rows` by `across` cells, and how many of its numbers cannot be drawn.

    A cell is the mean of the drawable numbers that it covers, NaN where there is none. O(n m) time, and beside the
    matrix the memory of one line of cells; (n, m) float64.
    """
    top, left = starts(cells.shape[0], rows), starts(cells.shape[1], across)
    totals, counts = np.zeros((len(top), len(left))), np.zeros((len(top), len(left)))
    for i, stretch in enumerate(np.split(cells, top[1:])):
        totals[i], counts[i] = _line(stretch, left)
    totals[counts == 0] = np.nan
    return totals / np.maximum(counts, 1), int(cells.size - counts.sum())


def _line(stretch: np.ndarray, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums and numbers of what can be drawn, for the cells of one line."""
    if stretch.min() >= -LARGEST and stretch.max() <= LARGEST:  # neither holds for NaN
        widths = np.diff(left, append=stretch.shape[1])
        return np.add.reduceat(stretch.mean(axis=0), left) * len(stretch), widths * len(stretch)
    known = drawable(stretch)
    counts = np.add.reduceat((known == known).sum(axis=0), left)
    return np.add.reduceat(np.nansum(known, axis=0), left), counts


def extremes(ys: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest of each of at most `most` stretches; NaN only where a stretch is all NaN."""
    at = starts(len(ys), most)
    if len(at) == len(ys):
        return ys, ys
    return np.fmin.reduceat(ys, at), np.fmax.reduceat(ys, at)
